namespace BayesLmm;

/// <summary>Finds the name that was probably meant.</summary>
public static class NameSuggestion
{
    private const int LongestName = 100;

    /// <summary>
    /// The candidate nearest to <paramref name="name"/> by the optimal string alignment distance (insertions, deletions, replacements and
    /// swaps of neighbours; Boytsov 2011), or null when none is near: the distance, upper and lower case alike, may be a third of the longer
    /// name. Ties go to the nearest in case, then to the first.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        (int Folded, int Exact) bestDistance = (int.MaxValue, int.MaxValue);
        string folded = name.ToLowerInvariant();
        foreach (string candidate in candidates)
        {
            int longer = Math.Max(name.Length, candidate.Length);
            int allowed = (longer + 1) / 3;
            if (candidate == name || longer > LongestName || Math.Abs(name.Length - candidate.Length) > allowed)
            {
                continue;
            }

            (int Folded, int Exact) distance = (Distance(folded, candidate.ToLowerInvariant()), Distance(name, candidate));
            if (distance.Folded <= allowed && distance.CompareTo(bestDistance) < 0)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>The optimal string alignment distance of two texts.</summary>
    public static int Distance(string first, string second)
    {
        int[] beforeLast = new int[second.Length + 1];
        int[] last = new int[second.Length + 1];
        int[] current = new int[second.Length + 1];
        for (int j = 0; j <= second.Length; j++)
        {
            last[j] = j;
        }

        for (int i = 1; i <= first.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                int replaced = last[j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
                {
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[second.Length];
    }
}
