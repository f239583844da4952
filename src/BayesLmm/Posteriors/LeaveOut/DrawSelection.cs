using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>
/// The draws of a posterior at which something expensive is computed: every k-th of each chain. Resampled draws of one point are computed once.
/// </summary>
internal sealed class DrawSelection
{
    /// <summary>Multiplications that all draws together may take before fewer draws are used: some ten seconds.</summary>
    private const double Budget = 4e10;

    /// <summary>Draws that are used whatever they cost.</summary>
    private const int Fewest = 100;

    private readonly Posterior posterior;
    private readonly int perChain;

    /// <summary>Selects draws.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="multiplications">What one draw costs.</param>
    public DrawSelection(Posterior posterior, double multiplications)
    {
        this.posterior = posterior;
        int distinct = posterior.Draws.Origin is Weighted weighted ? weighted.Parents.ToArray().Distinct().Count() : posterior.Draws.Count;
        double affordable = Math.Max(Fewest, Budget / Math.Max(1, multiplications));
        Thinning = (int)Math.Clamp(Math.Ceiling(distinct / affordable), 1, posterior.DrawsPerChain);
        perChain = posterior.DrawsPerChain / Thinning;
        Count = posterior.Chains * perChain;
        Computed = Distinct();
    }

    /// <summary>k: every k-th draw of a chain.</summary>
    public int Thinning { get; }

    /// <summary>The number of draws.</summary>
    public int Count { get; }

    /// <summary>For each draw the first draw at the same point: itself if it is the first.</summary>
    public int[] Computed { get; }

    /// <summary>A draw's coordinates.</summary>
    public ReadOnlySpan<double> Position(int draw) => posterior.Draws.Draw(draw / perChain, draw % perChain * Thinning);

    /// <summary>A parameter at the draws.</summary>
    public double[] Of(DrawColumn column)
    {
        double[] values = new double[Count];
        for (int draw = 0; draw < Count; draw++)
        {
            values[draw] = column.Values[Row(draw)];
        }

        return values;
    }

    private int Row(int draw) => (draw / perChain * posterior.DrawsPerChain) + (draw % perChain * Thinning);

    private int[] Distinct()
    {
        int[] first = new int[Count];
        Dictionary<int, int> seen = [];
        for (int draw = 0; draw < Count; draw++)
        {
            first[draw] = draw;
            if (posterior.Draws.Origin is Weighted weighted && !seen.TryAdd(weighted.Parents[Row(draw)], draw))
            {
                first[draw] = seen[weighted.Parents[Row(draw)]];
            }
        }

        return first;
    }
}
