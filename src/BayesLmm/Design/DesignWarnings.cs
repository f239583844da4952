using BayesLmm.Design.Columns;
using BayesLmm.Diagnostics;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design;

/// <summary>Finds what is legal in a design but doubtful.</summary>
internal static class DesignWarnings
{
    /// <summary>Below this many levels the variance between them depends on its prior (Gelman 2006; Bolker et al. 2009).</summary>
    private const int FewLevels = 5;

    /// <summary>Columns whose standard deviations differ by more than this factor are on different scales.</summary>
    private const double ScaleRatio = 1e5;

    /// <summary>Adds warnings about a design.</summary>
    /// <param name="design">The design.</param>
    /// <param name="formula">What it was made from; its random terms are those of the design, in the same order.</param>
    /// <param name="source">The model text.</param>
    /// <param name="span">The formula's place in it.</param>
    /// <param name="diagnostics">Receives the warnings.</param>
    public static void Check(ModelDesign design, Formula formula, SourceText source, TextSpan span, List<Diagnostic> diagnostics)
    {
        if (design.Rows.Dropped > 0)
        {
            diagnostics.Add(DesignDiagnostics.RowsDropped(source, span, design.Rows));
        }

        HashSet<string> seen = [];
        for (int k = 0; k < design.RandomTerms.Count; k++)
        {
            RandomTermDesign term = design.RandomTerms[k];
            TextSpan place = TextSpan.Cover(formula.Random[k].Group[0].Span, formula.Random[k].Group[^1].Span);
            if (seen.Add(term.Group))
            {
                CheckLevels(design, term, source, place, diagnostics);
            }

            foreach (DesignColumn column in term.Columns.Where(column => column.Name != TermColumns.Intercept && term.HoldsConstant(column)))
            {
                diagnostics.Add(DesignDiagnostics.ConstantWithin(source, formula.Random[k].Syntax.Span, column.Name, term.Group));
            }
        }

        CheckNesting(design, formula, source, diagnostics);
        CheckScales(design, source, span, diagnostics);
    }

    private static void CheckLevels(ModelDesign design, RandomTermDesign term, SourceText source, TextSpan place, List<Diagnostic> diagnostics)
    {
        if (term.Levels.Count == design.RowCount && !design.HasKnownErrors)
        {
            diagnostics.Add(DesignDiagnostics.LevelEveryRow(source, place, term.Group));
        }
        else if (term.Levels.Count < FewLevels)
        {
            diagnostics.Add(DesignDiagnostics.FewLevels(source, place, term.Group, term.Levels.Count));
        }
    }

    /// <summary>
    /// Two grouping factors side by side, where the inner one's labels start anew in every level of the outer, with several rows for each pair: the same label
    /// then most likely means different things, and nesting was meant.
    /// </summary>
    private static void CheckNesting(ModelDesign design, Formula formula, SourceText source, List<Diagnostic> diagnostics)
    {
        EquatableArray<RandomTermDesign> terms = design.RandomTerms;
        for (int inner = 0; inner < terms.Count; inner++)
        {
            for (int outer = 0; outer < terms.Count; outer++)
            {
                bool single = formula.Random[inner].Group.Count == 1 && formula.Random[outer].Group.Count == 1 && terms[inner].Group != terms[outer].Group;
                string pair = $"{terms[outer].Group}:{terms[inner].Group}";
                if (single && terms[inner].Levels.Count < terms[outer].Levels.Count && terms.All(term => term.Group != pair)
                    && LabelsStartAnew(terms[outer], terms[inner]))
                {
                    TextSpan place = formula.Random[inner].Group[0].Span;
                    diagnostics.Add(DesignDiagnostics.NestingMeant(source, place, terms[inner].Group, terms[outer].Group));
                }
            }
        }
    }

    /// <summary>Whether every outer level has the inner labels 1 … k, k depending on the level, with at least two rows for every pair.</summary>
    private static bool LabelsStartAnew(RandomTermDesign outer, RandomTermDesign inner)
    {
        Dictionary<(int, int), int> rows = [];
        for (int row = 0; row < outer.Codes.Length; row++)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(rows, (outer.Codes[row], inner.Codes[row]), out _)++;
        }

        return rows.Values.All(count => count > 1)
            && rows.Keys.GroupBy(pair => pair.Item1).All(level => level.Max(pair => pair.Item2) == level.Count() - 1);
    }

    private static void CheckScales(ModelDesign design, SourceText source, TextSpan span, List<Diagnostic> diagnostics)
    {
        FixedEffectsDesign X = design.FixedEffects;
        (string Name, double Sd)[] scales = [.. Enumerable.Range(0, X.Columns.Count)
            .Where(j => X.Columns[j].Name != TermColumns.Intercept)
            .Select(j => (X.Columns[j].Name, Math.Sqrt(X.Moments!.Gram[(j * X.Columns.Count) + j] / design.RowCount)))];
        if (scales.Length > 1)
        {
            (string small, double smallest) = scales.MinBy(scale => scale.Sd);
            (string large, double largest) = scales.MaxBy(scale => scale.Sd);
            if (largest > ScaleRatio * smallest)
            {
                diagnostics.Add(DesignDiagnostics.ScalesApart(source, span, small, smallest, large, largest));
            }
        }
    }
}
