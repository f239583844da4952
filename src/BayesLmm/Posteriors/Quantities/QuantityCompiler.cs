using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>
/// Turns an expression over parameters and group effects into a function of a draw: arithmetic, functions, comparisons, and conditions joined by <c>&amp;</c>,
/// <c>|</c> and <c>!</c>, which are 1 where they hold and 0 elsewhere.
/// </summary>
/// <param name="source">The text of the expression.</param>
/// <param name="names">The names that it may use.</param>
internal sealed class QuantityCompiler(SourceText source, IReadOnlyCollection<string> names)
{
    private readonly List<Diagnostic> diagnostics = [];

    /// <summary>What is wrong with the expression.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    /// <summary>Whether an expression is a condition.</summary>
    public static bool IsCondition(Expression expression) => expression switch
    {
        ParenthesizedExpression parentheses => IsCondition(parentheses.Inner),
        UnaryExpression unary => unary.Operator == UnaryOperator.Not,
        BinaryExpression binary => binary.Operator
            is BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual or BinaryOperator.Equal
            or BinaryOperator.NotEqual or BinaryOperator.And or BinaryOperator.Bar or BinaryOperator.DoubleBar,
        _ => false,
    };

    /// <summary>Checks an expression whatever it is, a number or a condition.</summary>
    public void Check(Expression expression)
    {
        if (IsCondition(expression))
        {
            CheckCondition(expression);
        }
        else
        {
            CheckNumber(expression);
        }
    }

    /// <summary>Checks that an expression is a condition whose parts fit.</summary>
    public void CheckCondition(Expression expression)
    {
        switch (expression)
        {
            case ParenthesizedExpression parentheses:
                CheckCondition(parentheses.Inner);
                break;
            case UnaryExpression { Operator: UnaryOperator.Not } negation:
                CheckCondition(negation.Operand);
                break;
            case BinaryExpression { Operator: BinaryOperator.And or BinaryOperator.Bar or BinaryOperator.DoubleBar } joined:
                CheckCondition(joined.Left);
                CheckCondition(joined.Right);
                break;
            case BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } equality:
                diagnostics.Add(QuantityDiagnostics.EqualityInside(source, equality.OperatorSpan));
                break;
            case BinaryExpression comparison when IsCondition(comparison):
                CheckNumber(comparison.Left);
                CheckNumber(comparison.Right);
                break;
            default:
                diagnostics.Add(QuantityDiagnostics.NoCondition(source, expression.Span));
                break;
        }
    }

    /// <summary>Checks that an expression is a number whose parts fit.</summary>
    public void CheckNumber(Expression expression)
    {
        switch (expression)
        {
            case NumberExpression or NameExpression:
                break;
            case ParenthesizedExpression parentheses:
                CheckNumber(parentheses.Inner);
                break;
            case UnaryExpression { Operator: UnaryOperator.Plus or UnaryOperator.Minus } signed:
                CheckNumber(signed.Operand);
                break;
            case BinaryExpression
            {
                Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Power,
            } arithmetic:
                CheckNumber(arithmetic.Left);
                CheckNumber(arithmetic.Right);
                break;
            case BinaryExpression { Operator: BinaryOperator.Interaction } interaction:
                diagnostics.Add(QuantityDiagnostics.UnknownName(
                    source, interaction.Span, ExpressionPrinter.Print(interaction).Replace("`", "", StringComparison.Ordinal), names));
                break;
            case CallExpression call:
                CheckCall(call);
                break;
            default:
                diagnostics.Add(QuantityDiagnostics.NoNumber(source, expression.Span, expression is TextExpression ? "a text" : "a condition"));
                break;
        }
    }

    /// <summary>The value of a checked expression at a draw.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="draws">The draws of a name.</param>
    public static Func<int, double> Compile(Expression expression, Func<string, double[]> draws)
    {
        switch (expression)
        {
            case NumberExpression number:
                double constant = number.Value;
                return _ => constant;
            case NameExpression name:
                double[] values = draws(name.Name);
                return draw => values[draw];
            case ParenthesizedExpression parentheses:
                return Compile(parentheses.Inner, draws);
            case UnaryExpression unary:
                Func<int, double> operand = Compile(unary.Operand, draws);
                return unary.Operator switch
                {
                    UnaryOperator.Minus => draw => -operand(draw),
                    UnaryOperator.Not => draw => 1 - operand(draw),
                    _ => operand,
                };
            case CallExpression call:
                Func<int, double>[] arguments = [.. call.Arguments.Select(argument => Compile(argument.Value, draws))];
                Func<double[], double> compute = QuantityFunction.Find(call.Function)!.Compute;
                double[] numbers = new double[arguments.Length];
                return draw =>
                {
                    for (int i = 0; i < numbers.Length; i++)
                    {
                        numbers[i] = arguments[i](draw);
                    }

                    return compute(numbers);
                };
            case BinaryExpression binary:
                return Compile(binary.Operator, Compile(binary.Left, draws), Compile(binary.Right, draws));
            default:
                throw new ArgumentException($"An expression of type {expression.GetType().Name} has no value at a draw.", nameof(expression));
        }
    }

    private static Func<int, double> Compile(BinaryOperator op, Func<int, double> left, Func<int, double> right) => op switch
    {
        BinaryOperator.Add => draw => left(draw) + right(draw),
        BinaryOperator.Subtract => draw => left(draw) - right(draw),
        BinaryOperator.Multiply => draw => left(draw) * right(draw),
        BinaryOperator.Divide => draw => left(draw) / right(draw),
        BinaryOperator.Power => draw => Math.Pow(left(draw), right(draw)),
        BinaryOperator.Less => draw => Compare(left(draw), right(draw), (a, b) => a < b),
        BinaryOperator.LessOrEqual => draw => Compare(left(draw), right(draw), (a, b) => a <= b),
        BinaryOperator.Greater => draw => Compare(left(draw), right(draw), (a, b) => a > b),
        BinaryOperator.GreaterOrEqual => draw => Compare(left(draw), right(draw), (a, b) => a >= b),
        BinaryOperator.And => draw => left(draw) * right(draw),
        BinaryOperator.Bar or BinaryOperator.DoubleBar => draw => Either(left(draw), right(draw)),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "This operator has no value at a draw."),
    };

    /// <summary>NaN, which compares with nothing, is no truth value: what is undefined stays so.</summary>
    private static double Compare(double left, double right, Func<double, double, bool> holds) =>
        double.IsNaN(left) || double.IsNaN(right) ? double.NaN : holds(left, right) ? 1 : 0;

    private static double Either(double left, double right) => left + right - (left * right);

    private void CheckCall(CallExpression call)
    {
        QuantityFunction function = QuantityFunction.Find(call.Function)!;
        bool fits = call.Arguments.All(argument => argument.Name is null) && (function.TakesSeveral ? call.Arguments.Count > 0 : call.Arguments.Count == 1);
        if (!fits)
        {
            diagnostics.Add(QuantityDiagnostics.WrongArguments(
                source, call.Span, call.Function, function.TakesSeveral ? "one number or several" : "one number"));
        }

        foreach (Argument argument in call.Arguments)
        {
            CheckNumber(argument.Value);
        }
    }
}
