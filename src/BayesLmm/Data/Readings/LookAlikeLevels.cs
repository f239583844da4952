using System.Buffers;
using System.Text;

namespace BayesLmm.Data.Readings;

/// <summary>Finds levels that a person would read as one: they differ in blanks, or words in capitals.</summary>
internal static class LookAlikeLevels
{
    /// <summary>Shorter levels, such as the alleles <c>A</c> and <c>a</c>, may differ in capitals alone.</summary>
    private const int ShortestWord = 3;

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff");

    /// <summary>Pairs of levels that look alike.</summary>
    /// <param name="levels">The levels.</param>
    public static List<(int First, int Second)> Of(IReadOnlyList<string> levels)
    {
        List<(int, int)> pairs = [];
        Dictionary<string, int> seen = new(levels.Count, StringComparer.Ordinal);
        for (int level = 0; level < levels.Count; level++)
        {
            string key = Read(levels[level]);
            if (!seen.TryAdd(key, level))
            {
                pairs.Add((seen[key], level));
            }
        }

        return pairs;
    }

    /// <summary>A level as a person reads it: one blank for every run of blanks, none at the ends, and words without regard to capitals.</summary>
    private static string Read(string level)
    {
        if (!level.AsSpan().ContainsAny(Blanks))
        {
            return level.Length < ShortestWord ? level : level.ToUpperInvariant();
        }

        StringBuilder text = new();
        foreach (char sign in level)
        {
            if (!Blanks.Contains(sign))
            {
                text.Append(sign);
            }
            else if (text.Length > 0 && text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        string read = text.ToString().TrimEnd();
        return read.Length < ShortestWord ? read : read.ToUpperInvariant();
    }
}
