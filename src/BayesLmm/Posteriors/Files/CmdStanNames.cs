using System.Text;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// Names of quantities for files in CmdStan's layout, whose readers split the header at commas and take dots for indices: <c>sd(Subject, Days)</c> becomes
/// <c>sd_Subject_Days</c>, and <c>Subject[308, Days]</c> becomes <c>Subject_308_Days</c>. Every name is different from all others.
/// </summary>
internal static class CmdStanNames
{
    /// <summary>The names in the order of the quantities.</summary>
    public static string[] Of(IEnumerable<string> names)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        List<string> found = [];
        foreach (string name in names)
        {
            string plain = Plain(name), candidate = plain;
            for (int copy = 2; !taken.Add(candidate); copy++)
            {
                candidate = FormattableString.Invariant($"{plain}_{copy}");
            }

            found.Add(candidate);
        }

        return [.. found];
    }

    /// <summary>Letters, digits and single underscores.</summary>
    private static string Plain(string name)
    {
        StringBuilder text = new();
        foreach (char c in name)
        {
            bool isWord = char.IsAsciiLetterOrDigit(c);
            if (isWord || (text.Length > 0 && text[^1] != '_'))
            {
                text.Append(isWord ? c : '_');
            }
        }

        string plain = text.ToString().TrimEnd('_');
        return plain.Length == 0 ? "quantity" : char.IsAsciiDigit(plain[0]) ? "x" + plain : plain;
    }
}
