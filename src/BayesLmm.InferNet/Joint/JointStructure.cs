using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Programs;
using BayesLmm.Numerics;

namespace BayesLmm.InferNet.Joint;

/// <summary>What the joint program is compiled for.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="HasKnownResidual">Whether the residual precision is given.</param>
/// <param name="HasIndependentEffects">Whether any term has independent effects of unknown precision. All of these share one plate, whatever their
/// number.</param>
/// <param name="HasMixtures">Whether the prior of any coefficient is a mixture.</param>
/// <param name="CorrelatedWidths">The widths of the terms with correlated effects, in the order of the model.</param>
internal sealed record JointStructure(
    InferNetAlgorithm Algorithm, bool HasKnownResidual, bool HasIndependentEffects, bool HasMixtures, EquatableArray<int> CorrelatedWidths)
        : ProgramStructure(Algorithm)
{
    /// <summary>The structure of a model.</summary>
    public static JointStructure Of(RunPlan plan) => new(
        plan.Algorithm,
        plan.Conjugate.Residual is PrecisionPrior.Fixed,
        plan.Conjugate.Terms.OfType<CovariancePrior.Independent>().Any(term => term.Precisions.Any(precision => precision is PrecisionPrior.HalfT)),
        plan.Conjugate.Coefficients.Any(prior => prior is CoefficientPrior.GammaMixture),
        plan.Conjugate.Terms.OfType<CovariancePrior.MatrixF>().Select(term => term.Scales.Count).ToEquatableArray());
}
