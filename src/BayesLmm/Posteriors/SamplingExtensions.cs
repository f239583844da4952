using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Families;
using BayesLmm.Hamiltonian;
using BayesLmm.Models;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Reml;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Draws from the posterior.</summary>
public static class SamplingExtensions
{
    /// <summary>
    /// Draws from the exact posterior. With normal residuals: the variance parameters from their marginal density, by the No-U-Turn sampler or by importance sampling, then coefficients and
    /// group effects from their normal distribution given these. With student_t residuals: everything by the No-U-Turn sampler on the conditional density, whose coordinates are made from the
    /// REML fit; chains then start at random around it unless the options ask for the mode, which of so many coordinates is not typical.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to sample; null for the model text's <c>sample</c> statement and the defaults.</param>
    /// <param name="progress">Receives progress while the chains run, from their threads.</param>
    /// <param name="cancellationToken">Ends sampling early with what was drawn; see <see cref="NoUTurnSampler.Sample"/> and <see cref="ImportanceSampler.Sample"/>.</param>
    /// <param name="engine">How the variance parameters are drawn; the answer is in <see cref="Posterior.Engine"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">No starting point with a finite density was found, or no mode by importance sampling.</exception>
    /// <exception cref="OperationCanceledException">Sampling was cancelled before any draw was kept.</exception>
    public static Posterior Sample(
        this BoundModel model,
        SamplingOptions? options = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default,
        PosteriorEngine engine = PosteriorEngine.Auto)
    {
        options ??= model.Specification.SamplingOptions();
        switch (engine)
        {
            case PosteriorEngine.Vmp:
                return model.SampleVariational(options, Refinement.Importance, null, progress, cancellationToken);
            case PosteriorEngine.Gibbs:
                return model.SampleGibbs(options, null, progress, cancellationToken);
            case PosteriorEngine.InferNet:
                throw new ArgumentException("The Infer.NET engine is in BayesLmm.InferNet: use InferNetEngine there.", nameof(engine));
        }

        EngineRun run;
        IModelDensity density;
        if (model.Family.NormalForm == NormalForm.Exact)
        {
            MarginalDensity marginal = new(model);
            density = marginal;
            run = EngineRun.Of(marginal, options, engine, progress, cancellationToken);
        }
        else
        {
            density = new ConditionalDensity(model, GuessVariances(model, cancellationToken));
            options = options with { Start = options.Start == StartKind.Auto ? StartKind.Random : options.Start };
            run = EngineRun.OfConditional(density, options, engine, progress, cancellationToken);
        }

        return Posterior.Create(density, options, run);
    }

    /// <summary>
    /// Draws from what structured variational message passing on the model's factor graph arrives at: refined by importance sampling under the model's own priors, by its linear response, or as it is. What the draws are
    /// of is in <see cref="Posterior.MessagePassing"/>.
    /// </summary>
    /// <param name="model">The model. With student_t residuals there is no linear response.</param>
    /// <param name="options">How many draws, the seed, and the most threads; null for the model text's <c>sample</c> statement and the defaults.</param>
    /// <param name="refinement">What is done before drawing.</param>
    /// <param name="variational">When message passing stops; null for the defaults. Its threads are those of <paramref name="options"/>.</param>
    /// <param name="progress">Receives progress: of message passing as of a warm-up, then of importance sampling.</param>
    /// <param name="cancellationToken">Ends the work early with what there is.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="NotSupportedException">The model has a prior with no conjugate neighbour.</exception>
    /// <exception cref="InvalidOperationException">A number broke down.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled before the first sweep was done.</exception>
    public static Posterior SampleVariational(
        this BoundModel model,
        SamplingOptions? options = null,
        Refinement refinement = Refinement.Importance,
        VariationalOptions? variational = null,
        IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        VariationalPosterior.Sample(model, options ?? model.Specification.SamplingOptions(), refinement, variational, progress, cancellationToken);

    /// <summary>
    /// Draws from the exact posterior by blocked Gibbs sampling on the model's factor graph: independent of the density and gradients that Hamiltonian Monte Carlo walks on, and so the check of it.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How many draws, and the seed; null for the model text's <c>sample</c> statement and the defaults.</param>
    /// <param name="gibbs">How to run it in detail, in place of <paramref name="options"/>; null to follow these, with as many sweeps a draw as are cheap.</param>
    /// <param name="progress">Receives progress while the chains run, from their threads.</param>
    /// <param name="cancellationToken">Ends sampling early with what was drawn; chains that have no draw yet are left out.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="NotSupportedException">A prior has no conjugate neighbour, or the draws would not fit into memory.</exception>
    /// <exception cref="InvalidOperationException">A number broke down.</exception>
    /// <exception cref="OperationCanceledException">Sampling was cancelled before any draw was kept.</exception>
    public static Posterior SampleGibbs(
        this BoundModel model, SamplingOptions? options = null, GibbsOptions? gibbs = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        GibbsPosterior.Sample(model, options ?? model.Specification.SamplingOptions(), gibbs, progress, cancellationToken);

    /// <summary>Draws from an approximation as it is, for an engine that passes messages elsewhere.</summary>
    /// <param name="model">The model.</param>
    /// <param name="approximation">What message passing arrived at, on this model's graph.</param>
    /// <param name="engine">Which engine that was.</param>
    /// <param name="report">How it came about.</param>
    /// <param name="options">How many draws, and the seed; null for the model text's <c>sample</c> statement and the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the approximation is of another model.</exception>
    public static Posterior SampleApproximation(
        this BoundModel model, VariationalApproximation approximation, PosteriorEngine engine, MessagePassingReport report, SamplingOptions? options = null)
    {
        options ??= model.Specification.SamplingOptions();
        options.Validate();
        int numbers = model.Products.EffectCount + model.Products.FixedCount;
        if (approximation.Effects.Means.Length != numbers || approximation.Terms.Count != model.GroupTerms.Count)
        {
            throw new ArgumentException(
                $"The approximation has {approximation.Effects.Means.Length} coefficients and effects and {approximation.Terms.Count} random terms, the model has {numbers} and {model.GroupTerms.Count}.", nameof(approximation));
        }

        return VariationalPosterior.OfApproximation(model, options, engine, approximation, report, interrupted: false);
    }

    /// <summary>The variance parameters of the fit with normal residuals; null, so that the response's spread must do, where there is none.</summary>
    internal static VarianceGuess? GuessVariances(BoundModel model, CancellationToken cancellationToken = default)
    {
        return model.TryFitReml(out RemlFit? fit, out _, cancellationToken: cancellationToken)
            ? new VarianceGuess(
                fit.Sigma,
                [.. model.GroupTerms.Select(term => term.Effects.Select(effect => fit[Parameter.Sd(term.Group, effect).Name]).ToArray())],
                [.. model.GroupTerms.Select(term => term.Structure.Correlations([.. term.Parameters.Select(parameter => fit[parameter.Name])], term.Width))])
            : null;
    }
}
