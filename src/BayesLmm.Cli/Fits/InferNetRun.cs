using BayesLmm.Cli.Inputs;
using BayesLmm.InferNet;
using BayesLmm.Language;
using BayesLmm.Numerics;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;
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
    /// <exception cref="InvalidOperationException">Message passing broke down.</exception>
    public static Posterior Sample(BoundModel model, SamplingOptions options, bool expectationPropagation, CancellationToken cancellationToken)
    {
        if (!InferNetAvailability.IsAvailable)
        {
            throw new NotSupportedException(InferNetAvailability.HowToGet);
        }

        InferNetResult result;
        try
        {
            InferNetOptions settings = new() { Algorithm = expectationPropagation ? InferNetAlgorithm.Ep : InferNetAlgorithm.Vmp };
            result = new InferNetEngine().Run(model, settings, progress: null, cancellationToken);
        }
        catch (ArgumentException exception)
        {
            throw new NotSupportedException(exception.Message, exception);   // a response that the predictors explain without a rest
        }

        string form = result.Form == InferNetForm.MeanField ? "mean-field " : "";
        MessagePassingReport report = new(
            Refinement.None,
            result.LogEvidence,
            result.Iterations,
            result.Converged,
            result.Substitutions.Select(substitution => substitution.ToString()).ToEquatableArray(),
            string.Join(' ', expectationPropagation ? result.Notes : result.Notes.Prepend(MessagePassingReport.AsItIs)),
            result.CompileTime + result.RunTime)
        {
            Algorithm = expectationPropagation ? "Infer.NET's expectation propagation" : $"Infer.NET's {form}variational message passing",
            IsBound = !expectationPropagation,
            Compilation = result.CompileTime,
        };
        return model.SampleApproximation(result.Approximation, PosteriorEngine.InferNet, report, options);
    }
}
