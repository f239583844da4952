using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots.Kinds;

/// <summary>A kind of figure that can be asked for by name.</summary>
/// <param name="Name">Its name, lower-case words joined by hyphens.</param>
/// <param name="Section">What it is about.</param>
/// <param name="Summary">What it shows, in a few words.</param>
/// <param name="Draw">Makes its figures of a fit, or says why there are none.</param>
internal sealed record FigureKind(string Name, FigureSection Section, string Summary, Func<FigureSource, FigureAnswer> Draw);

/// <summary>The figures of a kind, or the reason why a fit has none of them.</summary>
/// <param name="Figures">The figures; none if there is a reason.</param>
/// <param name="Reason">Why there are none, as a sentence without its full stop; null if there are.</param>
internal sealed record FigureAnswer(IReadOnlyList<Figure> Figures, string? Reason)
{
    /// <summary>Figures.</summary>
    public static FigureAnswer Of(params IReadOnlyList<Figure> figures) => new(figures, null);

    /// <summary>No figures.</summary>
    public static FigureAnswer None(string reason) => new([], reason);
}

/// <summary>What figures are about, in the order in which they are read.</summary>
internal enum FigureSection
{
    /// <summary>The data and the model.</summary>
    Data,

    /// <summary>The effects of groups.</summary>
    Effects,

    /// <summary>The posterior of parameters.</summary>
    Posterior,

    /// <summary>The sampler.</summary>
    Sampler,

    /// <summary>Checks of the model.</summary>
    Checks,

    /// <summary>Predictions.</summary>
    Predictions,

    /// <summary>Engines and estimates side by side.</summary>
    Agreement,
}
