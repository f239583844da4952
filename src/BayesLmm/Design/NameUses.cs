using BayesLmm.Language.Syntax;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design;

/// <summary>Finds out what an expression does with each column that it names.</summary>
internal static class NameUses
{
    /// <summary>The functions that take the text of their first argument.</summary>
    private static readonly string[] OfText = ["factor", "date", "is_missing"];

    /// <summary>The columns of an expression, each with its use.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="use">The use of the whole expression.</param>
    public static IEnumerable<(NameExpression Name, NameUse Use)> In(Expression expression, NameUse use) => expression switch
    {
        NameExpression name => [(name, use)],
        ParenthesizedExpression parentheses => In(parentheses.Inner, use),
        CallExpression { Function: "I" } same => same.Arguments.SelectMany(argument => In(argument.Value, use)),
        CallExpression call when OfText.Contains(call.Function) => call.Arguments.SelectMany(argument => In(argument.Value, NameUse.Text)),
        CallExpression call => call.Arguments.SelectMany((argument, i) => In(argument.Value, i == 0 ? NameUse.Arithmetic : NameUse.Text)),
        UnaryExpression unary => In(unary.Operand, NameUse.Arithmetic),
        BinaryExpression same when same.Left is TextExpression || same.Right is TextExpression =>
            In(same.Left, NameUse.Text).Concat(In(same.Right, NameUse.Text)),
        BinaryExpression binary => In(binary.Left, NameUse.Arithmetic).Concat(In(binary.Right, NameUse.Arithmetic)),
        _ => ColumnNames.In(expression).Select(name => (name, NameUse.Arithmetic)),
    };
}
