using BayesLmm.Design.Expressions;
using BayesLmm.Diagnostics;
using BayesLmm.Language;

namespace BayesLmm.Tests.Design.Expressions;

public class ExpressionEvaluatorTests
{
    private static readonly double[] X = [1, 2, 4, 8];

    private static readonly Dictionary<string, Column> Columns = new()
    {
        ["x"] = new NumericColumn("x", X),
        ["missing"] = new NumericColumn("missing", [1, double.NaN, 3, 4]),
        ["sex"] = new CategoricalColumn("sex", ["F", "M"], [0, 1, 1, -1]),
    };

    public static TheoryData<string, double[]> Values => new()
    {
        { "x + 1", [2, 3, 5, 9] },
        { "-x^2", [-1, -4, -16, -64] },
        { "(x - 1) / 2 * 3", [0, 1.5, 4.5, 10.5] },
        { "I(x > 2)", [0, 0, 1, 1] },
        { "x >= 2 & x != 4", [0, 1, 0, 1] },
        { "x == 1 | x > 4", [1, 0, 0, 1] },
        { "!(x < 4)", [0, 0, 1, 1] },
        { "log2(x)", [0, 1, 2, 3] },
        { "log(x, 2)", [0, 1, 2, 3] },
        { "sqrt(x * x) - abs(-x)", [0, 0, 0, 0] },
        { "log1p(exp(0) - 1) + x", [1, 2, 4, 8] },
        { "log10(1000)", [3, 3, 3, 3] },
        { "center(x)", [-2.75, -1.75, 0.25, 4.25] },
        { "missing + x", [2, double.NaN, 7, 12] },
        { "missing > 1", [0, double.NaN, 1, 1] },
        { "missing > 1 | x > 1", [0, 1, 1, 1] },
        { "x > 4 | missing > 3", [0, double.NaN, 0, 1] },
        { "missing > 1 & x < 2", [0, 0, 0, 0] },
        { "x < 4 & missing < 3", [1, double.NaN, 0, 0] },
        { "!(missing > 1) & missing > 1", [0, double.NaN, 0, 0] },
        { "sex == \"M\"", [0, 1, 1, double.NaN] },
        { "sex != \"M\"", [1, 0, 0, double.NaN] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void An_expression_has_R_s_value_in_every_row(string text, double[] expected)
    {
        List<Diagnostic> diagnostics = [];
        double[]? values = Evaluator(Columns, new TransformStates(), diagnostics).EvaluateNumbers(ModelParser.ParseExpression(text));
        Assert.Empty(diagnostics);
        Assert.Equal(expected.Length, values!.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], values[i], 1e-12);
        }
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "sqroot(x)", "BL2051", "no function 'sqroot'" },
        { "poly(x)", "BL2052", "poly(x, degree)" },
        { "x + sex", "BL2053", "'sex' holds text such as 'F'" },
        { "poly(x, 1.5)", "BL2055", "whole number" },
        { "poly(x, 4)", "BL2056", "too few distinct values" },
        { "scale(0 * x)", "BL2057", "cannot be scaled" },
        { "sex == \"N\"", "BL2010", "no level 'N'" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_expression_is_reported_not_thrown(string text, string code, string words)
    {
        List<Diagnostic> diagnostics = [];
        Assert.Null(Evaluator(Columns, new TransformStates(), diagnostics).Evaluate(ModelParser.ParseExpression(text)));
        Diagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal(code, diagnostic.Code);
        Assert.Contains(words, diagnostic.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scale(x)")]
    [InlineData("center(x)")]
    [InlineData("scale(log(x))^2")]
    public void Stateful_functions_remember_the_training_values(string text)
    {
        TransformStates states = new();
        double[] trained = Evaluator(Columns, states, []).EvaluateNumbers(ModelParser.ParseExpression(text))!;

        // The last training row alone: its own mean is itself, but the training mean must be used.
        Dictionary<string, Column> alone = new() { ["x"] = new NumericColumn("x", [X[3]]) };
        double predicted = Evaluator(alone, states, [], rowCount: 1).EvaluateNumbers(ModelParser.ParseExpression(text))![0];
        Assert.Equal(trained[3], predicted, 1e-14);
    }

    [Fact]
    public void Polynomials_remember_the_training_values_too()
    {
        TransformStates states = new();
        var trained = (ExpressionValue.Matrix)Evaluator(Columns, states, []).Evaluate(ModelParser.ParseExpression("poly(x, 2)"))!;
        Dictionary<string, Column> alone = new() { ["x"] = new NumericColumn("x", [X[2]]) };
        var predicted = (ExpressionValue.Matrix)Evaluator(alone, states, [], rowCount: 1).Evaluate(ModelParser.ParseExpression("poly(x, 2)"))!;
        Assert.Equal(trained.Columns[0][2], predicted.Columns[0][0], 1e-14);
        Assert.Equal(trained.Columns[1][2], predicted.Columns[1][0], 1e-14);
    }

    private static ExpressionEvaluator Evaluator(Dictionary<string, Column> columns, TransformStates states, List<Diagnostic> diagnostics, int rowCount = 4) =>
        new(name => columns.GetValueOrDefault(name), rowCount, states, new SourceText("test", ""), diagnostics);
}
