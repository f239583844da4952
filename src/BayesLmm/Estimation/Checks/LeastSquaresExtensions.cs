using BayesLmm.Estimation.Checks;

namespace BayesLmm;

/// <summary>Compares a fit with ordinary least squares.</summary>
public static class LeastSquaresExtensions
{
    /// <summary>Ordinary least squares of the same formula without random terms, and the design effects. From cross-products only.</summary>
    /// <param name="fit">The fit.</param>
    public static LeastSquaresComparison CompareWithLeastSquares(this RemlFit fit) => LeastSquaresFit.Compare(fit);
}
