using BayesLmm.Language.Syntax;

namespace BayesLmm.Specification.Formulas;

/// <summary>Finds the columns that an expression uses.</summary>
internal static class ColumnNames
{
    /// <summary>Every name in the expression, in the order written; function names are not columns.</summary>
    public static IEnumerable<NameExpression> In(Expression expression) => In(expression, Arguments);

    /// <summary>The names in the expression whose values it uses: not those that it only groups by, as g in <c>mean(x, g)</c>.</summary>
    public static IEnumerable<NameExpression> InValues(Expression expression) =>
        In(expression, call => call.Function is "mean" or "center" or "scale" ? [Measured(call)] : Arguments(call));

    private static IEnumerable<NameExpression> In(Expression expression, Func<CallExpression, IEnumerable<Expression>> used) => expression switch
    {
        NameExpression name => [name],
        ParenthesizedExpression parentheses => In(parentheses.Inner, used),
        UnaryExpression unary => In(unary.Operand, used),
        BinaryExpression binary => In(binary.Left, used).Concat(In(binary.Right, used)),
        CallExpression call => used(call).SelectMany(argument => In(argument, used)),
        _ => [],
    };

    private static IEnumerable<Expression> Arguments(CallExpression call) => call.Arguments.Select(argument => argument.Value);

    /// <summary>What a function that takes groups is a function of: the argument x, or else the first.</summary>
    private static Expression Measured(CallExpression call) =>
        (call.Arguments.FirstOrDefault(argument => argument.Name == "x") ?? call.Arguments[0]).Value;
}
