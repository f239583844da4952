using BayesLmm.Agreement;
using BayesLmm.Cli.Inputs;
using BayesLmm.Posteriors;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Fits;

/// <summary>All that <c>blmm fit</c> has to say.</summary>
/// <param name="Input">Model and data.</param>
/// <param name="Reml">The REML fit.</param>
/// <param name="Posterior">The posterior.</param>
/// <param name="Convergence">Whether the draws can be trusted.</param>
/// <param name="Agreement">The engines against each other.</param>
/// <param name="Timings">How long the steps took.</param>
internal sealed record FitReport(
    BoundInput Input,
    RemlFit Reml,
    Posterior Posterior,
    ConvergenceReport Convergence,
    AgreementReport Agreement,
    IReadOnlyList<(Step Step, TimeSpan Elapsed)> Timings)
{
    /// <summary>Further engines beside this one; null when none were asked for.</summary>
    public FurtherEngines? Further { get; init; }

    /// <summary>The exit code that goes with it.</summary>
    public int ExitCode =>
        !Agreement.Identity.Holds ? Cli.ExitCode.EnginesDisagree
        : !Convergence.Trustworthy || !Reml.Optimum.Converged || Further is { Trustworthy: false } ? Cli.ExitCode.NotTrustworthy
        : Cli.ExitCode.Fine;
}

/// <summary>All that <c>blmm reml</c> has to say.</summary>
/// <param name="Input">Model and data.</param>
/// <param name="Reml">The fit.</param>
/// <param name="Findings">What follows from it.</param>
/// <param name="Timings">How long the steps took.</param>
internal sealed record RemlReport(BoundInput Input, RemlFit Reml, RemlFindings Findings, IReadOnlyList<(Step Step, TimeSpan Elapsed)> Timings)
{
    /// <summary>The exit code that goes with it.</summary>
    public int ExitCode =>
        Reml.Optimum.Converged && Findings.Interrupted.Count == 0 && Findings.Bootstrap is not { IsCancelled: true } ? Cli.ExitCode.Fine : Cli.ExitCode.NotTrustworthy;
}
