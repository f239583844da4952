using System.Text.Json;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language;

namespace BayesLmm.Tests.Design.Expressions;

/// <summary>Means within groups, what is computed with them, and trigonometric functions, against R's ave and others.</summary>
public class GroupFunctionTests
{
    /// <summary>What differs is rounding, of x near 10,000.</summary>
    private const double Tolerance = 1e-12;

    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "functions", "groups.json"))).RootElement;

    private static readonly Dictionary<string, Column> Columns = new()
    {
        ["x"] = new NumericColumn("x", Numbers("x")),
        ["z"] = new NumericColumn("z", Numbers("z")),
        ["h"] = new NumericColumn("h", Numbers("h")),
        ["g"] = CategoricalColumn.FromTexts("g", Reference.GetProperty("g").EnumerateArray().Select(level => level.GetString())),
    };

    public static TheoryData<string> Calls => [.. Reference.GetProperty("calls").EnumerateObject().Select(call => call.Name)];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Values_are_those_of_R(string call)
    {
        double?[] expected = [.. Reference.GetProperty("calls").GetProperty(call).EnumerateArray().Select(Number)];
        double[] values = Evaluate(call, Columns, new TransformStates(), []);
        Assert.Equal(expected.Length, values.Length);
        for (int row = 0; row < values.Length; row++)
        {
            Assert.True(
                expected[row] is { } own ? Math.Abs(own - values[row]) <= Tolerance * Math.Max(1, Math.Abs(own)) : double.IsNaN(values[row]),
                $"{call}, row {row + 1}: {expected[row]:R} in R, {values[row]:R} here");
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_row_alone_has_the_value_that_it_has_among_the_training_rows(string call)
    {
        TransformStates states = new();
        double[] trained = Evaluate(call, Columns, states, []);
        for (int row = 0; row < 8; row++)
        {
            Dictionary<string, Column> alone = Columns.ToDictionary(entry => entry.Key, entry => Take(entry.Value, row));
            List<Diagnostic> diagnostics = [];
            Assert.Equal(trained[row], Assert.Single(Evaluate(call, alone, states, diagnostics)));
            Assert.Empty(diagnostics);
        }
    }

    [Fact]
    public void Groups_go_by_their_names_whatever_the_kind_of_the_column()
    {
        TransformStates states = new();
        double[] trained = Evaluate("center(x, h)", Columns, states, []);
        Dictionary<string, Column> texts = new(Columns) { ["h"] = ((NumericColumn)Columns["h"]).ToCategorical() };
        Assert.Equal(trained, Evaluate("center(x, h)", texts, states, []));
    }

    [Fact]
    public void Levels_with_colons_are_not_mistaken_for_combinations()
    {
        Dictionary<string, Column> columns = new()
        {
            ["x"] = new NumericColumn("x", [1, 2, 3, 5]),
            ["g"] = CategoricalColumn.FromTexts("g", ["a", "a:b", "a", "a:b"]),
            ["h"] = CategoricalColumn.FromTexts("h", ["b:c", "c", "b:c", "c"]),
        };
        Assert.Equal([2, 3.5, 2, 3.5], Evaluate("mean(x, g, h)", columns, new TransformStates(), []));
    }

    [Fact]
    public void Groups_that_training_did_not_have_take_their_means_from_the_new_rows_with_a_warning()
    {
        TransformStates states = new();
        double known = Evaluate("mean(x, h)", Columns, states, [])[Array.IndexOf(Numbers("h"), 1)];
        Dictionary<string, Column> columns = new()
        {
            ["x"] = new NumericColumn("x", [10, 20, 40, double.NaN]),
            ["h"] = CategoricalColumn.FromTexts("h", ["new", "1", "new", "newer"]),
        };
        List<Diagnostic> diagnostics = [];
        Assert.Equal([25, known, 25, double.NaN], Evaluate("mean(x, h)", columns, states, diagnostics));
        Diagnostic warning = Assert.Single(diagnostics);
        Assert.Equal((Severity.Warning, "BL2122"), (warning.Severity, warning.Code));
        Assert.Equal("The model's data do not have the group 'new'; 'mean(x, h)' takes its mean from the new rows.", warning.Message);
    }

    [Theory]
    [InlineData("scale(x, id)", "BL2077", "does not vary within the group '1'")]
    [InlineData("scale(0 * x, h)", "BL2077", "'0 * x' does not vary")]
    [InlineData("mean(g, h)", "BL2053", "holds text")]
    [InlineData("mean()", "BL2052", "mean(x) or mean(x, group)")]
    [InlineData("mean(x, group = g)", "BL2063", "no argument 'group'; it has x")]
    [InlineData("center(x, ns(x, 3))", "BL2054", "no value in a row")]
    [InlineData("ave(x, g)", "BL2051", "no function 'ave'")]
    public void What_has_no_value_is_reported(string call, string code, string words)
    {
        double[] ids = [.. Enumerable.Range(1, Columns["x"].Length).Select(i => (double)i)];
        Dictionary<string, Column> columns = new(Columns) { ["id"] = new NumericColumn("id", ids) };
        List<Diagnostic> diagnostics = [];
        ExpressionEvaluator evaluator = new(columns.GetValueOrDefault, Columns["x"].Length, new TransformStates(), new SourceText("test", call), diagnostics);
        Assert.Null(evaluator.Evaluate(ModelParser.ParseExpression(call)));
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(words, diagnostic.Message, StringComparison.Ordinal);
    }

    private static double[] Evaluate(string call, Dictionary<string, Column> columns, TransformStates states, List<Diagnostic> diagnostics) =>
        new ExpressionEvaluator(columns.GetValueOrDefault, columns["x"].Length, states, new SourceText("test", call), diagnostics)
            .EvaluateNumbers(ModelParser.ParseExpression(call))!;

    private static double? Number(JsonElement element) => element.ValueKind == JsonValueKind.Null ? null : element.GetDouble();

    private static double[] Numbers(string name) => [.. Reference.GetProperty(name).EnumerateArray().Select(element => Number(element) ?? double.NaN)];

    private static Column Take(Column column, int row) => column is CategoricalColumn factor
        ? CategoricalColumn.FromTexts(column.Name, [factor.Levels[factor.Codes[row]]])
        : new NumericColumn(column.Name, [((NumericColumn)column).Values[row]]);
}
