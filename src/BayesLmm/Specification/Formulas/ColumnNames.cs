using BayesLmm.Language.Syntax;

namespace BayesLmm.Specification.Formulas;

/// <summary>Finds the columns that an expression uses.</summary>
internal static class ColumnNames
{
    /// <summary>Every name in the expression, in the order written; function names are not columns.</summary>
    public static IEnumerable<NameExpression> In(Expression expression) => expression switch
    {
        NameExpression name => [name],
        ParenthesizedExpression parentheses => In(parentheses.Inner),
        UnaryExpression unary => In(unary.Operand),
        BinaryExpression binary => In(binary.Left).Concat(In(binary.Right)),
        CallExpression call => call.Arguments.SelectMany(argument => In(argument.Value)),
        _ => [],
    };

    /// <summary>The names in the expression whose values it uses: not those that it only groups by, as g in <c>mean(x, g)</c>.</summary>
    public static IEnumerable<NameExpression> InValues(Expression expression) => expression switch
    {
        NameExpression name => [name],
        ParenthesizedExpression parentheses => InValues(parentheses.Inner),
        UnaryExpression unary => InValues(unary.Operand),
        BinaryExpression binary => InValues(binary.Left).Concat(InValues(binary.Right)),
        CallExpression { Function: "mean" or "center" or "scale" } call => InValues(Measured(call)),
        CallExpression call => call.Arguments.SelectMany(argument => InValues(argument.Value)),
        _ => [],
    };

    /// <summary>What a function that takes groups is a function of: the argument x, or else the first.</summary>
    private static Expression Measured(CallExpression call) =>
        (call.Arguments.FirstOrDefault(argument => argument.Name == "x") ?? call.Arguments[0]).Value;
}
