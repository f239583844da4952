using BayesLmm.Engines.Importance;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;

namespace BayesLmm;

/// <summary>
/// Draws from the posterior as Laplace's approximation has it: the variance parameters from their approximate density, coefficients and group effects from a
/// normal distribution given these. Beside an exact engine its errors are those of the approximation, in posterior standard deviations.
/// </summary>
public sealed class LaplaceEngine : IPosteriorEngine
{
    /// <summary>The engine's name.</summary>
    public const string Id = "laplace";

    /// <inheritdoc/>
    public string Name => Id;

    /// <inheritdoc/>
    public Support Supports(BoundModel model) => WhyNot(model) is { } reason
        ? new Support.No(new Refusal(RefusalReason.Family, reason, [HmcEngine.Id]))
        : new Support.Yes();

    /// <inheritdoc/>
    public Posterior Draw(BoundModel model, DrawOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Supports(model) is Support.No { Refusal: var refusal })
        {
            throw new EngineRefusedException(refusal);
        }

        DrawOptions shared = options ?? DrawOptions.From(model.Specification);
        if (LaplaceImportance.TryDraw(model, shared, isExact: false, out string failure, progress, cancellationToken) is not var (density, weighted))
        {
            throw new InvalidOperationException(failure);
        }

        // Equally likely draws of an approximation: nothing about their weights says how good it is.
        Draws draws = new(new Independent(), weighted.Dimension, weighted.Values.ToArray(), weighted.Chains, weighted.Interrupted, weighted.Elapsed);
        return Posterior.Create(density, shared, new EngineRun(Id, new EngineReason.AskedFor(), draws));
    }

    private static string? WhyNot(BoundModel model) => model.Family.NormalForm == NormalForm.None
        ? LaplaceImportance.WhyNot(model)
        : $"With {model.Family.Residuals} residuals the engines {HmcEngine.Id} and {ImportanceEngine.Id} need no approximation of Laplace's kind.";
}
