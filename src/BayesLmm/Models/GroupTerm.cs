using BayesLmm.Covariances;
using BayesLmm.Distributions;
using BayesLmm.Numerics;

namespace BayesLmm.Models;

/// <summary>One random term of a bound model: effects of the levels of a grouping factor, with the priors of their covariance matrix.</summary>
/// <param name="Group">The grouping factor's name.</param>
/// <param name="Effects">The effects' names, r of them.</param>
/// <param name="Levels">The levels' names, J of them.</param>
/// <param name="Structure">The form of their covariance matrix.</param>
/// <param name="SdPriors">The prior of each effect's standard deviation; symmetric ones stand for their positive half.</param>
/// <param name="CorrelationPrior">The prior of the correlation matrix, or null where the effects are independent or there is one.</param>
internal sealed record GroupTerm(
    string Group, EquatableArray<string> Effects, EquatableArray<string> Levels, CovarianceStructure Structure, EquatableArray<Distribution> SdPriors,
    Lkj? CorrelationPrior)
{
    /// <summary>Number of effects a level, r.</summary>
    public int Width => Effects.Count;

    /// <summary>The parameters of the covariance matrix: the standard deviations, then the correlations.</summary>
    public IEnumerable<Parameter> Parameters => Structure.Parameters(Group, Effects);
}

/// <summary>A fixed effect of a bound model.</summary>
/// <param name="Name">The coefficient's name.</param>
/// <param name="Prior">Its prior; the intercept's is that of the intercept at the predictors' means.</param>
internal sealed record FixedEffect(string Name, Distribution Prior);
