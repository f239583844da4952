using BayesLmm.Design.Columns;
using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design;

/// <summary>Finds what is legal in a design but doubtful.</summary>
internal static class DesignWarnings
{
    /// <summary>Fewer levels say little about the variance between them (Gelman 2006; Bolker et al. 2009; Oberpriller et al. 2022).</summary>
    private const int FewLevels = 10;

    /// <summary>Columns whose standard deviations differ by more than this factor are on different scales.</summary>
    private const double ScaleRatio = 1e5;

    /// <summary>Adds warnings about a design.</summary>
    /// <param name="design">The design.</param>
    /// <param name="model">What it was made from; its random terms are those of the design, in the same order.</param>
    /// <param name="diagnostics">Receives the warnings.</param>
    public static void Check(ModelDesign design, Model model, List<Diagnostic> diagnostics)
    {
        (Formula formula, SourceText source, TextSpan span) = (model.Formula, model.Source, model.FormulaSpan);
        if (design.Rows.Dropped > 0)
        {
            diagnostics.Add(DesignDiagnostics.RowsDropped(source, span, design.Rows));
        }

        List<Diagnostic> nestings = [];
        HashSet<string> startAnew = CheckNesting(design, formula, source, nestings), seen = [];
        for (int k = 0; k < design.RandomTerms.Count; k++)
        {
            RandomTermDesign term = design.RandomTerms[k];
            TextSpan place = TextSpan.Cover(formula.Random[k].Group[0].Span, formula.Random[k].Group[^1].Span);
            if (seen.Add(term.Group) && !startAnew.Contains(term.Group))
            {
                CheckLevels(design, term, model, place, diagnostics);
            }

            foreach (DesignColumn column in term.Columns.Where(column => column.Name != TermColumns.Intercept && term.HoldsConstant(column)))
            {
                diagnostics.Add(DesignDiagnostics.ConstantWithin(source, formula.Random[k].Syntax.Span, column.Name, term.Group));
            }
        }

        diagnostics.AddRange(nestings);
        CheckResponse(design, formula, source, diagnostics);
        CheckScales(design, source, span, diagnostics);
    }

    private static void CheckLevels(ModelDesign design, RandomTermDesign term, Model model, TextSpan place, List<Diagnostic> diagnostics)
    {
        SourceText source = model.Source;
        string[] priors = [.. term.Names.Select(effect => Parameter.Sd(term.Group, effect).Name).Append(Parameter.SdsOf(term.Group).Name)];
        bool hasPrior = model.Priors.Any(clause => priors.Contains(clause.Parameter.Name));
        bool equalErrors = !design.HasKnownErrors && (design.Weights is not { } weights || Array.TrueForAll(weights, weight => weight == weights[0]));
        if (term.Levels.Count == design.RowCount && equalErrors)
        {
            diagnostics.Add(AdviceDiagnostics.LevelEveryRow(source, place, term.Group));
        }
        else if (term.Levels.Count < FewLevels)
        {
            bool canBeFixed = term.Levels.Count < design.RowCount;
            diagnostics.Add(AdviceDiagnostics.FewLevels(source, place, term.Group, term.Levels.Count, FewLevels, canBeFixed, hasPrior));
        }
    }

    /// <summary>
    /// Two grouping factors side by side, one of which the data show to start anew in every level of the other. Returns the inner ones, whose levels are more
    /// than their labels.
    /// </summary>
    private static HashSet<string> CheckNesting(ModelDesign design, Formula formula, SourceText source, List<Diagnostic> diagnostics)
    {
        int[] single = [.. Enumerable.Range(0, design.RandomTerms.Count).Where(k => formula.Random[k].Group.Count == 1)
            .DistinctBy(k => design.RandomTerms[k].Group)];
        Lazy<double[]> residuals = new(() => LeastSquaresResiduals.Of(design));
        HashSet<string> startAnew = new(StringComparer.Ordinal);
        for (int i = 0; i < single.Length; i++)
        {
            for (int j = i + 1; j < single.Length; j++)
            {
                RandomTermDesign first = design.RandomTerms[single[i]], second = design.RandomTerms[single[j]];
                if (formula.Random.Any(term => term.Group.Any(name => name.Name == first.Group) && term.Group.Any(name => name.Name == second.Group)))
                {
                    continue;
                }

                LikelyNesting? nesting =
                    CrossedOrNested.Judge(first.Codes, first.Levels.Count, second.Codes, second.Levels.Count, () => residuals.Value);
                if (nesting is not null)
                {
                    int inner = nesting.InnerIsSecond ? single[j] : single[i], outer = nesting.InnerIsSecond ? single[i] : single[j];
                    diagnostics.Add(AdviceDiagnostics.NestingMeant(
                        source, formula.Random[inner].Group[0].Span, design.RandomTerms[inner].Group, design.RandomTerms[outer].Group, nesting.StartsAnew));
                    startAnew.Add(design.RandomTerms[inner].Group);
                }
            }
        }

        return startAnew;
    }

    private static void CheckResponse(ModelDesign design, Formula formula, SourceText source, List<Diagnostic> diagnostics)
    {
        if (!design.HasKnownErrors
            && AdviceDiagnostics.ResponseOfKind(
                source, formula.Response.Span, design.ResponseName,
                ResponseShape.Of(design.Response, design.ResponseName, formula.Response is NameExpression)) is { } warning)
        {
            diagnostics.Add(warning);
        }
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
