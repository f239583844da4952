using BayesLmm.Design;
using BayesLmm.Language;
using BayesLmm.Models;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// A model whose data are known: design, cross-products, and every parameter with its prior. The hub that every engine starts from; immutable.
/// </summary>
/// <param name="Specification">The model it was bound from.</param>
/// <param name="TableName">What the data are called in messages.</param>
/// <param name="Design">Response and design matrices row by row, for predictions and residuals; engines do not look at it.</param>
/// <param name="Products">The cross-products: all that engines take from the data.</param>
/// <param name="FixedEffects">The coefficients with their priors.</param>
/// <param name="GroupTerms">The random terms with their priors, in the order of the formula.</param>
/// <param name="SigmaPrior">The prior of the residual standard deviation; constant(1) when residual standard deviations are given.</param>
/// <param name="Priors">Every prior, as a fit reports it.</param>
/// <param name="Warnings">What is legal but doubtful.</param>
public sealed record BoundModel(
    Model Specification,
    string TableName,
    ModelDesign Design,
    CrossProducts Products,
    EquatableArray<FixedEffect> FixedEffects,
    EquatableArray<GroupTerm> GroupTerms,
    Distribution SigmaPrior,
    EquatableArray<PriorListing> Priors,
    EquatableArray<Diagnostic> Warnings)
{
    /// <summary>Whether the residual standard deviations are given, so that sigma is 1 and no parameter.</summary>
    public bool HasKnownErrors => Design.HasKnownErrors;

    /// <summary>Whether every prior integrates to one, so that the marginal likelihood of the data has a meaning.</summary>
    public bool HasProperPriors =>
        SigmaPrior.IsProper && FixedEffects.All(effect => effect.Prior.IsProper) && GroupTerms.All(term => term.SdPriors.All(prior => prior.IsProper));

    /// <summary>Every parameter: coefficients, then standard deviations and correlations term by term, then sigma.</summary>
    public IEnumerable<Parameter> Parameters =>
        FixedEffects.Select(effect => Parameter.Coefficient(effect.Name))
            .Concat(GroupTerms.SelectMany(term => term.Parameters))
            .Concat(HasKnownErrors ? [] : [Parameter.Sigma]);
}
