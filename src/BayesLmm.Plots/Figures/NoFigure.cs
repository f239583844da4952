namespace BayesLmm.Plots.Figures;

/// <summary>Figures that some fits do not have.</summary>
internal static class NoFigure
{
    /// <summary>Why models without group effects lack figures of groups.</summary>
    public const string NoGroups = "the model has no group effects";

    /// <summary>The figure, unless there is a reason against it.</summary>
    /// <param name="reason">Why the fit has no such figure; null if it has.</param>
    /// <param name="create">Makes it.</param>
    /// <exception cref="NotSupportedException">There is a reason.</exception>
    public static Figure Unless(string? reason, Func<Figure> create) =>
        reason is null ? create() : throw new NotSupportedException($"There is no such figure of this fit: {reason}.");
}
