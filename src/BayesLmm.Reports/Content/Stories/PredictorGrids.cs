using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Reports.Content.Stories;

/// <summary>The marginal means and slopes that a report tells: those that the figures of means and slopes show.</summary>
internal static class PredictorGrids
{
    /// <summary>The means at the levels of each factor, then the slope by each numeric predictor, at the levels of a factor that it interacts with.</summary>
    /// <param name="model">The model; one without predictors, or with one that has no value at a mean, has none.</param>
    public static IReadOnlyList<MeansOptions> Of(BoundModel model)
    {
        if (PredictorGrid.WhyNot(model) is not null)
        {
            return [];
        }

        PredictorGrid grid = PredictorGrid.Of(model);
        return
        [
            .. grid.Factors.Select(factor => new MeansOptions { Of = [factor] }),
            .. grid.Numbers.Select(column => new MeansOptions { Of = Partner(grid, column), Slope = column }),
        ];
    }

    private static EquatableArray<string> Partner(PredictorGrid grid, string column) => [.. grid.PartnersOf(column).Where(grid.Factors.Contains).Take(1)];
}
