using BayesLmm.Engines;
using BayesLmm.Engines.MessagePassing;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Draws from the result of structured variational message passing on the model's factor graph: refined by importance sampling under the model's own priors, by
/// its linear response, or unrefined. <see cref="Posterior.MessagePassing"/> says which distribution the draws are from.
/// </summary>
/// <param name="refinement">How the answer is refined before drawing. There is no linear response with student_t residuals.</param>
/// <param name="options">When message passing stops; null for the defaults. Its threads are those that all engines share.</param>
public sealed class MessagePassingEngine(Refinement refinement = Refinement.Importance, VariationalOptions? options = null) : IPosteriorEngine
{
    /// <summary>The engine's name.</summary>
    public const string Id = "vmp";

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model) => ConjugateSupport.Of(model);

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? draws = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        VariationalPosterior.Sample(model, draws ?? DrawOptions.From(model.Specification), refinement, options, progress, cancellationToken);

    /// <summary>Draws from an unrefined approximation, for an engine that passes messages elsewhere.</summary>
    /// <param name="model">The model.</param>
    /// <param name="approximation">The result of message passing on this model's graph.</param>
    /// <param name="engine">The name of that engine.</param>
    /// <param name="report">How message passing went.</param>
    /// <param name="options">The number of draws and the seed; null for those of the model's <c>sample</c> statement.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the approximation is of another model.</exception>
    internal static Posterior DrawFrom(BoundModel model, VariationalApproximation approximation, string engine, MessagePassingReport report,
        DrawOptions? options = null)
    {
        options ??= DrawOptions.From(model.Specification);
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
