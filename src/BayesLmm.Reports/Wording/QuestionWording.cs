using BayesLmm.Language.Checks;
using BayesLmm.Models;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Reports.Wording;

/// <summary>A model's question in words.</summary>
internal static class QuestionWording
{
    /// <summary>What the model asks of the response.</summary>
    public static string Question(BoundModel model)
    {
        TermList terms = model.Specification.Formula.Fixed;
        string[] predictors = [.. terms.Variables.Where((_, v) => terms.Terms.Any(term => term.Contains(v))).Select(variable => variable.Name)];
        string[] interactions = [.. terms.Names.Where((_, i) => IsInteraction(terms, terms.HasIntercept ? i - 1 : i))];
        string response = model.Design.Outcomes is [_, var one] ? $"the probability that {model.ResponseName} is '{one}'" : model.ResponseName;
        string question = predictors.Length == 0
            ? $"How large is {model.ResponseName} on average, and how does it vary?"
            : $"How does {response} depend on {SyntaxDiagnostics.List(predictors, "and")}?";
        return interactions.Length == 0
            ? question
            : $"{question} The effect of a predictor may depend on others: {SyntaxDiagnostics.List(interactions, "and")}.";
    }

    /// <summary>What differs between groups, a sentence for each grouping factor.</summary>
    public static IEnumerable<string> Groups(BoundModel model)
    {
        if (model.GroupTerms.Count == 0)
        {
            yield return "The model has no groups: all rows share the same coefficients and are independent given the predictors.";
        }

        foreach (IGrouping<string, GroupTerm> group in model.GroupTerms.GroupBy(term => term.Group))
        {
            int levels = group.First().Levels.Count;
            string[] slopes = [.. group.SelectMany(term => term.Effects).Where(effect => effect != Parameter.Intercept.Name)];
            bool hasIntercept = group.SelectMany(term => term.Effects).Contains(Parameter.Intercept.Name);
            string what = (hasIntercept, slopes.Length) switch
            {
                (true, 0) => "its own level",
                (true, _) => $"its own level and its own effect of {SyntaxDiagnostics.List(slopes, "and")}",
                _ => $"its own effect of {SyntaxDiagnostics.List(slopes, "and")}",
            };
            bool isCorrelated = group.Any(term => term.CorrelationPrior is not null);
            yield return $"Each of the {levels} levels of {group.Key} has {what}{(isCorrelated ? ", which may be correlated" : "")}; rows of one level are "
                + "alike, and levels inform each other.";
        }
    }

    private static bool IsInteraction(TermList terms, int index) =>
        index >= 0 && Enumerable.Range(0, terms.Variables.Count).Count(terms.Terms[index].Contains) > 1;
}
