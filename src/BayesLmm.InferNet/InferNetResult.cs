using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Numerics;

namespace BayesLmm.InferNet;

/// <summary>The posterior that message passing arrived at. Immutable.</summary>
/// <remarks>
/// It is the best approximation of the form q(β, b) q(σ⁻²) Π q(Σ_k⁻¹): coefficients and group effects have their joint normal distribution, but are independent
/// of the variance parameters. Means are good; standard deviations are too small, those of coefficients by some per cent, and up to a third when a
/// factor has few levels, those of group standard deviations by a tenth to a half and more.
/// </remarks>
/// <param name="Model">The model.</param>
/// <param name="Parameters">Every parameter, in the order of <see cref="BoundModel.Parameters"/>, on the scale of the model as written.</param>
/// <param name="GroupEffects">The group effects, term by term, in it level by level.</param>
/// <param name="LogEvidence">
/// The lower bound of log p(y), in natural units. A flat prior counts with density 1, as in the marginal density that is sampled, so that only models with the
/// same flat coefficients can be compared. It is the evidence under the priors used, <paramref name="Substitutions"/> included.
/// </param>
/// <param name="Iterations">How many iterations were run.</param>
/// <param name="Converged">Whether the marginals had stopped changing: see <see cref="InferNetOptions.Tolerance"/>.</param>
/// <param name="LastChange">How much they changed between the last two looks.</param>
/// <param name="Substitutions">In words, each prior of the model that was replaced by one that message passing has.</param>
/// <param name="CompileTime">What compiling the program took; zero when the engine had compiled one of the same structure before.</param>
/// <param name="RunTime">What the iterations took.</param>
public sealed record InferNetResult(
    BoundModel Model,
    EquatableArray<QuantityMoments> Parameters,
    EquatableArray<QuantityMoments> GroupEffects,
    double LogEvidence,
    int Iterations,
    bool Converged,
    double LastChange,
    EquatableArray<string> Substitutions,
    TimeSpan CompileTime,
    TimeSpan RunTime)
{
    /// <summary>A parameter or group effect by name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
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
