using BayesLmm.Families;
using BayesLmm.Language.Printing;

namespace BayesLmm.Reports.Wording;

/// <summary>The family of a response in words.</summary>
internal static class FamilyWording
{
    /// <summary>The family with its trials and its link, as a model text has them.</summary>
    public static string Statement(Model model) => $"family {model.Family.Name}"
        + (model.Steps.Trials is { } trials ? $" trials {ExpressionPrinter.Print(trials)}" : "")
        + $", link {Links.NameOf(model.Family.Link)}";

    /// <summary>Which value of a binary response counts as 1, or what successes are counted among; null where the response says it itself.</summary>
    public static string? Response(BoundModel model) => model.Design.Outcomes is [var other, var one]
        ? $"{model.ResponseName}: '{one}' counts as 1, '{other}' as 0"
        : model.Specification.Steps.Trials is { } trials
            ? FormattableString.Invariant($"{model.ResponseName}: successes among {model.Design.Weights!.Sum():#,0} trials ({ExpressionPrinter.Print(trials)})")
        : null;

    /// <summary>What rows have in the family, as in "With normal residuals"; <paramref name="name"/> is that of residuals or of the family.</summary>
    public static string With(string name) =>
        KnownFamilies.Find(name) is { IsDiscrete: true } ? $"With the family {name}" : $"With {name} residuals";

    /// <summary>The kind of model, as in a methods section.</summary>
    public static string Kind(BoundModel model)
    {
        string mixed = model.GroupTerms.Count == 0 ? "" : "mixed ";
        return model.Family.IsDiscrete
            ? $"generalized linear {mixed}model ({Distribution(model.Family)} response, {Links.NameOf(model.Family.Link)} link)"
            : $"linear {mixed}model with {model.Family.Residuals} residuals";
    }

    /// <summary>The distribution of a response that is not normal.</summary>
    private static string Distribution(Family family) => family.Name switch
    {
        "bernoulli" => "Bernoulli",
        "poisson" => "Poisson",
        _ => family.Name.Replace('_', ' '),
    };
}
