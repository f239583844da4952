using BayesLmm.Equations;
using BayesLmm.FactorGraphs;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Families;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Message passing on a model's factor graph.</summary>
public static class VariationalExtensions
{
    /// <summary>Runs structured variational message passing on the model's factor graph. Priors that have no conjugate form are replaced; <see cref="FactorGraph.Substitutions"/> of the result's graph lists these.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">When to stop; null for the defaults.</param>
    /// <param name="progress">Receives progress after each sweep.</param>
    /// <param name="cancellationToken">Ends the run early with what there is.</param>
    /// <exception cref="NotSupportedException">The model has a prior with no conjugate neighbour.</exception>
    /// <exception cref="InvalidOperationException">A number broke down.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before its first sweep was done.</exception>
    public static VariationalFit FitVariational(
        this BoundModel model, VariationalOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        StructuredMessagePassing.Run(
            MixedModelGraph.Of(FactorGraph.Of(model)),
            model.Products,
            options,
            progress,
            cancellationToken,
            rows: model.Family.NormalForm == NormalForm.ScaleMixture ? RowProducts.Create(model) : null);
}
