using BayesLmm.Hamiltonian;
using BayesLmm.Posteriors;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Draws from the posterior.</summary>
public static class SamplingExtensions
{
    /// <summary>
    /// Draws from the exact posterior: the variance parameters from their marginal density, by the No-U-Turn sampler or by importance sampling, then coefficients and group effects from
    /// their normal distribution given these.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to sample; null for the model text's <c>sample</c> statement and the defaults.</param>
    /// <param name="progress">Receives news while the chains run, from their threads.</param>
    /// <param name="cancellationToken">Ends sampling early with what was drawn; see <see cref="NoUTurnSampler.Sample"/> and <see cref="ImportanceSampler.Sample"/>.</param>
    /// <param name="engine">How the variance parameters are drawn; the answer is in <see cref="Posterior.Engine"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">No starting point with a finite density was found, or no mode by importance sampling.</exception>
    /// <exception cref="OperationCanceledException">Sampling was cancelled before any draw was kept.</exception>
    public static Posterior Sample(
        this BoundModel model,
        SamplingOptions? options = null,
        IProgress<SamplingProgress>? progress = null,
        CancellationToken cancellationToken = default,
        PosteriorEngine engine = PosteriorEngine.Auto)
    {
        options ??= model.Specification.SamplingOptions();
        MarginalDensity density = new(model);
        EngineRun run = EngineRun.Of(density, options, engine, progress, cancellationToken);
        (DrawColumn[] parameters, DrawColumn[] groupEffects) = DrawTable.Create(density, options, run.Draws);
        return new Posterior(model, options, run, parameters, groupEffects);
    }
}
