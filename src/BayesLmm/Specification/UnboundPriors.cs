using BayesLmm.Numerics;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Specification;

/// <summary>The priors of a model without data.</summary>
internal static class UnboundPriors
{
    /// <summary>The parameters that the formula shows, with the priors of the text, and the defaults as far as they are known without data.</summary>
    public static EquatableArray<ParameterPrior> ResolvePriors(this Model model)
    {
        PriorTable table = new(
        [
            .. PriorTargets.OfCoefficients(model.Formula.Fixed.Names, model.Formula.Fixed.HasIntercept, PriorRemark.None, PriorRemark.EachColumn),
            .. PriorTargets.OfTerms(model.Formula.Random.Select(term => new EffectNames(term.GroupName, term.Effects.Names, term.Structure))),
            .. PriorTargets.OfFamily(model.Family, model.Steps.KnownErrors is not null),
        ]);
        foreach (PriorClause clause in model.Priors)
        {
            table.Give(clause);
        }

        return table.Resolve(response: null);
    }
}
