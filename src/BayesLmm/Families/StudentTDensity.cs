using System.Numerics;
using System.Runtime.InteropServices;
using BayesLmm.Distributions;

namespace BayesLmm.Families;

// e = √w (y − η) / σ, x = e²/ν:  log p = c(ν) − log σ − (ν + 1)/2 log(1 + x),   c(ν) = log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log νπ
//     ∂/∂η = (ν + 1) e √w / (σ (ν + e²)),   ∂/∂ log σ = −1 + (ν + 1) e²/(ν + e²),   ∂/∂ν = c'(ν) − ½ log(1 + x) + (ν + 1)/(2ν) e²/(ν + e²)

/// <summary>Rows with Student's t distribution around η, scale σ/√w and ν degrees of freedom.</summary>
internal sealed class StudentTDensity : RowDensity
{
    private const int Sigma = 0, Nu = 1;

    /// <summary>Degrees of freedom among which a starting value is chosen.</summary>
    private static readonly double[] Nus = [1.5, 2, 3, 4, 6, 10, 20, 40];

    /// <summary>Steps of the search for the scale: an EM algorithm that gains at least a digit in five.</summary>
    private const int ScaleSteps = 30;

    /// <summary>With so many degrees of freedom rows are normal to working precision.</summary>
    private const double AsGoodAsNormal = 1e9;

    /// <inheritdoc/>
    public override double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> rootWeights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> byParameters)
    {
        double sigma = parameters[Sigma], nu = parameters[Nu];
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

        byParameters[Sigma] = ((nu + 1) * shareSum) - n;
        byParameters[Nu] = (n * StudentNormalizer.LogSlope(nu)) - (0.5 * logSum) + (0.5 * (nu + 1) * inverseNu * shareSum);
        return (n * (StudentNormalizer.Log(nu) - Math.Log(sigma))) - (0.5 * (nu + 1) * logSum);
    }

    /// <inheritdoc/>
    public override bool IsComputableAt(ReadOnlySpan<double> parameters) =>
        parameters[Sigma] > 0 && double.IsFinite(1 / (parameters[Sigma] * parameters[Sigma])) && parameters[Nu] > 0;

    /// <summary>(ν + 1)/(ν + 3)/σ² (Lange, Little &amp; Taylor 1989).</summary>
    public override double Information(ReadOnlySpan<double> response, ReadOnlySpan<double> parameters) =>
        (parameters[Nu] + 1) / ((parameters[Nu] + 3) * parameters[Sigma] * parameters[Sigma]);

    /// <summary>
    /// σ and ν by the likelihood of the residuals: for each of some ν the EM algorithm for σ, σ² ← σ² Σ (ν + 1) e²/(ν + e²) / n. The residuals are smaller than
    /// the errors because effects were fitted to them; the guess of σ shows by how much.
    /// </summary>
    public override bool TryImprove(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> rootWeights,
        ReadOnlySpan<double> predictor,
        double scaleGuess,
        IReadOnlyList<Distribution> priors,
        Span<double> parameters)
    {
        int n = response.Length;
        double[] byPredictor = new double[n];
        Span<double> at = stackalloc double[2], by = stackalloc double[2];
        (at[Sigma], at[Nu]) = (1, AsGoodAsNormal);
        Evaluate(response, rootWeights, predictor, at, byPredictor, by);
        double shrinkage = Math.Sqrt(Math.Max((by[Sigma] / n) + 1, 1e-300)) / scaleGuess;
        double best = double.NegativeInfinity, bestSigma = scaleGuess, bestNu = Nus[^1];
        bool sigmaIsFree = priors[Sigma] is not Constant;
        foreach (double candidate in priors[Nu] is Constant ? [parameters[Nu]] : Nus)
        {
            (at[Sigma], at[Nu]) = (sigmaIsFree ? scaleGuess * shrinkage : parameters[Sigma], candidate);
            double value = Evaluate(response, rootWeights, predictor, at, byPredictor, by);
            for (int step = 0; sigmaIsFree && step < ScaleSteps; step++)
            {
                at[Sigma] *= Math.Sqrt(Math.Max(1 + (by[Sigma] / n), 1e-4));
                value = Evaluate(response, rootWeights, predictor, at, byPredictor, by);
            }

            value += priors[Nu].LogDensity(candidate, out _);
            if (value > best)
            {
                (best, bestSigma, bestNu) = (value, sigmaIsFree ? at[Sigma] / Math.Min(1, shrinkage) : at[Sigma], candidate);
            }
        }

        (parameters[Sigma], parameters[Nu]) = (bestSigma, bestNu);
        return true;
    }
}
