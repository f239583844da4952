using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Specification.Levels;

/// <summary>
/// A coefficient as level equations name it: <c>intercept</c>, or the term that it multiplies, such as <c>cses</c> or <c>age:Sex</c>. The coefficient of
/// predictor x in the equation of coefficient c is <c>c:x</c>, and in that of the intercept <c>x</c>.
/// </summary>
internal sealed class LevelCoefficient
{
    /// <summary>The name of the coefficient that multiplies nothing.</summary>
    public const string InterceptName = "intercept";

    private LevelCoefficient(IReadOnlyList<Expression> factors)
    {
        Factors = factors;
        FactorNames = factors.Select(ExpressionPrinter.Print).ToEquatableArray();
        Name = FactorNames.Count == 0 ? InterceptName : string.Join(':', FactorNames);
        Key = string.Join('\n', FactorNames.Order(StringComparer.Ordinal));
    }

    /// <summary>The coefficient of the empty term.</summary>
    public static LevelCoefficient Intercept { get; } = new([]);

    /// <summary>What is multiplied, each once.</summary>
    public IReadOnlyList<Expression> Factors { get; }

    /// <summary>The names of <see cref="Factors"/>.</summary>
    public EquatableArray<string> FactorNames { get; }

    /// <summary>The name as written in equations.</summary>
    public string Name { get; }

    /// <summary>Equal for coefficients of the same term, in whatever order it is written.</summary>
    public string Key { get; }

    /// <summary>Whether this is the intercept.</summary>
    public bool IsIntercept => Factors.Count == 0;

    /// <summary>The coefficient of a term of a formula.</summary>
    public static LevelCoefficient From(Term term, TermList terms) =>
        new([.. Enumerable.Range(0, terms.Variables.Count).Where(term.Contains).Select(i => terms.Variables[i].Expression)]);

    /// <summary>The coefficient of the product of some variables.</summary>
    public static LevelCoefficient From(IEnumerable<Expression> factors) => new([.. factors.DistinctBy(ExpressionPrinter.Print)]);

    /// <summary>The coefficient that the expression left of an equation's tilde names, or null when it names none.</summary>
    public static LevelCoefficient? From(Expression expression)
    {
        if (expression is NameExpression { Name: InterceptName })
        {
            return Intercept;
        }

        List<Expression> factors = [];
        return Collect(expression, factors) ? From(factors) : null;
    }

    /// <summary>The coefficient of <paramref name="predictor"/> in this one's equation.</summary>
    public LevelCoefficient Cross(LevelCoefficient predictor) => From(Factors.Concat(predictor.Factors));

    /// <summary>The term as an expression: its variables joined by <c>:</c>, or 1.</summary>
    public Expression ToExpression(TextSpan span) => Factors.Count == 0
        ? new NumberExpression(1, span)
        : Factors.Aggregate((left, right) => new BinaryExpression(BinaryOperator.Interaction, left, right, span, span));

    private static bool Collect(Expression expression, List<Expression> factors)
    {
        switch (expression)
        {
            case NameExpression or CallExpression:
                factors.Add(expression);
                return true;
            case ParenthesizedExpression parenthesized:
                return Collect(parenthesized.Inner, factors);
            case BinaryExpression { Operator: BinaryOperator.Interaction } pair:
                return Collect(pair.Left, factors) && Collect(pair.Right, factors);
            default:
                return false;
        }
    }
}
