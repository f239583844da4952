using System.Globalization;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Comparisons;

/// <summary>The report of a comparison of models of the same data.</summary>
internal static class CompareContent
{
    private static readonly string[] Fields =
    [
        Field.Table, Field.Term, "within", "formula", "file", "parameters", "log_lik", "deviance", "aic", "bic",
        Field.Statistic, Field.Df, Field.PValue, "mixture_p_value", "mixture", "bootstrap_p_value", "bootstrap_std_error",
    ];

    /// <summary>The document.</summary>
    public static ReportDocument Of(CompareResult result)
    {
        ReportTable criteria = Criteria(result);
        return new ReportDocument(
            "Comparison of models",
            [
                new Section("Data", InputContent.Rows(result.Models[0].Input)),
                new Section("Models", [Formulas(result), criteria, new Prose(LikelihoodInWords(result)), .. Reservations(result)]),
                new Section("Likelihood-ratio tests", [.. Tests(result.Comparisons)]),
            ],
            [
                new("restricted", result.Restricted),
                new("interrupted", result.WasInterrupted),
                new("models", criteria.Records()),
                new("comparisons", Datum.ListOf(result.Comparisons, Members)),
                .. Undetermined(result),
                ColumnsContent.Member(result.Models.Select(model => model.Input.Model)),
                InputContent.Warnings(result.Models.SelectMany(model => model.Input.Model.Warnings)),
            ])
        {
            CsvFields = Fields,
        };
    }

    private static IEnumerable<Member> Undetermined(CompareResult result)
    {
        (string Number, Datum Parameters)[] models = [.. Numbered(result).Where(row => row.Model.Fit.Undetermined is not null)
            .Select(row => (row.Number, VarianceWording.Parameters(row.Model.Fit.Undetermined!.TradeOffs)))];
        return models.Length == 0
            ? []
            : [new("undetermined", Datum.ListOf(models, model => [new("model", model.Number), new("parameters", model.Parameters)]))];
    }

    private static string Number(int model) => (model + 1).ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<(string Number, ComparedModel Model)> Numbered(CompareResult result) => result.Models.Select((model, i) => (Number(i), model));

    private static ReportTable Formulas(CompareResult result) =>
        new TableOf<(string Number, ComparedModel Model)>("formulas", Numbered(result)) { IsForPeopleOnly = true }
        .Words("model", null, null, row => row.Number)
        .Words("formula", null, null, row => row.Model.Input.Formula)
        .Words("file", null, null, row => row.Model.Input.File)
        .Build();

    private static ReportTable Criteria(CompareResult result) => TableOf.Items("models", Numbered(result))
        .Words("model", Field.Term, null, row => row.Number)
        .Words(null, "formula", "formula", row => row.Model.Input.Formula)
        .Words(null, "file", "file", row => row.Model.Input.File)
        .Numbers("parameters", "parameters", "parameters", row => Cell.Count(row.Model.Fit.ParameterCount))
        .Numbers("log likelihood", "log_lik", "logLik", row => Cell.Fixed(row.Model.Fit.LogLikelihood, 2))
        .Numbers("deviance", "deviance", "deviance", row => Cell.Fixed(row.Model.Fit.Criterion, 2))
        .Numbers("AIC", "aic", "aic", row => Cell.Fixed(row.Model.Fit.Aic, 2))
        .Numbers("BIC", "bic", "bic", row => Cell.Fixed(row.Model.Fit.Bic, 2))
        .Data("converged", row => row.Model.Fit.Optimum.Converged)
        .Data("singular", row => row.Model.Fit.IsSingular)
        .Build();

    private static string LikelihoodInWords(CompareResult result) =>
        result.Restricted ? "Fitted by REML: the models have the same fixed effects, so that their restricted likelihoods can be compared."
        : result.NeedsLikelihood ? "Fitted by maximum likelihood, because restricted likelihoods of models with different fixed effects cannot be compared."
        : "Fitted by maximum likelihood.";

    private static IEnumerable<Prose> Reservations(CompareResult result)
    {
        for (int i = 0; i < result.Models.Count; i++)
        {
            ComparedFit fit = result.Models[i].Fit;
            if (fit.Undetermined is { } undetermined)
            {
                foreach (string words in VarianceWording.TradeOffs(undetermined.TradeOffs))
                {
                    yield return new Prose($"Model {Number(i)} is NOT DETERMINED: {words}.");
                }
            }
            else if (!fit.Optimum.Converged)
            {
                yield return new Prose($"Model {Number(i)} did NOT CONVERGE.");
            }

            foreach (CollapsedDirection direction in fit.Collapsed)
            {
                yield return new Prose($"Model {Number(i)} is singular: {direction}.");
            }
        }
    }

    private static IEnumerable<Block> Tests(IReadOnlyList<ComparedPair> pairs)
    {
        ComparedPair[] tested = [.. pairs.Where(pair => pair.Test is not null)];
        return
        [
            .. tested.Length > 0 ? [TestTable(tested)] : (Block[])[],
            .. tested.SelectMany(pair => ComparisonWording.Notes(pair.Test!)).Distinct().Select(note => new Prose(note)),
            .. tested.Select(pair => pair.Bootstrap).OfType<BootstrapTest>().Select(InWords).Distinct().Select(words => new Prose(words)),
            .. pairs.Where(pair => pair.Test is null).Select(pair => new Prose(Relation(pair))),
        ];
    }

    private static ReportTable TestTable(ComparedPair[] pairs)
    {
        bool IsMixed(ComparedPair pair) => pair.Test!.Distribution is { Components.Count: > 1 };
        return TableOf.Items("tests", pairs)
            .Words("model", Field.Term, null, pair => Number(pair.Small))
            .Words("within", "within", null, pair => Number(pair.Large))
            .Numbers("χ²", Field.Statistic, null, pair => Cell.Fixed(pair.Test!.Statistic, 2))
            .Numbers("df", Field.Df, null, pair => Cell.Count(pair.Test!.DegreesOfFreedom))
            .Numbers("p (χ²)", Field.PValue, null, pair => Cell.Probability(pair.Test!.PValue))
            .Numbers("p (mixture)", "mixture_p_value", null, pair => IsMixed(pair) ? Cell.Probability(pair.Test!.MixturePValue) : Cell.None)
            .Words("mixture", "mixture", null, pair => IsMixed(pair) ? pair.Test!.Mixture! : "")
            .Numbers("p (bootstrap)", "bootstrap_p_value", null, pair => Cell.Probability(pair.Bootstrap?.PValue))
            .Numbers("error of p", "bootstrap_std_error", null, pair => Cell.Fixed(pair.Bootstrap?.PValueError, 4))
            .Build();
    }

    private static string InWords(BootstrapTest test)
    {
        string done = test.IsCancelled ? $"{test.Statistics.Count} replicates (INTERRUPTED, of {test.Requested})" : $"{test.Requested} replicates";
        string failures = test.Failures.Count == 0 ? "" : $"; {test.Failures.Count} could not be fitted";
        return $"Bootstrap of {done}, seed {test.Seed}{failures}. The error of p is its Monte Carlo standard error.";
    }

    private static string Relation(ComparedPair pair)
    {
        string numbers = $"{Number(pair.Small)} and {Number(pair.Large)}";
        return pair.Relation == ModelRelation.Same ? $"Models {numbers} say the same: there is nothing to test."
            : $"Models {numbers}: {pair.Explanation}";
    }

    private static IEnumerable<Member> Members(ComparedPair pair)
    {
        yield return new("small", pair.Small + 1);
        yield return new("large", pair.Large + 1);
        yield return new("relation", pair.Relation switch
        {
            ModelRelation.Nested => "nested",
            ModelRelation.Same => "same",
            _ => "notNested",
        });
        yield return new("explanation", pair.Explanation);
        if (pair.Test is { } test)
        {
            yield return Member.Group("test", [.. LikelihoodRatioContent.Members(test)]);
        }

        if (pair.Bootstrap is { } bootstrap)
        {
            yield return Member.Group(
                "bootstrap",
                new("seed", bootstrap.Seed),
                new("requested", bootstrap.Requested),
                new("fitted", bootstrap.Statistics.Count),
                new("failed", bootstrap.Failures.Count),
                new("interrupted", bootstrap.IsCancelled),
                new("p", bootstrap.PValue),
                new("pError", bootstrap.PValueError));
        }
    }
}
