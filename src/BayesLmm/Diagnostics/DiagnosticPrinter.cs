using System.Globalization;
using System.Text;

namespace BayesLmm.Diagnostics;

/// <summary>
/// Writes diagnostics as compilers do: file, line and column, the line itself, and carets under the place. However long the text and however many the
/// diagnostics, what is written is short: lines are cut around the place, a message is said once for all its places, and not more than
/// <see cref="Most"/> errors and as many warnings are written.
/// </summary>
internal static class DiagnosticPrinter
{
    /// <summary>The errors, and likewise the warnings, that are written; the others are counted.</summary>
    public const int Most = 20;

    private const string Margin = "    ";

    /// <summary>The places of a message whose lines are written.</summary>
    private const int MostQuoted = 5;

    /// <summary>Further places of a message that are named.</summary>
    private const int MostPlaces = 10;

    /// <summary>A longer message is cut in the middle.</summary>
    private const int LongestMessage = 2_000;

    /// <summary>Writes one diagnostic, without a line break at the end.</summary>
    /// <example>
    /// <code>
    /// models/x.blmm:5:16: error BL2001: There is no column 'Dayz' in sleepstudy.csv.
    ///     Reaction ~ 1 + Dayz
    ///                    ^^^^
    ///     Did you mean 'Days'?
    /// </code>
    /// </example>
    public static string Print(Diagnostic diagnostic) => PrintSame([diagnostic]);

    /// <summary>Writes several diagnostics, each followed by a line break.</summary>
    public static string Print(IEnumerable<Diagnostic> diagnostics)
    {
        StringBuilder text = new();
        int[] written = new int[2], left = new int[2];
        foreach (Diagnostic[] same in diagnostics.GroupBy(Said.By).Select(group => group.ToArray()))
        {
            int severity = (int)same[0].Severity;
            if (written[severity] < Most)
            {
                written[severity]++;
                text.Append(PrintSame(same)).Append('\n');
            }
            else
            {
                left[severity] += same.Length;
            }
        }

        AppendLeft(text, left[(int)Severity.Error], "error");
        AppendLeft(text, left[(int)Severity.Warning], "warning");
        return text.ToString();
    }

    /// <summary>A message of bearable length.</summary>
    internal static string Shorten(string message) =>
        message.Length <= LongestMessage ? message : $"{message[..(LongestMessage / 2)]} … {message[^(LongestMessage / 2)..]}";

    private static void AppendLeft(StringBuilder text, int count, string noun) =>
        text.Append(count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} more {noun}{(count == 1 ? "" : "s")}.\n"));

    /// <summary>A message, the first of its places, and where the others are.</summary>
    private static string PrintSame(Diagnostic[] same)
    {
        Diagnostic diagnostic = same[0];
        StringBuilder text = new();
        if (diagnostic.Source is { } source)
        {
            text.Append(VisibleText.Of(source.Name));
            text.Append(diagnostic.Span is { } at ? ":" + Position(source, at) : "").Append(": ");
        }

        text.Append(diagnostic.Severity == Severity.Error ? "error " : "warning ").Append(diagnostic.Code).Append(": ");
        text.Append(VisibleText.Of(Shorten(diagnostic.Message)));
        if (diagnostic is { Source: { } origin, Span: { } span })
        {
            text.Append('\n').Append(QuotedPlace.Of(origin, span, Margin));
            if (same.Length > 1)
            {
                AppendPlaces(text, origin, [.. same.Select(other => other.Span).OfType<TextSpan>().Distinct().Skip(1)]);
            }
        }

        if (diagnostic.Suggestion is { } suggestion)
        {
            text.Append('\n').Append(Margin).Append("Did you mean '").Append(VisibleText.Of(suggestion)).Append("'?");
        }

        return text.ToString();
    }

    /// <summary>The further places of a message: the first ones with their lines, then some without, and how many there are besides.</summary>
    private static void AppendPlaces(StringBuilder text, SourceText source, TextSpan[] further)
    {
        foreach (TextSpan span in further.Take(MostQuoted - 1))
        {
            text.Append('\n').Append(VisibleText.Of(source.Name)).Append(':').Append(Position(source, span)).Append(": the same\n");
            text.Append(QuotedPlace.Of(source, span, Margin));
        }

        TextSpan[] unquoted = [.. further.Skip(MostQuoted - 1)];
        if (unquoted.Length > 0)
        {
            int left = unquoted.Length - MostPlaces;
            text.Append('\n').Append(Margin).Append("The same at ").AppendJoin(", ", unquoted.Take(MostPlaces).Select(span => Position(source, span)));
            text.Append(left <= 0 ? "." : string.Create(CultureInfo.InvariantCulture, $" and {left} more {(left == 1 ? "place" : "places")}."));
        }
    }

    private static string Position(SourceText source, TextSpan span)
    {
        (int line, int column) = source.PositionOf(span.Start);
        return string.Create(CultureInfo.InvariantCulture, $"{line}:{column}");
    }

    /// <summary>What a diagnostic says, wherever it points to.</summary>
    private sealed record Said(string Code, Severity Severity, string Message, string? Suggestion, string? SourceName)
    {
        public static Said By(Diagnostic diagnostic) =>
            new(diagnostic.Code, diagnostic.Severity, diagnostic.Message, diagnostic.Suggestion, diagnostic.SourceName);
    }
}
