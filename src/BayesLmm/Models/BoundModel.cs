using BayesLmm.Design;
using BayesLmm.Families;
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
/// <param name="Design">Response and design matrices row by row, for predictions and residuals; engines do not look at it but through <see cref="CreateObservedRows()"/>.</param>
/// <param name="Products">The cross-products: all that engines of normal models take from the data.</param>
/// <param name="FixedEffects">The coefficients with their priors.</param>
/// <param name="GroupTerms">The random terms with their priors, in the order of the formula.</param>
/// <param name="Family">The distribution of the response given its mean.</param>
/// <param name="FamilyPriors">The family's parameters with their priors, in its order.</param>
/// <param name="Priors">Every prior, as a fit reports it.</param>
/// <param name="Warnings">What is legal but doubtful.</param>
public sealed record BoundModel(
    Model Specification,
    string TableName,
    ModelDesign Design,
    CrossProducts Products,
    EquatableArray<FixedEffect> FixedEffects,
    EquatableArray<GroupTerm> GroupTerms,
    Family Family,
    EquatableArray<FamilyPrior> FamilyPriors,
    EquatableArray<PriorListing> Priors,
    EquatableArray<Diagnostic> Warnings)
{
    /// <summary>Whether the residual standard deviations are given, so that sigma is 1 and no parameter.</summary>
    public bool HasKnownErrors => Design.HasKnownErrors;

    /// <summary>Whether rows have weights, or known residual standard deviations.</summary>
    public bool HasWeights => Design.Weights is not null;

    /// <summary>Whether a known part is added to the linear predictor.</summary>
    public bool HasOffset => Design.Offset is not null;

    /// <summary>y, one value a row.</summary>
    internal ReadOnlySpan<double> Response => Design.Response;

    /// <summary>w, one value a row; empty where every weight is 1.</summary>
    internal ReadOnlySpan<double> Weights => Design.Weights;

    /// <summary>The response's column.</summary>
    public string ResponseName => Design.ResponseName;

    /// <summary>Whether every prior integrates to one, so that the marginal likelihood of the data has a meaning.</summary>
    public bool HasProperPriors =>
        FamilyPriors.All(parameter => parameter.Prior.IsProper) && FixedEffects.All(effect => effect.Prior.IsProper) && GroupTerms.All(term => term.SdPriors.All(prior => prior.IsProper));

    /// <summary>The prior of a family's parameter; null where this model's family has no such parameter.</summary>
    /// <param name="parameter">A parameter of some family.</param>
    public Distribution? PriorOf(FamilyParameter parameter)
    {
        foreach (FamilyPrior prior in FamilyPriors)
        {
            if (prior.Parameter == parameter)
            {
                return prior.Prior;
            }
        }

        return null;
    }

    /// <summary>Whether a parameter of the family is one of this model: sigma is none when residual standard deviations are given.</summary>
    /// <param name="parameter">A parameter of the family.</param>
    public bool Estimates(FamilyParameter parameter) => !HasKnownErrors || parameter != FamilyParameter.Sigma;

    /// <summary>The prior of the residual standard deviation (of the scale of student_t residuals).</summary>
    public Distribution SigmaPrior => PriorOf(FamilyParameter.Sigma)!;

    /// <summary>The prior of the residuals' degrees of freedom; null where they are normal.</summary>
    public Distribution? NuPrior => PriorOf(StudentTFamily.Nu);

    /// <summary>o + Xβ + Zb of the rows in the table's order, for coefficients of the model as written. Made anew on every call.</summary>
    internal LinearPredictor CreateWrittenPredictor() => Design.CreatePredictor([]);

    /// <summary>The rows in the table's order, in the coordinates of <see cref="Products"/>. Made anew on every call.</summary>
    internal ObservedRows CreateObservedRows() => CreateObservedRows(null);

    /// <summary>The rows by levels, which makes products fastest, in the coordinates of <see cref="Products"/>. Made anew on every call.</summary>
    internal ObservedRows CreateRowsByLevel() => CreateObservedRows(Design.RowsByLevel());

    private ObservedRows CreateObservedRows(int[]? rows) =>
        ObservedRows.Create(Design, Products.Fixed.Centers.Span, Products.Fixed.Reference.Span, rows, Family.NormalForm == NormalForm.None ? Family.Density.StartingPredictor : null);

    /// <summary>Every parameter: coefficients, then standard deviations and correlations term by term, then the family's.</summary>
    public IEnumerable<Parameter> Parameters =>
        FixedEffects.Select(effect => Parameter.Coefficient(effect.Name))
            .Concat(GroupTerms.SelectMany(term => term.Parameters))
            .Concat(FamilyPriors.Where(prior => Estimates(prior.Parameter)).Select(prior => prior.Parameter.Parameter));

}
