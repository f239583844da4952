namespace BayesLmm.Estimation.Tests;

/// <summary>
/// The covariance matrix of the coefficients, and the effect of its estimation on the distribution of contrasts. All in the coordinates of the
/// cross-products: coefficients on centred columns.
/// </summary>
internal interface ICovarianceUncertainty
{
    /// <summary>The covariance matrix for contrasts, p × p by rows.</summary>
    double[] Covariance { get; }

    /// <summary>Degrees of freedom of the t statistic of one contrast; +∞ when its variance does not depend on estimated variances.</summary>
    /// <param name="l">p weights.</param>
    double DegreesOfFreedom(ReadOnlySpan<double> l);

    /// <summary>Denominator degrees of freedom and scale of the F statistic of several contrasts.</summary>
    /// <param name="rows">
    /// q ≥ 2 rows of p weights, uncorrelated under <see cref="Covariance"/>.
    /// </param>
    /// <returns>Degrees of freedom, null when the approximation has no solution, and the factor for the statistic.</returns>
    (double? DegreesOfFreedom, double Scale) Joint(double[][] rows);
}

/// <summary>Variances that count as known.</summary>
internal sealed class KnownVariances(double[] covariance) : ICovarianceUncertainty
{
    public double[] Covariance => covariance;

    public double DegreesOfFreedom(ReadOnlySpan<double> l) => double.PositiveInfinity;

    public (double? DegreesOfFreedom, double Scale) Joint(double[][] rows) => (double.PositiveInfinity, 1);
}
