using System.Numerics;
using System.Numerics.Tensors;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Families;

// κ = e^a, p = σ(η − a), q = 1 − p, P(y) = Σ_{i<y} log(1 + i/κ) = log Γ(y + κ) − log Γ(κ) − ya:
//     log p(y) = −log y! + yη + P(y) − (y + κ) log(1 + e^(η − a))
//     ∂/∂η = y − (y + κ)p, −∂²/∂η² = (y + κ)pq, −∂³/∂η³ = (y + κ)pq(q − p)
//     ∂/∂a = P_a(y) − κ log(1 + e^(η − a)) + (y + κ)p, P_a(y) = −Σ_{i<y} i/(κ + i)
// No term grows with κ, so that the limit, which is Poisson, is reached without cancellation.

/// <summary>
/// Negative binomial rows of mean μ = e^η and variance μ + μ²/κ, κ being the shape; w is the number of rows of the same y that one row stands for.
/// </summary>
internal sealed class NegativeBinomialDensity : CountDensity
{
    private const int Shape = 0;

    private const double Start = 0.1;

    /// <inheritdoc/>
    public override bool IsLogConcave => true;

    /// <inheritdoc/>
    public override double Evaluate(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> byParameters)
    {
        Span<double> logs = stackalloc double[RisingSum.TableLength], slopes = stackalloc double[RisingSum.TableLength];
        int known = RisingSum.Tabulate(parameters[Shape], response, logs, slopes);
        double sum = Logistic(response, weights, predictor, parameters[Shape], byPredictor, curvature: [], out double byShape);
        for (int i = 0; i < response.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i];
            (double value, double slope) = RisingSum.At(response[i], parameters[Shape], logs[..known], slopes[..known]);
            sum += w * value;
            byShape += w * slope;
        }

        byParameters[Shape] = byShape;
        return sum;
    }

    /// <inheritdoc/>
    public override double EvaluateCurvature(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        ReadOnlySpan<double> parameters,
        Span<double> byPredictor,
        Span<double> curvature)
    {
        Span<double> logs = stackalloc double[RisingSum.TableLength], slopes = stackalloc double[RisingSum.TableLength];
        int known = RisingSum.Tabulate(parameters[Shape], response, logs, slopes);
        double sum = Logistic(response, weights, predictor, parameters[Shape], byPredictor, curvature, out _);
        for (int i = 0; i < response.Length; i++)
        {
            sum += (weights.IsEmpty ? 1 : weights[i]) * RisingSum.At(response[i], parameters[Shape], logs[..known], slopes[..known]).Value;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void CurvatureSlopes(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> slopes)
    {
        double a = Math.Log(parameters[Shape]);
        for (int i = 0; i < response.Length; i++)
        {
            double p = LinkMath.Sigmoid(predictor[i] - a), q = LinkMath.Sigmoid(a - predictor[i]);
            slopes[i] = (weights.IsEmpty ? 1 : weights[i]) * (response[i] + parameters[Shape]) * p * q * (q - p);
        }
    }

    /// <summary>κp, with derivative κpq.</summary>
    /// <inheritdoc/>
    public override void ExpectedCurvature(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> curvature, Span<double> slopes)
    {
        double a = Math.Log(parameters[Shape]);
        for (int i = 0; i < predictor.Length; i++)
        {
            double p = LinkMath.Sigmoid(predictor[i] - a), q = LinkMath.Sigmoid(a - predictor[i]);
            curvature[i] = (weights.IsEmpty ? 1 : weights[i]) * parameters[Shape] * p;
            slopes[i] = curvature[i] * q;
        }
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
        Span<double> logs = stackalloc double[RisingSum.TableLength], slopes = stackalloc double[RisingSum.TableLength];
        double kappa = parameters[Shape], a = Math.Log(kappa);
        int known = RisingSum.Tabulate(kappa, response, logs, slopes);
        for (int i = 0; i < response.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i], x = predictor[i] - a, p = LinkMath.Sigmoid(x), q = LinkMath.Sigmoid(-x);
            double count = response[i] + kappa, variance = count * p * q;
            value[i] = w * (RisingSum.At(response[i], kappa, logs[..known], slopes[..known]).Slope - (kappa * LinkMath.Log1PExp(x)) + (count * p));
            score[i] = w * (variance - (kappa * p));
            curvature[i] = w * ((kappa * p * q) - (variance * (q - p)));
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
        double kappa = parameters[Shape], a = Math.Log(kappa);
        int count = sums.Length;
        Span<Vector<double>> total = Lanes(sums);
        Vector<double> zero = Vector<double>.Zero, origin = new(a);
        for (int i = 0; i < response.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i], y = response[i], constant = w * RisingSum.Log(y, kappa);
            ReadOnlySpan<double> row = predictors.Slice(i * count, count);
            ReadOnlySpan<Vector<double>> eta = Lanes(row);
            for (int m = 0; m < eta.Length; m++)
            {
                Vector<double> x = eta[m] - origin, log = Vector.Max(x, zero) + Log1P(Vector.Exp(-Vector.Abs(x)));
                total[m] += (w * ((y * eta[m]) - ((y + kappa) * log))) + new Vector<double>(constant);
            }

            for (int m = eta.Length * Vector<double>.Count; m < count; m++)
            {
                sums[m] += (w * ((y * row[m]) - ((y + kappa) * LinkMath.Log1PExp(row[m] - a)))) + constant;
            }
        }
    }

    /// <summary>−Σ w log y!.</summary>
    /// <inheritdoc/>
    public override double LogConstant(ReadOnlySpan<double> response, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < response.Length; i++)
        {
            sum -= (weights.IsEmpty ? 1 : weights[i]) * LinkMath.LogFactorial(response[i]);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override double StartingPredictor(double response, double weight) => Math.Log(response + Start);

    /// <inheritdoc/>
    public override bool IsComputableAt(ReadOnlySpan<double> parameters) => parameters[Shape] > 0 && double.IsFinite(parameters[Shape]);

    /// <summary>κμ/(κ + μ) at the mean of the responses.</summary>
    /// <inheritdoc/>
    public override double Information(ReadOnlySpan<double> response, ReadOnlySpan<double> parameters)
    {
        double mean = Math.Max(Start, TensorPrimitives.Average(response)), kappa = parameters[Shape];
        return kappa * mean / (kappa + mean);
    }

    /// <summary>Σ w (yη − (y + κ) log(1 + e^(η − a))) with its derivatives; that by a is −κ Σ w log(1 + e^(η − a)) + Σ w (y + κ) p.</summary>
    private static double Logistic(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictor,
        double kappa,
        Span<double> byPredictor,
        Span<double> curvature,
        out double byShape)
    {
        int n = response.Length;
        double a = Math.Log(kappa);
        ReadOnlySpan<Vector<double>> y = Lanes(response), eta = Lanes(predictor[..n]), sizes = Lanes(weights);
        Span<Vector<double>> by = Lanes(byPredictor[..n]), c = Lanes(curvature);
        Vector<double> sum = Vector<double>.Zero, shapes = Vector<double>.Zero, one = Vector<double>.One, zero = Vector<double>.Zero, origin = new(a);
        for (int i = 0; i < y.Length; i++)
        {
            Vector<double> x = eta[i] - origin, e = Vector.Exp(-Vector.Abs(x)), inverse = one / (one + e), other = e * inverse;
            Vector<double> p = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(x, zero), inverse, other);
            Vector<double> log = Vector.Max(x, zero) + Log1P(e), w = sizes.IsEmpty ? one : sizes[i];
            Vector<double> count = y[i] + new Vector<double>(kappa), pull = count * p;
            sum += w * ((y[i] * eta[i]) - (count * log));
            shapes += w * (pull - (kappa * log));
            by[i] = w * (y[i] - pull);
            if (!c.IsEmpty)
            {
                c[i] = w * count * inverse * other;
            }
        }

        double total = Vector.Sum(sum);
        byShape = Vector.Sum(shapes);
        for (int i = y.Length * Vector<double>.Count; i < n; i++)
        {
            double x = predictor[i] - a, p = LinkMath.Sigmoid(x), log = LinkMath.Log1PExp(x), w = weights.IsEmpty ? 1 : weights[i];
            double count = response[i] + kappa, pull = count * p;
            total += w * ((response[i] * predictor[i]) - (count * log));
            byShape += w * (pull - (kappa * log));
            byPredictor[i] = w * (response[i] - pull);
            if (!curvature.IsEmpty)
            {
                curvature[i] = w * pull * LinkMath.Sigmoid(-x);
            }
        }

        return total;
    }
}
