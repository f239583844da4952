using BayesLmm.Design;
using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Programs;
using BayesLmm.Numerics;

namespace BayesLmm.InferNet.MeanField;

/// <summary>What the mean-field program is compiled for.</summary>
/// <param name="HasKnownResidual">Whether the residual precision is given.</param>
/// <param name="HasCoefficients">Whether there are unknown coefficients.</param>
/// <param name="HasMixtures">Whether the prior of any coefficient is a mixture.</param>
/// <param name="Parts">The arrays of group effects.</param>
internal sealed record MeanFieldStructure(bool HasKnownResidual, bool HasCoefficients, bool HasMixtures, EquatableArray<EffectPart> Parts)
    : ProgramStructure(InferNetAlgorithm.Vmp)
{
    /// <summary>The structure of a model.</summary>
    public static MeanFieldStructure Of(RunPlan plan)
    {
        List<EffectPart> parts = [];
        for (int k = 0; k < plan.Conjugate.Terms.Count; k++)
        {
            RandomTermDesign term = plan.Model.Design.RandomTerms[k];
            if (plan.Conjugate.Terms[k] is CovariancePrior.Independent independent)
            {
                parts.AddRange(independent.Precisions.Select((precision, i) =>
                    new EffectPart(1, plan.Model.HasWeights || term.Columns[i].Values.Any(value => value != 1), precision is PrecisionPrior.Fixed)));
            }
            else
            {
                parts.Add(new EffectPart(term.Columns.Count, true, false));
            }
        }

        return new MeanFieldStructure(
            plan.Conjugate.Residual is PrecisionPrior.Fixed,
            plan.Conjugate.Coefficients.Any(prior => prior is not CoefficientPrior.Fixed),
            plan.Conjugate.Coefficients.Any(prior => prior is CoefficientPrior.GammaMixture),
            parts.ToEquatableArray());
    }
}

/// <summary>An array of group effects: all effects of a correlated term, or one effect of an independent one.</summary>
/// <param name="Width">Effects a level; where there is more than one, a normal vector of a precision matrix.</param>
/// <param name="HasColumns">Whether an effect is multiplied by a column; otherwise the column is 1 throughout.</param>
/// <param name="HasKnownPrecision">Whether the precision is given.</param>
internal readonly record struct EffectPart(int Width, bool HasColumns, bool HasKnownPrecision);
