namespace BayesLmm.Families;

/// <summary>Binomial rows, y successes in w trials, with any link: log p(y) = log C(w, y) + y log p + (w − y) log(1 − p).</summary>
/// <param name="link">The link.</param>
/// <param name="isLogConcave">Whether log p and log(1 − p) are concave in η.</param>
internal sealed class BinomialDensity(BinomialLink link, bool isLogConcave) : MeanDensity
{
    /// <inheritdoc/>
    public override bool IsLogConcave => isLogConcave;

    /// <inheritdoc/>
    public override void CurvatureSlopes(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> slopes)
    {
        for (int i = 0; i < response.Length; i++)
        {
            slopes[i] = -At(response[i], weights.IsEmpty ? 1 : weights[i], predictor[i]).Third;
        }
    }

    /// <inheritdoc/>
    public override void ExpectedCurvature(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, ReadOnlySpan<double> parameters, Span<double> curvature, Span<double> slopes)
    {
        for (int i = 0; i < predictor.Length; i++)
        {
            double m = weights.IsEmpty ? 1 : weights[i];
            (double information, double slope) = link.Information(predictor[i]);
            curvature[i] = m * information;
            slopes[i] = m * slope;
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
        for (int i = 0; i < response.Length; i++)
        {
            double failures = (weights.IsEmpty ? 1 : weights[i]) - response[i];
            ReadOnlySpan<double> eta = predictors.Slice(i * sums.Length, sums.Length);
            for (int m = 0; m < eta.Length; m++)
            {
                sums[m] += (response[i] == 0 ? 0 : response[i] * link.Success(eta[m]).Value) + (failures == 0 ? 0 : failures * link.Failure(eta[m]).Value);
            }
        }
    }

    /// <summary>Σ log C(w, y).</summary>
    /// <inheritdoc/>
    public override double LogConstant(ReadOnlySpan<double> response, ReadOnlySpan<double> weights) => LogCoefficients(response, weights);

    /// <inheritdoc/>
    public override double StartingPredictor(double response, double weight) => link.Predictor((response + 0.5) / (weight + 1));

    /// <inheritdoc/>
    public override double Information(ReadOnlySpan<double> response, ReadOnlySpan<double> parameters) => 0.5;

    /// <summary>Σ log C(w, y); 0 where all w are 1.</summary>
    internal static double LogCoefficients(ReadOnlySpan<double> response, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += LinkMath.LogChoose(weights[i], response[i]);
        }

        return sum;
    }

    /// <inheritdoc/>
    private protected override double Evaluate(
        ReadOnlySpan<double> response, ReadOnlySpan<double> weights, ReadOnlySpan<double> predictor, Span<double> byPredictor, Span<double> curvature)
    {
        double sum = 0;
        for (int i = 0; i < response.Length; i++)
        {
            LogProbability at = At(response[i], weights.IsEmpty ? 1 : weights[i], predictor[i]);
            sum += at.Value;
            byPredictor[i] = at.First;
            if (!curvature.IsEmpty)
            {
                curvature[i] = -at.Second;
            }
        }

        return sum;
    }

    /// <summary>A part with no rows counts nothing, even where its logarithm is −∞.</summary>
    private LogProbability At(double response, double weight, double predictor)
    {
        double failures = weight - response;
        LogProbability success = link.Success(predictor), failure = link.Failure(predictor);
        return new(
            Times(response, success.Value) + Times(failures, failure.Value),
            Times(response, success.First) + Times(failures, failure.First),
            Times(response, success.Second) + Times(failures, failure.Second),
            Times(response, success.Third) + Times(failures, failure.Third));
    }

    private static double Times(double count, double value) => count == 0 ? 0 : count * value;
}
