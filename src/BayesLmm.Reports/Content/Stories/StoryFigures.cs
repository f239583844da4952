using BayesLmm.Plots;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Figures;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Content.Stories;

/// <summary>A part of a report that has figures.</summary>
internal enum StoryPart
{
    /// <summary>The data.</summary>
    Data,

    /// <summary>The parameters.</summary>
    Posterior,

    /// <summary>REML and posterior side by side.</summary>
    Agreement,

    /// <summary>The levels of grouping factors.</summary>
    Groups,

    /// <summary>Predictions.</summary>
    Predictions,

    /// <summary>The draws.</summary>
    Sampler,

    /// <summary>Model and data.</summary>
    Checks,
}

/// <summary>The figures of a report.</summary>
/// <param name="fit">The fit.</param>
internal sealed class StoryFigures(FitResult fit)
{
    /// <summary>The figures of a part, each a section of its own.</summary>
    public IEnumerable<Section> Of(StoryPart part) => part switch
    {
        StoryPart.Posterior =>
        [
            Figure(
                "Densities", "Posterior densities with mean, median and 95 % interval; the REML estimates beside them.",
                () => DensityFigure.Create(fit.Posterior, reml: fit.Reml)),
        ],
        StoryPart.Groups =>
        [
            .. fit.Posterior.Model.GroupTerms.Select(term => term.Group).Distinct().Select(group => Figure(
                $"Effects of {group}",
                "Each level's effect with 50 % and 95 % intervals, from the lowest mean to the highest; circles are REML predictions.",
                () => CaterpillarFigure.Create(fit.Posterior, group, fit.Reml))),
        ],
        StoryPart.Sampler when fit.Posterior.Draws.Origin.Dependence == Dependence.Chains =>
        [
            Figure("Traces", "Draws in their order: chains that have converged look like one band of noise.", () => TraceFigure.Create(fit.Posterior)),
            Figure("Ranks", "Ranks of each chain's draws among all: flat where the chains agree.", () => RankFigure.Create(fit.Posterior)),
        ],
        _ => [],
    };

    private static Section Figure(string title, string caption, Func<Figure> figure) =>
        new(title, new PageFigure(title, caption, () => FigureMarkup.Write(figure())));
}
