using System.Numerics;
using System.Runtime.InteropServices;
using BayesLmm.Models.Priors;

namespace BayesLmm.Hamiltonian.Residuals;

// e = √w (y − η) / σ, x = e²/ν:  log p = c(ν) − log σ − (ν + 1)/2 log(1 + x),   c(ν) = log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log νπ
//     ∂/∂η = (ν + 1) e √w / (σ (ν + e²)),   ∂/∂ log σ = −1 + (ν + 1) e²/(ν + e²),   ∂/∂ν = c'(ν) − ½ log(1 + x) + (ν + 1)/(2ν) e²/(ν + e²)

/// <summary>Residuals with Student's t distribution, scale σ/√w and ν degrees of freedom.</summary>
internal sealed class StudentResiduals : IResidualDensity
{
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
        byNu = (n * StudentNormalizer.LogSlope(nu)) - (0.5 * logSum) + (0.5 * (nu + 1) * inverseNu * shareSum);
        return (n * (StudentNormalizer.Log(nu) - Math.Log(sigma))) - (0.5 * (nu + 1) * logSum);
    }
}
