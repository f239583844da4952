using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The estimated marginal mean of the response at each level of each factor of the fixed effects, with 50 % and 95 % intervals: other factors averaged
    /// with equal weights, numeric columns at their means, effects of groups 0.
    /// </summary>
    /// <exception cref="NotSupportedException">The model has no factor among its predictors.</exception>
    public Figure Means()
    {
        FigureSource source = Select(null);
        return NoFigure.Unless(MeansFigure.WhyNot(source), () => MeansFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.Means</c>.</summary>
internal static class MeansFigure
{
    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source) => PredictorGrid.WhyNot(source.Model)
        ?? (PredictorGrid.Of(source.Model).Factors.Count == 0 ? "the model has no factor among its predictors" : null);

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        PredictorGrid grid = PredictorGrid.Of(source.Model);
        return new Figure(source.Title, grid.Factors.Select(factor => CreatePanel(source, grid, factor)).ToEquatableArray())
        {
            Description = $"Marginal mean of {source.Model.ResponseName} at each level of each factor, with 50 % and 95 % intervals.",
            PanelWidth = 460,
            PanelHeight = LevelRows.HeightOf(2 * grid.Factors.Max(factor => grid.LevelsOf(factor).Count)),
        };
    }

    private static Panel CreatePanel(FigureSource source, PredictorGrid grid, string factor)
    {
        string mean = source.Model.Family.IsDiscrete ? ResponseAxis.Of(source.Model) : $"mean {source.Model.ResponseName}";
        string[] levels = [.. grid.LevelsOf(factor).Reverse()];
        EstimateMarks marks = new([.. Estimates(0.95).Reverse()], [.. Estimates(0.5).Reverse()]);
        return new Panel(
            null,
            Axis.Around($"{mean} by {factor}", [.. marks.Ends.DefaultIfEmpty(0)]),
            LevelRows.AxisOf(levels),
            [.. marks.Rows()]);

        IEnumerable<DrawnEstimate?> Estimates(double level) =>
            source.Posterior.Means(new MeansOptions { Of = [factor], Level = level }, null, source.Fit.CancellationToken).Means.Select(entry => entry.Value);
    }
}
