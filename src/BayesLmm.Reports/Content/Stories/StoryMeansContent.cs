using BayesLmm.Language.Printing;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Stories;

/// <summary>The marginal means at the levels of every factor in one table, the slopes by every numeric predictor in another.</summary>
internal static class StoryMeansContent
{
    /// <summary>For people and for programs; empty if there are none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="grids">The means and slopes.</param>
    public static Part Of(BoundModel model, IReadOnlyList<MarginalGrid<DrawnEstimate>> grids)
    {
        MarginalGrid<DrawnEstimate>[] means = [.. grids.Where(grid => grid.Options.Slope is null)], slopes = [.. grids.Except(means)];
        ReportTable ofMeans = Table("means", "factor", "level", means, grid => grid.Options.Of[0]);
        ReportTable ofSlopes = Table("slopes", "by", "at", slopes, grid => grid.Options.Slope!);
        string response = model.ResponseName;
        return new Part(
            [
                .. Section($"Marginal means of {response}", ofMeans, means),
                .. Section($"Slopes of {response}", ofSlopes, slopes),
            ],
            new("means", ofMeans.Records()),
            new("slopes", ofSlopes.Records()));

        IEnumerable<Section> Section(string title, ReportTable table, MarginalGrid<DrawnEstimate>[] own)
        {
            if (table.Rows.Count > 0)
            {
                bool isUndetermined = own.Any(grid => grid.Means.Any(mean => mean.Value is null));
                yield return new Section(title, [
                    table,
                    new Prose(string.Join(' ', [
                        .. MeansWording.Scale(model, own[0].Options), MeansWording.Others(isSlope: own[0].Options.Slope is not null),
                        .. isUndetermined ? [MeansWording.NotDetermined] : (string[])[],
                    ])),
                ]);
            }
        }
    }

    private static ReportTable Table(
        string name, string predictor, string at, IEnumerable<MarginalGrid<DrawnEstimate>> grids, Func<MarginalGrid<DrawnEstimate>, string> predictorOf)
    {
        (string lower, string upper) = TestsContent.Percentiles(new MeansOptions().Level);
        return TableOf.Items<(MarginalGrid<DrawnEstimate> Grid, GridEntry<DrawnEstimate> Entry)>(
                name, grids.SelectMany(grid => grid.Means.Select(entry => (grid, entry))))
            .Words(predictor, Field.Group, predictor, row => ExpressionPrinter.PrintName(predictorOf(row.Grid)))
            .Words(at, Field.Term, at, row => LevelOf(row.Grid, row.Entry))
            .Numbers("mean", Field.Estimate, "mean", row => Cell.Estimate(row.Entry.Value?.Mean, row.Entry.Value?.Sd))
            .Numbers("sd", Field.StandardError, "sd", row => Cell.Digits(row.Entry.Value?.Sd, 3))
            .Numbers(lower, Field.Lower, "lower", row => Cell.Estimate(row.Entry.Value?.Lower, row.Entry.Value?.Sd))
            .Numbers(upper, Field.Upper, "upper", row => Cell.Estimate(row.Entry.Value?.Upper, row.Entry.Value?.Sd))
            .Build();
    }

    /// <summary>The level of the factor; for a slope with the factor's name, and nothing for one that is the same everywhere.</summary>
    private static string? LevelOf(MarginalGrid<DrawnEstimate> grid, GridEntry<DrawnEstimate> entry) => grid.Options switch
    {
        { Slope: null } => entry.Name,
        { Of: [var factor] } => $"{ExpressionPrinter.PrintName(factor)} {entry.Name}",
        _ => null,
    };
}
