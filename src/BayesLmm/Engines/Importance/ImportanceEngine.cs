using BayesLmm.Densities;
using BayesLmm.Engines.Importance;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Draws from the exact posterior by importance sampling of the variance parameters from their mode, with Pareto-smoothed weights; coefficients and group
/// effects given these.
/// </summary>
public sealed class ImportanceEngine : IPosteriorEngine
{
    /// <summary>The engine's name.</summary>
    public const string Id = "importance";

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model) => model.Family.NormalForm == NormalForm.Exact
        ? new Support.Yes()
        : new Support.No(new Refusal(
            RefusalReason.NothingToIntegrate,
            $"With {(model.Family.IsDiscrete ? $"the family {model.Family.Name}" : $"{model.Family.Residuals} residuals")} nothing can be integrated out, and "
                + $"{new ConditionalDensity(model).Dimension} coordinates are too many for importance sampling. Use the engine {HmcEngine.Id}.",
            [HmcEngine.Id]));

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Supports(model) is Support.No { Refusal: var refusal })
        {
            throw new EngineRefusedException(refusal);
        }

        return Draw(new MarginalDensity(model), options ?? DrawOptions.From(model.Specification), progress, cancellationToken);
    }

    /// <summary>Draws from a marginal density.</summary>
    internal static Posterior Draw(MarginalDensity density, DrawOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken) =>
        ImportanceRun.TryFromMode(density, options, out string failure, progress, cancellationToken) is { } draws
            ? Posterior.Create(density, options, new EngineRun(Id, new EngineReason.AskedFor(), draws))
            : throw new InvalidOperationException(failure);
}
