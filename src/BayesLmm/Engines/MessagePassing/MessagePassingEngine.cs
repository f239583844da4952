using BayesLmm.Engines;
using BayesLmm.Engines.MessagePassing;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Draws from what structured variational message passing on the model's factor graph arrives at: refined by importance sampling under the model's own priors,
/// by its linear response, or as it is. What the draws are of is in <see cref="Posterior.MessagePassing"/>.
/// </summary>
/// <param name="refinement">What is done before drawing. With student_t residuals there is no linear response.</param>
/// <param name="options">When message passing stops; null for the defaults. Its threads are those that all engines share.</param>
public sealed class MessagePassingEngine(Refinement refinement = Refinement.Importance, VariationalOptions? options = null) : IPosteriorEngine
{
    /// <summary>What it is called.</summary>
    public const string Id = "vmp";

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model) => ConjugateSupport.Of(model);

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? draws = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        VariationalPosterior.Sample(model, draws ?? DrawOptions.Of(model.Specification), refinement, options, progress, cancellationToken);

    /// <summary>Draws from an approximation as it is, for an engine that passes messages elsewhere.</summary>
    /// <param name="model">The model.</param>
    /// <param name="approximation">What message passing arrived at, on this model's graph.</param>
    /// <param name="engine">The name of that engine.</param>
    /// <param name="report">How it came about.</param>
    /// <param name="options">How many draws, and the seed; null for what the model's <c>sample</c> statement asks for.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the approximation is of another model.</exception>
    public static Posterior DrawFrom(BoundModel model, VariationalApproximation approximation, string engine, MessagePassingReport report,
        DrawOptions? options = null)
    {
        options ??= DrawOptions.Of(model.Specification);
        options.Validate();
        int numbers = model.Products.EffectCount + model.Products.FixedCount;
        if (approximation.Effects.Means.Length != numbers || approximation.Terms.Count != model.GroupTerms.Count)
        {
            throw new ArgumentException(
                $"The approximation has {approximation.Effects.Means.Length} coefficients and effects and {approximation.Terms.Count} random terms, the model "
                    + $"has {numbers} and {model.GroupTerms.Count}.", nameof(approximation));
        }

        return VariationalPosterior.OfApproximation(model, options, engine, approximation, report, interrupted: false);
    }
}
