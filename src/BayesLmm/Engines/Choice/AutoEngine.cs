using BayesLmm.Engines.Importance;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>
/// The engine that chooses: Hamiltonian Monte Carlo, except where an evaluation is expensive and there are few variance parameters; importance sampling is
/// tried first there, and kept if its weights are good. <see cref="Posterior.Engine"/> says which it was, <see cref="Posterior.EngineReason"/> why.
/// </summary>
/// <param name="options">The options of Hamiltonian Monte Carlo; null for those of the model's <c>sample</c> statement.</param>
public sealed class AutoEngine(HmcOptions? options = null) : IPosteriorEngine
{
    /// <summary>The engine's name.</summary>
    public const string Id = "auto";

    /// <summary>The most coordinates with which importance sampling is tried: its efficiency falls exponentially with their number.</summary>
    internal const int MostCoordinates = 10;

    private readonly HmcEngine hmc = new(options);

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model) => hmc.Supports(model);

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? draws = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (model.Family.NormalForm != NormalForm.Exact)
        {
            return hmc.Draw(model, draws, new EngineReason.NothingToIntegrate(model.Family.Residuals), progress, cancellationToken);
        }

        DrawOptions shared = draws ?? DrawOptions.From(model.Specification);
        MarginalDensity density = new(model);
        if (ImportanceRun.CostOf(density) < ImportanceRun.ExpensiveMultiplications)
        {
            return Hamiltonian(new EngineReason.CheapDensity());
        }

        if (density.Dimension > MostCoordinates)
        {
            return Hamiltonian(new EngineReason.ManyCoordinates(density.Dimension));
        }

        Draws? tried = ImportanceRun.TryFromMode(density, shared, out string failure, progress, cancellationToken);
        if (tried is null)
        {
            return Hamiltonian(new EngineReason.ImportanceFailed(failure));
        }

        Weighted weighted = (Weighted)tried.Origin;
        double size = Math.Min(weighted.EffectiveSampleSize, weighted.SmallestCoordinateSize);
        double needed = Math.Min(ConvergenceReport.EssPerChain * shared.Chains, shared.Chains * shared.Draws);
        return tried.Interrupted || (weighted.ParetoShape < ParetoSmoothing.GoodShape && size >= needed)
            ? Posterior.Create(density, shared, new EngineRun(ImportanceEngine.Id, new EngineReason.GoodWeights(), tried))
            : Hamiltonian(new EngineReason.ImportanceInsufficient(weighted.ParetoShape, size));

        Posterior Hamiltonian(EngineReason reason) => hmc.Draw(density, shared, reason, progress, cancellationToken);
    }
}
