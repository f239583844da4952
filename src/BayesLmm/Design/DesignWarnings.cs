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
        HashSet<string> startAnew = NestingCheck.Run(design, formula, source, nestings), seen = [];
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
        CheckResponse(design, model, diagnostics);
        CheckScales(design, source, span, diagnostics);
    }

    private static void CheckLevels(ModelDesign design, RandomTermDesign term, Model model, TextSpan place, List<Diagnostic> diagnostics)
    {
        SourceText source = model.Source;
        string[] priors = [.. term.Names.Select(effect => Parameter.Sd(term.Group, effect).Name).Append(Parameter.SdsOf(term.Group).Name)];
        bool hasPrior = model.Priors.Any(clause => priors.Contains(clause.Parameter.Name));
        bool equalErrors = model.Family.Domain != ResponseDomain.Real
            || (!design.HasKnownErrors && (design.Weights is not { } weights || Array.TrueForAll(weights, weight => weight == weights[0])));
        if (term.Levels.Count == design.RowCount && equalErrors)
        {
            // An effect for each row lets successes and counts vary more than their family says.
            if (model.Family.Domain is ResponseDomain.Real or ResponseDomain.Binary || model.Family.Parameters.Count > 0)
            {
                diagnostics.Add(AdviceDiagnostics.LevelEveryRow(source, place, term.Group, model.Family));
            }
        }
        else if (term.Levels.Count < FewLevels)
        {
            bool canBeFixed = term.Levels.Count < design.RowCount;
            diagnostics.Add(AdviceDiagnostics.FewLevels(source, place, term.Group, term.Levels.Count, FewLevels, canBeFixed, hasPrior));
        }
    }

    private static void CheckResponse(ModelDesign design, Model model, List<Diagnostic> diagnostics)
    {
        Formula formula = model.Formula;
        if (model.Family.Domain == ResponseDomain.Real && !design.HasKnownErrors
            && AdviceDiagnostics.ResponseOfKind(
                model.Source, formula.Response.Span, design.ResponseName,
                ResponseShape.Of(design.Response, design.ResponseName, formula.Response is NameExpression), model.Family) is { } warning)
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
