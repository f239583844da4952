using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.MessagePassing;

namespace BayesLmm.InferNet;

/// <summary>The posterior from message passing. Immutable.</summary>
/// <remarks>
/// It has the form q(β, b) q(σ⁻²) Π q(Σ_k⁻¹): coefficients and group effects have their joint normal distribution, but are independent of the variance
/// parameters. Means are good; standard deviations are too small, under variational message passing those of coefficients by some per cent, and up to a third
/// when a factor has few levels, those of group standard deviations by a tenth to a half and more; under expectation propagation, where effects are independent
/// within a level, those of group standard deviations by at most a third of that, and near a variance of 0 by a half.
/// </remarks>
/// <param name="Model">The model.</param>
/// <param name="Approximation">The distributions.</param>
/// <param name="Moments">Means and standard deviations of the model's own quantities.</param>
/// <param name="Algorithm">Which algorithm ran.</param>
/// <param name="Form">In which form: joint or mean-field.</param>
/// <param name="Iterations">The number of iterations.</param>
/// <param name="Converged">Whether the marginals had stopped changing: see <see cref="InferNetOptions.Tolerance"/>.</param>
/// <param name="LastChange">The change of the marginals between the last two checks.</param>
/// <param name="Facts">What there is to know about the numbers.</param>
/// <param name="CompileTime">What compiling the program took; zero when the engine had compiled one of the same structure before.</param>
/// <param name="RunTime">What the iterations took, and what came before and after them.</param>
internal sealed record InferNetResult(
    BoundModel Model,
    VariationalApproximation Approximation,
    ApproximationMoments Moments,
    InferNetAlgorithm Algorithm,
    InferNetForm Form,
    int Iterations,
    bool Converged,
    double LastChange,
    EquatableArray<MessageNote> Facts,
    TimeSpan CompileTime,
    TimeSpan RunTime)
{
    /// <summary>Every parameter, in the order of <see cref="BoundModel.Parameters"/>, on the scale of the model as written.</summary>
    public EquatableArray<QuantityMoments> Parameters => Moments.Parameters;

    /// <summary>The group effects, term by term and level by level.</summary>
    public EquatableArray<QuantityMoments> GroupEffects => Moments.GroupEffects;

    /// <summary>
    /// log p(y) in natural units: under variational message passing a lower bound, under expectation propagation an estimate that may be on either side. A flat
    /// prior counts with density 1, as in the marginal density that is sampled, so that only models with the same flat coefficients can be compared. It is the
    /// evidence under the priors used, <see cref="Substitutions"/> included.
    /// </summary>
    public double LogEvidence => Approximation.LowerBound;

    /// <summary>The priors of the model that were replaced because message passing does not have them.</summary>
    public EquatableArray<Substitution> Substitutions => Approximation.Model.Substitutions;

    /// <summary>A parameter or group effect by name.</summary>
    /// <exception cref="ArgumentException">There is no quantity of that name.</exception>
    public QuantityMoments this[string name]
    {
        get
        {
            foreach (QuantityMoments quantity in Parameters.Concat(GroupEffects))
            {
                if (quantity.Name == name)
                {
                    return quantity;
                }
            }

            throw new ArgumentException($"The posterior has no quantity '{name}'.", nameof(name));
        }
    }
}
