using System.Globalization;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Reports.Documents;
using BayesLmm.Inference.Comparison;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Reports.Estimates;

/// <summary>All that <c>blmm compare</c> says, in every format but JSON.</summary>
internal static class CompareDocument
{
    private static readonly string[] Fields =
    [
        Field.Table, Field.Term, "within", "formula", "file", "parameters", "log_lik", "deviance", "aic", "bic", Field.Statistic, Field.Df, Field.PValue, "mixture_p_value", "mixture", "bootstrap_p_value",
        "bootstrap_std_error",
    ];

    /// <summary>The document.</summary>
    public static Document Of(CompareReport report)
    {
        List<Section> sections =
        [
            new Section("Data", [InputSections.Rows(report.Models[0].Input)]),
            new Section("Models", [Formulas(report), Criteria(report), new Prose(LikelihoodInWords(report)), .. Reservations(report)]),
        ];
        ComparedPair[] tested = [.. report.Comparisons.Where(pair => pair.Comparison.Test is not null)];
        List<Block> blocks = [];
        if (tested.Length > 0)
        {
            blocks.Add(Tests(tested));
        }

        blocks.AddRange(tested.SelectMany(pair => pair.Comparison.Test!.Notes).Where(note => !note.StartsWith("The statistic is of restricted", StringComparison.Ordinal)).Distinct().Select(note => new Prose(note)));
        blocks.AddRange(tested.Select(BootstrapInWords).Where(words => words.Length > 0).Distinct().Select(words => new Prose(words)));
        blocks.AddRange(report.Comparisons.Where(pair => pair.Comparison.Test is null).Select(pair => new Prose(Relation(pair))));
        sections.Add(new Section("Likelihood-ratio tests", blocks));
        return new Document(Fields, sections);
    }

    private static string Number(int model) => (model + 1).ToString(CultureInfo.InvariantCulture);

    private static ReportTable Formulas(CompareReport report) => new(
        "formulas",
        [ReportColumn.Words("model", Field.Term), ReportColumn.Words("formula", "formula"), ReportColumn.Words("file", "file")],
        [.. report.Models.Select((model, i) => (Cell[])[Cell.Words(Number(i)), Cell.Words(model.Formula), Cell.Words(model.Input.Source.File ?? "")])])
    {
        IsForPeopleOnly = true,
    };

    private static ReportTable Criteria(CompareReport report) => new(
        "models",
        [
            ReportColumn.Words("model", Field.Term),
            ReportColumn.Words("", "formula"),
            ReportColumn.Words("", "file"),
            ReportColumn.Numbers("parameters", "parameters"),
            ReportColumn.Numbers("log likelihood", "log_lik"),
            ReportColumn.Numbers("deviance", "deviance"),
            ReportColumn.Numbers("AIC", "aic"),
            ReportColumn.Numbers("BIC", "bic"),
        ],
        [.. report.Models.Select((model, i) => (Cell[])[
            Cell.Words(Number(i)),
            Cell.Words(model.Formula),
            Cell.Words(model.Input.Source.File ?? ""),
            Cell.Count(model.Fit.ParameterCount),
            Cell.Fixed(model.Fit.LogLikelihood, 2),
            Cell.Fixed(model.Fit.Criterion, 2),
            Cell.Fixed(model.Fit.Aic, 2),
            Cell.Fixed(model.Fit.Bic, 2)])]);

    private static string LikelihoodInWords(CompareReport report) =>
        report.Restricted ? "Fitted by REML: the models have the same fixed effects, so that their restricted likelihoods can be compared."
        : report.NeedsLikelihood ? "Fitted by maximum likelihood, because restricted likelihoods of models with different fixed effects cannot be compared."
        : "Fitted by maximum likelihood.";

    private static IEnumerable<Prose> Reservations(CompareReport report)
    {
        for (int i = 0; i < report.Models.Count; i++)
        {
            RemlFit fit = report.Models[i].Fit;
            if (!fit.Optimum.Converged)
            {
                yield return new Prose($"Model {Number(i)} did NOT CONVERGE.");
            }

            foreach (CollapsedDirection direction in fit.Collapsed)
            {
                yield return new Prose($"Model {Number(i)} is singular: {direction}.");
            }
        }
    }

    private static ReportTable Tests(ComparedPair[] pairs) => new(
        "tests",
        [
            ReportColumn.Words("model", Field.Term),
            ReportColumn.Words("within", "within"),
            ReportColumn.Numbers("χ²", Field.Statistic),
            ReportColumn.Numbers("df", Field.Df),
            ReportColumn.Numbers("p (χ²)", Field.PValue),
            ReportColumn.Numbers("p (mixture)", "mixture_p_value"),
            ReportColumn.Words("mixture", "mixture"),
            ReportColumn.Numbers("p (bootstrap)", "bootstrap_p_value"),
            ReportColumn.Numbers("error of p", "bootstrap_std_error"),
        ],
        [.. pairs.Select(pair =>
        {
            LikelihoodRatioTest test = pair.Comparison.Test!;
            bool isMixed = test.Mixture is { Components.Count: > 1 };
            return (Cell[])[
                Cell.Words(Number(pair.Small)),
                Cell.Words(Number(pair.Large)),
                Cell.Fixed(test.Statistic, 2),
                Cell.Count(test.DegreesOfFreedom),
                Cell.Probability(test.PValue),
                isMixed ? Cell.Probability(test.MixturePValue) : Cell.None,
                Cell.Words(isMixed ? test.Mixture!.ToString() : ""),
                Cell.Probability(pair.Bootstrap?.PValue),
                Cell.Fixed(pair.Bootstrap?.PValueError, 4)];
        })]);

    private static string BootstrapInWords(ComparedPair pair)
    {
        if (pair.Bootstrap is not { } test)
        {
            return "";
        }

        string done = test.IsCancelled ? $"{test.Statistics.Count} replicates (INTERRUPTED, of {test.Requested})" : $"{test.Requested} replicates";
        string failures = test.Failures.Count == 0 ? "" : $"; {test.Failures.Count} could not be fitted";
        return $"Bootstrap of {done}, seed {test.Seed}{failures}. The error of p is its Monte Carlo standard error.";
    }

    private static string Relation(ComparedPair pair)
    {
        string numbers = $"{Number(pair.Small)} and {Number(pair.Large)}";
        return pair.Comparison.Relation == ModelRelation.Same ? $"Models {numbers} say the same: there is nothing to test."
            : $"Models {numbers}: {pair.Comparison.Explanation}";
    }
}
