namespace BayesLmm.FactorGraphs.Approximations;

/// <summary>The first two posterior moments of a quantity.</summary>
/// <param name="Name">The quantity.</param>
/// <param name="Mean">Its posterior mean.</param>
/// <param name="Sd">Its posterior standard deviation; 0 if it is known.</param>
internal readonly record struct QuantityMoments(string Name, double Mean, double Sd);
