using BayesLmm.Numerics;

namespace BayesLmm.Sampling.NoUTurn.Adaptation;

/// <summary>
/// The phases of warm-up: an initial buffer in which the chain finds the typical set, windows of growing length at whose ends the metric is
/// estimated anew, and a last buffer for the step size alone (Stan Reference Manual, <i>Automatic parameter tuning</i>).
/// </summary>
/// <param name="Length">The number of warm-up iterations.</param>
/// <param name="InitialBuffer">The iterations before the first window.</param>
/// <param name="WindowEnds">For each window the iteration, counted from 0, after which it is closed; each begins where the one before ends.</param>
internal sealed record WarmupSchedule(int Length, int InitialBuffer, EquatableArray<int> WindowEnds)
{
    private const int ShortestWithWindows = 20;

    /// <summary>Whether the draw of iteration <paramref name="iteration"/> belongs to a window.</summary>
    public bool IsInWindow(int iteration) => WindowEnds.Count > 0 && iteration >= InitialBuffer && iteration < WindowEnds[^1];

    /// <summary>Whether a window closes after iteration <paramref name="iteration"/>.</summary>
    public bool ClosesWindow(int iteration) => WindowEnds.Contains(iteration + 1);

    /// <summary>
    /// Lays out the phases. Each window is twice as long as the one before, and the last takes what would be left over. When the buffers and
    /// one window do not fit they become 15 %, 75 % and 10 % of the warm-up; below 20 iterations, and where there are to be no windows, the step size alone is
    /// adapted.
    /// </summary>
    public static WarmupSchedule Create(int length, int initialBuffer = 75, int firstWindow = 25, int lastBuffer = 50, bool hasWindows = true)
    {
        if (length < ShortestWithWindows || !hasWindows)
        {
            return new WarmupSchedule(length, length, []);
        }

        if (initialBuffer + firstWindow + lastBuffer > length)
        {
            initialBuffer = (int)(0.15 * length);
            lastBuffer = (int)(0.1 * length);
            firstWindow = length - initialBuffer - lastBuffer;
        }

        List<int> ends = [];
        int stop = length - lastBuffer;
        int begin = initialBuffer;
        for (int window = firstWindow; begin < stop; window *= 2)
        {
            int end = begin + window;
            bool nextFits = end + (2 * window) <= stop;
            ends.Add(nextFits ? end : stop);
            begin = ends[^1];
        }

        return new WarmupSchedule(length, initialBuffer, ends.ToEquatableArray());
    }
}
