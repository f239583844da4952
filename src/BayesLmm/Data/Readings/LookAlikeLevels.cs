using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace BayesLmm.Data.Readings;

/// <summary>
/// Finds levels that a person would read as one: they differ in blanks, in words in capitals, or in characters that look the same, such as an accented letter
/// of one character or of two, a dash for a hyphen, or a Cyrillic letter among Latin ones.
/// </summary>
internal static class LookAlikeLevels
{
    /// <summary>Shorter levels, such as the alleles <c>A</c> and <c>a</c>, may differ in capitals alone.</summary>
    private const int ShortestWord = 3;

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff");

    /// <summary>Pairs of a character and the one that it is taken for.</summary>
    private static readonly FrozenDictionary<char, char> Doubles = (
        "\u2010-\u2011-\u2012-\u2013-\u2014-\u2212-\u2018'\u2019'\u02bc'\u00b4'\u201c\"\u201d\"" // hyphens, dashes, apostrophes, quotation marks
        + "\u00b5\u03bc\u2126\u03a9\u212b\u00c5\u212aK" // micro, ohm, ångström, kelvin
        + "\u0410A\u0412B\u0415E\u041aK\u041cM\u041dH\u041eO\u0420P\u0421C\u0422T\u0423Y\u0425X\u0406I\u0405S\u0408J" // Cyrillic
        + "\u0430a\u0435e\u043eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0455s\u0458j"
        + "\u0391A\u0392B\u0395E\u0396Z\u0397H\u0399I\u039aK\u039cM\u039dN\u039fO\u03a1P\u03a4T\u03a5Y\u03a7X\u03bfo") // Greek
        .Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>Pairs of levels that look alike.</summary>
    /// <param name="levels">The levels.</param>
    public static List<(int First, int Second)> Of(IReadOnlyList<string> levels)
    {
        List<(int, int)> pairs = [];
        Dictionary<string, int> seen = new(levels.Count, StringComparer.Ordinal);
        for (int level = 0; level < levels.Count; level++)
        {
            string key = Read(Shown(levels[level]));
            if (!seen.TryAdd(key, level))
            {
                pairs.Add((seen[key], level));
            }
        }

        return pairs;
    }

    /// <summary>The first of known levels that looks like a level that is none of them, if there is one.</summary>
    /// <param name="level">The level.</param>
    /// <param name="known">The known ones.</param>
    public static string? Twin(string level, IReadOnlyList<string> known) =>
        Of([level, .. known]).Where(pair => pair.First == 0).Select(pair => known[pair.Second - 1]).FirstOrDefault();

    /// <summary>
    /// Where two levels that look alike are written with different characters: the code points of each, such as U+00E9, and U+0065 U+0301. Null where they
    /// differ in blanks or capitals.
    /// </summary>
    public static (string First, string Second)? Characters(string first, string second)
    {
        string one = OneBlank(first), other = OneBlank(second);
        if (one.ToUpperInvariant() == other.ToUpperInvariant() && one.ToLowerInvariant() == other.ToLowerInvariant())
        {
            return null;   // the micro sign and mu have one capital letter
        }

        int start = 0, end = 0, shorter = Math.Min(first.Length, second.Length);
        while (start < shorter && first[start] == second[start])
        {
            start++;
        }

        // A mark belongs to the letter before it.
        while (start > 0 && ((start < first.Length && IsMark(first[start])) || (start < second.Length && IsMark(second[start]))))
        {
            start--;
        }

        while (end < shorter - start && first[^(end + 1)] == second[^(end + 1)] && !IsMark(first[^(end + 1)]))
        {
            end++;
        }

        return (CodePoints(first[start..^end]), CodePoints(second[start..^end]));
    }

    private static string CodePoints(string text)
    {
        const int Most = 4;   // of two words in different alphabets the first say enough
        return string.Join(' ', text.Take(Most).Select(sign => $"U+{(int)sign:X4}")) + (text.Length > Most ? " …" : "");
    }

    private static bool IsMark(char sign) => CharUnicodeInfo.GetUnicodeCategory(sign) == UnicodeCategory.NonSpacingMark;

    /// <summary>A level by what it shows: letters and marks apart, marks of a letter in one order, and one character for all that look the same.</summary>
    private static string Shown(string level)
    {
        if (Ascii.IsValid(level))
        {
            return level;
        }

        StringBuilder apart = new(level.Length + 8);
        foreach (char sign in level)
        {
            MarkedLetters.Append(apart, Doubles.GetValueOrDefault(sign, sign));
        }

        char[] shown = [.. apart.ToString().Select(sign => Doubles.GetValueOrDefault(sign, sign))];
        for (int i = 0; i < shown.Length; i++)
        {
            int first = i;
            while (i < shown.Length && IsMark(shown[i]))
            {
                i++;
            }

            Array.Sort(shown, first, i - first);
        }

        return new string(shown);
    }

    /// <summary>A level as a person reads it: one blank for every run of blanks, none at the ends, and words without regard to capitals.</summary>
    private static string Read(string level)
    {
        string read = OneBlank(level);
        return read.Length < ShortestWord ? read : read.ToUpperInvariant();
    }

    private static string OneBlank(string level)
    {
        if (!level.AsSpan().ContainsAny(Blanks))
        {
            return level;
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

        return text.ToString().TrimEnd();
    }
}
