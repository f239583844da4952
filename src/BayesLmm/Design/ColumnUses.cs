using BayesLmm.Language.Syntax;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design;

/// <summary>Finds out what an expression does with each column that it names.</summary>
internal static class ColumnUses
{
    /// <summary>The functions that take the text of their first argument.</summary>
    private static readonly string[] OfText = ["factor", "date", "is_missing"];

    /// <summary>The columns of an expression, each with its use.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="use">The use of the whole expression.</param>
    public static IEnumerable<(NameExpression Name, ColumnUse Use)> In(Expression expression, ColumnUse use) => expression switch
    {
        NameExpression name => [(name, use)],
        ParenthesizedExpression parentheses => In(parentheses.Inner, use),
        CallExpression { Function: "I" } same => same.Arguments.SelectMany(argument => In(argument.Value, use)),
        CallExpression call when OfText.Contains(call.Function) => call.Arguments.SelectMany(argument => In(argument.Value, ColumnUse.Text)),
        CallExpression call => call.Arguments.SelectMany((argument, i) => In(argument.Value, i == 0 ? ColumnUse.Arithmetic : ColumnUse.Text)),
        UnaryExpression unary => In(unary.Operand, ColumnUse.Arithmetic),
        BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual, Left: TextExpression or NameExpression, Right: TextExpression or NameExpression } same
            when same.Left is TextExpression || same.Right is TextExpression => In(same.Left, ColumnUse.Text).Concat(In(same.Right, ColumnUse.Text)),
        BinaryExpression binary => In(binary.Left, ColumnUse.Arithmetic).Concat(In(binary.Right, ColumnUse.Arithmetic)),
        _ => ColumnNames.In(expression).Select(name => (name, ColumnUse.Arithmetic)),
    };
}
