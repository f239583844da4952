using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Distributions;
using BayesLmm.Numerics;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Models.Binding;

/// <summary>
/// Decides where the priors of effects stand whose predictors are far from 0: where the data are, unless the text gives one of them a prior of its own, which
/// stands for the parameter as written.
/// </summary>
internal static class PriorOrigins
{
    /// <summary>The design with the origins that the priors allow; the same object if they allow all.</summary>
    /// <param name="design">The design, with the origins that suit its data.</param>
    /// <param name="priors">The priors.</param>
    public static ModelDesign Keep(ModelDesign design, IReadOnlyDictionary<Parameter, ParameterPrior> priors)
    {
        ModelDesign kept = design;
        if (design.FixedEffects.Origin is { } origin && !MayMove(design.FixedEffects, origin, priors))
        {
            kept = kept with { FixedEffects = design.FixedEffects with { Origin = null, Moments = null } };
        }

        return design.RandomTerms.All(term => term.Origin is null || MayMove(term, priors))
            ? kept
            : kept with { RandomTerms = design.RandomTerms.Select(term => MayMove(term, priors) ? term : term with { Origin = null }).ToEquatableArray() };
    }

    /// <summary>The priors, with the places at which those of effects of predictors far from 0 stand.</summary>
    /// <param name="design">The design, with the origins that suit its data.</param>
    /// <param name="priors">The priors in the order of the table.</param>
    /// <param name="byParameter">The same by their parameters.</param>
    public static EquatableArray<ParameterPrior> Place(
        ModelDesign design, EquatableArray<ParameterPrior> priors, IReadOnlyDictionary<Parameter, ParameterPrior> byParameter)
    {
        Dictionary<Parameter, PriorPlace> places = [];
        foreach (RandomTermDesign term in design.RandomTerms)
        {
            if (term.Origin is { } origin)
            {
                PriorPlace place = MayMove(term, byParameter) ? PriorPlace.PredictorMeans : PriorPlace.PredictorZero;
                IEnumerable<int> moved = Enumerable.Range(0, term.Columns.Count).Where(origin.Moves);
                foreach (Parameter parameter in moved.Select(i => Parameter.Sd(term.Group, term.Columns[i].Name)).Append(Parameter.CorrelationsOf(term.Group)))
                {
                    places[parameter] = place;
                }
            }
        }

        return places.Count == 0 ? priors : priors.Select(prior => prior with { Place = places.GetValueOrDefault(prior.Parameter) }).ToEquatableArray();
    }

    /// <summary>Whether the priors of a term's covariance matrix stand for the effects at its origin.</summary>
    public static bool MayMove(RandomTermDesign term, IReadOnlyDictionary<Parameter, ParameterPrior> priors) =>
        term.Origin is { } origin
        && priors[Parameter.CorrelationsOf(term.Group)].IsDefault
        && Enumerable.Range(0, term.Columns.Count).All(i => !origin.Moves(i) || priors[Parameter.Sd(term.Group, term.Columns[i].Name)].IsDefault);

    /// <summary>The intercept's prior is that at the predictors' means anyway; other coefficients that are moved must have flat ones.</summary>
    private static bool MayMove(FixedEffectsDesign X, PredictorOrigin origin, IReadOnlyDictionary<Parameter, ParameterPrior> priors) =>
        Enumerable.Range(0, X.Columns.Count).All(j =>
            !origin.Moves(j) || (j == 0 && X.HasIntercept) || priors[Parameter.Coefficient(X.Columns[j].Name)].Distribution is Flat);
}
