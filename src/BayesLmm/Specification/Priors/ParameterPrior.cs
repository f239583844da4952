using BayesLmm.Distributions;

namespace BayesLmm.Specification.Priors;

/// <summary>A parameter with its prior and the prior's origin.</summary>
/// <param name="Parameter">The parameter; <c>cor(group)</c> stands for a whole correlation matrix.</param>
/// <param name="Distribution">The prior; null if it is a default that follows the response, and there are no data.</param>
/// <param name="Clause">The clause that gave it; null for a default.</param>
/// <param name="Remark">A remark that the reader needs.</param>
internal sealed record ParameterPrior(Parameter Parameter, PriorDistribution? Distribution, PriorClause? Clause, PriorRemark Remark)
{
    /// <summary>Whether the prior is the default.</summary>
    public bool IsDefault => Clause is null;

    /// <summary>Where the parameter is meant whose predictors are far from 0.</summary>
    public PriorPlace Place { get; init; }

    /// <summary>The bound that every value of the parameter exceeds; −∞ if it may be any number.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;
}

/// <summary>Where the standard deviation of an effect, or a correlation, is meant that depends on where its predictors are 0.</summary>
internal enum PriorPlace
{
    /// <summary>No predictor is far from 0.</summary>
    Anywhere,

    /// <summary>At the means of predictors that are far from 0.</summary>
    PredictorMeans,

    /// <summary>Where predictors are 0, which is far from the data: the text gives one of the term's parameters a prior of its own.</summary>
    PredictorZero,
}

/// <summary>A remark that the reader of a prior needs.</summary>
internal enum PriorRemark
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The parameter is positive, and the positive half of the distribution is meant.</summary>
    PositiveHalf,

    /// <summary>The part above <see cref="ParameterPrior.Lower"/> is meant.</summary>
    AboveBound,

    /// <summary>It is the prior of the intercept at the predictors' means.</summary>
    AtPredictorMeans,

    /// <summary>The term may have several coefficients, each with this prior: how many is known with the data.</summary>
    EachColumn,
}
