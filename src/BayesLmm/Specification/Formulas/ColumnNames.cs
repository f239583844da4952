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
}
