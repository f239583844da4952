using BayesLmm.Models;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>What was found, in plain sentences before everything else.</summary>
internal static class FindingContent
{
    /// <summary>For people and for programs.</summary>
    public static Part Of(FitResult result, PosteriorVariance variance)
    {
        string[] sentences = [.. Sentences(result, variance)];
        return new Part(
            sentences.Length == 0
                ? []
                : [new Section(FindingWording.Title, [.. sentences.Select(sentence => new Prose(sentence) { IsLead = true })])],
            new Member("summary", Datum.ListOf(sentences)));
    }

    /// <summary>The sentences.</summary>
    public static IEnumerable<string> Sentences(FitResult result, PosteriorVariance variance)
    {
        Posterior posterior = result.Posterior;
        if (result.Agreement is { Identity.Holds: false })
        {
            return [FindingWording.NotTrusted("The engines disagree; this is a defect of the software, please report it.")];
        }

        if (!posterior.Convergence.Trustworthy)
        {
            return [FindingWording.NotTrusted(ConvergenceWording.Problems(posterior.Convergence, result.Advice).FirstOrDefault()
                ?? "They are not those of the posterior.")];
        }

        IReadOnlyList<FoundEffect> effects = FoundEffects.Of(posterior);
        string response = posterior.Model.ResponseName;
        bool hasPredictors = effects.Any(effect => effect is not FoundEffect.Mean);
        bool isExplained = posterior.Model.GroupTerms.Count == 0 && hasPredictors && double.IsFinite(variance.BayesR2.Mean);
        return ((string?[])
        [
            FindingWording.Predictors(WordsOf(posterior.Model), effects),
            isExplained
                ? FindingWording.Explained(response, variance.BayesR2)
                : FindingWording.Groups(WordsOf(posterior.Model).Variance(hasPredictors), Groups(posterior, variance)),
            posterior.Draws.Origin.Dependence == Dependence.Independent ? FindingWording.Approximate : null,
        ]).OfType<string>();
    }

    /// <summary>How effects of a model's link are told.</summary>
    private static EffectWords WordsOf(BoundModel model) => model.Family.Link switch
    {
        Link.Logit => new FactorWords(model.ResponseName, $"the odds of {model.ResponseName}", "they", isPlural: true, "logit"),
        Link.Log => new FactorWords(model.ResponseName, $"the mean of {model.ResponseName}", "it", isPlural: false, "logarithmic"),
        Link.Probit => new AmountWords($"the probit of {model.ResponseName}", isName: false, "probit"),
        Link.CLogLog => new AmountWords($"the complementary log-log of {model.ResponseName}", isName: false, "complementary log-log"),
        _ => new AmountWords(model.ResponseName, isName: true, null),
    };

    private static IReadOnlyList<FoundGroup> Groups(Posterior posterior, PosteriorVariance variance)
    {
        Dictionary<string, QuantitySummary> summaries = posterior.ParameterSummaries.ToDictionary(summary => summary.Name, StringComparer.Ordinal);
        IGrouping<string, GroupTerm>[] groups = [.. posterior.Model.GroupTerms.GroupBy(term => term.Group)];
        return [.. groups.Select((terms, g) =>
        {
            (string Effect, QuantitySummary Sd)[] sds =
                [.. terms.SelectMany(term => term.Effects.Select(effect => (effect, summaries[Parameter.Sd(term.Group, effect).Name])))];
            DrawnEstimate share = variance.IccByGroup[g];
            bool isShare = variance.Residual is not null && double.IsFinite(share.Mean);
            string intercept = Parameter.Intercept.Name;
            return new FoundGroup(
                terms.Key,
                isShare ? share : null,
                sds.FirstOrDefault(sd => sd.Effect == intercept).Sd,
                [.. sds.Where(sd => sd.Effect != intercept)]);
        })];
    }
}
