using BayesLmm.Cli.Inputs;
using BayesLmm.InferNet;
using BayesLmm.Language;
using BayesLmm.Posteriors;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Fits;

/// <summary>The one place where the command line meets Infer.NET.</summary>
internal static class InferNetRun
{
    /// <summary>Ends the command where the engine is not in this build.</summary>
    /// <exception cref="ModelException">It is not.</exception>
    public static void RequireAvailable()
    {
        if (!InferNetAvailability.IsAvailable)
        {
            throw InputDiagnostics.CannotRun(InferNetAvailability.HowToGet);
        }
    }

    /// <summary>Draws from what Infer.NET arrives at.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How many draws, and the seed.</param>
    /// <param name="expectationPropagation">Whether messages are passed by expectation propagation.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="NotSupportedException">The engine is not in this build, or has not what the model has.</exception>
    public static Posterior Sample(BoundModel model, SamplingOptions options, bool expectationPropagation, CancellationToken cancellationToken)
    {
        if (!InferNetAvailability.IsAvailable)
        {
            throw new NotSupportedException(InferNetAvailability.HowToGet);
        }

        throw new NotSupportedException("The Infer.NET engine has no posterior that can be drawn from yet. Use --engine vmp.");
    }
}
