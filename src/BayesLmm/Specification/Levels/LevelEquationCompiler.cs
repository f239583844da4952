using BayesLmm.Diagnostics;
using BayesLmm.Language.Syntax;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Specification.Levels;

// The combined model of Raudenbush & Bryk (2002, ch. 2 and 8): the equation of a coefficient c over groups g,
//     c_g = gamma_0 + gamma_1 x_g + … + u_g,
// put in the place of c turns the term c of the level below into the fixed terms c, c:x, … and the random effect c of g.

/// <summary>
/// Turns a formula and level equations into one formula with random terms. Levels are processed from the lowest up, so that an equation may name the
/// coefficients of the formula and those that equations of lower levels have introduced.
/// </summary>
internal sealed class LevelEquationCompiler
{
    private readonly SourceText source;
    private readonly List<Diagnostic> diagnostics;
    private readonly OrderedDictionary<string, LevelCoefficient> available = [];
    private readonly OrderedDictionary<string, LevelCoefficient> introduced = [];
    private readonly List<Expression> offsets = [];
    private readonly Dictionary<string, TextSpan> removed = [];
    private readonly Dictionary<AcrossStatement, List<LevelCoefficient>> effects = new(ReferenceEqualityComparer.Instance);
    private readonly bool formulaIsKnown;
    private bool isTooLarge;

    private LevelEquationCompiler(FormulaStatement formula, SourceText source, List<Diagnostic> diagnostics)
    {
        this.source = source;
        this.diagnostics = diagnostics;
        int before = diagnostics.Count;
        TermList terms = FormulaExpansion.Expand(formula, source, diagnostics).Fixed;
        formulaIsKnown = diagnostics.Count == before;
        if (terms.HasIntercept)
        {
            available.Add(LevelCoefficient.Intercept.Key, LevelCoefficient.Intercept);
        }

        foreach (LevelCoefficient coefficient in terms.Terms.Select(term => LevelCoefficient.From(term, terms)))
        {
            available.Add(coefficient.Key, coefficient);
        }
    }

    /// <summary>
    /// The formula equivalent to the model's formula together with its <c>across</c> statements; the formula itself without <c>across</c> statements.
    /// Fixed terms come from the lowest level up; the formula's own random terms come first, then those of the blocks, outer groups before inner ones.
    /// </summary>
    /// <param name="formula">The formula of the lowest level.</param>
    /// <param name="blocks">The levels above, in the order written.</param>
    /// <param name="source">The text that they stand in.</param>
    /// <param name="diagnostics">Receives the errors; the result is valid only without errors.</param>
    public static FormulaStatement Compile(FormulaStatement formula, IReadOnlyList<AcrossStatement> blocks, SourceText source, List<Diagnostic> diagnostics)
    {
        if (blocks.Count == 0)
        {
            return formula;
        }

        LevelEquationCompiler compiler = new(formula, source, diagnostics);
        compiler.CheckBlocks(blocks);
        foreach (AcrossStatement block in LevelNesting.Upwards(blocks, block => block.Group))
        {
            compiler.ReadBlock(block);
        }

        return formula with { RightHandSide = compiler.Build(formula, blocks) };
    }

    private void CheckBlocks(IReadOnlyList<AcrossStatement> blocks)
    {
        Dictionary<string, AcrossStatement> groups = [];
        foreach (AcrossStatement block in blocks)
        {
            if (block.Equations.Count == 0)
            {
                diagnostics.Add(LevelEquationDiagnostics.EmptyBlock(source, block.Span));
            }

            if (!groups.TryAdd(LevelNesting.Key(block.Group), block))
            {
                AcrossStatement first = groups[LevelNesting.Key(block.Group)];
                diagnostics.Add(LevelEquationDiagnostics.BlockTwice(source, GroupSpan(block), LevelNesting.Written(block.Group), first.Span));
            }
        }
    }

    private void ReadBlock(AcrossStatement block)
    {
        int before = diagnostics.Count;
        BlockReading reading = new();
        effects[block] = reading.Varying;
        foreach (LevelEquation equation in block.Equations.TakeWhile(_ => !isTooLarge))
        {
            Formula? expanded = Expand(equation);
            LevelCoefficient? coefficient = FindCoefficient(equation);
            if (expanded is not null && coefficient is not null)
            {
                ReadEquation(equation, coefficient, expanded, reading);
            }
        }

        if (reading.Varying.Count == 0 && block.Equations.Count > 0 && !isTooLarge && diagnostics.Count == before)
        {
            diagnostics.Add(LevelEquationDiagnostics.NothingRandom(source, GroupSpan(block), LevelNesting.Written(block.Group)));
        }

        foreach ((LevelCoefficient coefficient, TextSpan span) in reading.Meanless)
        {
            removed[coefficient.Key] = span;
            available.Remove(coefficient.Key);
            introduced.Remove(coefficient.Key);
        }

        foreach (LevelCoefficient coefficient in reading.Fresh.Where(coefficient => available.TryAdd(coefficient.Key, coefficient)))
        {
            introduced[coefficient.Key] = coefficient;
        }
    }

    private void ReadEquation(LevelEquation equation, LevelCoefficient coefficient, Formula expanded, BlockReading reading)
    {
        TermList predictors = expanded.Fixed;
        if (introduced.Count + reading.Fresh.Count + predictors.Terms.Count > FormulaExpansion.MostTerms)
        {
            diagnostics.Add(FormulaDiagnostics.TooManyTerms(source, equation.RightHandSide.Span, FormulaExpansion.MostTerms));
            isTooLarge = true;
            return;
        }

        ReadOffsets(expanded.Offsets, coefficient);
        if (!reading.Seen.TryAdd(coefficient.Key, equation.Span))
        {
            diagnostics.Add(LevelEquationDiagnostics.EquationTwice(source, equation.Coefficient.Span, coefficient.Name, reading.Seen[coefficient.Key]));
        }

        if (equation.IsFixed && !predictors.HasIntercept && predictors.Terms.Count == 0)
        {
            diagnostics.Add(LevelEquationDiagnostics.EmptyEquation(source, equation.Span, coefficient.Name));
        }

        reading.Fresh.AddRange(predictors.Terms.Select(term => coefficient.Cross(LevelCoefficient.From(term, predictors))));
        if (!predictors.HasIntercept)
        {
            reading.Meanless.Add((coefficient, equation.Span));
        }

        if (!equation.IsFixed)
        {
            reading.Varying.Add(coefficient);
        }
    }

    private void ReadOffsets(IEnumerable<Expression> values, LevelCoefficient coefficient)
    {
        foreach (Expression value in values)
        {
            if (coefficient.IsIntercept)
            {
                offsets.Add(new CallExpression("offset", value.Span, [new Argument(null, value)], value.Span));
            }
            else
            {
                diagnostics.Add(LevelEquationDiagnostics.MisplacedOffset(source, value.Span, coefficient.Name));
            }
        }
    }

    private Formula? Expand(LevelEquation equation)
    {
        int before = diagnostics.Count;
        Formula expanded = FormulaExpansion.Expand(new FormulaStatement(equation.Coefficient, equation.RightHandSide, equation.Span), source, diagnostics);
        foreach (RandomTermFormula term in expanded.Random.DistinctBy(term => term.Syntax.Span))
        {
            diagnostics.Add(LevelEquationDiagnostics.RandomTermInEquation(source, term.Syntax.Span));
        }

        return diagnostics.Count == before ? expanded : null;
    }

    private LevelCoefficient? FindCoefficient(LevelEquation equation)
    {
        if (LevelCoefficient.From(equation.Coefficient) is not { } coefficient)
        {
            diagnostics.Add(LevelEquationDiagnostics.NotACoefficient(source, equation.Coefficient.Span));
            return null;
        }

        if (available.TryGetValue(coefficient.Key, out LevelCoefficient? known))
        {
            return known;
        }

        if (removed.TryGetValue(coefficient.Key, out TextSpan span))
        {
            diagnostics.Add(LevelEquationDiagnostics.CoefficientWithoutMean(source, equation.Coefficient.Span, coefficient.Name, span));
        }
        else if (formulaIsKnown)
        {
            diagnostics.Add(LevelEquationDiagnostics.UnknownCoefficient(
                source, equation.Coefficient.Span, coefficient.Name, [.. available.Values.Select(other => other.Name)]));
        }

        return null;
    }

    private Expression Build(FormulaStatement formula, IReadOnlyList<AcrossStatement> blocks)
    {
        Expression sum = WithoutRemoved(formula.RightHandSide);
        List<Expression> added = [.. introduced.Values.Select(coefficient => coefficient.ToExpression(coefficient.Factors[^1].Span))];
        added.AddRange(offsets);
        added.AddRange(LevelNesting.Downwards(blocks, block => block.Group).Select(RandomTerm));
        return Add(sum, Sum(added, 0, added.Count));
    }

    /// <summary><c>(1 + cses | school)</c>.</summary>
    private ParenthesizedExpression RandomTerm(AcrossStatement block)
    {
        TextSpan span = GroupSpan(block);
        List<LevelCoefficient> varying = effects[block];
        List<Expression> terms = [.. varying.Where(coefficient => !coefficient.IsIntercept).Select(coefficient => coefficient.ToExpression(span))];
        terms.Insert(0, new NumberExpression(terms.Count < varying.Count ? 1 : 0, span));
        Expression group = block.Group.Aggregate<Expression>((left, right) => new BinaryExpression(BinaryOperator.Interaction, left, right, span, span));
        BinaryOperator bar = block.Correlated ? BinaryOperator.Bar : BinaryOperator.DoubleBar;
        return new ParenthesizedExpression(new BinaryExpression(bar, Sum(terms, 0, terms.Count), group, span, span), span);
    }

    /// <summary>The formula's right-hand side without the intercept: with 0 where 1 was, or before everything.</summary>
    private static Expression WithoutIntercept(Expression sum)
    {
        Expression? rest = Drop(sum, part => part is NumberExpression);
        NumberExpression zero = new(0, sum.Span);
        return rest is null ? zero : Add(zero, rest);
    }

    /// <summary>The sum without the terms of all coefficients that have lost their mean: at once where each is written by itself.</summary>
    private Expression WithoutRemoved(Expression sum)
    {
        HashSet<string> keys = [.. removed.Keys.Where(key => key != LevelCoefficient.Intercept.Key)];
        Expression rest = Drop(sum, part => LevelCoefficient.From(part) is { IsIntercept: false } written && keys.Contains(written.Key))
            ?? new NumberExpression(1, sum.Span);
        if (!TermsOf(rest).Any(left => keys.Contains(left.Key)))
        {
            return removed.ContainsKey(LevelCoefficient.Intercept.Key) ? WithoutIntercept(rest) : rest;
        }

        foreach (string key in removed.Keys)
        {
            sum = key == LevelCoefficient.Intercept.Key ? WithoutIntercept(sum) : Without(sum, key) ?? new NumberExpression(1, sum.Span);
        }

        return sum;
    }

    /// <summary>The coefficients of a sum's terms.</summary>
    private IEnumerable<LevelCoefficient> TermsOf(Expression sum)
    {
        TermList terms = FormulaExpansion.Expand(new FormulaStatement(sum, sum, sum.Span), source, []).Fixed;
        return terms.Terms.Select(term => LevelCoefficient.From(term, terms));
    }

    /// <summary>
    /// The sum without a term: left out if it is written by itself; subtracted if an operator such as <c>*</c> made it. Null if nothing is left.
    /// </summary>
    private Expression? Without(Expression sum, string key)
    {
        Expression? rest = Drop(sum, part => LevelCoefficient.From(part)?.Key == key);
        if (rest is null)
        {
            return null;
        }

        LevelCoefficient? left = TermsOf(rest).FirstOrDefault(coefficient => coefficient.Key == key);
        return left is null ? rest : new BinaryExpression(BinaryOperator.Subtract, rest, left.ToExpression(rest.Span), rest.Span, rest.Span);
    }

    private static Expression? Drop(Expression sum, Func<Expression, bool> isDropped)
    {
        if (isDropped(sum))
        {
            return null;
        }

        if (sum is not BinaryExpression { Operator: BinaryOperator.Add } both)
        {
            return sum;
        }

        Expression? left = Drop(both.Left, isDropped), right = Drop(both.Right, isDropped);
        return left is null ? right : right is null ? left : both with { Left = left, Right = right };
    }

    /// <summary>A sum as a balanced tree: it may be long, and code that walks over it recurses.</summary>
    private static Expression Sum(List<Expression> terms, int start, int end) => end - start == 1
        ? terms[start]
        : Add(Sum(terms, start, (start + end) / 2), Sum(terms, (start + end) / 2, end));

    private static BinaryExpression Add(Expression left, Expression right) =>
        new(BinaryOperator.Add, left, right, right.Span, TextSpan.Cover(left.Span, right.Span));

    private static TextSpan GroupSpan(AcrossStatement block) => TextSpan.Cover(block.Group[0].Span, block.Group[^1].Span);

    /// <summary>The equations of one block so far. They see only the levels below, so they take effect at the block's end.</summary>
    private sealed class BlockReading
    {
        /// <summary>The coefficients with a random residual.</summary>
        public List<LevelCoefficient> Varying { get; } = [];

        /// <summary>The coefficients of the predictors.</summary>
        public List<LevelCoefficient> Fresh { get; } = [];

        /// <summary>The coefficients that lose their own mean, with the place.</summary>
        public List<(LevelCoefficient Coefficient, TextSpan Span)> Meanless { get; } = [];

        /// <summary>Where each coefficient has its equation.</summary>
        public Dictionary<string, TextSpan> Seen { get; } = [];
    }
}
