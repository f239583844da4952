using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Families;

// With p = 1/(1 + e^−η), q = 1 − p: log p(y) = log C(w, y) + yη − w log(1 + e^η),
//     ∂/∂η = y − wp, −∂²/∂η² = wpq, −∂³/∂η³ = wpq(q − p)
// log(1 + e^η) = max(η, 0) + log(1 + e^−|η|), so that one exponential and one division serve everything.

/// <summary>Binomial rows, y successes in w trials with probability 1/(1 + e^−η).</summary>
internal sealed class LogitBinomialDensity : MeanDensity
{
    /// <summary>So many factors, each at most 2, are multiplied before a logarithm is taken: the product stays below the largest number.</summary>
    private const int FactorsPerLogarithm = 1000;

    /// <inheritdoc/>
    public override bool IsLogConcave => true;

    /// <inheritdoc/>
    public override void CurvatureSlopes(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> slopes)
    {
        for (int i = 0; i < response.Length; i++)
        {
            double p = LinkMath.Sigmoid(predictor[i]), q = LinkMath.Sigmoid(-predictor[i]);
            slopes[i] = (weights.IsEmpty ? 1 : weights[i]) * p * q * (q - p);
        }
    }

    /// <summary>The observed information itself, which does not depend on y.</summary>
    /// <inheritdoc/>
    public override void ExpectedCurvature(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> curvature, Span<double> slopes)
    {
        CurvatureSlopes(predictor, weights, predictor, parameters, slopes);
        for (int i = 0; i < predictor.Length; i++)
        {
            curvature[i] = (weights.IsEmpty ? 1 : weights[i]) * LinkMath.Sigmoid(predictor[i]) * LinkMath.Sigmoid(-predictor[i]);
        }
    }

    /// <inheritdoc/>
    public override void AddLogDensities(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictors,
        ReadOnlySpan<double> parameters,
        Span<double> sums)
    {
        int n = response.Length, count = sums.Length, lanes = Vector<double>.Count, vectors = count / lanes;
        bool areSingle = weights.IsEmpty || !weights.ContainsAnyExcept(1.0);
        Vector<double> one = Vector<double>.One, zero = Vector<double>.Zero;
        for (int m = 0; m < vectors; m++)
        {
            Vector<double> sum = zero, product = one;
            ref double first = ref Unsafe.Add(ref MemoryMarshal.GetReference(predictors), m * lanes);
            for (int i = 0, factors = 0; i < n; i++)
            {
                Vector<double> x = Vector.LoadUnsafe(ref first, (nuint)(i * count)), sized = one + VectorExp.OfNegative(-Vector.Abs(x));
                if (areSingle)
                {
                    sum += (response[i] * x) - Vector.Max(x, zero);
                    product *= sized;
                    if (++factors == FactorsPerLogarithm)
                    {
                        sum -= Vector.Log(product);
                        (product, factors) = (one, 0);
                    }
                }
                else
                {
                    sum += (response[i] * x) - (weights[i] * (Vector.Max(x, zero) + Vector.Log(sized)));
                }
            }

            Span<double> to = sums.Slice(m * lanes, lanes);
            (new Vector<double>(to) + sum - Vector.Log(product)).CopyTo(to);
        }

        for (int m = count - (count % lanes); m < count; m++)
        {
            for (int i = 0; i < n; i++)
            {
                double x = predictors[(i * count) + m];
                sums[m] += (response[i] * x) - ((weights.IsEmpty ? 1 : weights[i]) * LinkMath.Log1PExp(x));
            }
        }
    }

    /// <summary>Σ log C(w, y).</summary>
    /// <inheritdoc/>
    public override double LogConstant(ReadOnlySpan<double> response, ReadOnlySpan<double> weights) => BinomialDensity.LogCoefficients(response, weights);

    /// <inheritdoc/>
    public override double StartingPredictor(double response, double weight) => Math.Log((response + 0.5) / (weight - response + 0.5));

    /// <summary>p(1 − p) at the mean of the responses.</summary>
    /// <inheritdoc/>
    public override double Information(ReadOnlySpan<double> response, ReadOnlySpan<double> parameters) => 0.2;

    /// <inheritdoc/>
    private protected override double Evaluate(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, Span<double> byPredictor, Span<double> curvature)
    {
        int n = response.Length, lanes = Vector<double>.Count;
        ReadOnlySpan<Vector<double>> y = Lanes(response), eta = Lanes(predictor[..n]), sizes = Lanes(weights);
        Span<Vector<double>> by = Lanes(byPredictor[..n]), w = Lanes(curvature);
        Vector<double> sum = Vector<double>.Zero, product = Vector<double>.One, one = Vector<double>.One, zero = Vector<double>.Zero;
        for (int i = 0, factors = 0; i < y.Length; i++)
        {
            Vector<double> x = eta[i], e = Vector.Exp(-Vector.Abs(x)), sized = one + e, inverse = one / sized, other = e * inverse;
            Vector<double> p = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(x, zero), inverse, other);
            if (sizes.IsEmpty)
            {
                sum += (y[i] * x) - Vector.Max(x, zero);
                product *= sized;
                if (++factors == FactorsPerLogarithm)
                {
                    sum -= Vector.Log(product);
                    (product, factors) = (one, 0);
                }

                by[i] = y[i] - p;
                if (!w.IsEmpty)
                {
                    w[i] = inverse * other;
                }
            }
            else
            {
                Vector<double> m = sizes[i];
                sum += (y[i] * x) - (m * (Vector.Max(x, zero) + Log1P(e)));
                by[i] = y[i] - (m * p);
                if (!w.IsEmpty)
                {
                    w[i] = m * inverse * other;
                }
            }
        }

        double total = Vector.Sum(sum - Vector.Log(product));
        for (int i = y.Length * lanes; i < n; i++)
        {
            double m = weights.IsEmpty ? 1 : weights[i], x = predictor[i], p = LinkMath.Sigmoid(x), q = LinkMath.Sigmoid(-x);
            total += (response[i] * x) - (m * LinkMath.Log1PExp(x));
            byPredictor[i] = response[i] - (m * p);
            if (!curvature.IsEmpty)
            {
                curvature[i] = m * p * q;
            }
        }

        return total;
    }
}
