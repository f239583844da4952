using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>A posterior with the REML fit beside it.</summary>
/// <param name="Input">Model and data.</param>
/// <param name="Reml">The REML fit; null where the family has none.</param>
/// <param name="Posterior">The posterior.</param>
/// <param name="Agreement">The posterior against the REML fit; null without one.</param>
/// <param name="Timings">How long the steps took.</param>
internal sealed record FitResult(ModelInput Input, RemlFit? Reml, Posterior Posterior, AgreementReport? Agreement, IReadOnlyList<Timing> Timings)
{
    /// <summary>Maximum likelihood, where the family has no REML; null where there is none either.</summary>
    public LaplaceFit? Laplace { get; init; }

    /// <summary>The wording of advice for the caller.</summary>
    public AdviceWords Advice { get; init; } = AdviceWords.Library;

    /// <summary>Further engines beside this one; null if none were requested.</summary>
    public FurtherEngines? Further { get; init; }
}

/// <summary>Further engines on the model of a fit, and all answers in one table.</summary>
/// <param name="Fit">The fit's own posterior.</param>
/// <param name="Table">The table; the fit itself is among its answers.</param>
/// <param name="Refused">Missing answers, each with the reason.</param>
internal sealed record FurtherEngines(Posterior Fit, EngineTable Table, IReadOnlyList<(string Name, string Reason)> Refused)
{
    /// <summary>All answers, the reference first.</summary>
    public IEnumerable<EngineAnswer> Answers => Table.Others.Prepend(Table.Reference);

    /// <summary>The further answers that should not be trusted; the fit has its own verdict.</summary>
    public IEnumerable<EngineAnswer> Untrustworthy =>
        Answers.Where(answer => !ReferenceEquals(answer.Posterior, Fit) && !answer.Posterior.Convergence.Trustworthy);
}

/// <summary>How much of a fit people are shown.</summary>
/// <param name="AllEffects">Whether every group effect is, not only the extremes.</param>
/// <param name="EffectsHint">How to see all of them, in the words of the caller; null if there is no way.</param>
/// <param name="Variances">Whether variances are shown as well as standard deviations.</param>
internal sealed record FitView(bool AllEffects, string? EffectsHint, bool Variances = false);
