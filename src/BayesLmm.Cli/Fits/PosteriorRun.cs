using BayesLmm.Posteriors;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Fits;

/// <summary>One engine's posterior, whichever engine it is.</summary>
internal static class PosteriorRun
{
    /// <summary>Samples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How many draws, and the seed.</param>
    /// <param name="settings">Which engine, and what is particular to it.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends the work early with what there is.</param>
    public static Posterior Sample(
        BoundModel model, SamplingOptions options, EngineSettings settings, IProgress<Progress>? progress, CancellationToken cancellationToken) => settings.Engine switch
        {
            PosteriorEngine.Vmp => model.SampleVariational(options, settings.Refinement, null, progress, cancellationToken),
            PosteriorEngine.InferNet => InferNetRun.Sample(model, options, settings.ExpectationPropagation, cancellationToken),
            _ => model.Sample(options, progress, cancellationToken, settings.Engine),
        };

    /// <summary>Whether an engine says with an exception that it cannot run on a model.</summary>
    public static bool IsRefusal(Exception exception) => exception is NotSupportedException or InvalidOperationException;

    /// <summary>Why an engine cannot run, with the one that can where the reason does not name it.</summary>
    public static string Reason(Exception exception, PosteriorEngine engine) =>
        engine is PosteriorEngine.Auto or PosteriorEngine.Hmc || exception.Message.Contains("hmc", StringComparison.Ordinal) || exception.Message.Contains("dotnet build", StringComparison.Ordinal)
            ? exception.Message
            : exception.Message + " Use --engine hmc.";
}
