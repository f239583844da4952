using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

/// <summary>
/// The figures of a posterior: <c>posterior.Plot.Density().SavePng("density.png")</c>. Each method returns a figure as data, which can be changed before it is
/// saved. Where a figure shows restricted maximum likelihood too, the model is fitted once, when the first such figure is made. In names of parameters,
/// group effects and grouping factors <c>*</c> stands for any text; a name that there is none of is refused with the nearest one.
/// </summary>
public sealed partial class PosteriorPlots
{
    private readonly FitAnalyses fit;

    /// <summary>The figures of a posterior.</summary>
    internal PosteriorPlots(Posterior posterior, RemlFit? reml)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        fit = new FitAnalyses(posterior, reml);
    }

    /// <summary>The parameters and groups of these names; all if there are none.</summary>
    internal FigureSource Select(IReadOnlyList<string>? names) =>
        new(fit, names is null ? FigureSelection.All(fit.Posterior) : FigureSelection.Of(fit.Posterior, names));
}

/// <summary>Begins the figures of a fit.</summary>
public static class PlotExtensions
{
    extension(Posterior posterior)
    {
        /// <summary>The figures of this posterior.</summary>
        public PosteriorPlots Plot => new(posterior, null);

        /// <summary>The figures of this posterior, beside a fit by restricted maximum likelihood that is there already.</summary>
        /// <param name="reml">The fit of the same model.</param>
        public PosteriorPlots PlotWith(RemlFit reml) => new(posterior, reml);
    }
}
