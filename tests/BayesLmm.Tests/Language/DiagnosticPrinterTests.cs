using BayesLmm.Diagnostics;

namespace BayesLmm.Tests.Language;

public sealed class DiagnosticPrinterTests
{
    private static readonly SourceText Source = new("models/x.blmm", "data \"a\"\r\n\ty ~ 1 + Dayz\r\n");

    [Fact]
    public void A_diagnostic_shows_its_place_its_line_carets_and_the_nearest_name()
    {
        TextSpan place = new(Source.Text.IndexOf("Dayz", StringComparison.Ordinal), 4);
        Diagnostic diagnostic = new("BL2001", Severity.Error, "There is no column 'Dayz' in sleepstudy.csv.", Source, place, "Days");
        Assert.Equal(
            "models/x.blmm:2:10: error BL2001: There is no column 'Dayz' in sleepstudy.csv.\n    \ty ~ 1 + Dayz\n    \t        ^^^^\n    Did you mean 'Days'?",
            DiagnosticPrinter.Print(diagnostic));
    }

    [Fact]
    public void A_diagnostic_has_its_place_as_numbers()
    {
        Diagnostic diagnostic = At(new TextSpan(Source.Text.IndexOf("Dayz", StringComparison.Ordinal), 4));
        Assert.Equal(("models/x.blmm", (2, 10)), (diagnostic.SourceName, diagnostic.Position));
        Diagnostic without = new("BL1", Severity.Error, "m");
        Assert.Equal((null, null), (without.SourceName, without.Position));
    }

    [Fact]
    public void Carets_end_with_the_line() =>
        Assert.EndsWith("    \t        ^^^^", DiagnosticPrinter.Print(At(new TextSpan(19, 100))), StringComparison.Ordinal);

    [Fact]
    public void A_place_behind_the_line_has_one_caret() =>
        Assert.EndsWith("    \t            ^", DiagnosticPrinter.Print(At(new TextSpan(23, 0))), StringComparison.Ordinal);

    [Fact]
    public void A_diagnostic_about_no_text_is_one_line()
    {
        Assert.Equal("warning BL1: m", DiagnosticPrinter.Print(new Diagnostic("BL1", Severity.Warning, "m")));
        Assert.Equal("models/x.blmm: error BL1: m", DiagnosticPrinter.Print(new Diagnostic("BL1", Severity.Error, "m", Source)));
    }

    [Fact]
    public void Letters_of_two_characters_and_marks_take_one_place()
    {
        SourceText wide = new("w", "𝛽e\u0301 )");
        string printed = DiagnosticPrinter.Print(new Diagnostic("BL1", Severity.Error, "m", wide, new TextSpan(5, 1)));
        Assert.EndsWith("\n       ^", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_line_is_cut_around_the_place()
    {
        SourceText text = new("l", new string('a', 5_000) + "HERE" + new string('b', 5_000));

        string[] lines = DiagnosticPrinter.Print(Diagnostic.Error("BL1", "m", text, new TextSpan(5_000, 4))).Split('\n');

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 130));
        Assert.Equal(lines[1].IndexOf("HERE", StringComparison.Ordinal), lines[2].IndexOf("^^^^", StringComparison.Ordinal));
        Assert.EndsWith("^^^^", lines[2], StringComparison.Ordinal);
        Assert.True(lines[1].StartsWith("    …a", StringComparison.Ordinal) && lines[1].EndsWith("b…", StringComparison.Ordinal));
    }

    [Fact]
    public void Control_characters_are_written_by_their_codes_and_carets_stay_in_place()
    {
        SourceText text = new("\u001b[2J.blmm", "y \u001b\u202e ~ x");

        string printed = DiagnosticPrinter.Print(Diagnostic.Error("BL1", "There is no '\u009b'.", text, new TextSpan(7, 1), "\u2028"));

        Assert.Equal(
            "\\u001b[2J.blmm:1:8: error BL1: There is no '\\u009b'.\n    y \\u001b\\u202e ~ x\n                     ^\n    Did you mean '\\u2028'?", printed);
    }

    [Fact]
    public void A_message_is_said_once_for_its_places()
    {
        SourceText text = new("s", string.Concat(Enumerable.Repeat("x\n", 10_000)));
        IEnumerable<Diagnostic> same = Enumerable.Range(0, 10_000).Select(i => Diagnostic.Error("BL1", "m", text, new TextSpan(2 * i, 1)));

        string printed = DiagnosticPrinter.Print(same);

        Assert.StartsWith("s:1:1: error BL1: m\n    x\n    ^\ns:2:1: the same\n    x\n    ^\n", printed, StringComparison.Ordinal);
        Assert.EndsWith("    The same at 6:1, 7:1, 8:1, 9:1, 10:1, 11:1, 12:1, 13:1, 14:1, 15:1 and 9985 more places.\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void Twenty_errors_and_as_many_warnings_are_written_and_the_others_counted()
    {
        Diagnostic[] all =
        [
            .. Enumerable.Range(0, 50).Select(i => new Diagnostic("BL1", Severity.Warning, $"w{i}")),
            .. Enumerable.Range(0, 21).Select(i => new Diagnostic("BL2", Severity.Error, $"e{i}")),
        ];

        string printed = DiagnosticPrinter.Print(all);

        Assert.Equal(42, printed.Count(c => c == '\n'));
        Assert.EndsWith("error BL2: e19\n1 more error.\n30 more warnings.\n", printed, StringComparison.Ordinal);
        Assert.EndsWith("and 51 more", new ModelException(all).Message, StringComparison.Ordinal);
        Assert.InRange(DiagnosticPrinter.Print(new Diagnostic("BL1", Severity.Error, new string('m', 1_000_000))).Length, 1_000, 3_000);
    }

    private static Diagnostic At(TextSpan span) => new("BL1", Severity.Error, "m", Source, span);
}
