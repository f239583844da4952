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

    private static Diagnostic At(TextSpan span) => new("BL1", Severity.Error, "m", Source, span);
}
