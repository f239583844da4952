using BayesLmm.Sampling;

namespace BayesLmm.InferNet.Tests.Joint;

/// <summary>One engine for a class of tests, so that each structure is compiled once.</summary>
public sealed class EngineFixture
{
    private readonly InferNetEngine engine = new();

    /// <summary>Runs a model, or skips the test where the build has no engine.</summary>
    internal InferNetResult Run(BoundModel model, InferNetOptions? options = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        SkipWithoutInferNet();
        return engine.Run(model, options, progress, cancellationToken);
    }

    public static void SkipWithoutInferNet() => Assert.SkipUnless(InferNetAvailability.IsAvailable, InferNetAvailability.HowToGet);
}
