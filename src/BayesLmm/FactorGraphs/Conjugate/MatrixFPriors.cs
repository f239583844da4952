using BayesLmm.Numerics;
using MathNet.Numerics.Distributions;

namespace BayesLmm.FactorGraphs.Conjugate;

/// <summary>
/// Finds the matrix-F prior of a covariance matrix that replaces half-t priors of its standard deviations. Every standard deviation has the tail and the median of its half-t, but less mass near 0; correlations are symmetric about
/// 0, their distribution is not adjustable.
/// </summary>
internal static class MatrixFPriors
{
    /// <summary>The matrix-F whose standard deviations have the medians of the given half-t's, and the degrees of freedom of the one with fewest.</summary>
    public static CovariancePrior.MatrixF From(PrecisionPrior.HalfT[] sds)
    {
        double df = sds.Min(sd => sd.Df);
        double median = FisherSnedecor.InvCDF(sds.Length, df, 0.5);
        return new CovariancePrior.MatrixF(
            df, sds.Select(sd => sd.Scale * sd.Scale * FisherSnedecor.InvCDF(1, sd.Df, 0.5) * df / (sds.Length * median)).ToEquatableArray());
    }
}
