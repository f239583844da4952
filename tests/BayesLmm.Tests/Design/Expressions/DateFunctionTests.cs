using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language;

namespace BayesLmm.Tests.Design.Expressions;

/// <summary>Texts that are dates as days since 1970.</summary>
public class DateFunctionTests
{
    [Theory]
    [InlineData("date(x)", "1970-01-01", 0)]
    [InlineData("date(x)", "2026-11-27", 20784)]
    [InlineData("date(x)", "1900-03-01", -25508)]
    [InlineData("date(x)", "2024-02-29", 19782)]
    [InlineData("date(x)", "1970-01-02 06:00", 1.25)]
    [InlineData("date(x)", "1970-01-02T06:00:00", 1.25)]
    [InlineData("date(x)", "1970-01-02T06:00:00.5", 1.25 + (0.5 / 86400))]
    [InlineData("date(x)", "1970-01-02T06:00:00Z", 1.25)]
    [InlineData("date(x)", "1970-01-02T06:00:00+06:00", 1)]
    [InlineData("date(x, \"dd.MM.yyyy\")", "27.11.2026", 20784)]
    [InlineData("date(x, 'd.M.yyyy')", "1.3.1900", -25508)]
    [InlineData("date(x, format = \"M/d/yyyy\")", "11/27/2026", 20784)]
    [InlineData("date(x, \"d MMM yyyy\")", "27 Nov 2026", 20784)]
    [InlineData("date(x, \"dd.MM.yyyy HH:mm\")", "02.01.1970 18:00", 1.75)]
    public void A_date_is_a_number_of_days(string call, string text, double days) =>
        Assert.Equal([days, double.NaN, days], Evaluate(call, CategoricalColumn.FromTexts("x", [text, null, text]), [])!);

    [Fact]
    public void Numbers_are_dates_of_a_form_that_is_given() =>
        Assert.Equal([20784, double.NaN], Evaluate("date(x, \"yyyyMMdd\")", new NumericColumn("x", [20261127, double.NaN]), [])!);

    [Theory]
    [InlineData("date(x)", "31.12.2020", "BL2067", "'31.12.2020' in data row 2 is no date of the form yyyy-MM-dd; if it has another form, say which", null)]
    [InlineData("date(x)", "2023-02-29", "BL2067", "'2023-02-29' in data row 2", null)]
    [InlineData("date(x, \"dd.MM.yyyy\")", "31.02.2020", "BL2067", "is no date of the form dd.MM.yyyy.", null)]
    [InlineData("date(x, \"dd.mm.yyyy\")", "1970-01-01", "BL2069", "minutes are mm, and months MM", "dd.MM.yyyy")]
    [InlineData("date(x, \"%d.%m.%Y\")", "1970-01-01", "BL2069", "day, month and year", "dd.MM.yyyy")]
    [InlineData("date(x, \"DD/MM/YYYY\")", "1970-01-01", "BL2069", "day, month and year", "dd/MM/yyyy")]
    [InlineData("date(x, \"yyyy\")", "1970-01-01", "BL2069", "day, month and year", null)]
    [InlineData("date(x, \"d\")", "1970-01-01", "BL2069", "day, month and year", null)]
    [InlineData("date(x, 3)", "1970-01-01", "BL2069", "day, month and year", null)]
    [InlineData("date(x, fromat = \"yyyy-MM-dd\")", "1970-01-01", "BL2063", "'date' has no argument 'fromat'; it has x, format.", "format")]
    [InlineData("as.Date(x)", "1970-01-01", "BL2051", "no function 'as.Date'", "date")]
    public void What_is_no_date_is_refused_with_its_value_and_row(string call, string text, string code, string words, string? suggestion)
    {
        List<Diagnostic> diagnostics = [];
        Assert.Null(Evaluate(call, CategoricalColumn.FromTexts("x", [call.Contains("dd.", StringComparison.Ordinal) ? "01.01.1970" : "1970-01-01", text]),
            diagnostics));
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(words, diagnostic.Message, StringComparison.Ordinal);
        Assert.Equal(suggestion, diagnostic.Suggestion);
    }

    [Theory]
    [InlineData("date(x) - date(\"1970-01-02\")", 20783)]
    [InlineData("date(x) >= date(\"27.11.2026\", \"dd.MM.yyyy\")", 1)]
    public void A_date_may_stand_in_the_text(string call, double expected) =>
        Assert.Equal([expected], Evaluate(call, CategoricalColumn.FromTexts("x", ["2026-11-27"]), [])!);

    [Fact]
    public void A_text_that_is_no_date_is_refused()
    {
        List<Diagnostic> diagnostics = [];
        Assert.Null(Evaluate("date(\"soon\", \"yyyyMMdd\")", CategoricalColumn.FromTexts("x", ["a"]), diagnostics));
        Assert.Equal("'soon' is no date of the form yyyyMMdd.", Assert.Single(diagnostics).Message);
    }

    [Fact]
    public void Numbers_are_not_taken_for_dates_without_a_form()
    {
        List<Diagnostic> diagnostics = [];
        Assert.Null(Evaluate("date(x)", new NumericColumn("x", [double.NaN, 20261127]), diagnostics));
        Assert.Equal(
            "'x' holds numbers such as 20261127; if they are dates, say of which form, as in date(x, \"yyyyMMdd\").", Assert.Single(diagnostics).Message);
    }

    private static double[]? Evaluate(string call, Column column, List<Diagnostic> diagnostics) =>
        new ExpressionEvaluator(name => name == "x" ? column : null, column.Length, new TransformStates(), new SourceText("test", call), diagnostics)
            .EvaluateNumbers(ModelParser.ParseExpression(call));
}
