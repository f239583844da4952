using System.Buffers;
using System.Numerics.Tensors;

namespace BayesLmm.Sampling.Convergence;

/// <summary>Draws in ascending order, by distribution into many bins of equal width: in time proportional to their number.</summary>
internal static class DrawOrder
{
    /// <summary>Bins are counted in two passes of so many bits.</summary>
    private const int Bits = 11;

    private const int BinsOfPass = 1 << Bits;

    private const int LastBin = (1 << (2 * Bits)) - 1;

    /// <summary>With fewer draws the counting costs more than it saves.</summary>
    private const int Few = 256;

    /// <summary>Bins with more draws are sorted by comparisons of another kind: those beside a few draws very far off.</summary>
    private const int LongRun = 24;

    /// <summary>The draws in ascending order; those that are not numbers come first.</summary>
    public static double[] Sorted(ReadOnlySpan<double> draws)
    {
        double[] sorted = new double[draws.Length];
        int[] places = ArrayPool<int>.Shared.Rent(draws.Length);
        Sort(draws, sorted, places.AsSpan(0, draws.Length));
        ArrayPool<int>.Shared.Return(places);
        return sorted;
    }

    /// <summary>Sorts.</summary>
    /// <param name="draws">The draws.</param>
    /// <param name="sorted">Receives them in ascending order; those that are not numbers come first.</param>
    /// <param name="places">Receives for each of them its place among <paramref name="draws"/>.</param>
    public static void Sort(ReadOnlySpan<double> draws, Span<double> sorted, Span<int> places)
    {
        int n = draws.Length;
        double lowest = n == 0 ? 0 : TensorPrimitives.Min(draws), highest = n == 0 ? 0 : TensorPrimitives.Max(draws), scale = LastBin / (highest - lowest);
        if (n < Few || !double.IsFinite(scale))
        {
            draws.CopyTo(sorted);
            for (int i = 0; i < n; i++)
            {
                places[i] = i;
            }

            sorted.Sort(places);
            return;
        }

        int[] bins = ArrayPool<int>.Shared.Rent(n), byLow = ArrayPool<int>.Shared.Rent(n);
        Span<int> low = stackalloc int[BinsOfPass], high = stackalloc int[BinsOfPass];
        low.Clear();
        high.Clear();
        for (int i = 0; i < n; i++)
        {
            int bin = Math.Min((int)((draws[i] - lowest) * scale), LastBin);
            bins[i] = bin;
            low[bin & (BinsOfPass - 1)]++;
            high[bin >> Bits]++;
        }

        ToStarts(low);
        ToStarts(high);
        for (int i = 0; i < n; i++)
        {
            byLow[low[bins[i] & (BinsOfPass - 1)]++] = i;
        }

        for (int i = 0; i < n; i++)
        {
            int place = byLow[i], to = high[bins[place] >> Bits]++;
            places[to] = place;
            sorted[to] = draws[place];
        }

        SortWithinBins(sorted, places, bins);
        ArrayPool<int>.Shared.Return(bins);
        ArrayPool<int>.Shared.Return(byLow);
    }

    private static void ToStarts(Span<int> counts)
    {
        int start = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            (counts[i], start) = (start, start + counts[i]);
        }
    }

    private static void SortWithinBins(Span<double> sorted, Span<int> places, int[] bins)
    {
        for (int first = 0; first < sorted.Length;)
        {
            int bin = bins[places[first]], end = first + 1;
            while (end < sorted.Length && bins[places[end]] == bin)
            {
                end++;
            }

            if (end - first > LongRun)
            {
                sorted[first..end].Sort(places[first..end]);
            }
            else
            {
                for (int i = first + 1; i < end; i++)
                {
                    (double value, int place, int at) = (sorted[i], places[i], i);
                    for (; at > first && sorted[at - 1] > value; at--)
                    {
                        (sorted[at], places[at]) = (sorted[at - 1], places[at - 1]);
                    }

                    (sorted[at], places[at]) = (value, place);
                }
            }

            first = end;
        }
    }
}
