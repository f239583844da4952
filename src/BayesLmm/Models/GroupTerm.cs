using BayesLmm.Models.Priors;
using BayesLmm.Numerics;

namespace BayesLmm.Models;

/// <summary>One random term of a bound model: effects of the levels of a grouping factor, with the priors of their covariance matrix.</summary>
/// <param name="Group">The grouping factor's name.</param>
/// <param name="Effects">The effects' names, r of them.</param>
/// <param name="Levels">The levels' names, J of them.</param>
/// <param name="SdPriors">The prior of each effect's standard deviation; symmetric ones stand for their positive half.</param>
/// <param name="CorrelationPrior">The prior of the correlation matrix, or null where the effects are independent or there is one.</param>
public sealed record GroupTerm(
    string Group, EquatableArray<string> Effects, EquatableArray<string> Levels, EquatableArray<Distribution> SdPriors, Lkj? CorrelationPrior)
{
    /// <summary>Number of effects a level, r.</summary>
    public int Width => Effects.Count;

    /// <summary>Whether the effects of a level are correlated with each other.</summary>
    public bool Correlated => CorrelationPrior is not null;

    /// <summary>The standard deviations, then the correlations column by column of the upper triangle's rows: (1,2), (1,3), …, (2,3), ….</summary>
    public IEnumerable<Parameter> Parameters
    {
        get
        {
            foreach (string effect in Effects)
            {
                yield return Parameter.Sd(Group, effect);
            }

            if (Correlated)
            {
                for (int i = 0; i < Width; i++)
                {
                    for (int j = i + 1; j < Width; j++)
                    {
                        yield return Parameter.Cor(Group, Effects[i], Effects[j]);
                    }
                }
            }
        }
    }
}

/// <summary>A fixed effect of a bound model.</summary>
/// <param name="Name">The coefficient's name.</param>
/// <param name="Prior">Its prior; the intercept's is that of the intercept at the predictors' means.</param>
public sealed record FixedEffect(string Name, Distribution Prior);
