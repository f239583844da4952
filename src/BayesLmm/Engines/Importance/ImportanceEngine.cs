using BayesLmm.Densities;
using BayesLmm.Engines.Importance;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// Draws from the exact posterior by importance sampling of the variance parameters from their mode, with Pareto-smoothed weights; coefficients and group
/// effects given these. Where they cannot be integrated out, and all terms have the same groups, coefficients are sampled too, and the effects of one group
/// after the other are integrated out by points that cover their distribution, with an estimate without bias. With other terms coefficients and effects are
/// drawn from their normal approximation given the variance parameters, and the weights make up for its error.
/// </summary>
public sealed class ImportanceEngine : IPosteriorEngine
{
    /// <summary>The engine's name.</summary>
    public const string Id = "importance";

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model) => WhyNot(model) is { } reason
        ? new Support.No(new Refusal(RefusalReason.NothingToIntegrate, reason, [HmcEngine.Id]))
        : new Support.Yes();

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Supports(model) is Support.No { Refusal: var refusal })
        {
            throw new EngineRefusedException(refusal);
        }

        DrawOptions shared = options ?? DrawOptions.From(model.Specification);
        if (model.Family.NormalForm == NormalForm.Exact)
        {
            return Draw(new MarginalDensity(model), shared, progress, cancellationToken);
        }

        if (GroupedImportance.PartsOf(model) is var (rows, blocks))
        {
            return GroupedImportance.TryDraw(model, rows, blocks, shared, out string problem, progress, cancellationToken) is var (grouped, weighted)
                ? Posterior.Create(grouped, shared, new EngineRun(Id, new EngineReason.AskedFor(), weighted))
                : throw new InvalidOperationException(problem);
        }

        return LaplaceImportance.TryDraw(model, shared, isExact: true, out string failure, progress, cancellationToken) is var (density, draws)
            ? Posterior.Create(density, shared, new EngineRun(Id, new EngineReason.AskedFor(), draws))
            : throw new InvalidOperationException(failure);
    }

    private static string? WhyNot(BoundModel model) => model.Family.NormalForm switch
    {
        NormalForm.Exact => null,
        NormalForm.None => GroupedImportance.IsPossible(model) ? null : LaplaceImportance.WhyNot(model),
        _ => $"With {model.Family.Residuals} residuals nothing can be integrated out, and {ConditionalCoordinates.Of(model).Dimension} coordinates are too "
            + $"many for importance sampling. Use the engine {HmcEngine.Id}.",
    };

    /// <summary>Draws from a marginal density.</summary>
    internal static Posterior Draw(MarginalDensity density, DrawOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken) =>
        ImportanceRun.TryFromMode(density, options, out string failure, progress, cancellationToken) is { } draws
            ? Posterior.Create(density, options, new EngineRun(Id, new EngineReason.AskedFor(), draws))
            : throw new InvalidOperationException(failure);
}
