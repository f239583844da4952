using System.Numerics;

namespace BayesLmm.Families;

// log p(y) = y log w − log y! + yη − wμ, μ = e^η; every derivative but the first by η is −wμ.

/// <summary>Poisson rows, y ~ Poisson(w e^η), w being the number of rows that y is the sum of.</summary>
internal sealed class PoissonDensity : MeanDensity
{
    /// <summary>What is added to a count before its logarithm is taken, so that 0 has a starting value.</summary>
    private const double Start = 0.1;

    /// <inheritdoc/>
    public override bool IsLogConcave => true;

    /// <inheritdoc/>
    public override void CurvatureSlopes(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> slopes) =>
        FillMeans(weights, predictor, slopes);

    /// <summary>The observed information itself, which does not depend on y.</summary>
    /// <inheritdoc/>
    public override void ExpectedCurvature(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> curvature, Span<double> slopes)
    {
        FillMeans(weights, predictor, curvature);
        FillMeans(weights, predictor, slopes);
    }

    /// <inheritdoc/>
    public override void AddLogDensities(
        ReadOnlySpan<double> response,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> predictors,
        ReadOnlySpan<double> parameters,
        Span<double> sums)
    {
        int count = sums.Length;
        Span<Vector<double>> total = Lanes(sums);
        for (int i = 0; i < response.Length; i++)
        {
            double w = weights.IsEmpty ? 1 : weights[i];
            ReadOnlySpan<double> row = predictors.Slice(i * count, count);
            ReadOnlySpan<Vector<double>> eta = Lanes(row);
            for (int m = 0; m < eta.Length; m++)
            {
                total[m] += (response[i] * eta[m]) - (w * Vector.Exp(eta[m]));
            }

            for (int m = eta.Length * Vector<double>.Count; m < count; m++)
            {
                sums[m] += (response[i] * row[m]) - (w * Math.Exp(row[m]));
            }
        }
    }

    /// <summary>Σ (y log w − log y!).</summary>
    /// <inheritdoc/>
    public override double LogConstant(ReadOnlySpan<double> response, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < response.Length; i++)
        {
            sum -= LinkMath.LogFactorial(response[i]);
            sum += weights.IsEmpty || response[i] == 0 ? 0 : response[i] * Math.Log(weights[i]);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override double StartingPredictor(double response, double weight) => Math.Log((response + Start) / weight);

    /// <summary>The mean of the responses.</summary>
    /// <inheritdoc/>
    public override double Information(ReadOnlySpan<double> response, ReadOnlySpan<double> parameters) =>
        Math.Max(Start, System.Numerics.Tensors.TensorPrimitives.Average(response));

    private static void FillMeans(ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, Span<double> means)
    {
        for (int i = 0; i < predictor.Length; i++)
        {
            means[i] = (weights.IsEmpty ? 1 : weights[i]) * Math.Exp(predictor[i]);
        }
    }

    /// <inheritdoc/>
    private protected override double Evaluate(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, Span<double> byPredictor, Span<double> curvature)
    {
        int n = response.Length;
        ReadOnlySpan<Vector<double>> y = Lanes(response), eta = Lanes(predictor[..n]), sizes = Lanes(weights);
        Span<Vector<double>> by = Lanes(byPredictor[..n]), w = Lanes(curvature);
        Vector<double> sum = Vector<double>.Zero;
        for (int i = 0; i < y.Length; i++)
        {
            Vector<double> mean = Vector.Exp(eta[i]);
            mean = sizes.IsEmpty ? mean : mean * sizes[i];
            sum += (y[i] * eta[i]) - mean;
            by[i] = y[i] - mean;
            if (!w.IsEmpty)
            {
                w[i] = mean;
            }
        }

        double total = Vector.Sum(sum);
        for (int i = y.Length * Vector<double>.Count; i < n; i++)
        {
            double mean = (weights.IsEmpty ? 1 : weights[i]) * Math.Exp(predictor[i]);
            total += (response[i] * predictor[i]) - mean;
            byPredictor[i] = response[i] - mean;
            if (!curvature.IsEmpty)
            {
                curvature[i] = mean;
            }
        }

        return total;
    }
}
