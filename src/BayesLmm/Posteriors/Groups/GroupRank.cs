using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The rank of a level's coefficient among all levels of its grouping factor: 1 is the largest.</summary>
/// <param name="Level">The level.</param>
/// <param name="ExpectedRank">The posterior mean of its rank.</param>
/// <param name="ExpectedRankError">Monte Carlo standard error of the expected rank; NaN where the rank is the same at every draw.</param>
/// <param name="Probabilities">The probability of each rank, the largest first: as many numbers as there are levels.</param>
public sealed record GroupRank(string Level, double ExpectedRank, double ExpectedRankError, EquatableArray<double> Probabilities)
{
    /// <summary>The probability that the level has the largest coefficient.</summary>
    public double ProbabilityOfLargest => Probabilities[0];

    /// <summary>The probability that the level has the smallest coefficient.</summary>
    public double ProbabilityOfSmallest => Probabilities[^1];
}
