using BayesLmm.Densities;
using BayesLmm.Engines;
using BayesLmm.Engines.Hmc;
using BayesLmm.Estimation;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Draws from the exact posterior by the No-U-Turn sampler. With normal residuals: the variance parameters from their marginal density, then coefficients and
/// group effects from their normal distribution given these. Otherwise everything from the conditional density, whose coordinates are made at the mode of the
/// variance parameters by Laplace's approximation and again after half of warm-up; chains start at random around it unless the options ask for the mode, which
/// is not a typical point in so many coordinates.
/// </summary>
/// <param name="options">The sampler's options; null for those of the model's <c>sample</c> statement.</param>
public sealed class HmcEngine(HmcOptions? options = null) : IPosteriorEngine
{
    /// <summary>The engine's name.</summary>
    public const string Id = "hmc";

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model) => new Support.Yes();

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? draws = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        Draw(model, draws, new EngineReason.AskedFor(), progress, cancellationToken);

    /// <summary>Draws, and records why this engine was used.</summary>
    internal Posterior Draw(BoundModel model, DrawOptions? draws, EngineReason reason, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        if (model.Family.NormalForm == NormalForm.Exact)
        {
            return Draw(new MarginalDensity(model), draws, reason, progress, cancellationToken);
        }

        SamplingOptions sampling = Options(model, draws, out DrawOptions shared);
        VarianceGuess? guess = model.Family.NormalForm == NormalForm.None ? null : GuessVariances(model, cancellationToken);
        (ConditionalDensity density, Draws drawn) = ConditionalRun.Draw(model, sampling, guess, progress, cancellationToken);
        PlainPositions positions = new(model, effects: null);
        return Posterior.Create(positions, shared, new EngineRun(Id, reason, positions.Convert(density, drawn)));
    }

    /// <summary>Draws from a marginal density.</summary>
    internal Posterior Draw(MarginalDensity density, DrawOptions? draws, EngineReason reason, IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        SamplingOptions sampling = Options(density.Model, draws, out DrawOptions shared);
        return Posterior.Create(density, shared, new EngineRun(Id, reason, NoUTurnSampler.Sample(density, sampling, progress, cancellationToken)));
    }

    /// <summary>
    /// The variance parameters of the fit with normal residuals; null if the likelihood has no maximum, so that the response's spread is used.
    /// </summary>
    internal static VarianceGuess? GuessVariances(BoundModel model, CancellationToken cancellationToken = default)
    {
        if (new RemlEstimator(model, restricted: true).TryFit(out _, cancellationToken) is not { } fit)
        {
            return null;
        }

        double[][] parameters = [.. model.GroupTerms.Select((_, k) => fit.ParametersFor(model, k))];
        return new VarianceGuess(
            fit.Sigma,
            [.. model.GroupTerms.Select((term, k) => parameters[k][..term.Width])],
            [.. model.GroupTerms.Select((term, k) => term.Structure.Correlations(parameters[k], term.Width))]);
    }

    private SamplingOptions Options(BoundModel model, DrawOptions? draws, out DrawOptions shared)
    {
        shared = draws ?? DrawOptions.From(model.Specification);
        return (options ?? HmcOptions.From(model.Specification)).With(shared);
    }
}
