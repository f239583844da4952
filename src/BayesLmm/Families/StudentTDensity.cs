using System.Numerics;
using System.Runtime.InteropServices;
using BayesLmm.Distributions;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Families;

// e = √w (y − η) / σ, x = e²/ν (½ log w is the constant):  log p = c(ν) − log σ − (ν + 1)/2 log(1 + x),   c(ν) = log Γ((ν + 1)/2) − log Γ(ν/2) − ½ log νπ
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
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> byParameters)
    {
        double sigma = parameters[Sigma], nu = parameters[Nu];
        int n = response.Length, lanes = Vector<double>.Count;
        double inverseSigma = 1 / sigma, inverseNu = 1 / nu, slopeFactor = (nu + 1) * inverseSigma;
        ReadOnlySpan<Vector<double>> y = MemoryMarshal.Cast<double, Vector<double>>(response), eta = MemoryMarshal.Cast<double, Vector<double>>(predictor[..n]);
        ReadOnlySpan<Vector<double>> sizes = MemoryMarshal.Cast<double, Vector<double>>(weights);
        Span<Vector<double>> by = MemoryMarshal.Cast<double, Vector<double>>(byPredictor[..n]);
        Vector<double> logs = Vector<double>.Zero, shares = Vector<double>.Zero, nus = new(nu), one = Vector<double>.One;
        for (int i = 0; i < y.Length; i++)
        {
            Vector<double> error = (y[i] - eta[i]) * inverseSigma, pull = sizes.IsEmpty ? error : error * sizes[i];
            Vector<double> square = error * pull, x = square * inverseNu, sum = one + x;

            // log(1 + x) with the part of x that the sum lost.
            logs += Vector.Log(sum) - ((sum - one - x) / sum);
            Vector<double> inverse = one / (nus + square);
            shares += square * inverse;
            by[i] = slopeFactor * pull * inverse;
        }

        double logSum = Vector.Sum(logs), shareSum = Vector.Sum(shares);
        for (int i = y.Length * lanes; i < n; i++)
        {
            double error = (response[i] - predictor[i]) * inverseSigma, pull = weights.IsEmpty ? error : weights[i] * error, square = error * pull;
            double inverse = 1 / (nu + square);
            logSum += NearOne.LogOnePlus(square * inverseNu);
            shareSum += square * inverse;
            byPredictor[i] = slopeFactor * pull * inverse;
        }

        byParameters[Sigma] = ((nu + 1) * shareSum) - n;
        byParameters[Nu] = (n * StudentNormalizer.LogSlope(nu)) - (0.5 * logSum) + (0.5 * (nu + 1) * inverseNu * shareSum);
        return (n * (StudentNormalizer.Log(nu) - Math.Log(sigma))) - (0.5 * (nu + 1) * logSum);
    }

    // r = y − η, d = νσ²/w + r²: ∂/∂η = (ν + 1) r/d, w = (ν + 1)(d − 2r²)/d², dw/dη = 2 (ν + 1) r (3d − 4r²)/d³,
    // and with c = νσ²/w = d − r²: ∂d/∂ log σ = 2c, ∂d/∂ν = c/ν.

    /// <inheritdoc/>
    public override bool IsLogConcave => false;

    /// <inheritdoc/>
    public override double EvaluateCurvature(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> curvature)
    {
        Span<double> byParameters = stackalloc double[2];
        double value = Evaluate(response, weights, predictor, parameters, byPredictor, byParameters);
        for (int i = 0; i < response.Length; i++)
        {
            (double r, double d) = Parts(i, response, weights, predictor, parameters);
            curvature[i] = (parameters[Nu] + 1) * (d - (2 * r * r)) / (d * d);
        }

        return value;
    }

    /// <inheritdoc/>
    public override void CurvatureSlopes(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> slopes)
    {
        for (int i = 0; i < response.Length; i++)
        {
            (double r, double d) = Parts(i, response, weights, predictor, parameters);
            slopes[i] = 2 * (parameters[Nu] + 1) * r * ((3 * d) - (4 * r * r)) / (d * d * d);
        }
    }

    /// <summary>(ν + 1)/(ν + 3) w/σ² (Lange, Little &amp; Taylor 1989).</summary>
    /// <inheritdoc/>
    public override void ExpectedCurvature(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> curvature, Span<double> slopes)
    {
        double information = Information([], parameters);
        for (int i = 0; i < predictor.Length; i++)
        {
            curvature[i] = weights.IsEmpty ? information : weights[i] * information;
        }

        slopes[..predictor.Length].Clear();
    }

    /// <inheritdoc/>
    public override void ByParameter(
        int parameter,
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> value,
        Span<double> score,
        Span<double> curvature)
    {
        double nu = parameters[Nu], constant = StudentNormalizer.LogSlope(nu);
        for (int i = 0; i < response.Length; i++)
        {
            (double r, double d) = Parts(i, response, weights, predictor, parameters);
            double square = r * r, c = d - square;
            if (parameter == Sigma)
            {
                value[i] = ((nu + 1) * square / d) - 1;
                score[i] = -2 * (nu + 1) * r * c / (d * d);
                curvature[i] = -2 * (nu + 1) * c * (d - (4 * square)) / (d * d * d);
            }
            else
            {
                value[i] = constant - (0.5 * NearOne.LogOnePlus(square / c)) + (0.5 * (nu + 1) / nu * square / d);
                score[i] = (r / d) - ((nu + 1) / nu * r * c / (d * d));
                curvature[i] = ((d - (2 * square)) / (d * d)) - ((nu + 1) / nu * c * (d - (4 * square)) / (d * d * d));
            }
        }
    }

    /// <summary>½ Σ log w.</summary>
    /// <inheritdoc/>
    public override double LogConstant(ReadOnlySpan<double> response, ReadOnlySpan<double> weights) => GaussianDensity.LogRootWeights(weights);

    private static (double Residual, double Sum) Parts(
        int i, ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters)
    {
        double r = response[i] - predictor[i];
        return (r, (parameters[Nu] * parameters[Sigma] * parameters[Sigma] / (weights.IsEmpty ? 1 : weights[i])) + (r * r));
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
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        double scaleGuess,
        IReadOnlyList<Distribution> priors,
        Span<double> parameters)
    {
        int n = response.Length;
        double[] byPredictor = new double[n];
        Span<double> at = stackalloc double[2], by = stackalloc double[2];
        (at[Sigma], at[Nu]) = (1, AsGoodAsNormal);
        Evaluate(response, weights, predictor, at, byPredictor, by);
        double shrinkage = Math.Sqrt(Math.Max((by[Sigma] / n) + 1, 1e-300)) / scaleGuess;
        double best = double.NegativeInfinity, bestSigma = scaleGuess, bestNu = Nus[^1];
        bool sigmaIsFree = priors[Sigma] is not Constant;
        foreach (double candidate in priors[Nu] is Constant ? [parameters[Nu]] : Nus)
        {
            (at[Sigma], at[Nu]) = (sigmaIsFree ? scaleGuess * shrinkage : parameters[Sigma], candidate);
            double value = Evaluate(response, weights, predictor, at, byPredictor, by);
            for (int step = 0; sigmaIsFree && step < ScaleSteps; step++)
            {
                at[Sigma] *= Math.Sqrt(Math.Max(1 + (by[Sigma] / n), 1e-4));
                value = Evaluate(response, weights, predictor, at, byPredictor, by);
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
