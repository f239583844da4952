using BayesLmm.InferNet.Priors;
using BayesLmm.InferNet.Reduction;
using BayesLmm.Models;

namespace BayesLmm.InferNet;

/// <summary>
/// Runs bound models as Infer.NET programs: variational message passing on the joint form, in which one normal vector holds all coefficients and group effects.
/// An engine keeps the programs it has compiled, one for each structure, so that models which differ only in their data are compiled once; it may be used from
/// several threads.
/// </summary>
public sealed class InferNetEngine
{
    /// <summary>
    /// The largest number of coefficients and group effects together, D. Every row and every group effect sends a D × D message, so memory grows as D³.
    /// </summary>
    public const int LargestOrder = 300;

#if INFERNET
    private readonly Joint.CompiledPrograms programs = new();
#endif

    /// <summary>Approximates the posterior.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">When to stop; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run before the next iteration.</param>
    /// <exception cref="NotSupportedException">
    /// This build has no Infer.NET (<see cref="InferNetAvailability"/>), the residuals are not normal, the model has more than <see cref="LargestOrder"/> coefficients and group effects, or
    /// a prior has no counterpart.
    /// </exception>
    /// <exception cref="ArgumentException">An option is out of range, or the response is a linear function of the predictors.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public InferNetResult Run(BoundModel model, InferNetOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new InferNetOptions();
        options.Validate();
        if (model.Family != ResidualFamily.Gaussian)
        {
            throw new NotSupportedException("The Infer.NET program is of normal residuals, and this model's are student_t; the engine hmc has both.");
        }

        int order = model.Products.EffectCount + model.Products.FixedCount;
        if (order > LargestOrder)
        {
            throw new NotSupportedException(
                $"The joint Infer.NET program holds all coefficients and group effects in one dense normal vector of at most {LargestOrder}; "
                + $"this model has {order}. The engine hmc has no such limit.");
        }

        JointProducts products = JointProducts.Of(model.Products);
        if (!(products.Yy > 0))
        {
            throw new ArgumentException("The response is an exact linear function of the predictors, so that sigma has no posterior.", nameof(model));
        }

        ConjugatePriors priors = ConjugatePriors.Of(model, products);
#if INFERNET
        cancellationToken.ThrowIfCancellationRequested();
        return Joint.JointRun.Run(model, products, priors, programs, options, cancellationToken);
#else
        throw new NotSupportedException(InferNetAvailability.HowToGet);
#endif
    }
}
