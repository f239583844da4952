using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>Message passing on a model's conjugate form.</summary>
public static class VariationalExtensions
{
    /// <summary>
    /// Runs structured variational message passing. Priors that have no conjugate form are replaced; <see cref="ConjugateModel.Substitutions"/> of the result's
    /// model lists these.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">When to stop; null for the defaults.</param>
    /// <param name="progress">Receives progress after each sweep.</param>
    /// <param name="cancellationToken">Ends the run early with the result so far.</param>
    /// <exception cref="NotSupportedException">The model has a prior without a conjugate substitute.</exception>
    /// <exception cref="InvalidOperationException">The numerics broke down.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before its first sweep was done.</exception>
    public static VariationalFit FitVariational(
        this BoundModel model, VariationalOptions? options = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        StructuredMessagePassing.Run(
            ConjugateCompiler.Compile(model),
            model.Products,
            options,
            progress,
            cancellationToken,
            rows: model.Family.NormalForm == NormalForm.ScaleMixture ? RowProducts.Create(model) : null);
}
