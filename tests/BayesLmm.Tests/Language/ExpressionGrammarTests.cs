using BayesLmm.Diagnostics;
using BayesLmm.Language;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Tests.Language;

public sealed class ExpressionGrammarTests
{
    /// <summary>The grouping that R 4 gives, by <c>as.list(quote(…))</c>, written with every operation in brackets.</summary>
    [Theory]
    [InlineData("a + b * c", "[a + [b * c]]")]
    [InlineData("a - b - c", "[[a - b] - c]")]
    [InlineData("a / b / c", "[[a / b] / c]")]
    [InlineData("a ^ b ^ c", "[a ^ [b ^ c]]")]
    [InlineData("-a ^ b", "[- [a ^ b]]")]
    [InlineData("a ^ -b", "[a ^ [- b]]")]
    [InlineData("a ^ -b ^ c", "[a ^ [- [b ^ c]]]")]
    [InlineData("a ^ -b:c", "[[a ^ [- b]] : c]")]
    [InlineData("-a:b", "[[- a] : b]")]
    [InlineData("a:b * c", "[[a : b] * c]")]
    [InlineData("a:b %in% c", "[[a : b] %in% c]")]
    [InlineData("a %in% b * c", "[[a %in% b] * c]")]
    [InlineData("a * b %in% c:d", "[a * [b %in% [c : d]]]")]
    [InlineData("a + b < c - d", "[[a + b] < [c - d]]")]
    [InlineData("!a == b", "[! [a == b]]")]
    [InlineData("!a & b", "[[! a] & b]")]
    [InlineData("a + !b + c", "[a + [! [b + c]]]")]
    [InlineData("a & b | c & d", "[[a & b] | [c & d]]")]
    [InlineData("1 + x | g", "[[1 + x] | g]")]
    [InlineData("1 + x || g", "[[1 + x] || g]")]
    [InlineData("a | b | c", "[[a | b] | c]")]
    [InlineData("- - a", "[- [- a]]")]
    [InlineData("a**2", "[a ^ 2]")]
    [InlineData("(a + b) * c", "[([a + b]) * c]")]
    [InlineData("f(a + b, k = -2)", "f([a + b], k = [- 2])")]
    public void Operators_bind_as_in_R(string text, string grouping) => Assert.Equal(grouping, Group(ModelParser.ParseExpression(text)));

    [Theory]
    [InlineData("1e-3", 0.001)]
    [InlineData(".5", 0.5)]
    [InlineData("2.", 2)]
    [InlineData("1E+2", 100)]
    [InlineData("3L", 3)]
    [InlineData("0.1", 0.1)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void Numbers_are_read_exactly(string text, double value) =>
        Assert.Equal(value, Assert.IsType<NumberExpression>(ModelParser.ParseExpression(text)).Value);

    [Theory]
    [InlineData("log.dose_2", "log.dose_2")]
    [InlineData(".x", ".x")]
    [InlineData("größe", "größe")]
    [InlineData("身長", "身長")]
    [InlineData("𝛽", "𝛽")]
    [InlineData("`my column`", "my column")]
    [InlineData(@"`a\`b`", "a`b")]
    [InlineData("`1 + x`", "1 + x")]
    public void Names_may_have_dots_letters_of_any_script_and_backquotes(string text, string name) =>
        Assert.Equal(name, Assert.IsType<NameExpression>(ModelParser.ParseExpression(text)).Name);

    [Theory]
    [InlineData("\"Male\"", "Male")]
    [InlineData("'it is \"quoted\"'", "it is \"quoted\"")]
    [InlineData(@"""C:\data\new""", @"C:\data\new")]
    [InlineData(@"""a\""b\\""", @"a""b\")]
    public void Texts_keep_backslashes_that_stand_before_nothing_special(string text, string value) =>
        Assert.Equal(value, Assert.IsType<TextExpression>(ModelParser.ParseExpression(text)).Value);

    [Fact]
    public void Spans_cover_what_was_written()
    {
        const string Text = "a + log( x )";
        BinaryExpression sum = Assert.IsType<BinaryExpression>(ModelParser.ParseExpression(Text));
        Assert.Equal(new TextSpan(0, 12), sum.Span);
        Assert.Equal(new TextSpan(2, 1), sum.OperatorSpan);
        CallExpression call = Assert.IsType<CallExpression>(sum.Right);
        Assert.Equal("log( x )", Text.Substring(call.Span.Start, call.Span.Length));
        Assert.Equal("log", Text.Substring(call.FunctionSpan.Start, call.FunctionSpan.Length));
    }

    [Fact]
    public void Nesting_within_the_limit_is_read_and_beyond_it_refused()
    {
        ModelParser.ParseExpression(new string('(', 150) + "x" + new string(')', 150));
        foreach (string deep in new[] { new string('(', 100_000) + "x", new string('-', 100_000) + "x", string.Concat(Enumerable.Repeat("f(", 50_000)) })
        {
            ParsedModel result = ModelParser.Parse("y ~ " + deep);
            Assert.Contains(result.Diagnostics, diagnostic => diagnostic.Code is "BL0019" or "BL0020");
        }
    }

    [Fact]
    public void A_long_sum_is_read()
    {
        string text = "y ~ " + string.Join(" + ", Enumerable.Range(0, 1_000).Select(i => $"x{i}"));
        ParsedModel result = ModelParser.Parse(text);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(text, ExpressionPrinter.Print((FormulaStatement)result.Syntax.Statements[0]));
    }

    private static string Group(Expression expression) => expression switch
    {
        BinaryExpression binary => $"[{Group(binary.Left)} {Sign(binary)} {Group(binary.Right)}]",
        UnaryExpression unary => $"[{(unary.Operator == UnaryOperator.Not ? "!" : unary.Operator == UnaryOperator.Minus ? "-" : "+")} {Group(unary.Operand)}]",
        ParenthesizedExpression parenthesized => $"({Group(parenthesized.Inner)})",
        CallExpression call => $"{call.Function}({string.Join(", ", call.Arguments.Select(a => (a.Name is null ? "" : a.Name + " = ") + Group(a.Value)))})",
        NameExpression name => name.Name,
        NumberExpression number => $"{number.Value}",
        _ => throw new ArgumentException(expression.ToString(), nameof(expression)),
    };

    private static string Sign(BinaryExpression binary) => binary.Operator switch
    {
        BinaryOperator.Power => "^",
        BinaryOperator.Interaction => ":",
        BinaryOperator.In => "%in%",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Less => "<",
        BinaryOperator.Equal => "==",
        BinaryOperator.And => "&",
        BinaryOperator.Bar => "|",
        BinaryOperator.DoubleBar => "||",
        _ => throw new ArgumentException(binary.ToString(), nameof(binary)),
    };
}
