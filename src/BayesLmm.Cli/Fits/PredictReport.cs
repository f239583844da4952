using BayesLmm.Inference.Predictions;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Fits;

/// <summary>All that <c>blmm predict</c> has to say.</summary>
/// <param name="Fit">The fit that predicts.</param>
/// <param name="Options">How it does.</param>
/// <param name="Predictions">The predictions.</param>
internal sealed record PredictReport(RemlFit Fit, PredictionOptions Options, PredictionTable Predictions)
{
    /// <summary>The exit code that goes with it.</summary>
    public int ExitCode => Fit.Optimum.Converged ? Cli.ExitCode.Fine : Cli.ExitCode.NotTrustworthy;
}
