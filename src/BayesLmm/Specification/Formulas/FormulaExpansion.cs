using BayesLmm.Covariances;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;

namespace BayesLmm.Specification.Formulas;

// The algebra of Wilkinson & Rogers (1973), as R's terms.formula has it: a*b = a + b + a:b, a/b = a + a:b, ^n crosses to degree n,
// - removes, and terms are put in order of degree.

/// <summary>Expands the operators of a formula.</summary>
internal sealed class FormulaExpansion
{
    /// <summary>What an operator may expand to.</summary>
    internal const int MostTerms = 20_000;

    /// <summary>The random terms that a formula may have, <c>(1 | a/b)</c> two of them.</summary>
    internal const int MostRandomTerms = 500;

    /// <summary>The effects that a random term may have: their covariance matrix has the square of it.</summary>
    internal const int MostRandomEffects = 1_000;

    private readonly SourceText source;
    private readonly List<Diagnostic> diagnostics;
    private readonly List<RandomTermFormula> random = [];
    private bool isTooLarge, hasTooManyRandomTerms;
    private readonly List<Expression> offsets = [];

    private FormulaExpansion(SourceText source, List<Diagnostic> diagnostics)
    {
        this.source = source;
        this.diagnostics = diagnostics;
    }

    /// <summary>The formula's terms. Errors are added to <paramref name="diagnostics"/>; the result then holds the terms that could be read.</summary>
    public static Formula Expand(FormulaStatement formula, SourceText source, List<Diagnostic> diagnostics)
    {
        FormulaExpansion expansion = new(source, diagnostics);
        TermList terms = expansion.TermsOf(formula.RightHandSide, allowRandom: true);
        return new Formula(formula.Response, terms, expansion.random.ToEquatableArray(), expansion.offsets.ToEquatableArray());
    }

    private TermList TermsOf(Expression expression, bool allowRandom)
    {
        Side side = new(this, allowRandom);
        List<Term> terms = side.Encode(expression, topLevel: true);
        return new TermList(
            side.HasIntercept,
            side.Variables.ToEquatableArray(),
            terms.Where(term => term != Term.Intercept).OrderBy(term => term.Degree).ToEquatableArray());
    }

    private void AddRandomTerm(BinaryExpression bar)
    {
        TermList effects = TermsOf(bar.Left, allowRandom: false);
        if (!effects.HasIntercept && effects.Terms.Count == 0)
        {
            Report(FormulaDiagnostics.EmptyRandomTerm(source, bar.Span));
            return;
        }

        if (effects.Terms.Count > MostRandomEffects)
        {
            Report(FormulaDiagnostics.TooManyRandomEffects(source, bar.Left.Span, MostRandomEffects));
            return;
        }

        List<EquatableArray<NameExpression>> groups = Groups(bar.Right);
        if (random.Count + groups.Count > MostRandomTerms)
        {
            ReportTooManyRandomTerms(bar.Span);
            return;
        }

        foreach (EquatableArray<NameExpression> group in groups)
        {
            random.Add(new RandomTermFormula(effects, group, CovarianceStructures.WithBar(OperatorTable.Written(bar.Operator)), bar));
        }
    }

    /// <summary>What stands right of a bar: one list of columns for each grouping factor.</summary>
    private List<EquatableArray<NameExpression>> Groups(Expression expression)
    {
        switch (expression)
        {
            case NameExpression name:
                return [[name]];
            case ParenthesizedExpression parentheses:
                return Groups(parentheses.Inner);
            case CallExpression { Function: "factor", Arguments: [{ Value: NameExpression name }] }:
                return [[name]];
            case BinaryExpression { Operator: BinaryOperator.Interaction } pair:
                return Cross(Groups(pair.Left), Groups(pair.Right), pair.Span);
            case BinaryExpression { Operator: BinaryOperator.Divide } nest:
                List<EquatableArray<NameExpression>> outer = Groups(nest.Left);
                List<EquatableArray<NameExpression>> inner = Groups(nest.Right);
                return outer.Count == 0 ? [] : [.. outer, .. Cross(outer[^1..], inner, nest.Span)];
            case BinaryExpression { Operator: BinaryOperator.Multiply } cross:
                List<EquatableArray<NameExpression>> left = Groups(cross.Left), right = Groups(cross.Right);
                return [.. left, .. right, .. Cross(left, right, cross.Span)];
            case BinaryExpression { Operator: BinaryOperator.Add } sum:
                return [.. Groups(sum.Left), .. Groups(sum.Right)];
            default:
                Report(FormulaDiagnostics.NotAGroupingFactor(source, expression.Span));
                return [];
        }
    }

    /// <summary>All combinations of the groups of both; none, with a report, when they are too many: a*b*c*… doubles with each factor.</summary>
    private List<EquatableArray<NameExpression>> Cross(
        List<EquatableArray<NameExpression>> left, List<EquatableArray<NameExpression>> right, TextSpan written)
    {
        if ((long)left.Count * right.Count > MostRandomTerms)
        {
            ReportTooManyRandomTerms(written);
            return [];
        }

        return [.. from a in left from b in right select a.Concat(b.Where(name => a.All(other => other.Name != name.Name))).ToEquatableArray()];
    }

    private void ReportTooManyRandomTerms(TextSpan written)
    {
        if (!hasTooManyRandomTerms)
        {
            Report(FormulaDiagnostics.TooManyRandomTerms(source, written, MostRandomTerms));
        }

        hasTooManyRandomTerms = true;
    }

    private void Report(Diagnostic diagnostic) => diagnostics.Add(diagnostic);

    /// <summary>One list of terms while it grows, with its own numbering of variables and its own intercept.</summary>
    private sealed class Side(FormulaExpansion expansion, bool allowRandom)
    {
        private const int LargestDegree = 20;

        private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);

        public List<Variable> Variables { get; } = [];

        public bool HasIntercept { get; private set; } = true;

        /// <summary>The expression's terms in the order written, each once.</summary>
        /// <param name="expression">The expression.</param>
        /// <param name="topLevel">Whether only + and − are above it, so that 0, 1 and random terms are allowed.</param>
        public List<Term> Encode(Expression expression, bool topLevel)
        {
            switch (expression)
            {
                case ParenthesizedExpression { Inner: BinaryExpression { Operator: BinaryOperator.Bar or BinaryOperator.DoubleBar } bar }:
                    EncodeRandom(bar, topLevel);
                    return [];
                case ParenthesizedExpression parentheses:
                    return Encode(parentheses.Inner, topLevel);
                case NumberExpression number:
                    EncodeConstant(number, topLevel, remove: false);
                    return [];
                case CallExpression { Function: "offset", Arguments.Count: 1 } offset when allowRandom && topLevel:
                    expansion.offsets.Add(offset.Arguments[0].Value);
                    return [];
                case NameExpression:
                case CallExpression:
                    return [Term.Of(IndexOf(expression))];
                case UnaryExpression { Operator: UnaryOperator.Plus } plus:
                    return Encode(plus.Operand, topLevel);
                case UnaryExpression { Operator: UnaryOperator.Minus } minus:
                    return Remove([], minus.Operand, topLevel);
                case BinaryExpression binary:
                    return EncodeOperator(binary, topLevel);
                default:
                    expansion.Report(FormulaDiagnostics.NotATerm(expansion.source, expression.Span));
                    return [];
            }
        }

        private List<Term> EncodeOperator(BinaryExpression e, bool topLevel)
        {
            switch (e.Operator)
            {
                case BinaryOperator.Add:
                    return Unite(Encode(e.Left, topLevel), Encode(e.Right, topLevel));
                case BinaryOperator.Subtract:
                    return Remove(Encode(e.Left, topLevel), e.Right, topLevel);
                case BinaryOperator.Interaction:
                    return Cross(Encode(e.Left, false), Encode(e.Right, false), e);
                case BinaryOperator.Multiply:
                    List<Term> left = Encode(e.Left, false), right = Encode(e.Right, false);
                    return Unite(Unite(left, right), Cross(left, right, e));
                case BinaryOperator.Divide:
                    List<Term> outer = Encode(e.Left, false);
                    Term all = outer.Aggregate(Term.Intercept, (sum, term) => sum.Union(term));
                    return Unite(outer, Cross([all], Encode(e.Right, false), e));
                case BinaryOperator.In:
                    List<Term> inner = Encode(e.Left, false);
                    Term within = Encode(e.Right, false).Aggregate(Term.Intercept, (sum, term) => sum.Union(term));
                    return Cross(inner, [within], e);
                case BinaryOperator.Power:
                    return Power(e);
                case BinaryOperator.Bar or BinaryOperator.DoubleBar:
                    expansion.Report(FormulaDiagnostics.BarWithoutParentheses(expansion.source, e.Span));
                    return [];
                default:
                    expansion.Report(FormulaDiagnostics.NotATerm(expansion.source, e.Span));
                    return [];
            }
        }

        private List<Term> Power(BinaryExpression e)
        {
            if (e.Right is not NumberExpression { Value: >= 1 and <= LargestDegree } degree || degree.Value != Math.Floor(degree.Value))
            {
                expansion.Report(FormulaDiagnostics.NotADegree(expansion.source, e.Right.Span, LargestDegree));
                return [];
            }

            List<Term> factors = Encode(e.Left, false), result = factors;
            for (int k = 1; k < (int)degree.Value; k++)
            {
                int before = result.Count;
                result = Unite(result, Cross(result, factors, e));
                if (result.Count == before)
                {
                    break;
                }
            }

            return result;
        }

        private void EncodeRandom(BinaryExpression bar, bool topLevel)
        {
            if (allowRandom && topLevel)
            {
                expansion.AddRandomTerm(bar);
            }
            else
            {
                expansion.Report(FormulaDiagnostics.MisplacedRandomTerm(expansion.source, bar.Span));
            }
        }

        private void EncodeConstant(NumberExpression number, bool topLevel, bool remove)
        {
            if (topLevel && number.Value is 0 or 1)
            {
                HasIntercept = (number.Value == 1) != remove;
            }
            else
            {
                expansion.Report(FormulaDiagnostics.NotAConstant(expansion.source, number.Span));
            }
        }

        private List<Term> Remove(List<Term> terms, Expression removed, bool topLevel)
        {
            if (removed is NumberExpression number)
            {
                EncodeConstant(number, topLevel, remove: true);
                return terms;
            }

            if (removed is ParenthesizedExpression { Inner: BinaryExpression { Operator: BinaryOperator.Bar or BinaryOperator.DoubleBar } bar })
            {
                expansion.Report(FormulaDiagnostics.MisplacedRandomTerm(expansion.source, bar.Span));
                return terms;
            }

            bool intercept = HasIntercept;
            HashSet<Term> gone = [.. Encode(removed, false)];
            HasIntercept = intercept;
            return [.. terms.Where(term => !gone.Contains(term))];
        }

        private int IndexOf(Expression expression)
        {
            string name = ExpressionPrinter.Print(expression);
            if (indices.TryAdd(name, Variables.Count))
            {
                Variables.Add(new Variable(name, expression));
            }

            return indices[name];
        }

        private static List<Term> Unite(List<Term> left, List<Term> right) => [.. left.Union(right)];

        /// <summary>All products of the terms of both; none, with a report, when they are too many: a*b*c*… doubles with each variable.</summary>
        private List<Term> Cross(List<Term> left, List<Term> right, Expression written)
        {
            if ((long)left.Count * right.Count > MostTerms)
            {
                if (!expansion.isTooLarge)
                {
                    expansion.Report(FormulaDiagnostics.TooManyTerms(expansion.source, written.Span, MostTerms));
                }

                expansion.isTooLarge = true;
                return [];
            }

            return [.. (from a in left from b in right select a.Union(b)).Distinct()];
        }
    }
}
