using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The slope of the mean response by each numeric predictor, with 50 % and 95 % intervals: at each level of a factor that it interacts with, and along the
    /// predictor where the mean is no straight line. Other numeric columns are at their means, effects of groups 0.
    /// </summary>
    /// <exception cref="NotSupportedException">The model has no numeric predictor.</exception>
    public Figure Slopes()
    {
        FigureSource source = Select(null);
        return NoFigure.Unless(SlopesFigure.WhyNot(source), () => SlopesFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.Slopes</c>.</summary>
internal static class SlopesFigure
{
    /// <summary>Places along a predictor.</summary>
    private const int Points = 31;

    private const int LeastHeight = 170;

    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source) => PredictorGrid.WhyNot(source.Model)
        ?? (PredictorGrid.Of(source.Model).Numbers.Count == 0 ? "the model has no numeric predictor" : null);

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        PredictorGrid grid = PredictorGrid.Of(source.Model);
        Panel[] panels = [.. grid.Numbers.Select(column => IsStraight(column) ? Straight(source, grid, column) : Along(source, column))];
        int rows = panels.Max(panel => panel.Y.Names.Count);
        return new Figure(source.Title, panels.ToEquatableArray())
        {
            Description = $"Slope of the mean of {source.Model.ResponseName} by each numeric predictor, with 50 % and 95 % intervals.",
            PanelWidth = panels.Length == 1 ? 560 : 420,
            PanelHeight = grid.Numbers.All(IsStraight) ? Math.Max(LeastHeight, LevelRows.HeightOf(2 * rows) - 30) : 300,
        };

        bool IsStraight(string column) => source.Model.Family.Link == Link.Identity && grid.IsStraight(column);
    }

    /// <summary>One slope, or one for each level of a factor.</summary>
    private static Panel Straight(FigureSource source, PredictorGrid grid, string column)
    {
        string? factor = grid.PartnersOf(column).FirstOrDefault(grid.Factors.Contains);
        EquatableArray<string> of = factor is null ? [] : [factor];
        string[] names = factor is null ? [column] : [.. grid.LevelsOf(factor).Reverse()];
        EstimateMarks marks = new([.. Estimates(source, column, of, [], 0.95).Reverse()], [.. Estimates(source, column, of, [], 0.5).Reverse()]);
        return new Panel(
            null,
            Axis.Around($"{source.Model.ResponseName} per unit of {column}{(factor is null ? "" : $", by {factor}")}", [0, .. marks.Ends]),
            LevelRows.AxisOf(names),
            [new VerticalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1), .. marks.Rows()]);
    }

    /// <summary>The slope along the predictor.</summary>
    private static Panel Along(FigureSource source, string column)
    {
        double[] at = ConditionalFigure.GridOf(source, column, Points);
        EquatableArray<PredictorValues> values = [new PredictorValues(column, at.ToEquatableArray())];
        EstimateMarks marks = new([.. Estimates(source, column, [column], values, 0.95)], [.. Estimates(source, column, [column], values, 0.5)]);
        return new Panel(
            null,
            Axis.Around(column, at),
            Axis.Around($"{ResponseAxis.Of(source.Model)} per unit of {column}", [0, .. marks.Ends]),
            [new HorizontalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1), .. marks.Bands(at)]);
    }

    private static IEnumerable<DrawnEstimate?> Estimates(
        FigureSource source, string column, EquatableArray<string> of, EquatableArray<PredictorValues> at, double level) =>
        source.Posterior.Means(new MeansOptions { Of = of, At = at, Slope = column, Level = level }, null, source.Fit.CancellationToken).Means
            .Select(entry => entry.Value);
}
