using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language;

namespace BayesLmm.Tests.Design.Expressions;

/// <summary>How arguments find their places, and what is said of those that cannot be used.</summary>
public class FunctionArgumentTests
{
    private static readonly Dictionary<string, Column> Columns = new()
    {
        ["x"] = new NumericColumn("x", [1, 2, 4, 8, 16, 32, 50, 64]),
        ["flat"] = new NumericColumn("flat", [3, 3, 3, 3, 3, 3, 3, 3]),
        ["zeros"] = new NumericColumn("zeros", [0, 0, 0, 0, 0, 0, 1, 2]),
        ["wild"] = new NumericColumn("wild", [1, 2, double.PositiveInfinity, 8, 16, 32, 50, 64]),
        ["text"] = CategoricalColumn.FromTexts("text", ["a", "b", "a", "b", "a", "b", "a", "b"]),
    };

    [Theory]
    [InlineData("ns(x, 3)", "ns(df = 3, x = x)")]
    [InlineData("ns(x, 4, intercept = TRUE)", "ns(intercept = TRUE, x, 4)")]
    [InlineData("bs(x, knots = c(4, 20))", "bs(knots = c(40 / 2, 2^2), x)")]
    [InlineData("bs(x, knots = 9)", "bs(x, 4, c(9), 3, FALSE)")]
    [InlineData("bs(x, 5, Boundary.knots = c(-1, 70))", "bs(x, 5, Boundary.knots = c(+70, -1))")]
    [InlineData("poly(x, 2)", "poly(degree = 2, x = x)")]
    public void Named_arguments_take_their_places_and_the_others_fill_the_rest(string text, string same)
    {
        ExpressionValue.Matrix first = (ExpressionValue.Matrix)Evaluate(text, [])!, second = (ExpressionValue.Matrix)Evaluate(same, [])!;
        Assert.Equal(first.Columns, second.Columns);
    }

    [Theory]
    [InlineData("ns(text, 3)", "BL2053", "'text' holds text such as 'a'")]
    [InlineData("ns()", "BL2052", "'ns' is used as ns(x, df) or ns(x, knots = c(a, b)).")]
    [InlineData("ns(x, 3, 4, FALSE, c(0, 1), 6)", "BL2052", "'ns' is used as")]
    [InlineData("ns(x, 0)", "BL2065", "In 'ns', 'df' must be a whole number from 1 to 200.")]
    [InlineData("ns(x, 1, intercept = TRUE)", "BL2065", "'df' must be a whole number from 2 to 200.")]
    [InlineData("bs(x, 2)", "BL2065", "In 'bs', 'df' must be a whole number from 3 to 200.")]
    [InlineData("bs(x, 2.5, degree = 2)", "BL2065", "'df' must be a whole number from 2 to 200.")]
    [InlineData("ns(x, x)", "BL2065", "'df' must be a whole number")]
    [InlineData("bs(x, 5, degree = 0)", "BL2065", "'degree' must be a whole number from 1 to 20.")]
    [InlineData("ns(x, 3, intercept = 1)", "BL2065", "'intercept' must be TRUE or FALSE.")]
    [InlineData("ns(x, knots = c(4, text))", "BL2065", "'knots' must be numbers, as in c(2, 5).")]
    [InlineData("ns(x, knots = c())", "BL2065", "'knots' must be numbers")]
    [InlineData("ns(x, knots = quantile(x, 0.5))", "BL2065", "'knots' must be numbers")]
    [InlineData("ns(x, knots = c(4, 80))", "BL2065", "the knots must lie between 1 and 64, and be different; 80 does not fit.")]
    [InlineData("bs(x, knots = 1)", "BL2065", "the knots must lie between 1 and 64, and be different; 1 does not fit.")]
    [InlineData("bs(x, knots = c(4, 4), degree = 1)", "BL2065", "be different; 4 does not fit.")]
    [InlineData("ns(x, df = 5, knots = c(4, 8))", "BL2065", "'df' and 'knots' are at odds: with these knots there are 3 columns; leave 'df' out.")]
    [InlineData("ns(x, 3, Boundary.knots = 5)", "BL2065", "'Boundary.knots' must be two different numbers, as in c(0, 10).")]
    [InlineData("ns(x, 3, Boundary.knots = c(100, 200))", "BL2066", "So many values of 'x' are equal")]
    [InlineData("ns(zeros, 4)", "BL2066", "So many values of 'zeros' are equal that 4 columns have no room for their knots")]
    [InlineData("ns(flat, 3)", "BL2057", "'flat' is the same in every row")]
    [InlineData("ns(wild, 3)", "BL2058", "'wild' is not a finite number in data row 3")]
    [InlineData("ns(x, df = 3, df = 4)", "BL2064", "The argument 'df' of 'ns' is given twice.")]
    [InlineData("c(1, 2)", "BL2051", "no function 'c'")]
    [InlineData("is_missing(ns(x, 3))", "BL2054", "no value in a row")]
    public void An_argument_that_cannot_be_used_is_reported(string text, string code, string words)
    {
        List<Diagnostic> diagnostics = [];
        Assert.Null(Evaluate(text, diagnostics));
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(words, diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ns(x, knot = 3)", "knots")]
    [InlineData("bs(x, boundary.knots = c(0, 1))", "Boundary.knots")]
    [InlineData("bs(x, Intercept = TRUE)", "intercept")]
    [InlineData("poly(x, deg = 2)", null)]
    [InlineData("log(x, bas = 2)", "base")]
    public void An_unknown_argument_is_named_with_the_nearest_one(string text, string? nearest)
    {
        List<Diagnostic> diagnostics = [];
        Assert.Null(Evaluate(text, diagnostics));
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(("BL2063", nearest), (diagnostic.Code, diagnostic.Suggestion));
    }

    [Theory]
    [InlineData("is.na(x)", "is_missing")]
    [InlineData("as.factor(x)", "factor")]
    [InlineData("sine(x)", "sin")]
    public void A_function_that_R_or_a_slip_spells_otherwise_is_suggested(string text, string suggestion)
    {
        List<Diagnostic> diagnostics = [];
        Assert.Null(Evaluate(text, diagnostics));
        Assert.Equal(suggestion, Assert.Single(diagnostics).Suggestion);
    }

    [Fact]
    public void Columns_beyond_the_boundary_knots_of_bs_are_warned_of_and_those_of_ns_are_not()
    {
        List<Diagnostic> diagnostics = [];
        Assert.NotNull(Evaluate("ns(x, 3, Boundary.knots = c(2, 50))", diagnostics));
        Assert.Empty(diagnostics);
        Assert.NotNull(Evaluate("bs(x, 4, Boundary.knots = c(2, 50))", diagnostics));
        Assert.Equal(
            "In 2 rows 'x' lies beyond the boundary knots of 'bs(x, 4, Boundary.knots = c(2, 50))', 2 and 50, where its polynomials go on and soon grow large.",
            Assert.Single(diagnostics).Message);
        Assert.Equal(Severity.Warning, diagnostics[0].Severity);
    }

    [Theory]
    [InlineData("is_missing(gaps)", new double[] { 0, 1, 0 })]
    [InlineData("is_missing(names)", new double[] { 0, 0, 1 })]
    [InlineData("!is_missing(gaps) & !is_missing(names)", new double[] { 1, 0, 0 })]
    [InlineData("is_missing(log(gaps - 1))", new double[] { 0, 1, 1 })]
    public void Missing_values_are_found_in_columns_of_any_kind(string text, double[] expected)
    {
        Dictionary<string, Column> columns = new()
        {
            ["gaps"] = new NumericColumn("gaps", [1, double.NaN, 0.5]),
            ["names"] = CategoricalColumn.FromTexts("names", ["a", "b", null]),
        };
        ExpressionEvaluator evaluator = new(columns.GetValueOrDefault, 3, new TransformStates(), new SourceText("test", text), []);
        var value = (ExpressionValue.Numbers)evaluator.Evaluate(ModelParser.ParseExpression(text))!;
        Assert.True(value.IsLogical);
        Assert.Equal(expected, value.Values);
    }

    private static ExpressionValue? Evaluate(string text, List<Diagnostic> diagnostics) =>
        new ExpressionEvaluator(Columns.GetValueOrDefault, 8, new TransformStates(), new SourceText("test", text), diagnostics)
            .Evaluate(ModelParser.ParseExpression(text));
}
