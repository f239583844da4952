using BayesLmm.Diagnostics;
using BayesLmm.Language.Syntax;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design;

/// <summary>
/// Grouping factors side by side, one of which the data show to start anew in every level of the other, or, where that one holds a third, in every level
/// of that.
/// </summary>
internal sealed class NestingCheck
{
    private readonly Formula formula;
    private readonly Grouping[] single;
    private readonly Lazy<double[]> residuals;

    private NestingCheck(ModelDesign design, Formula formula)
    {
        this.formula = formula;
        single = [.. Enumerable.Range(0, design.RandomTerms.Count).Where(k => formula.Random[k].Group.Count == 1)
            .DistinctBy(k => design.RandomTerms[k].Group)
            .Select(k => new Grouping(
                design.RandomTerms[k].Group, formula.Random[k].Group[0].Span, design.RandomTerms[k].Codes, design.RandomTerms[k].Levels.Count))];
        residuals = new Lazy<double[]>(() => LeastSquaresResiduals.Of(design));
    }

    /// <summary>Warns of them. Returns the inner ones, whose levels are more than their labels.</summary>
    /// <param name="design">The design.</param>
    /// <param name="formula">Its formula, with the random terms in the same order.</param>
    /// <param name="source">The model text.</param>
    /// <param name="diagnostics">Receives the warnings.</param>
    public static HashSet<string> Run(ModelDesign design, Formula formula, SourceText source, List<Diagnostic> diagnostics)
    {
        NestingCheck check = new(design, formula);
        Nesting[] found = [.. check.Find()];
        foreach (Nesting nesting in found)
        {
            Grouping? between = check.Others(nesting, found, design).FirstOrDefault(other => check.LiesBetween(other, nesting));
            string[] outer = between is null ? [nesting.Outer.Name] : [nesting.Outer.Name, between.Name];
            diagnostics.Add(AdviceDiagnostics.NestingMeant(source, nesting.Inner.Span, nesting.Inner.Name, outer, nesting.StartsAnew));
        }

        return found.Select(nesting => nesting.Inner.Name).ToHashSet(StringComparer.Ordinal);
    }

    private IEnumerable<Nesting> Find()
    {
        for (int i = 0; i < single.Length; i++)
        {
            for (int j = i + 1; j < single.Length; j++)
            {
                (Grouping first, Grouping second) = (single[i], single[j]);
                if (formula.Random.Any(term => term.Group.Any(name => name.Name == first.Name) && term.Group.Any(name => name.Name == second.Name)))
                {
                    continue;
                }

                if (CrossedOrNested.Judge(first.Codes, first.Count, second.Codes, second.Count, () => residuals.Value) is { } likely)
                {
                    yield return likely.InnerIsSecond ? new Nesting(first, second, likely.StartsAnew) : new Nesting(second, first, likely.StartsAnew);
                }
            }
        }
    }

    /// <summary>What else is nested in the outer factor, by the data or by a term such as <c>school:class</c>; each as its groups in it.</summary>
    private IEnumerable<Grouping> Others(Nesting nesting, Nesting[] found, ModelDesign design)
    {
        string outer = nesting.Outer.Name, inner = nesting.Inner.Name;
        return found.Where(other => other.Outer.Name == outer && other.Inner.Name != inner).Select(other => Cross(other.Outer, other.Inner))
            .Concat(Enumerable.Range(0, design.RandomTerms.Count)
                .Where(k => formula.Random[k].Group.Count == 2 && formula.Random[k].Group.Any(name => name.Name == outer))
                .Select(k => new Grouping(
                    formula.Random[k].Group.First(name => name.Name != outer).Name, formula.Random[k].Group[0].Span,
                    design.RandomTerms[k].Codes, design.RandomTerms[k].Levels.Count)));
    }

    /// <summary>Whether the inner labels start anew also in every group of another factor in the outer one.</summary>
    private bool LiesBetween(Grouping other, Nesting nesting)
    {
        Grouping inner = Cross(nesting.Outer, nesting.Inner);
        return CrossedOrNested.Judge(other.Codes, other.Count, inner.Codes, inner.Count, () => residuals.Value, nesting.Outer.Count) is { InnerIsSecond: true };
    }

    /// <summary>The combinations that occur, under the name of the inner factor.</summary>
    private static Grouping Cross(Grouping outer, Grouping inner)
    {
        Dictionary<(int, int), int> numbers = [];
        int[] codes = new int[outer.Codes.Length];
        for (int row = 0; row < codes.Length; row++)
        {
            (int, int) pair = (outer.Codes[row], inner.Codes[row]);
            if (!numbers.TryGetValue(pair, out codes[row]))
            {
                numbers.Add(pair, codes[row] = numbers.Count);
            }
        }

        return inner with { Codes = codes, Count = numbers.Count };
    }

    /// <summary>A grouping factor of one column.</summary>
    private sealed record Grouping(string Name, TextSpan Span, int[] Codes, int Count);

    private sealed record Nesting(Grouping Outer, Grouping Inner, bool StartsAnew);
}
