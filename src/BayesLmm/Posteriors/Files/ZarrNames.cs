using System.Text;

namespace BayesLmm.Posteriors.Files;

/// <summary>Names of the arrays of a group, which are names of folders on every system, and different even where capitals do not count.</summary>
internal sealed class ZarrNames
{
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins a group.</summary>
    /// <param name="reserved">Names that no array gets.</param>
    public ZarrNames(params ReadOnlySpan<string> reserved)
    {
        foreach (string name in reserved)
        {
            taken.Add(name);
        }
    }

    /// <summary>The name of something: its own where that can be, otherwise one like it.</summary>
    public string Of(string name)
    {
        StringBuilder text = new();
        foreach (char sign in name.Trim().TrimEnd('.'))
        {
            text.Append(char.IsControl(sign) || "/\\:*?\"<>|".Contains(sign, StringComparison.Ordinal) || (text.Length == 0 && sign == '.') ? '_' : sign);
        }

        string plain = text.Length == 0 ? "quantity" : text.ToString(), candidate = plain;
        for (int copy = 2; !taken.Add(candidate); copy++)
        {
            candidate = FormattableString.Invariant($"{plain}_{copy}");
        }

        return candidate;
    }
}
