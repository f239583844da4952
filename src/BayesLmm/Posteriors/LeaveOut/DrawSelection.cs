using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>
/// The draws of a posterior at which something expensive is computed: every k-th of each chain. Resampled draws of one point are computed once.
/// </summary>
internal sealed class DrawSelection
{
    /// <summary>Multiplications that all draws together may take before fewer draws are used: some ten seconds.</summary>
    public const double Budget = 4e10;

    /// <summary>Draws that are used whatever they cost.</summary>
    private const int Fewest = 100;

    private readonly Posterior posterior;
    private readonly int perChain;

    /// <summary>Selects all draws.</summary>
    /// <param name="posterior">The posterior.</param>
    public DrawSelection(Posterior posterior)
        : this(posterior, 0)
    {
    }

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

    /// <summary>
    /// Some of the draws, spread evenly over those that are different points: as many as are affordable, but not fewer than asked for; null where that is all.
    /// </summary>
    /// <param name="affordable">How many are affordable.</param>
    /// <param name="fewest">The fewest draws.</param>
    public int[]? Nodes(double affordable, int fewest)
    {
        int[] distinct = [.. Enumerable.Range(0, Count).Where(draw => Computed[draw] == draw)];
        int wanted = (int)Math.Clamp(affordable, fewest, int.MaxValue);
        return wanted >= distinct.Length ? null : [.. Enumerable.Range(0, wanted).Select(i => distinct[(int)((i + 0.5) * distinct.Length / wanted)])];
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
