using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>What rows of whole numbers share.</summary>
internal abstract class DiscreteRows : RowDistribution
{
    /// <summary>P(Y ≤ y − 1).</summary>
    /// <inheritdoc/>
    public sealed override void LowerProbabilities(
        double response, double weight, ReadOnlySpan<double> predictor, IReadOnlyList<double[]> parameters, Span<double> probabilities) =>
        Probabilities(Math.Ceiling(response) - 1, weight, predictor, parameters, probabilities);

    /// <summary>A binomial number (Devroye 1986, §X.4.4: the median of so many uniform numbers is beta).</summary>
    /// <param name="trials">The number of trials, a whole number from 0.</param>
    /// <param name="probability">The probability of success.</param>
    /// <param name="random">The source of random numbers.</param>
    internal static double Binomial(double trials, double probability, RandomStream random)
    {
        const double FewTrials = 32;
        double successes = 0;
        while (trials > FewTrials)
        {
            // The k-th smallest of the uniform numbers that stand for trials: below p, k of them are successes; above, those behind it are none.
            double k = Math.Floor((trials + 1) / 2), a = random.NextGamma(k), b = random.NextGamma(trials + 1 - k), median = a / (a + b);
            if (median <= probability)
            {
                successes += k;
                trials -= k;
                probability = (probability - median) / (1 - median);
            }
            else
            {
                trials = k - 1;
                probability /= median;
            }
        }

        for (int i = 0; i < trials; i++)
        {
            successes += random.NextUniform() < probability ? 1 : 0;
        }

        return successes;
    }

    /// <summary>A Poisson number (Ahrens &amp; Dieter 1974, algorithm PG).</summary>
    /// <param name="mean">μ, from 0.</param>
    /// <param name="random">The source of random numbers.</param>
    internal static double Poisson(double mean, RandomStream random)
    {
        const double SmallMean = 16, LargestExact = 1e15;
        if (!(mean < LargestExact))
        {
            return double.IsFinite(mean) ? Math.Round(mean + (Math.Sqrt(mean) * random.NextNormal())) : mean;   // whole numbers are no longer told apart
        }

        double count = 0;
        while (mean > SmallMean)
        {
            // The time of the k-th event of a Poisson process of rate 1.
            double k = Math.Floor(mean * 7 / 8), time = random.NextGamma(k);
            if (time > mean)
            {
                return count + Binomial(k - 1, mean / time, random);
            }

            count += k;
            mean -= time;
        }

        double limit = Math.Exp(-mean);
        for (double product = random.NextUniform(); product > limit; product *= random.NextUniform())
        {
            count++;
        }

        return count;
    }
}
