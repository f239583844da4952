using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>A formula with its operators expanded: its terms, and its random effects with their groups.</summary>
/// <param name="Response">The left-hand side.</param>
/// <param name="Fixed">The fixed effects' terms.</param>
/// <param name="Random">The random terms in the order written; <c>(… | a/b)</c> is two of them.</param>
/// <param name="Offsets">What stands in <c>offset( )</c>: added to the fixed effects with coefficient 1.</param>
public sealed record Formula(Expression Response, TermList Fixed, EquatableArray<RandomTermFormula> Random, EquatableArray<Expression> Offsets);

/// <summary>The terms of one side of a formula, or of what stands left of a bar.</summary>
/// <param name="HasIntercept">Whether there is a constant column.</param>
/// <param name="Variables">The variables, numbered by first appearance.</param>
/// <param name="Terms">The terms other than the intercept: main effects first, then by degree, within a degree in the order written.</param>
public sealed record TermList(bool HasIntercept, EquatableArray<Variable> Variables, EquatableArray<Term> Terms)
{
    /// <summary>The names of intercept and terms; one name a term, however many columns it has.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            IEnumerable<string> names =
                Terms.Select(term => string.Join(":", Variables.Where((_, index) => term.Contains(index)).Select(variable => variable.Name)));
            return [.. HasIntercept ? names.Prepend(Parameter.Intercept.Name) : names];
        }
    }
}

/// <summary>A variable of a formula: a column's name, or an expression that is evaluated row by row.</summary>
/// <param name="Name">Its text, as coefficients are named after it.</param>
/// <param name="Expression">What it is computed from.</param>
public sealed record Variable(string Name, Expression Expression);

/// <summary>One random term: effects that vary over the levels of one grouping factor.</summary>
/// <param name="Effects">The terms left of the bar.</param>
/// <param name="Group">The columns whose combinations are the groups, in the order written: <c>a:b</c> is a, b.</param>
/// <param name="Structure">The covariance structure that the bar stands for, whatever the number of effects.</param>
/// <param name="Syntax">The term as written, for messages.</param>
public sealed record RandomTermFormula(TermList Effects, EquatableArray<NameExpression> Group, CovarianceStructure Structure, Expression Syntax)
{
    /// <summary>The grouping factor's name, as in <c>sd(batch:cask)</c>.</summary>
    public string GroupName => string.Join(":", Group.Select(ExpressionPrinter.Print));
}
