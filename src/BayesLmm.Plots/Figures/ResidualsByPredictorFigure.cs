using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The residuals against each column from which the fixed effects are computed: points with a local regression line for numbers, ranges with the middle
    /// half and the median for factors. A bent line shows that a predictor acts otherwise than the formula says.
    /// Of binary, binomial and count responses they are quantile residuals.
    /// </summary>
    /// <exception cref="NotSupportedException">The model has no predictors, or does not hold its data.</exception>
    public Figure ResidualsByPredictor()
    {
        FigureSource source = Select(null);
        return NoFigure.Unless(ResidualsByPredictorFigure.WhyNot(source), () => ResidualsByPredictorFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.ResidualsByPredictor</c>.</summary>
internal static class ResidualsByPredictorFigure
{
    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source) => source.Model.Design.FixedEffects.Structure is not { Variables.Count: > 0 }
        ? "the model has no predictors besides groups"
        : source.Fit.Predictors.Count == 0 ? "the data are not kept with the fit" : null;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        (double[] residuals, string name) = source.Fit.Residuals.Drawn(source.Model);
        string y = $"{name} of {source.Model.ResponseName}";
        return new Figure(source.Title, source.Fit.Predictors.Select(column => column is CategoricalColumn factor
            ? OfFactor(factor, y, residuals)
            : ResidualPanels.Against(column.Name, y, ((NumericColumn)column).Values.ToArray(), residuals, reference: 0)).ToEquatableArray())
        {
            Description = "Residuals of the rows against each predictor: around 0 everywhere if the predictor acts as the formula says.",
            PanelWidth = source.Fit.Predictors.Count == 1 ? 640 : 400,
            PanelHeight = source.Fit.Predictors.Count == 1 ? 400 : 300,
        };
    }

    private static Panel OfFactor(CategoricalColumn factor, string y, double[] residuals)
    {
        ReadOnlySpan<int> codes = factor.Codes;
        List<double>[] gathered = [.. factor.Levels.Select(_ => new List<double>())];
        for (int row = 0; row < residuals.Length; row++)
        {
            gathered[codes[row]].Add(residuals[row]);
        }

        int[] present = [.. Enumerable.Range(0, gathered.Length).Where(level => gathered[level].Count > 0)];
        double[][] sorted = [.. present.Select(level => gathered[level].Order().ToArray())];
        EquatableArray<double> xs = LevelRows.Ys(present.Length);
        EquatableArray<double> At(double probability) => sorted.Select(values => Quantiles.Of(values, probability)).ToEquatableArray();
        return new Panel(
            null,
            new Axis(factor.Name, -0.6, present.Length - 0.4)
            {
                Ticks = TickKind.Names,
                Names = present.Select(level => factor.Levels[level]).ToEquatableArray(),
            },
            Axis.Around(y, [0, .. residuals]),
            [
                new HorizontalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1),
                new ColumnIntervalMark("all residuals", Theme.Posterior with { Opacity = 0.8 }, xs, At(0), At(1), Width: 1.2),
                new ColumnIntervalMark("middle half", Theme.Posterior with { Opacity = 0.45 }, xs, At(0.25), At(0.75), Width: 8),
                new PointMark("median", Theme.Observed, xs, At(0.5), Hollow: false, Size: 6),
            ]);
    }
}
