using BayesLmm.Language;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using CsCheck;

namespace BayesLmm.Tests.Language;

public sealed class ExpressionPrinterTests
{
    /// <summary>What R 4 writes by <c>deparse(quote(…))</c>.</summary>
    [Theory]
    [InlineData("I((age-11)^2)", "I((age - 11)^2)")]
    [InlineData("scale( age )", "scale(age)")]
    [InlineData("a : b", "a:b")]
    [InlineData("log(x+1)", "log(x + 1)")]
    [InlineData("poly(age,2,raw=TRUE)", "poly(age, 2, raw = TRUE)")]
    [InlineData("a*b+c", "a * b + c")]
    [InlineData("a / b", "a/b")]
    [InlineData("- a", "-a")]
    [InlineData("a%in%b", "a %in% b")]
    [InlineData("(1+x|g)", "(1 + x | g)")]
    [InlineData("(1+x||g)", "(1 + x || g)")]
    [InlineData("!a==b", "!a == b")]
    [InlineData("`my column`+x", "`my column` + x")]
    [InlineData("f('a\"b')", "f(\"a\\\"b\")")]
    [InlineData("I(x*100000)", "I(x * 1e+05)")]
    [InlineData("I(x/.001)", "I(x/0.001)")]
    [InlineData("a**2", "a^2")]
    public void Expressions_are_written_as_R_writes_them(string text, string expected) =>
        Assert.Equal(expected, ExpressionPrinter.Print(ModelParser.ParseExpression(text)));

    /// <summary>What R 4 writes by <c>deparse(x)</c>.</summary>
    [Theory]
    [InlineData(0, "0")]
    [InlineData(308, "308")]
    [InlineData(0.2, "0.2")]
    [InlineData(100000, "1e+05")]
    [InlineData(123456, "123456")]
    [InlineData(1e15, "1e+15")]
    [InlineData(0.0001, "1e-04")]
    [InlineData(0.00012, "0.00012")]
    [InlineData(0.001, "0.001")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(-2.5, "-2.5")]
    public void Numbers_are_written_in_the_shorter_of_both_notations(double value, string expected) =>
        Assert.Equal(expected, ExpressionPrinter.PrintNumber(value));

    [Fact]
    public void A_written_number_reads_back_exactly() =>
        Gen.Double.Where(value => double.IsFinite(value)).Sample(value => double.Parse(ExpressionPrinter.PrintNumber(value)) == value);

    [Fact]
    public void Parsing_what_was_written_gives_the_expression_again() =>
        Texts.Sample(text =>
        {
            Expression expression = ModelParser.ParseExpression(text);
            return WithoutSpans(ModelParser.ParseExpression(ExpressionPrinter.Print(expression))) == WithoutSpans(expression);
        });

    [Fact]
    public void A_tree_built_by_hand_gets_the_parentheses_it_needs() =>
        Trees.Sample(tree =>
            WithoutParentheses(ModelParser.ParseExpression(ExpressionPrinter.Print(tree))) == WithoutParentheses(tree));

    private static readonly Gen<string> Names = Pick("x", "a.b", "`a b`", "größe", "`1`", "T");

    /// <summary>Legal expressions as text, with operators in any mixture and odd white space.</summary>
    private static readonly Gen<string> Texts = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Gen.OneOf(Names, Gen.Double[0, 1e6].Select(value => value.ToString("R")), Pick("'t'", "\"q\\\"\""))
        : Gen.OneOf(
            Names,
            Gen.Select(inner, Pick("+", " - ", "*", "/", ":", " %in% ", "|", "||", "&", " \t", "^"), inner,
                (a, op, b) => op == " \t" ? $"( {a})" : $"{a}{op}{b}"),
            Gen.Select(Pick("-", "+", "!"), inner, (op, a) => op + a),
            Gen.Select(inner, inner, (a, b) => $"(({a}) <= ({b}))"),
            Gen.Select(Names, inner, inner, (f, a, b) => $"{f}({a}, k = {b})")));

    private static readonly Gen<Expression> Trees = Gen.Recursive<Expression>((depth, inner) => depth > 4
        ? Pick<Expression>(new NameExpression("x", default), new NumberExpression(2, default), new NameExpression("a b", default))
        : Gen.OneOf(
            Gen.Const<Expression>(new NameExpression("y", default)),
            Gen.Select(Gen.Enum<BinaryOperator>(), inner, inner, (op, a, b) => (Expression)new BinaryExpression(op, a, b, default, default)),
            Gen.Select(Gen.Enum<UnaryOperator>(), inner, (op, a) => (Expression)new UnaryExpression(op, a, default))));

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Expression WithoutSpans(Expression expression) => Map(expression, keepParentheses: true);

    private static Expression WithoutParentheses(Expression expression) => Map(expression, keepParentheses: false);

    private static Expression Map(Expression expression, bool keepParentheses) => expression switch
    {
        BinaryExpression binary =>
            new BinaryExpression(binary.Operator, Map(binary.Left, keepParentheses), Map(binary.Right, keepParentheses), default, default),
        UnaryExpression unary => new UnaryExpression(unary.Operator, Map(unary.Operand, keepParentheses), default),
        ParenthesizedExpression { Inner: var inner } => keepParentheses ? new ParenthesizedExpression(Map(inner, true), default) : Map(inner, false),
        CallExpression call => new CallExpression(
            call.Function, default, [.. call.Arguments.Select(argument => argument with { Value = Map(argument.Value, keepParentheses) })], default),
        _ => expression with { Span = default },
    };
}
