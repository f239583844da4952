using BayesLmm.Densities;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>The search for few rows or groups without which a coefficient has the other sign: see <see cref="SignChange"/>.</summary>
internal sealed class SignSearch(
    Posterior posterior, MarginalDensity density, int coefficient, IProgress<Progress>? progress, CancellationToken cancellationToken)
{
    /// <summary>How many times the largest set may grow after fits that did not confirm it.</summary>
    private const int MostFits = 4;

    /// <summary>Searches.</summary>
    /// <param name="of">What the parts are.</param>
    /// <param name="parts">The rows or groups.</param>
    /// <param name="engine">What fits the model again.</param>
    public SignChange Run(string of, IReadOnlyList<LeftOutRows> parts, IPosteriorEngine engine)
    {
        string name = posterior.Parameters[coefficient].Name;
        (LeftOutGroup[] groups, ParameterWithout[] all, _) = Deletions.Run(posterior, density, parts, progress, cancellationToken);
        double mean = all[coefficient].Mean;
        int[] order =
        [
            .. Enumerable.Range(0, parts.Count)
                .Where(i => groups[i].IsDetermined && Math.Sign(mean) * groups[i].Parameters[coefficient].Shift < 0)
                .OrderBy(i => Math.Sign(mean) * groups[i].Parameters[coefficient].Shift)
                .Take(parts.Count / 2),
        ];
        int count = Smallest(parts, order, mean);
        for (int fits = 0; count > 0 && count <= order.Length; fits++, count++)
        {
            LeftOutRows together = Union(parts, order, count);
            Posterior without = Refits.Fit(posterior, engine, together, null, cancellationToken);
            QuantitySummary summary = without.ParameterSummaries[coefficient];
            if (summary.Mean * mean < 0 || fits == MostFits - 1 || count == order.Length)
            {
                return new SignChange(
                    name, of, parts.Count, order.Take(count).Select(i => parts[i].Name).ToEquatableArray(), mean, summary.Mean, summary.Sd);
            }
        }

        return new SignChange(name, of, parts.Count, [], mean, double.NaN, double.NaN);
    }

    /// <summary>The fewest of the first parts without which the reweighted mean has the other sign, by bisection; 0 if all of them do not suffice.</summary>
    private int Smallest(IReadOnlyList<LeftOutRows> parts, int[] order, double mean)
    {
        if (order.Length == 0 || !Changes(parts, order, order.Length, mean))
        {
            return 0;
        }

        int low = 0, high = order.Length;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = Changes(parts, order, middle, mean) ? (low, middle) : (middle, high);
        }

        return high;
    }

    private bool Changes(IReadOnlyList<LeftOutRows> parts, int[] order, int count, double mean)
    {
        (LeftOutGroup[] without, _, _) = Deletions.Run(posterior, density, [Union(parts, order, count)], null, cancellationToken);
        return without[0].IsDetermined && without[0].Parameters[coefficient].Mean * mean < 0;
    }

    private static LeftOutRows Union(IReadOnlyList<LeftOutRows> parts, int[] order, int count) =>
        new("together", [.. order.Take(count).SelectMany(i => parts[i].Rows).Order()]);
}
