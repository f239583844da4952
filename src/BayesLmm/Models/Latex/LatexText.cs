using System.Globalization;
using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Distributions;

namespace BayesLmm.Models.Latex;

/// <summary>Words and numbers inside LaTeX mathematics.</summary>
internal static class LatexText
{
    /// <summary>Any text upright, with everything escaped that means something to LaTeX.</summary>
    public static string Text(string text)
    {
        StringBuilder escaped = new(@"\text{");
        foreach (char character in VisibleText.Of(text))
        {
            escaped.Append(Escape(character));
        }

        return escaped.Append('}').ToString();
    }

    /// <summary>A visible character, escaped where it means something to LaTeX.</summary>
    public static string Escape(char character) => character switch
    {
        '\\' => @"\textbackslash{}",
        '^' => @"\textasciicircum{}",
        '~' => @"\textasciitilde{}",
        '<' => @"\textless{}",
        '>' => @"\textgreater{}",
        '|' => @"\textbar{}",
        '_' or '%' or '#' or '&' or '$' or '{' or '}' => @"\" + character,
        _ => character.ToString(),
    };

    /// <summary>A distribution with its arguments; the half of a symmetric one has a plus.</summary>
    public static string Distribution(string name, IEnumerable<double> arguments, bool isHalf = false)
    {
        string list = string.Join(@",\ ", arguments.Select(Number));
        return $@"\mathrm{{{name.Replace("_", @"\_", StringComparison.Ordinal)}}}{(isHalf ? "^{+}" : "")}" + (list.Length > 0 ? $"({list})" : "");
    }

    /// <summary>A number, with a power of ten where it has an exponent.</summary>
    public static string Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        return e < 0 ? text : $@"{text[..e]} \times 10^{{{text[(e + 1)..].Replace("+", "", StringComparison.Ordinal)}}}";
    }
}
