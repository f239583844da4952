using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Specification.Formulas;

/// <summary>
/// Finds <c>x^2</c>, <c>x * x</c> and <c>x:x</c> outside <c>I( )</c>: the operators cross terms, so that of one term nothing but the term comes out, as in R,
/// which is seldom what was meant.
/// </summary>
internal static class PowersOfOneTerm
{
    /// <summary>A warning for every such power in an expression of terms.</summary>
    public static IEnumerable<Diagnostic> Find(Expression expression, SourceText source) => expression switch
    {
        ParenthesizedExpression parentheses => Find(parentheses.Inner, source),
        UnaryExpression unary => Find(unary.Operand, source),
        BinaryExpression { Operator: BinaryOperator.Power, Right: NumberExpression { Value: > 1 } } power when IsOneTerm(power.Left) =>
            [FormulaDiagnostics.PowerOfOneTerm(source, power.Span, ExpressionPrinter.Print(power), ExpressionPrinter.Print(power.Left), isProduct: false)],
        BinaryExpression { Operator: BinaryOperator.Multiply or BinaryOperator.Interaction } product
            when IsOneTerm(product.Left) && ExpressionPrinter.Print(product.Left) == ExpressionPrinter.Print(product.Right) =>
            [FormulaDiagnostics.PowerOfOneTerm(source, product.Span, ExpressionPrinter.Print(product), ExpressionPrinter.Print(product.Left), isProduct: true)],
        BinaryExpression binary => Find(binary.Left, source).Concat(Find(binary.Right, source)),
        _ => [],
    };

    private static bool IsOneTerm(Expression expression) => expression switch
    {
        NameExpression or CallExpression => true,
        ParenthesizedExpression parentheses => IsOneTerm(parentheses.Inner),
        BinaryExpression { Operator: BinaryOperator.Interaction } product => IsOneTerm(product.Left) && IsOneTerm(product.Right),
        BinaryExpression { Operator: BinaryOperator.Power } power => IsOneTerm(power.Left),
        _ => false,
    };
}
