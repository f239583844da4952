using BayesLmm.Language.Syntax;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Tests.Specification.Formulas;

/// <summary>Formulas for comparison: equal when the texts mean the same, wherever in a text the parts stand.</summary>
internal static class FormulaText
{
    /// <summary>The formula that a model text compiles to, without places.</summary>
    public static Formula Compile(string text) => WithoutPlaces(Model.Parse(text).Formula);

    /// <summary>The formula without places, and random terms without the syntax that they were made from.</summary>
    public static Formula WithoutPlaces(Formula formula) => formula with
    {
        Response = WithoutPlaces(formula.Response),
        Offsets = [.. formula.Offsets.Select(WithoutPlaces)],
        Fixed = WithoutPlaces(formula.Fixed),
        Random = [.. formula.Random.Select(term => term with
        {
            Effects = WithoutPlaces(term.Effects),
            Group = [.. term.Group.Select(name => name with { Span = default })],
            Syntax = new NumberExpression(0, default),
        })],
    };

    private static TermList WithoutPlaces(TermList terms) =>
        terms with { Variables = [.. terms.Variables.Select(variable => variable with { Expression = WithoutPlaces(variable.Expression) })] };

    private static Expression WithoutPlaces(Expression expression) => expression switch
    {
        BinaryExpression binary => new BinaryExpression(binary.Operator, WithoutPlaces(binary.Left), WithoutPlaces(binary.Right), default, default),
        UnaryExpression unary => new UnaryExpression(unary.Operator, WithoutPlaces(unary.Operand), default),
        ParenthesizedExpression parenthesized => new ParenthesizedExpression(WithoutPlaces(parenthesized.Inner), default),
        CallExpression call => new CallExpression(
            call.Function, default, [.. call.Arguments.Select(argument => argument with { Value = WithoutPlaces(argument.Value) })], default),
        _ => expression with { Span = default },
    };
}
