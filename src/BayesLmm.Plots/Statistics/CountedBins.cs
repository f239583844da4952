namespace BayesLmm.Plots.Statistics;

/// <summary>Counts in bins of equal width.</summary>
/// <param name="First">Where the first bin begins.</param>
/// <param name="Width">A bin's width.</param>
/// <param name="Counts">The counts.</param>
internal sealed record CountedBins(double First, double Width, IReadOnlyList<int> Counts)
{
    /// <summary>Counts values between the least and the greatest; equal values in one bin around them.</summary>
    /// <param name="values">The values, finite, at least one.</param>
    /// <param name="bins">The number of bins.</param>
    public static CountedBins Of(ReadOnlySpan<double> values, int bins)
    {
        (double least, double greatest) = (values[0], values[0]);
        foreach (double value in values)
        {
            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        double width = (greatest - least) / bins;
        if (!(width > 0) || least + width == least)
        {
            double size = Math.Max(Math.Abs(least), 1) * 0.05;
            return new CountedBins(least - (size / 2), size, [values.Length]);
        }

        int[] counts = new int[bins];
        foreach (double value in values)
        {
            counts[Math.Clamp((int)((value - least) / width), 0, bins - 1)]++;
        }

        return new CountedBins(least, width, counts);
    }

    /// <summary>Where the bins begin and end, each edge twice, as the outline of the bars needs it.</summary>
    public IEnumerable<double> Outline => Enumerable.Range(0, 2 * Counts.Count).Select(i => First + ((i + 1) / 2 * Width));

    /// <summary>The height of the bars along the outline.</summary>
    public IEnumerable<double> Heights => Enumerable.Range(0, 2 * Counts.Count).Select(i => (double)Counts[i / 2]);
}
