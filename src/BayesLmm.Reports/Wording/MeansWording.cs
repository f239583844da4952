using System.Globalization;
using BayesLmm.Families;
using BayesLmm.Language.Printing;

namespace BayesLmm.Reports.Wording;

/// <summary>What is said of marginal means: what they are of, and at which values of the other predictors.</summary>
internal static class MeansWording
{
    /// <summary>Why a mean has no value.</summary>
    public const string NotDetermined =
        "A mean without a value is not determined: the data lack a combination of levels that it needs.";

    /// <summary>The heading of the column with the values that means are of.</summary>
    public static string Of(IReadOnlyList<string> factors) => factors.Count == 0 ? "mean" : string.Join(", ", factors.Select(ExpressionPrinter.PrintName));

    /// <summary>What means or slopes are of, where the response is not normal.</summary>
    public static IEnumerable<string> Scale(BoundModel model, MeansOptions options)
    {
        if (model.Family.Link == Link.Identity)
        {
            yield break;
        }

        string what = options.Slope is null ? "Means are" : "Slopes are of";
        string offset = model.HasOffset && options.Average == MeansAverage.Balanced ? ", at the average offset" : "";
        yield return options.Scale == PredictedScale.Link
            ? $"{what} {(options.Slope is null ? "of " : "")}the linear predictor{offset}: differences are {Difference(model.Family.Link)}."
            : model.Family.Domain switch
            {
                ResponseDomain.Binary => $"{what} {(options.Slope is null ? "probabilities" : "the probability")} that {model.ResponseName} is "
                    + $"{(model.Design.Outcomes is [_, var one] ? $"'{one}'" : "1")}{offset}.",
                ResponseDomain.Successes => $"{what} {(options.Slope is null ? "probabilities" : "the probability")} of success{offset}.",
                _ => $"{what} {(options.Slope is null ? "expected counts" : "the expected count")}{offset}.",
            };
    }

    private static string Difference(Link link) => link switch
    {
        Link.Logit => "logarithms of odds ratios",
        Link.Log => "logarithms of ratios",
        _ => $"on the {Links.NameOf(link)} scale",
    };

    /// <summary>What means average over, and at which values of the other predictors they are taken.</summary>
    public static IEnumerable<string> Grid<T>(MarginalGrid<T> grid)
        where T : class
    {
        bool overData = grid.Options.Average == MeansAverage.Data;
        if (overData)
        {
            yield return "Averaged over the rows of the data" + grid.Options.Groups switch
            {
                PredictionGroups.Known => ", with the effects of their groups.",
                PredictionGroups.New => ", each in a new group.",
                _ => ", without effects of groups.",
            };
        }
        else if (grid.AveragedOver.Count > 0)
        {
            string factors = string.Join(" and ", grid.AveragedOver.Select(ExpressionPrinter.PrintName));
            yield return $"Averaged over the levels of {factors}, each with the same weight.";
        }

        if (grid.HeldAt.Count > 0)
        {
            bool areMeans = grid.HeldAt.All(held => grid.Options.At.All(at => at.Column != held.Column));
            string values = string.Join(", ", grid.HeldAt.Select(held =>
                $"{ExpressionPrinter.PrintName(held.Column)} = {held.Values[0].ToString("G5", CultureInfo.InvariantCulture)}"));
            yield return $"At {values}{(areMeans ? $", {(grid.HeldAt.Count == 1 ? "its mean" : "their means")} in the data" : "")}.";
        }
    }

    /// <summary>Where the other predictors are, of means of single factors or slopes by single predictors over a balanced grid.</summary>
    public static string Others(bool isSlope) => "The other factors are averaged over with equal weights, "
        + (isSlope ? "all numeric predictors are at their means" : "numeric predictors are at their means") + " and the effects of groups are 0.";

    /// <summary>How p values of contrasts are adjusted.</summary>
    public static string Adjusted(PValueAdjustment adjustment, int contrasts) => adjustment switch
    {
        PValueAdjustment.None => $"p is not adjusted for there being {contrasts} contrasts.",
        PValueAdjustment.Bonferroni => "p adjusted by Bonferroni's method for the contrasts that are made within the same values.",
        PValueAdjustment.Holm => "p adjusted by Holm's method for the contrasts that are made within the same values.",
        _ => "p adjusted by Tukey's method for all pairs within the same values.",
    };
}
