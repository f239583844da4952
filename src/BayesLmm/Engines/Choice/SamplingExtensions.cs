using BayesLmm.Engines;
using BayesLmm.Engines.Choice;
using BayesLmm.Posteriors.Priors;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Draws from the posterior, and from the priors.</summary>
public static class SamplingExtensions
{
    /// <summary>Draws from the exact posterior by the engine that suits the model: see <see cref="AutoEngine"/>.</summary>
    /// <inheritdoc cref="IPosteriorEngine.Draw" path="/param|/exception"/>
    public static Posterior Sample(this BoundModel model, DrawOptions? options = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new AutoEngine().Draw(model, options, progress, cancellationToken);

    /// <summary>Draws from the posterior by an engine of one's choice.</summary>
    /// <param name="model">The model.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="options">The number of draws, the seed and the threads; null for those of the model's <c>sample</c> statement.</param>
    /// <param name="progress">Receives progress while it runs, from its threads.</param>
    /// <param name="cancellationToken">Ends the work early with what there is.</param>
    /// <inheritdoc cref="IPosteriorEngine.Draw" path="/exception"/>
    public static Posterior SampleWith(
        this BoundModel model, IPosteriorEngine engine, DrawOptions? options = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        engine.Draw(model, options, progress, cancellationToken);

    /// <summary>Draws from the priors and computes what they imply.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draws">Number of draws, at least 1.</param>
    /// <param name="seed">The seed; the same one gives the same draws.</param>
    public static PriorSimulation SimulatePrior(this BoundModel model, int draws = 4000, ulong seed = 0) => PriorSimulator.Run(model, draws, seed);
}
