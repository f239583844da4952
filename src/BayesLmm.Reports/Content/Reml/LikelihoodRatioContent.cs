using BayesLmm.Estimation.Comparison;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>Likelihood-ratio tests.</summary>
internal static class LikelihoodRatioContent
{
    /// <summary>Decimals of χ² statistics.</summary>
    private const int StatisticDecimals = 2;

    /// <summary>Tests of random effects by leaving them out.</summary>
    public static Part Deletions(IReadOnlyList<RandomTermDeletion> deletions)
    {
        ReportTable table = TableOf.Items("random_terms", deletions)
            .Words("without", Field.Term, null, deletion => deletion.Name)
            .Words(null, Field.Group, null, deletion => deletion.Group)
            .Numbers("log likelihood", "log_lik", null, deletion => Cell.Fixed(deletion.Reduced.LogLikelihood, StatisticDecimals))
            .Numbers("AIC", "aic", null, deletion => Cell.Fixed(deletion.Reduced.Aic, StatisticDecimals))
            .Numbers("χ²", Field.Statistic, null, deletion => Cell.Fixed(deletion.Test.Statistic, StatisticDecimals))
            .Numbers("df", Field.Df, null, deletion => Cell.Count(deletion.Test.DegreesOfFreedom))
            .Numbers("p (χ²)", Field.PValue, null, deletion => Cell.Probability(deletion.Test.PValue))
            .Numbers("p (mixture)", "mixture_p_value", null, deletion => Cell.Probability(deletion.Test.MixturePValue))
            .Build();
        IEnumerable<string> notes = deletions.SelectMany(deletion => Notes(deletion.Test)).Distinct();
        return new Part(
            deletions.Count == 0 ? [] : [new Section("Tests of random effects", [table, .. notes.Select(note => new Prose(note))])],
            new Member("randomTerms", Datum.ListOf(deletions, deletion => [
                new("name", deletion.Name),
                new("group", deletion.Group),
                new("effects", Datum.ListOf(deletion.Effects)),
                new("dropsTerm", deletion.DropsTerm),
                new("logLik", deletion.Reduced.LogLikelihood),
                new("aic", deletion.Reduced.Aic),
                new("bic", deletion.Reduced.Bic),
                .. Members(deletion.Test),
            ])));
    }

    /// <summary>A test for programs.</summary>
    public static IEnumerable<Member> Members(LikelihoodRatioTest test) =>
    [
        new("statistic", test.Statistic),
        new("df", test.DegreesOfFreedom),
        new("boundaryVariances", test.BoundaryVariances),
        new("p", test.PValue),
        new("mixture", Datum.ListOf(
            test.Distribution?.Components.AsEnumerable() ?? [], component => [new("df", component.DegreesOfFreedom), new("weight", component.Weight)])),
        new("mixtureP", test.MixturePValue),
        new("notes", Datum.ListOf(Notes(test))),
    ];

    /// <summary>What the p-values rest on, the kind of likelihood among it.</summary>
    private static IEnumerable<string> Notes(LikelihoodRatioTest test) => test.Restricted
        ? ComparisonWording.Notes(test).Append("The statistic is of restricted likelihoods; the models have the same fixed effects.")
        : ComparisonWording.Notes(test);
}
