using System.Numerics;
using System.Runtime.InteropServices;
using MathNet.Numerics;

namespace BayesLmm.Hamiltonian.Residuals;

// e = √w (y − η) / σ, x = e²/ν:  log p = c(ν) − log σ − (ν + 1)/2 log(1 + x),   c(ν) = log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log νπ
//     ∂/∂η = (ν + 1) e √w / (σ (ν + e²)),   ∂/∂ log σ = −1 + (ν + 1) e²/(ν + e²),   ∂/∂ν = c'(ν) − ½ log(1 + x) + (ν + 1)/(2ν) e²/(ν + e²)

/// <summary>Residuals with Student's t distribution, scale σ/√w and ν degrees of freedom.</summary>
internal sealed class StudentResiduals : IResidualDensity
{
    /// <summary>From here on c(ν) is computed by its asymptotic series, of which the first term left out is 31/(18432 h⁹) &lt; 4e-15, h = ν/2; log Γ's own differences lose digits.</summary>
    private const double LargeNu = 40;

    private static readonly double HalfLog2Pi = 0.5 * Math.Log(2 * Math.PI);

    /// <inheritdoc/>
    public double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> rootWeights,
        ReadOnlySpan<double> predictor,
        double sigma,
        double nu,
        Span<double> byPredictor,
        out double byLogSigma,
        out double byNu)
    {
        int n = response.Length, lanes = Vector<double>.Count;
        double inverseSigma = 1 / sigma, inverseNu = 1 / nu, slopeFactor = (nu + 1) * inverseSigma;
        ReadOnlySpan<Vector<double>> y = MemoryMarshal.Cast<double, Vector<double>>(response), eta = MemoryMarshal.Cast<double, Vector<double>>(predictor[..n]);
        ReadOnlySpan<Vector<double>> roots = MemoryMarshal.Cast<double, Vector<double>>(rootWeights);
        Span<Vector<double>> by = MemoryMarshal.Cast<double, Vector<double>>(byPredictor[..n]);
        Vector<double> logs = Vector<double>.Zero, shares = Vector<double>.Zero, nus = new(nu), one = Vector<double>.One;
        for (int i = 0; i < y.Length; i++)
        {
            Vector<double> e = (y[i] - eta[i]) * inverseSigma;
            Vector<double> root = roots.IsEmpty ? one : roots[i];
            e *= root;
            Vector<double> square = e * e, x = square * inverseNu, sum = one + x;

            // log(1 + x) with the part of x that the sum lost.
            logs += Vector.Log(sum) - ((sum - one - x) / sum);
            Vector<double> inverse = one / (nus + square);
            shares += square * inverse;
            by[i] = slopeFactor * e * root * inverse;
        }

        double logSum = Vector.Sum(logs), shareSum = Vector.Sum(shares);
        for (int i = y.Length * lanes; i < n; i++)
        {
            double root = rootWeights.IsEmpty ? 1 : rootWeights[i], e = (response[i] - predictor[i]) * inverseSigma * root, square = e * e;
            double inverse = 1 / (nu + square);
            logSum += double.LogP1(square * inverseNu);
            shareSum += square * inverse;
            byPredictor[i] = slopeFactor * e * root * inverse;
        }

        byLogSigma = ((nu + 1) * shareSum) - n;
        byNu = (n * LogNormalizerSlope(nu)) - (0.5 * logSum) + (0.5 * (nu + 1) * inverseNu * shareSum);
        return (n * (LogNormalizer(nu) - Math.Log(sigma))) - (0.5 * (nu + 1) * logSum);
    }

    /// <summary>c(ν); −½ log 2π at ν = ∞.</summary>
    public static double LogNormalizer(double nu)
    {
        if (nu < LargeNu)
        {
            return SpecialFunctions.GammaLn(0.5 * (nu + 1)) - SpecialFunctions.GammaLn(0.5 * nu) - (0.5 * Math.Log(nu * Math.PI));
        }

        // log Γ(h + ½) − log Γ(h) − ½ log h = −1/(8h) + 1/(192h³) − 1/(640h⁵) + 17/(14336h⁷) − …
        double t = 2 / nu, tt = t * t;
        return -HalfLog2Pi + (t * ((-1.0 / 8) + (tt * ((1.0 / 192) + (tt * ((-1.0 / 640) + (tt * (17.0 / 14336))))))));
    }

    /// <summary>c'(ν).</summary>
    public static double LogNormalizerSlope(double nu)
    {
        if (nu < LargeNu)
        {
            return 0.5 * (SpecialFunctions.DiGamma(0.5 * (nu + 1)) - SpecialFunctions.DiGamma(0.5 * nu) - (1 / nu));
        }

        double t = 2 / nu, tt = t * t;
        return 0.5 * tt * ((1.0 / 8) - (tt * ((3.0 / 192) - (tt * ((5.0 / 640) - (tt * (119.0 / 14336)))))));
    }
}
