using System.Text;
using BayesLmm.Diagnostics;
using BayesLmm.Models.Latex;

namespace BayesLmm.Reports.Formats;

/// <summary>Words and numbers in running LaTeX.</summary>
internal static class LatexEscape
{
    /// <summary>Text with LaTeX's special characters escaped, and the mathematical signs of reports set as mathematics.</summary>
    public static string Words(string text)
    {
        StringBuilder escaped = new();
        foreach (char character in VisibleText.Of(text, "\r\n"))
        {
            escaped.Append(character switch
            {
                '²' => "$^2$",
                'χ' => @"$\chi$",
                'σ' => @"$\sigma$",
                'Δ' => @"$\Delta$",
                '·' => @"$\cdot$",
                '±' => @"$\pm$",
                '−' => "$-$",
                '√' => @"$\surd$",
                '\r' or '\n' => " ",
                _ => LatexText.Escape(character),
            });
        }

        return escaped.ToString();
    }

    /// <summary>A number as reports write it: signs and powers of ten as mathematics.</summary>
    public static string Number(string text)
    {
        int e = text.IndexOf('e', StringComparison.Ordinal);
        string number = e < 0 ? text : $@"{text[..e]} \times 10^{{{text[(e + 1)..].TrimStart('+')}}}";
        return number.AsSpan().ContainsAny("-<\\") ? $"${number}$" : number;
    }
}
