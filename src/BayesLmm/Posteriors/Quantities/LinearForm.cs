using BayesLmm.Language.Syntax;

namespace BayesLmm.Posteriors.Quantities;

/// <summary>A linear combination of parameters, c + Σ a_i θ_i.</summary>
/// <param name="Constant">c.</param>
/// <param name="Weights">a_i by the name of θ_i; none is 0.</param>
internal sealed record LinearForm(double Constant, IReadOnlyDictionary<string, double> Weights)
{
    /// <summary>An expression as a linear combination; null if it is not linear.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="definitionOf">The expression of a name that is a quantity; null for any other.</param>
    public static LinearForm? Of(Expression expression, Func<string, Expression?> definitionOf)
    {
        switch (expression)
        {
            case NumberExpression number:
                return new LinearForm(number.Value, new Dictionary<string, double>());
            case NameExpression name when definitionOf(name.Name) is { } definition:
                return Of(definition, definitionOf);
            case NameExpression name:
                return new LinearForm(0, new Dictionary<string, double> { [name.Name] = 1 });
            case ParenthesizedExpression parentheses:
                return Of(parentheses.Inner, definitionOf);
            case UnaryExpression { Operator: UnaryOperator.Minus } minus:
                return Of(minus.Operand, definitionOf)?.Times(-1);
            case UnaryExpression { Operator: UnaryOperator.Plus } plus:
                return Of(plus.Operand, definitionOf);
            case BinaryExpression binary when Of(binary.Left, definitionOf) is { } left && Of(binary.Right, definitionOf) is { } right:
                return binary.Operator switch
                {
                    BinaryOperator.Add => left.Plus(right),
                    BinaryOperator.Subtract => left.Plus(right.Times(-1)),
                    BinaryOperator.Multiply when left.Weights.Count == 0 => right.Times(left.Constant),
                    BinaryOperator.Multiply when right.Weights.Count == 0 => left.Times(right.Constant),
                    BinaryOperator.Divide when right.Weights.Count == 0 && right.Constant != 0 => left.Times(1 / right.Constant),
                    _ => null,
                };
            default:
                return null;
        }
    }

    /// <summary>This less another.</summary>
    public LinearForm Minus(LinearForm other) => Plus(other.Times(-1));

    private LinearForm Plus(LinearForm other) => new(
        Constant + other.Constant,
        Weights.Concat(other.Weights).GroupBy(part => part.Key, part => part.Value).Select(part => (part.Key, Sum: part.Sum())).Where(part => part.Sum != 0)
            .ToDictionary(part => part.Key, part => part.Sum));

    private LinearForm Times(double factor) => factor == 0
        ? new LinearForm(0, new Dictionary<string, double>())
        : new LinearForm(factor * Constant, Weights.ToDictionary(part => part.Key, part => factor * part.Value));
}
