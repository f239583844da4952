using BayesLmm.Families;

namespace BayesLmm.Specification.Priors;

/// <summary>A parameter that can have a prior, and its default prior.</summary>
/// <param name="Parameter">The parameter; <c>cor(group)</c> stands for a whole correlation matrix.</param>
/// <param name="Default">Its prior if the text gives none.</param>
internal sealed record PriorTarget(Parameter Parameter, DefaultPrior Default)
{
    /// <summary>A group of parameters whose prior applies to it if it has none of its own: <c>coefficients</c>, <c>sd(group)</c>.</summary>
    public Parameter? General { get; init; }

    /// <summary>The bound that every value exceeds.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>Why a flat prior would leave no posterior, as a part of a sentence; null if it is allowed.</summary>
    public string? WhyNotFlat { get; init; }

    /// <summary>A remark that every prior of it needs.</summary>
    public PriorRemark Remark { get; init; }

    /// <summary>A remark that a prior of it needs.</summary>
    public PriorRemark RemarkOn(PriorDistribution? prior) => prior switch
    {
        null when Lower == 0 => PriorRemark.PositiveHalf,
        Distribution one and not (Constant or Flat) when one.Support.Lower < Lower => Lower == 0 ? PriorRemark.PositiveHalf : PriorRemark.AboveBound,
        _ => Remark,
    };
}

/// <summary>The effects of a random term, as far as priors are concerned.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effects">The effects.</param>
/// <param name="Structure">The form of their covariance matrix.</param>
internal sealed record EffectNames(string Group, IReadOnlyList<string> Effects, CovarianceStructure Structure);

/// <summary>Lists the parameters of a model that can have priors, in the order of tables.</summary>
internal static class PriorTargets
{
    /// <summary>Stands for every coefficient other than the intercept that has no prior of its own.</summary>
    public const string Coefficients = "coefficients";

    private static readonly DefaultPrior FlatPrior = DefaultPrior.Fixed(new Flat());

    /// <summary>A model's coefficients: slopes are flat by default, the intercept follows the response.</summary>
    /// <param name="names">The coefficients' names.</param>
    /// <param name="hasIntercept">Whether the one called intercept is the intercept.</param>
    /// <param name="ofIntercept">The remark on the intercept's prior.</param>
    /// <param name="ofSlope">The remark on another coefficient's prior.</param>
    public static IEnumerable<PriorTarget> OfCoefficients(IEnumerable<string> names, bool hasIntercept, PriorRemark ofIntercept, PriorRemark ofSlope) =>
        names.Select(name => hasIntercept && name == Parameter.Intercept.Name
            ? new PriorTarget(Parameter.Intercept, DefaultPrior.OfLocation) { Remark = ofIntercept }
            : new PriorTarget(Parameter.Coefficient(name), FlatPrior) { General = Parameter.Coefficient(Coefficients), Remark = ofSlope });

    /// <summary>The standard deviations of random terms' effects, and their correlation matrices.</summary>
    public static IEnumerable<PriorTarget> OfTerms(IEnumerable<EffectNames> terms)
    {
        foreach (EffectNames term in terms)
        {
            foreach (string effect in term.Effects)
            {
                yield return new PriorTarget(Parameter.Sd(term.Group, effect), DefaultPrior.OfScale) { General = Parameter.SdsOf(term.Group), Lower = 0 };
            }

            if (term.Structure.WithWidth(term.Effects.Count).DefaultCorrelationPrior is { } prior)
            {
                yield return new PriorTarget(Parameter.CorrelationsOf(term.Group), DefaultPrior.Fixed(prior));
            }
        }
    }

    /// <summary>The parameters of a family, without sigma if residual standard deviations are given.</summary>
    public static IEnumerable<PriorTarget> OfFamily(Family family, bool hasKnownErrors) => family.Parameters
        .Where(parameter => !hasKnownErrors || parameter != FamilyParameter.Sigma)
        .Select(parameter => new PriorTarget(parameter.Parameter, parameter.Default) { Lower = parameter.Lower, WhyNotFlat = parameter.WhyNotFlat });
}
