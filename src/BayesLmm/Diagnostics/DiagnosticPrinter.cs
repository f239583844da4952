using System.Globalization;
using System.Text;

namespace BayesLmm.Diagnostics;

/// <summary>Writes diagnostics as compilers do: file, line and column, the line itself, and carets under the place.</summary>
internal static class DiagnosticPrinter
{
    private const string Margin = "    ";

    /// <summary>Writes one diagnostic, without a line break at the end.</summary>
    /// <example>
    /// <code>
    /// models/x.blmm:5:16: error BL2001: There is no column 'Dayz' in sleepstudy.csv.
    ///     Reaction ~ 1 + Dayz
    ///                    ^^^^
    ///     Did you mean 'Days'?
    /// </code>
    /// </example>
    public static string Print(Diagnostic diagnostic)
    {
        StringBuilder text = new();
        if (diagnostic.Source is { } source)
        {
            text.Append(source.Name);
            if (diagnostic.Span is { } at)
            {
                (int line, int column) = source.PositionOf(at.Start);
                text.Append(CultureInfo.InvariantCulture, $":{line}:{column}");
            }

            text.Append(": ");
        }

        text.Append(diagnostic.Severity == Severity.Error ? "error " : "warning ").Append(diagnostic.Code).Append(": ").Append(diagnostic.Message);
        if (diagnostic is { Source: { } origin, Span: { } span })
        {
            AppendPlace(text, origin, span);
        }

        if (diagnostic.Suggestion is { } suggestion)
        {
            text.Append('\n').Append(Margin).Append("Did you mean '").Append(suggestion).Append("'?");
        }

        return text.ToString();
    }

    /// <summary>Writes several diagnostics, each followed by a line break.</summary>
    public static string Print(IEnumerable<Diagnostic> diagnostics) => string.Concat(diagnostics.Select(diagnostic => Print(diagnostic) + "\n"));

    /// <summary>The line and, below, carets from the span's start to its end or the line's. Tabs are copied, so that the carets stay in place.</summary>
    private static void AppendPlace(StringBuilder text, SourceText source, TextSpan span)
    {
        ReadOnlySpan<char> whole = source.Text;
        int offset = Math.Clamp(span.Start, 0, whole.Length);
        int lineStart = whole[..offset].LastIndexOf('\n') + 1;
        int lineLength = whole[lineStart..].IndexOf('\n');
        ReadOnlySpan<char> written = (lineLength < 0 ? whole[lineStart..] : whole.Slice(lineStart, lineLength)).TrimEnd('\r');
        text.Append('\n').Append(Margin).Append(written).Append('\n').Append(Margin);
        int start = Math.Min(offset - lineStart, written.Length);
        int end = Math.Min(start + span.Length, written.Length);
        foreach (char c in written[..start])
        {
            text.Append(c == '\t' ? "\t" : TakesPlace(c) ? " " : "");
        }

        int carets = 0;
        foreach (char c in written[start..end])
        {
            carets += TakesPlace(c) ? 1 : 0;
        }

        text.Append('^', Math.Max(carets, 1));
    }

    /// <summary>Whether a character moves the cursor: not the second half of a pair, nor a mark on the letter before.</summary>
    private static bool TakesPlace(char c) =>
        !char.IsLowSurrogate(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format);
}
