using System.Text.Json;
using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language;

namespace BayesLmm.Tests.Design.Splines;

/// <summary>ns and bs against R 4.2.2's splines package, on the training values and beyond them.</summary>
public class SplineReferenceTests
{
    /// <summary>What differs is rounding: the recursions are the same, their operations are ordered differently.</summary>
    private const double Tolerance = 1e-12;

    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "reference", "functions", "splines.json"))).RootElement;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Reference.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Columns_are_those_of_R_in_the_fit_and_in_prediction(int number)
    {
        JsonElement reference = Reference.GetProperty("cases")[number];
        string call = reference.GetProperty("call").GetString()!;
        TransformStates states = new();
        double[] x = Numbers(Reference.GetProperty("data").GetProperty(reference.GetProperty("x").GetString()!));
        Compare(call, reference.GetProperty("columns"), Evaluate(call, x, states));
        double[] predictors = Numbers(reference.GetProperty("new"));
        Compare(call, reference.GetProperty("predicted"), Evaluate(call, predictors, states));

        // A row alone, and a row without a value among others, are what they are in the table.
        double[][] one = Evaluate(call, [double.NaN, predictors[1]], states);
        Assert.All(one, column => Assert.True(double.IsNaN(column[0])));
        Assert.Equal(Evaluate(call, predictors, states).Select(column => column[1]), one.Select(column => column[1]));
    }

    [Fact]
    public void Missing_training_values_do_not_count()
    {
        double[] x = Numbers(Reference.GetProperty("data").GetProperty("normal"));
        double[][] complete = Evaluate("ns(x, 4)", x, new TransformStates()), with = Evaluate("ns(x, 4)", [double.NaN, .. x], new TransformStates());
        Assert.Equal(complete.Select(column => column[7]), with.Select(column => column[8]));
    }

    [Fact]
    public void Without_an_intercept_all_columns_are_0_at_the_lower_boundary_and_with_one_they_span_the_constant()
    {
        double[] x = Numbers(Reference.GetProperty("data").GetProperty("normal"));
        int least = Array.IndexOf(x, x.Min());
        Assert.All(Evaluate("ns(x, 4)", x, new TransformStates()), column => Assert.Equal(0, column[least], Tolerance));
        double[][] full = Evaluate("bs(x, 6, intercept = TRUE)", x, new TransformStates());
        Assert.All(Enumerable.Range(0, x.Length), row => Assert.Equal(1, full.Sum(column => column[row]), Tolerance));
    }

    private static double[][] Evaluate(string call, double[] x, TransformStates states)
    {
        List<Diagnostic> diagnostics = [];
        ExpressionEvaluator evaluator = new(_ => new NumericColumn("x", x), x.Length, states, new SourceText("test", call), diagnostics);
        var value = evaluator.Evaluate(ModelParser.ParseExpression(call)) as ExpressionValue.Matrix;
        Assert.All(diagnostics, diagnostic => Assert.Equal("BL2121", diagnostic.Code));
        Assert.Equal(Enumerable.Range(1, value!.Columns.Length).Select(j => $"{j}"), value.Names);
        return value.Columns;
    }

    private static void Compare(string call, JsonElement expected, double[][] columns)
    {
        Assert.Equal(expected.GetArrayLength(), columns.Length);
        for (int j = 0; j < columns.Length; j++)
        {
            double[] own = Numbers(expected[j]);
            Assert.Equal(own.Length, columns[j].Length);
            for (int row = 0; row < own.Length; row++)
            {
                double difference = Math.Abs(own[row] - columns[j][row]) / Math.Max(1, Math.Abs(own[row]));
                Assert.True(difference < Tolerance, $"{call}, column {j + 1}, row {row + 1}: {own[row]:R} in R, {columns[j][row]:R} here");
            }
        }
    }

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetDouble())];
}
