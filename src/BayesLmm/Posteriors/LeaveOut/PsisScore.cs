using System.Numerics.Tensors;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Posteriors.LeaveOut;

// With ℓ_s = log p(y_i | draw s) and weights w_s ∝ 1/p(y_i | draw s), the tail of which is smoothed:
//     elpd_i = log Σ_s w_s exp ℓ_s,   p_i = lpd_i − elpd_i,   lpd_i = log 1/S Σ_s exp ℓ_s      (Vehtari, Gelman & Gabry 2017, Statistics and Computing 27:1413)

/// <summary>What leaving out a part of the data gives, from the log densities of that part at draws given all data: as R's loo computes it.</summary>
/// <param name="Elpd">log p(y_i | y_−i).</param>
/// <param name="MonteCarloError">Its Monte Carlo standard error.</param>
/// <param name="LogPredictive">lpd_i, log p(y_i | y).</param>
/// <param name="ParetoK">The shape of the weights' tail; −∞ where all weights are the same.</param>
internal readonly record struct PsisScore(double Elpd, double MonteCarloError, double LogPredictive, double ParetoK)
{
    /// <summary>Log weights that differ by less are the same.</summary>
    private const double SameWeights = 1e-12;

    private const int NormalScores = 1000;

    /// <summary>Standard normal quantiles at (i − ⅜) / (n + ¼).</summary>
    private static readonly IReadOnlyList<double> Scores =
        [.. Enumerable.Range(1, NormalScores).Select(i => Normal.InvCDF(0, 1, (i - 0.375) / (NormalScores + 0.25)))];

    /// <summary>Computes the score of one part.</summary>
    /// <param name="logDensities">ℓ, a number a draw.</param>
    /// <param name="relativeEfficiency">The effective sample size for the mean of exp ℓ over the number of draws.</param>
    /// <param name="weights">Receives w, which sum to 1.</param>
    public static PsisScore Of(ReadOnlySpan<double> logDensities, double relativeEfficiency, Span<double> weights)
    {
        TensorPrimitives.Negate(logDensities, weights);
        ParetoSmoothing smoothing = ParetoSmoothing.Of(weights, relativeEfficiency);
        double spread = TensorPrimitives.Max(logDensities) - TensorPrimitives.Min(logDensities);
        smoothing.CopyLogWeights(weights);
        Normalize(weights);
        double largest = TensorPrimitives.Max(logDensities), mean = 0, total = 0;
        double[] densities = new double[weights.Length];
        for (int s = 0; s < weights.Length; s++)
        {
            double density = Math.Exp(logDensities[s] - largest);
            densities[s] = density;
            mean += weights[s] * density;
            total += density;
        }

        double squares = 0;
        for (int s = 0; s < weights.Length; s++)
        {
            double distance = weights[s] * (densities[s] - mean);
            squares += distance * distance;
        }

        return new PsisScore(
            largest + Math.Log(mean),
            ErrorOfLog(Math.Sqrt(squares) / mean) / Math.Sqrt(relativeEfficiency),
            largest + Math.Log(total / weights.Length),
            spread < SameWeights ? double.NegativeInfinity : smoothing.Shape);
    }

    /// <summary>
    /// The effective sample size of the mean of exp ℓ over the number of draws, with whole chains as R's loo takes them; 1 where it is not known.
    /// </summary>
    /// <param name="logDensities">ℓ, a number a draw.</param>
    /// <param name="origin">How the draws were made.</param>
    /// <param name="draws">How they are arranged.</param>
    /// <param name="thinning">The thinning k: ℓ is of every k-th draw of a chain.</param>
    public static double RelativeEfficiency(ReadOnlySpan<double> logDensities, Origin origin, IDrawLayout draws, int thinning)
    {
        double[] densities = new double[logDensities.Length];
        TensorPrimitives.Subtract(logDensities, TensorPrimitives.Max(logDensities), densities);
        TensorPrimitives.Exp(densities, densities);
        double size = origin.Dependence switch
        {
            Dependence.Chains => EffectiveSampleSize.MeanOfWholeChains(densities, draws.Chains),
            Dependence.Resampled => SizeOf(densities, origin.Assess(densities, draws, thinning).MeanError),
            _ => densities.Length,
        };
        return double.IsFinite(size) && size > 0 ? size / densities.Length : 1;
    }

    /// <summary>Turns logarithms of weights into weights that sum to 1.</summary>
    public static void Normalize(Span<double> weights)
    {
        TensorPrimitives.Subtract(weights, TensorPrimitives.Max<double>(weights), weights);
        TensorPrimitives.Exp(weights, weights);
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<double>(weights), weights);
    }

    /// <summary>The number of independent draws whose mean would have such an error.</summary>
    private static double SizeOf(double[] values, double error)
    {
        double mean = TensorPrimitives.Average<double>(values);
        return ((TensorPrimitives.SumOfSquares<double>(values) / values.Length) - (mean * mean)) / (error * error);
    }

    /// <summary>
    /// The standard deviation of log(1 + cz), z standard normal and 1 + cz positive: R's loo takes the logarithm of a normal estimate in this way.
    /// </summary>
    private static double ErrorOfLog(double c)
    {
        double sum = 0, squares = 0;
        int count = 0;
        foreach (double z in Scores)
        {
            double value = 1 + (c * z);
            if (value > 0)
            {
                double log = Math.Log(value);
                sum += log;
                squares += log * log;
                count++;
            }
        }

        return Math.Sqrt(Math.Max(0, (squares - (sum * sum / count)) / (count - 1)));
    }
}
