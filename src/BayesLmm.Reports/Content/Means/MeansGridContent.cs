using BayesLmm.Families;
using BayesLmm.Language.Printing;
using BayesLmm.Numerics;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Means;

/// <summary>The report of marginal means or slopes over a grid, from a posterior or from a REML fit.</summary>
internal static class MeansGridContent
{
    /// <summary>The report of a posterior's.</summary>
    public static ReportDocument Of(BoundModel model, MarginalGrid<DrawnEstimate> grid)
    {
        (string lower, string upper) = TestsContent.Percentiles(grid.Options.Level);
        ReportTable Table(string name, string title, EquatableArray<GridEntry<DrawnEstimate>> entries, bool isContrast) =>
            Start(name, title, entries)
                .Numbers("mean", Field.Estimate, "mean", entry => Cell.Estimate(entry.Value?.Mean, entry.Value?.Sd))
                .Numbers("sd", Field.StandardError, "sd", entry => Cell.Digits(entry.Value?.Sd, 3))
                .Numbers("median", "median", "median", entry => Cell.Estimate(entry.Value?.Median, entry.Value?.Sd))
                .Numbers(lower, Field.Lower, "lower", entry => Cell.Estimate(entry.Value?.Lower, entry.Value?.Sd))
                .Numbers(upper, Field.Upper, "upper", entry => Cell.Estimate(entry.Value?.Upper, entry.Value?.Sd))
                .Numbers(isContrast ? "direction" : null, "probability_of_direction", "probabilityOfDirection",
                    entry => Cell.Fixed(entry.Value?.ProbabilityOfDirection, 3))
                .Numbers(null, "mcse_mean", "mcseMean", entry => Cell.Data(entry.Value?.MeanError))
                .Numbers(null, "ess_bulk", "essBulk", entry => Cell.Data(entry.Value?.BulkEss))
                .Numbers(null, "rhat", "rhat", entry => Cell.Data(entry.Value?.RHat))
                .Build();
        string explanation = grid.Contrasts.Count == 0 ? ""
            : "Direction is the probability that a difference has the sign of its median.";
        return Document(model, grid, Table, explanation, []);
    }

    /// <summary>The report of a REML fit's.</summary>
    public static ReportDocument Of(BoundModel model, MarginalGrid<ContrastTest> grid, DegreesOfFreedomMethod method)
    {
        (string lower, string upper) = TestsContent.Percentiles(grid.Options.Level);
        ReportTable Table(string name, string title, EquatableArray<GridEntry<ContrastTest>> entries, bool isContrast)
        {
            bool isAdjusted = isContrast && grid.Adjustment != PValueAdjustment.None;
            return Start(name, title, entries)
                .Numbers("estimate", Field.Estimate, "estimate", entry => Cell.Estimate(entry.Value?.Estimate, entry.Value?.StandardError))
                .Numbers("SE", Field.StandardError, "se", entry => Cell.Digits(entry.Value?.StandardError, 3))
                .Numbers("df", Field.Df, "df", entry => Cell.DegreesOfFreedom(entry.Value?.DegreesOfFreedom))
                .Numbers(lower, Field.Lower, "lower", entry => Cell.Estimate(entry.Value?.Lower, entry.Value?.StandardError))
                .Numbers(upper, Field.Upper, "upper", entry => Cell.Estimate(entry.Value?.Upper, entry.Value?.StandardError))
                .Numbers(isContrast ? TestsContent.Statistic(method) : null, Field.Statistic, "statistic", entry => Cell.Fixed(entry.Value?.Statistic, 2))
                .Numbers(isContrast && !isAdjusted ? "p" : null, Field.PValue, "p", entry => Cell.Probability(entry.Value?.PValue))
                .Numbers(isAdjusted ? "p adjusted" : null, Field.AdjustedPValue, "adjustedP", entry => Cell.Probability(entry.AdjustedPValue))
                .Build();
        }

        string explanation = grid.Contrasts.Count == 0 ? "" : MeansWording.Adjusted(grid.Adjustment, grid.Contrasts.Count);
        ReportTable joint = Start("joint_tests", "that all are equal", grid.JointTests)
            .Numbers("F", Field.Statistic, "statistic", entry => Cell.Fixed(entry.Value?.Statistic, 2))
            .Numbers("df", Field.Df, "df", entry => Cell.Count(entry.Value?.NumeratorDegreesOfFreedom))
            .Numbers("den df", Field.DenominatorDf, "denDf", entry => Cell.DegreesOfFreedom(entry.Value?.DenominatorDegreesOfFreedom))
            .Numbers("p", Field.PValue, "p", entry => Cell.Probability(entry.Value?.PValue))
            .Build();
        return Document(model, grid, Table, explanation, grid.JointTests.Count == 0 ? [] : [joint]);
    }

    private static TableOf<GridEntry<T>> Start<T>(string name, string title, IEnumerable<GridEntry<T>> entries)
        where T : class => TableOf.Items(name, entries)
        .Words("within", Field.Group, null, entry => entry.By.Count == 0 ? null : string.Join(", ", entry.By))
        .Words(title, Field.Term, "name", entry => entry.Name)
        .Data("by", entry => Datum.ListOf(entry.By));

    private static ReportDocument Document<T>(
        BoundModel model,
        MarginalGrid<T> grid,
        Func<string, string, EquatableArray<GridEntry<T>>, bool, ReportTable> table,
        string explanation,
        IReadOnlyList<ReportTable> joint)
        where T : class
    {
        string response = ExpressionPrinter.Print(model.Specification.Formula.Response);
        string title = grid.Options.Slope is { } slope
            ? $"Slopes of {response} by {ExpressionPrinter.PrintName(slope)}"
            : $"Marginal means of {response}";
        title += grid.Options.Scale == PredictedScale.Link && model.Family.Link != Link.Identity ? $" on the {Links.NameOf(model.Family.Link)} scale" : "";
        ReportTable means = table(grid.Options.Slope is null ? "means" : "slopes", MeansWording.Of(grid.Options.Of), grid.Means, false);
        ReportTable contrasts = table("contrasts", "contrast", grid.Contrasts, true);
        bool isUndetermined = grid.Means.Any(mean => mean.Value is null);
        return new ReportDocument(
            title,
            [
                new Section(title, [means, .. MeansWording.Scale(model, grid.Options).Concat(MeansWording.Grid(grid)).Select(sentence => new Prose(sentence)),
                    .. isUndetermined ? [new Prose(MeansWording.NotDetermined)] : (Block[])[]]),
                .. grid.Contrasts.Count == 0 ? [] : (Section[])[new Section("Contrasts", [contrasts, new Prose(explanation)])],
                .. joint.Select(one => new Section("Joint tests", [one])),
            ],
            [
                new("slope", grid.Options.Slope),
                new("scale", grid.Options.Scale == PredictedScale.Link ? "link" : "response"),
                new("averageOver", grid.Options.Average == MeansAverage.Data ? "data" : "balanced"),
                new("groups", PredictionWording.NameOf(grid.Options.Groups)),
                new("level", grid.Options.Level),
                new("at", Datum.ListOf(grid.HeldAt, held => [new("column", held.Column), new("value", held.Values[0])])),
                new("averagedOver", Datum.ListOf(grid.AveragedOver)),
                new("means", means.Records()),
                new("contrasts", contrasts.Records()),
                .. joint.Select(one => new Member("jointTests", one.Records())),
            ]);
    }
}
