using BayesLmm.Language.Syntax;

namespace BayesLmm.Design.Expressions;

/// <summary>The values of arguments that are the same in every row: numbers, lists of them, TRUE and FALSE.</summary>
internal static class ConstantValue
{
    /// <summary>The call that makes a list of numbers: <c>c(1, 2)</c>.</summary>
    private const string List = "c";

    /// <summary>The finite number that an expression of numbers, <c>pi</c> and arithmetic stands for, or null.</summary>
    public static double? Number(Expression expression)
    {
        double? value = expression switch
        {
            NumberExpression number => number.Value,
            NameExpression { Name: "pi" } => Math.PI,
            ParenthesizedExpression parentheses => Number(parentheses.Inner),
            UnaryExpression { Operator: UnaryOperator.Minus } minus => -Number(minus.Operand),
            UnaryExpression { Operator: UnaryOperator.Plus } plus => Number(plus.Operand),
            BinaryExpression binary when Number(binary.Left) is { } left && Number(binary.Right) is { } right => binary.Operator switch
            {
                BinaryOperator.Power => Math.Pow(left, right),
                BinaryOperator.Multiply => left * right,
                BinaryOperator.Divide => left / right,
                BinaryOperator.Add => left + right,
                BinaryOperator.Subtract => left - right,
                _ => null,
            },
            _ => null,
        };
        return value is { } result && double.IsFinite(result) ? result : null;
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>, or null.</summary>
    public static int? Whole(Expression expression, int least, int most) =>
        Number(expression) is { } value && value >= least && value <= most && value == Math.Floor(value) ? (int)value : null;

    /// <summary>One number, or those of <c>c(…)</c>; null when the expression is neither.</summary>
    public static double[]? Numbers(Expression expression)
    {
        if (expression is not CallExpression { Function: List } list)
        {
            return Number(expression) is { } one ? [one] : null;
        }

        double?[] values = [.. list.Arguments.Select(argument => argument.Name is null ? Number(argument.Value) : null)];
        return values.Length == 0 || values.Contains(null) ? null : Array.ConvertAll(values, value => value!.Value);
    }

    /// <summary>The truth value of TRUE or FALSE, or null.</summary>
    public static bool? Truth(Expression expression) => expression switch
    {
        NameExpression { Name: "TRUE" } => true,
        NameExpression { Name: "FALSE" } => false,
        _ => null,
    };
}
