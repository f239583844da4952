using BayesLmm.Design;
using BayesLmm.Models;

namespace BayesLmm.Estimation.Means;

/// <summary>The means or slopes of a plan as combinations of the model's coefficients: over the balanced grid, or over the rows of the data.</summary>
internal static class MeanWeights
{
    /// <summary>
    /// The step of the difference by which slopes are computed, in units of the column's range, or of its size where it has none. A central difference is exact
    /// for straight lines and parabolas.
    /// </summary>
    private const double RelativeStep = 1e-4;

    /// <summary>The combinations, a weight a coefficient, with the known part that is added; null for a point that the data do not determine.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="options">The request.</param>
    /// <exception cref="ArgumentException">Means over the data are of something that is no column of the table.</exception>
    public static (double[] Weights, double Offset)?[] Of(BoundModel model, MeansPlan plan, MeansOptions options)
    {
        if (options.Average == MeansAverage.Data)
        {
            return OverData(model, plan, options);
        }

        double offset = options.Slope is null ? MeanOffset(model) : 0;
        double[]?[] rows = options.Slope is { } column
            ? plan.Grid.Slopes(plan.Axes, column, StepOf(column, plan))
            : plan.Grid.Weights(plan.Axes);
        return [.. rows.Select(row => row is null ? ((double[], double)?)null : (row, offset))];
    }

    /// <summary>The combinations of the balanced grid, each with the average offset, with a numeric column shifted.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="shift">The column and what is added to it; null for nothing.</param>
    public static (double[] Weights, double Offset)?[] OfGrid(BoundModel model, MeansPlan plan, (string Column, double By)? shift) =>
        [.. plan.Grid.Weights(plan.Axes, shift).Select(row => row is null ? ((double[], double)?)null : (row, MeanOffset(model)))];

    private static double MeanOffset(BoundModel model) => model.Design.Offset is { } offsets ? offsets.Average() : 0;

    /// <summary>The step of a slope's difference.</summary>
    public static double StepOf(string column, MeansPlan plan) => RelativeStep * plan.Grid.SpreadOf(column);

    private static (double[] Weights, double Offset)?[] OverData(BoundModel model, MeansPlan plan, MeansOptions options)
    {
        DataGrid grid = new(model, options.Data!);
        int count = GridAxis.CountOf(plan.Axes);
        (double[] Weights, double Offset)?[] means = new (double[], double)?[count];
        for (int point = 0; point < count; point++)
        {
            (double[] Weights, double Offset)? Average((string, double)? shift) =>
                grid.Average(grid.DesignAt(plan.Axes, point, shift, withGroups: false));
            if (options.Slope is not { } column)
            {
                means[point] = Average(null);
            }
            else if (StepOf(column, plan) is var step && Average((column, step)) is { } above && Average((column, -step)) is { } below)
            {
                means[point] = ([.. above.Weights.Zip(below.Weights, (up, down) => (up - down) / (2 * step))], (above.Offset - below.Offset) / (2 * step));
            }
        }

        return means;
    }
}
