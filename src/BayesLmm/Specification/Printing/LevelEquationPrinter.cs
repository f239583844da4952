using System.Text;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;
using BayesLmm.Specification.Levels;

namespace BayesLmm.Specification.Printing;

/// <summary>
/// Writes an expanded formula as level equations: the formula of the lowest level, then an <c>across</c> block for each grouping factor, lowest first.
/// The inverse of <see cref="LevelEquationCompiler"/>: compiled again, the text has the same fixed and random terms. Their order, and that of the variables in
/// an interaction or a grouping factor, may differ, because level equations go up level by level; not so where the order of factors decides how they
/// are coded (a formula without an intercept).
/// </summary>
internal sealed class LevelEquationPrinter
{
    private readonly Formula formula;
    private readonly List<RandomTermFormula> blocks;
    private readonly List<Placed> placed;
    private readonly LevelCoefficient[] means; // of the fixed terms
    private readonly HashSet<string> meanKeys;
    private readonly Dictionary<string, int> levels = new(StringComparer.Ordinal);
    private readonly Func<string, RandomTermFormula, bool> isConstantWithin;

    private LevelEquationPrinter(Formula formula, Func<string, string, bool>? isConstantWithin)
    {
        this.formula = formula;
        blocks = LevelNesting.Upwards(formula.Random.DistinctBy(term => LevelNesting.Key(term.Group)), term => term.Group);
        means = [.. formula.Fixed.Terms.Select(term => LevelCoefficient.From(term, formula.Fixed))];
        meanKeys = [.. means.Select(mean => mean.Key)];
        if (formula.Fixed.HasIntercept)
        {
            meanKeys.Add(LevelCoefficient.Intercept.Key);
        }

        this.isConstantWithin = isConstantWithin is null ? InteractsWithRandomEffect : (variable, block) => isConstantWithin(variable, block.GroupName);
        placed = [.. formula.Fixed.Terms.Select((term, t) => Place(term, means[t]))];
    }

    /// <summary>A fixed term with the block in whose equations it stands (−1: the formula's), and there its coefficient and predictor.</summary>
    private sealed record Placed(Term Term, int Block, LevelCoefficient Coefficient, LevelCoefficient Predictor);

    /// <summary>
    /// Writes the formula on the first line and each block below. A formula that level equations cannot express is written as <see cref="FormulaPrinter"/>
    /// writes it.
    /// </summary>
    /// <param name="formula">The formula.</param>
    /// <param name="isConstantWithin">
    /// Tells from data whether a variable, by its name, has one value within each group of a grouping factor, by its name (<c>school:class</c>). When null, the
    /// formula itself is taken as a hint: a variable that interacts with a random effect of a group is taken for a property of the group.
    /// </param>
    public static string Print(Formula formula, Func<string, string, bool>? isConstantWithin = null)
    {
        string plain = FormulaPrinter.Print(formula);
        if (formula.Random.Count == 0)
        {
            return plain;
        }

        string[] candidates = [new LevelEquationPrinter(formula, isConstantWithin).Print(), new LevelEquationPrinter(formula, (_, _) => false).Print()];
        return candidates.FirstOrDefault(text => SaysTheSame(text, formula)) ?? plain;
    }

    private bool InteractsWithRandomEffect(string variable, RandomTermFormula block)
    {
        TermList effects = block.Effects;
        if (effects.Variables.Count == 0)
        {
            return false;
        }

        HashSet<string> names = [.. effects.Variables.Select(other => other.Name)];
        HashSet<string> varying = [.. effects.Terms.Select(term => LevelCoefficient.From(term, effects).Key)];
        return !names.Contains(variable) && means.Any(mean => mean.FactorNames.Contains(variable)
            && mean.FactorNames.Any(names.Contains)
            && varying.Contains(LevelCoefficient.From(mean.Factors.Where((_, i) => names.Contains(mean.FactorNames[i]))).Key));
    }

    /// <summary>The outermost block within whose groups the variable is constant, or −1.</summary>
    private int LevelOf(Expression variable)
    {
        string name = ExpressionPrinter.Print(variable);
        if (!levels.TryGetValue(name, out int level))
        {
            level = blocks.FindLastIndex(block => isConstantWithin(name, block));
            levels.Add(name, level);
        }

        return level;
    }

    private Placed Place(Term term, LevelCoefficient whole)
    {
        int top = whole.Factors.Max(LevelOf);
        LevelCoefficient coefficient = LevelCoefficient.From(whole.Factors.Where(factor => LevelOf(factor) != top));
        LevelCoefficient predictor = LevelCoefficient.From(whole.Factors.Where(factor => LevelOf(factor) == top));
        bool fits = top >= 0 && (meanKeys.Contains(coefficient.Key) || CoefficientsOf(blocks[top].Effects).Any(effect => effect.Key == coefficient.Key));
        return fits ? new Placed(term, top, coefficient, predictor) : new Placed(term, -1, LevelCoefficient.Intercept, whole);
    }

    private string Print()
    {
        List<(LevelCoefficient Coefficient, bool IsFixed)>[] equations = [.. blocks.Select((_, b) => Equations(b))];
        StringBuilder text = new(BottomFormula(equations));
        for (int b = 0; b < blocks.Count; b++)
        {
            text.Append("\n\nacross ").Append(LevelNesting.Written(LevelNesting.FromOutermost(blocks[b].Group, blocks.Select(block => block.Group))))
                .Append(blocks[b].Structure.HasCorrelations ? "" : ", uncorrelated");
            int width = equations[b].Max(equation => equation.Coefficient.Name.Length);
            foreach ((LevelCoefficient coefficient, bool isFixed) in equations[b])
            {
                bool goesOn =
                    meanKeys.Contains(coefficient.Key) || equations.Skip(b + 1).Any(upper => upper.Any(other => other.Coefficient.Key == coefficient.Key));
                IEnumerable<string> predictors = placed.Where(term => term.Block == b && term.Coefficient.Key == coefficient.Key)
                    .Select(term => term.Predictor.Name);
                text.Append("\n    ").Append(coefficient.Name.PadRight(width)).Append(" ~ ")
                    .AppendJoin(" + ", predictors.Prepend(goesOn ? "1" : "0"))
                    .Append(isFixed ? ", fixed" : "");
            }
        }

        return text.ToString();
    }

    /// <summary>A block's coefficients: those that vary, then the others that have predictors there.</summary>
    private List<(LevelCoefficient Coefficient, bool IsFixed)> Equations(int block)
    {
        List<LevelCoefficient> varying = CoefficientsOf(blocks[block].Effects);
        IEnumerable<LevelCoefficient> others = placed.Where(term => term.Block == block).Select(term => term.Coefficient)
            .DistinctBy(coefficient => coefficient.Key)
            .Where(coefficient => varying.All(other => other.Key != coefficient.Key));
        return [.. varying.Select(coefficient => (coefficient, false)), .. others.Select(coefficient => (coefficient, true))];
    }

    /// <summary>The formula of the lowest level: the terms of no block, the varying ones that have no mean, and what a block cannot hold.</summary>
    private string BottomFormula(List<(LevelCoefficient Coefficient, bool IsFixed)>[] equations)
    {
        List<LevelCoefficient> meanless =
            [.. equations.SelectMany(block => block).Select(equation => equation.Coefficient).Where(c => !meanKeys.Contains(c.Key)).DistinctBy(c => c.Key)];
        bool hasIntercept = formula.Fixed.HasIntercept || meanless.Any(coefficient => coefficient.IsIntercept);
        List<Term> own = [.. placed.Where(term => term.Block < 0).Select(term => term.Term)];
        Term ownVariables = own.Aggregate(Term.Intercept, (all, term) => all.Union(term));
        Term elsewhere = Enumerable.Range(0, formula.Fixed.Variables.Count).Where(i => !ownVariables.Contains(i) && placed.Any(term => term.Term.Contains(i)))
            .Aggregate(Term.Intercept, (all, i) => all.Union(Term.Of(i)));
        IEnumerable<string> parts = meanless.Where(coefficient => !coefficient.IsIntercept).Select(coefficient => coefficient.Name)
            .Prepend(FormulaPrinter.Print(formula.Fixed, hasIntercept, own, elsewhere))
            .Concat(FormulaPrinter.Offsets(formula))
            .Concat(formula.Random.Where(term => !blocks.Any(block => ReferenceEquals(block, term))).Select(FormulaPrinter.Print));
        return $"{ExpressionPrinter.Print(formula.Response)} ~ {string.Join(" + ", parts)}";
    }

    private static List<LevelCoefficient> CoefficientsOf(TermList effects)
    {
        IEnumerable<LevelCoefficient> terms = effects.Terms.Select(term => LevelCoefficient.From(term, effects));
        return [.. effects.HasIntercept ? terms.Prepend(LevelCoefficient.Intercept) : terms];
    }

    /// <summary>Whether the text compiles to the formula's terms.</summary>
    private static bool SaysTheSame(string text, Formula formula)
    {
        if (!Model.TryParse(text, "level equations", out Model? model, out _) || model.Warnings.Count > 0)
        {
            return false;
        }

        Formula again = model.Formula;
        bool orderMatters = !formula.Fixed.HasIntercept;
        return Describe(again.Fixed, orderMatters) == Describe(formula.Fixed, orderMatters)
            && FormulaPrinter.Offsets(again).SequenceEqual(FormulaPrinter.Offsets(formula))
            && again.Random.Select(WithSortedGroup).Order(StringComparer.Ordinal)
                .SequenceEqual(formula.Random.Select(WithSortedGroup).Order(StringComparer.Ordinal));
    }

    /// <summary>A random term in a text that does not depend on the order of its group's columns.</summary>
    private static string WithSortedGroup(RandomTermFormula term) =>
        FormulaPrinter.Print(term with { Group = term.Group.OrderBy(name => name.Name, StringComparer.Ordinal).ToEquatableArray() });

    private static string Describe(TermList terms, bool orderMatters)
    {
        IEnumerable<string> names = orderMatters
            ? terms.Terms.Select(term => FormulaPrinter.Name(term, terms))
            : terms.Terms.Select(term => LevelCoefficient.From(term, terms).Key).Order(StringComparer.Ordinal);
        IEnumerable<string> variables = terms.Variables.Select(variable => variable.Name).Order(StringComparer.Ordinal);
        return string.Join("; ", names.Prepend(terms.HasIntercept ? "1" : "0").Concat(variables));
    }
}
