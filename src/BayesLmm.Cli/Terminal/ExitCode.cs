using BayesLmm.Reports.Content.Comparisons;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Laplace;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Content.Reml;

namespace BayesLmm.Cli.Terminal;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Fine = 0;

    /// <summary>The user's model, data or options are wrong.</summary>
    public const int UserError = 1;

    /// <summary>The command ran, but the result should not be trusted.</summary>
    public const int NotTrustworthy = 2;

    /// <summary>The engines disagree.</summary>
    public const int EnginesDisagree = 3;

    /// <summary>A defect of this software; <c>EX_SOFTWARE</c> of BSD's sysexits.</summary>
    public const int Defect = 70;

    /// <summary>Of a fit.</summary>
    public static int Of(FitResult result) =>
        result.Agreement is { Identity.Holds: false } ? EnginesDisagree
        : Trusted(
            result.Agreement is not { Identity.IsChecked: false } && result.Posterior.Convergence.Trustworthy
            && result.Reml is null or { IsAtMaximum: true }
            && result.Laplace is null or { Optimum.Converged: true }
            && !(result.Further?.Untrustworthy.Any() ?? false));

    /// <summary>Of an investigation of a REML fit.</summary>
    public static int Of(RemlResult result) =>
        Trusted(result.Fit.Optimum.Converged && result.Findings.Interrupted.Count == 0 && result.Findings.Bootstrap is not { IsCancelled: true });

    /// <summary>Of a fit by maximum likelihood of a model of another family than the normal.</summary>
    public static int Of(LaplaceResult result) => Trusted(result.Fit.Optimum.Converged && result.Interrupted.Count == 0);

    /// <summary>Of a comparison.</summary>
    public static int Of(CompareResult result) => Trusted(result.Models.All(model => model.Fit.Optimum.Converged) && !result.WasInterrupted);

    /// <summary>Of predictions.</summary>
    public static int Of(PredictResult result) => Trusted(result.Fit.Optimum.Converged);

    private static int Trusted(bool isTrustworthy) => isTrustworthy ? Fine : NotTrustworthy;
}
