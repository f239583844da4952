namespace BayesLmm.Reports.Content.Laplace;

/// <summary>A fit by maximum likelihood of a model of another family than the normal, and what follows from it.</summary>
/// <param name="Input">Model and data.</param>
/// <param name="Fit">The fit.</param>
/// <param name="Level">The level of all intervals.</param>
/// <param name="Timings">How long the steps took.</param>
internal sealed record LaplaceResult(ModelInput Input, LaplaceFit Fit, double Level, IReadOnlyList<Timing> Timings)
{
    /// <summary>Profile intervals; null if not requested or interrupted.</summary>
    public ProfileIntervals? Profile { get; init; }

    /// <summary>Whether every group effect is wanted by people too.</summary>
    public bool ShowsEffects { get; init; }

    /// <summary>Whether fitted values are wanted.</summary>
    public bool ShowsFitted { get; init; }

    /// <summary>What was requested and interrupted before it had any result.</summary>
    public IReadOnlyList<string> Interrupted { get; init; } = [];
}
