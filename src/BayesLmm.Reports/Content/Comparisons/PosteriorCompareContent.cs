using System.Globalization;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Comparisons;

/// <summary>The report of a comparison of posteriors.</summary>
internal static class PosteriorCompareContent
{
    private static readonly string[] Fields =
        [Field.Table, Field.Term, "formula", "file", Field.Estimate, Field.StandardError, "p", "difference", "difference_std_error", "weight", "pareto_k"];

    /// <summary>The document.</summary>
    public static ReportDocument Of(PosteriorCompareResult result)
    {
        ReportTable table = result.Comparison is { } comparison ? Elpd(result, comparison) : Evidence(result);
        return new ReportDocument(
            "Comparison of posteriors",
            [
                new Section("Data", InputContent.Rows(result.Fits[0].Input)),
                new Section("Models", Formulas(result)),
                new Section(Title(result), [table, .. Notes(result).Select(note => new Prose(note))]),
            ],
            [
                new("by", Word(result.By)),
                new("leftOut", result.By == ComparisonCriterion.Loo ? result.Group ?? "rows" : null),
                new("models", table.Records()),
            ])
        {
            CsvFields = Fields,
        };
    }

    /// <summary>A criterion in one word.</summary>
    public static string Word(ComparisonCriterion criterion) => criterion switch
    {
        ComparisonCriterion.Loo => "loo",
        ComparisonCriterion.Waic => "waic",
        _ => "evidence",
    };

    private static string Number(int model) => (model + 1).ToString(CultureInfo.InvariantCulture);

    private static string Title(PosteriorCompareResult result) => result.By switch
    {
        ComparisonCriterion.Evidence => "Marginal likelihood",
        ComparisonCriterion.Waic => "Widely applicable information criterion",
        _ => result.Group is null ? "Leave-one-out cross-validation by rows" : $"Leave-one-group-out cross-validation by {result.Group}",
    };

    private static ReportTable Formulas(PosteriorCompareResult result) =>
        new TableOf<(FitResult Fit, int Index)>("formulas", result.Fits.Select((fit, i) => (fit, i))) { IsForPeopleOnly = true }
        .Words("model", null, null, row => Number(row.Index))
        .Words("formula", null, null, row => row.Fit.Input.Formula)
        .Words("file", null, null, row => row.Fit.Input.File)
        .Build();

    private static ReportTable Elpd(PosteriorCompareResult result, PosteriorComparison comparison) => TableOf.Items("models", comparison.Models)
        .Words("model", Field.Term, "model", model => Number(model.Index))
        .Words(null, "formula", "formula", model => result.Fits[model.Index].Input.Formula)
        .Words(null, "file", "file", model => result.Fits[model.Index].Input.File)
        .Numbers("elpd", Field.Estimate, "elpd", model => Cell.Fixed(model.Elpd.Elpd, 2))
        .Numbers("se", Field.StandardError, "se", model => Cell.Fixed(model.Elpd.StandardError, 2))
        .Numbers("p", "p", "p", model => result.Group is null ? Cell.Fixed(model.Elpd.EffectiveParameters, 2) : Cell.None)
        .Numbers("difference", "difference", "elpd_diff", model => Cell.Fixed(model.Difference, 2))
        .Numbers("its se", "difference_std_error", "se_diff", model => Cell.Fixed(model.DifferenceError, 2))
        .Numbers("weight", "weight", "weight", model => Cell.Fixed(model.Weight, 3))
        .Numbers("largest k", "pareto_k", "max_k", model => result.By == ComparisonCriterion.Waic ? Cell.None : Cell.Fixed(result.LargestK[model.Index], 2))
        .Data("exact", model => result.Exact[model.Index])
        .Build();

    private static ReportTable Evidence(PosteriorCompareResult result)
    {
        int[] order = [.. Enumerable.Range(0, result.Fits.Count).OrderByDescending(i => result.Evidence[i].Value)];
        double best = result.Evidence[order[0]].Value;
        double DifferenceError(int i) => i == order[0] ? 0 : Math.Sqrt(Math.Pow(result.Evidence[i].Error, 2) + Math.Pow(result.Evidence[order[0]].Error, 2));
        return TableOf.Items("models", order)
            .Words("model", Field.Term, "model", Number)
            .Words(null, "formula", "formula", i => result.Fits[i].Input.Formula)
            .Words(null, "file", "file", i => result.Fits[i].Input.File)
            .Numbers("log p(y)", Field.Estimate, "log_evidence", i => Cell.WithError(result.Evidence[i].Value, result.Evidence[i].Error))
            .Numbers("Monte Carlo error", Field.StandardError, "error", i => Cell.Digits(result.Evidence[i].Error, 2))
            .Numbers("difference", "difference", "difference", i => Cell.Fixed(result.Evidence[i].Value - best, 2))
            .Numbers("its error", "difference_std_error", "difference_error", i => Cell.Digits(DifferenceError(i), 2))
            .Numbers("Bayes factor", "bayes_factor", "bayes_factor", i => Cell.Digits(Math.Exp(result.Evidence[i].Value - best), 3))
            .Numbers("Pareto k", "pareto_k", "k", i => Cell.Fixed(result.Fits[i].Posterior.Draws.Origin.Weights?.ParetoShape, 2))
            .Build();
    }

    private static IEnumerable<string> Notes(PosteriorCompareResult result)
    {
        if (result.Comparison is null)
        {
            yield return "Bayes factors are those of each model against the first of this table. Errors are Monte Carlo errors, and meaningful where Pareto k "
                + "is below 0.5.";
            yield break;
        }

        yield return $"Differences are to the first model of this table, with standard errors over the {result.Comparison.PartCount} "
            + (result.Group is null ? "rows" : $"levels of {result.Group}") + ". Weights are stacking weights.";
        if (result.By == ComparisonCriterion.Loo && result.Exact.Any(count => count > 0))
        {
            yield return result.Group is null
                ? $"Rows whose Pareto k is too large were left out exactly: {Counts(result)}."
                : $"The model was fitted again without groups whose Pareto k is too large: {Counts(result)}.";
        }
    }

    private static string Counts(PosteriorCompareResult result) => string.Join(
        ", ", Enumerable.Range(0, result.Exact.Count).Where(i => result.Exact[i] > 0).Select(i => $"{result.Exact[i]} of model {Number(i)}"));
}
