namespace BayesLmm.Plots.Statistics;

/// <summary>
/// A band in which the whole empirical distribution function of n uniform numbers lies with probability 0.95: at each of K places an interval of the binomial
/// distribution, all of one level, which is found from the exact probability that the function stays inside
/// (Säilynoja, Bürkner and Vehtari 2022, Statistics and Computing 32:32, §2.3).
/// </summary>
internal sealed class UniformEnvelope
{
    /// <summary>The probability that the function is inside.</summary>
    public const double Level = 0.95;

    private const int MostPlaces = 50;

    /// <summary>For more numbers the level of the intervals is that of so many: it no longer changes.</summary>
    private const int LargeSample = 500;

    private const int Halvings = 14;   // of the level of the intervals, which leaves an error below 10⁻⁵

    private UniformEnvelope(double[] places, double[] lower, double[] upper) => (Places, Lower, Upper) = (places, lower, upper);

    /// <summary>The places, ascending in (0, 1).</summary>
    public IReadOnlyList<double> Places { get; }

    /// <summary>The lower ends, as parts of n.</summary>
    public IReadOnlyList<double> Lower { get; }

    /// <summary>The upper ends, as parts of n.</summary>
    public IReadOnlyList<double> Upper { get; }

    /// <summary>The band for a number of uniform numbers.</summary>
    /// <param name="count">n, at least 1.</param>
    public static UniformEnvelope Of(int count)
    {
        int judged = Math.Min(count, LargeSample);
        double[] places = PlacesOf(Math.Clamp(judged, 2, MostPlaces));
        (double narrow, double wide) = (0, 1 - Level);   // levels of intervals: too wide, and one that is too narrow
        for (int halving = 0; halving < Halvings; halving++)
        {
            double tail = (narrow + wide) / 2;
            (narrow, wide) = ProbabilityInside(judged, places, Ends(judged, places, tail)) >= Level ? (tail, wide) : (narrow, tail);
        }

        (int Lower, int Upper)[] ends = Ends(count, places, narrow);
        return new UniformEnvelope(places, [.. ends.Select(end => (double)end.Lower / count)], [.. ends.Select(end => (double)end.Upper / count)]);
    }

    /// <summary>The probability that at every place the number of n uniform numbers below it is within bounds.</summary>
    /// <param name="count">n.</param>
    /// <param name="places">The places, ascending in (0, 1).</param>
    /// <param name="ends">The bounds.</param>
    internal static double ProbabilityInside(int count, double[] places, (int Lower, int Upper)[] ends)
    {
        double[] logFactorials = LogFactorials(count);
        double[] before = [1];
        int first = 0;
        double reached = 0;
        for (int k = 0; k < places.Length; k++)
        {
            double part = (places[k] - reached) / (1 - reached);
            double[] now = new double[ends[k].Upper - ends[k].Lower + 1];
            for (int from = 0; from < before.Length; from++)
            {
                int left = count - (first + from);
                for (int to = Math.Max(ends[k].Lower, first + from); to <= ends[k].Upper; to++)
                {
                    now[to - ends[k].Lower] += before[from] * Probability(to - first - from, left, part, logFactorials);
                }
            }

            (before, first, reached) = (now, ends[k].Lower, places[k]);
        }

        return before.Sum();
    }

    private static double[] PlacesOf(int count) => [.. Enumerable.Range(1, count - 1).Select(i => (double)i / count)];

    /// <summary>At each place the binomial quantiles that leave half of a tail on each side.</summary>
    private static (int Lower, int Upper)[] Ends(int count, double[] places, double tail)
    {
        double[] logFactorials = LogFactorials(count);
        return [.. places.Select(place => (Quantile(count, place, tail / 2, logFactorials), Quantile(count, place, 1 - (tail / 2), logFactorials)))];
    }

    /// <summary>The least number of successes with at least some probability of no more; from a far end of the distribution on.</summary>
    private static int Quantile(int count, double place, double probability, double[] logFactorials)
    {
        double spread = Math.Sqrt(count * place * (1 - place));
        int successes = Math.Max(0, (int)((count * place) - (12 * spread) - 12));
        double sum = 0;
        for (; successes < count; successes++)
        {
            sum += Probability(successes, count, place, logFactorials);
            if (sum >= probability)
            {
                break;
            }
        }

        return successes;
    }

    private static double Probability(int successes, int trials, double place, double[] logFactorials) => Math.Exp(
        logFactorials[trials] - logFactorials[successes] - logFactorials[trials - successes]
        + (successes * Math.Log(place)) + ((trials - successes) * Math.Log(1 - place)));

    private static double[] LogFactorials(int count)
    {
        double[] logs = new double[count + 1];
        for (int i = 1; i <= count; i++)
        {
            logs[i] = logs[i - 1] + Math.Log(i);
        }

        return logs;
    }
}
