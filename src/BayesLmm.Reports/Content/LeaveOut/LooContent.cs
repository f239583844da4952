using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Content.LeaveOut;

/// <summary>The report of leave-one-out cross-validation by rows and by groups.</summary>
internal static class LooContent
{
    /// <summary>The most rows that people are shown, those with the largest k.</summary>
    private const int MostRows = 8;

    private static readonly string[] Fields =
    [
        Field.Table, Field.Term, Field.Group, "level", "row", Field.Estimate, Field.StandardError, "p", "mcse", "pareto_k", "exact", "pit", "waic", "shift",
    ];

    /// <summary>The document.</summary>
    public static ReportDocument Of(LooResult result)
    {
        ReportTable totals = Totals(result.Rows), pointwise = Pointwise(result.Rows), groups = Groups(result.Groups), influence = Influence(result.Groups);
        return new ReportDocument(
            $"Leave-one-out: {result.Fit.Input.Formula}",
            [
                InputContent.Data(result.Fit.Input),
                InputContent.Model(result.Fit.Input),
                new Section("Draws", new Prose(PosteriorContent.DrawsInWords(result.Fit.Posterior))),
                RowsSection(result.Rows, totals, pointwise),
                .. result.Groups.Count == 0 && result.WithoutGroups.Count == 0
                    ? []
                    : (Section[])[new Section("Leaving out groups", [.. GroupBlocks(result, groups)])],
                .. result.ShowsInfluence && influence.Rows.Count > 0
                    ? (Section[])[new Section("The largest shift of each parameter", [influence, new Prose(LeaveOutWording.Shift)])]
                    : [],
                .. result.Signs.Count > 0 ? (Section[])[new Section("Changes of sign", [.. SignBlocks(result.Signs)])] : [],
                .. result.Sensitivity is { } sensitivities ? SensitivityContent.Of(sensitivities).Sections : [],
            ],
            [
                new("formula", result.Fit.Input.Formula),
                InputContent.DataMember(result.Fit.Input),
                new("draws", result.Rows.DrawCount),
                .. RowsMembers(result.Rows, pointwise),
                new("groups", Datum.ListOf(result.Groups, GroupMembers)),
                new("influence", influence.Records()),
                .. result.Signs.Count > 0 ? (Member[])[new("signs", Signs(result.Signs).Records())] : [],
                .. result.Sensitivity is { } sensitivity ? SensitivityContent.Of(sensitivity).Members : [],
                new("converged", result.Fit.Posterior.Convergence.Trustworthy),
            ])
        {
            CsvFields = Fields,
        };
    }

    /// <summary>Leaving out single rows.</summary>
    public static Part OfRows(LeaveOneOut loo)
    {
        ReportTable pointwise = Pointwise(loo);
        return new Part([RowsSection(loo, Totals(loo), pointwise)], [.. RowsMembers(loo, pointwise)]);
    }

    private static Section RowsSection(LeaveOneOut loo, ReportTable totals, ReportTable pointwise) => new(
        "Leaving out rows", [totals, .. LeaveOutWording.Of(loo).Select(sentence => new Prose(sentence)), Worst(loo), pointwise.ForPrograms()]);

    private static IEnumerable<Member> RowsMembers(LeaveOneOut loo, ReportTable pointwise) =>
    [
        Member.Group(
            "loo",
            [
                .. Sum(loo.Psis),
                new("mcse", loo.MonteCarloError),
                new("max_k", loo.LargestK),
                new("k_limit", loo.UsableShape),
                new("k_above_limit", loo.UnreliableRows),
                new("refits", loo.Refits),
                Member.Group("exact", [.. Sum(loo.Elpd)]),
                new("pointwise", pointwise.Records()),
            ]),
        Member.Group("waic", [.. Sum(loo.Waic)]),
    ];

    private static IEnumerable<Member> Sum(ElpdEstimate estimate) =>
        [new("elpd", estimate.Elpd), new("se", estimate.StandardError), new("p", estimate.EffectiveParameters)];

    private static ReportTable Totals(LeaveOneOut loo)
    {
        List<(string Name, ElpdEstimate Value, double? Error)> rows = [("PSIS-LOO", loo.Psis, loo.MonteCarloError)];
        if (loo.UnreliableRows > 0)
        {
            rows.Add(("exact where k is large", loo.Elpd, null));
        }

        rows.Add(("WAIC", loo.Waic, null));
        return TableOf.Items("totals", rows)
            .Words("", Field.Term, null, row => row.Name)
            .Numbers("elpd", Field.Estimate, null, row => Cell.Fixed(row.Value.Elpd, 2))
            .Numbers("se", Field.StandardError, null, row => Cell.Fixed(row.Value.StandardError, 2))
            .Numbers("p", "p", null, row => Cell.Fixed(row.Value.EffectiveParameters, 2))
            .Numbers("Monte Carlo error", "mcse", null, row => Cell.Fixed(row.Error, 2))
            .Build();
    }

    private static ReportTable Pointwise(LeaveOneOut loo) => Rows("pointwise", loo.Rows);

    /// <summary>The rows with the largest k, for people.</summary>
    private static ReportTable Worst(LeaveOneOut loo)
    {
        ReportTable table = Rows("largest_k", loo.Rows.OrderByDescending(row => row.ParetoK).Take(MostRows));
        return table with { IsForPeopleOnly = true };
    }

    private static ReportTable Rows(string name, IEnumerable<LeftOutRow> rows) => TableOf.Items(name, rows)
        .Numbers("row", "row", "row", row => Cell.Count(row.Row))
        .Numbers("elpd", Field.Estimate, "elpd", row => Cell.WithError(row.Elpd, row.MonteCarloError))
        .Numbers("Monte Carlo error", "mcse", "mcse", row => Cell.Digits(row.MonteCarloError, 2))
        .Numbers("p", "p", "p", row => Cell.Fixed(row.LogPredictive - row.Elpd, 2))
        .Numbers("Pareto k", "pareto_k", "k", row => Cell.Fixed(row.ParetoK, 2))
        .Numbers("exact", "exact", "exact", row => Cell.Fixed(row.Exact, 3))
        .Numbers("PIT", "pit", "pit", row => Cell.Fixed(row.Pit, 3))
        .Numbers(null, "waic", "waic", row => Cell.Data(row.WaicElpd))
        .Data("refitted", row => row.WasRefitted)
        .Build();

    private static IEnumerable<Block> GroupBlocks(LooResult result, ReportTable groups)
    {
        if (result.Groups.Count > 0)
        {
            yield return groups;
            foreach (string sentence in result.Groups.SelectMany(LeaveOutWording.Of).Distinct())
            {
                yield return new Prose(sentence);
            }
        }

        if (result.WithoutGroups.Count > 0)
        {
            yield return new Prose(LeaveOutWording.NotDone(result.WithoutGroups));
        }
    }

    private static ReportTable Groups(IReadOnlyList<LeaveGroupsOut> groups) => TableOf.Items("groups", groups)
        .Words("left out", Field.Group, null, group => group.Name)
        .Numbers("groups", "levels", null, group => Cell.Count(group.Groups.Count), Align.Right)
        .Numbers("elpd", Field.Estimate, null, group => Cell.Fixed(group.Elpd.Elpd, 2))
        .Numbers("se", Field.StandardError, null, group => Cell.Fixed(group.Elpd.StandardError, 2))
        .Numbers("largest k", "pareto_k", null, group => Cell.Fixed(group.LargestK, 2))
        .Numbers("refits", "refits", null, group => Cell.Count(group.Refits), Align.Right)
        .Build();

    private static IEnumerable<Member> GroupMembers(LeaveGroupsOut group) =>
    [
        new("group", group.Name),
        new("elpd", group.Elpd.Elpd),
        new("se", group.Elpd.StandardError),
        new("max_k", group.LargestK),
        new("refits", group.Refits),
        new("draws", group.DrawCount),
        new("levels", Datum.ListOf(group.Groups, level =>
        [
            new("level", level.Level),
            new("rows", level.Rows),
            new("elpd", level.Elpd),
            new("mcse", level.MonteCarloError),
            new("k", level.ParetoK),
            new("refitted", level.WasRefitted),
            new("determined", level.IsDetermined),
            new("parameters", Datum.ListOf(level.Parameters, parameter =>
                [new("name", parameter.Name), new("mean", parameter.Mean), new("sd", parameter.Sd), new("shift", parameter.Shift)])),
        ])),
    ];

    private static IEnumerable<Block> SignBlocks(IReadOnlyList<SignChange> signs) =>
        [Signs(signs), .. signs.Where(sign => sign.Parts.Count > 0).Select(sign => new Prose(LeaveOutWording.Of(sign))), new Prose(LeaveOutWording.Greedy)];

    private static ReportTable Signs(IReadOnlyList<SignChange> signs) => TableOf.Items("signs", signs)
        .Words("parameter", Field.Term, "parameter", sign => sign.Parameter)
        .Words("left out", Field.Group, "left_out", sign => sign.Of)
        .Numbers("of", "levels", "count", sign => Cell.Count(sign.PartCount), Align.Right)
        .Numbers("needed", "needed", "needed", sign => sign.Parts.Count == 0 ? Cell.None : Cell.Count(sign.Parts.Count), Align.Right)
        .Numbers("mean", "mean", "mean", sign => Cell.Digits(sign.Mean, 4))
        .Numbers("mean without", Field.Estimate, "mean_without", sign => Cell.Estimate(sign.MeanWithout, sign.SdWithout))
        .Numbers("sd without", Field.StandardError, "sd_without", sign => Cell.Digits(sign.SdWithout, 3))
        .Data("confirmed", sign => sign.IsConfirmed)
        .Data("parts", sign => Datum.ListOf(sign.Parts))
        .Build();

    /// <summary>The largest shift of each parameter, and the group that makes it.</summary>
    public static ReportTable Influence(IReadOnlyList<LeaveGroupsOut> groups)
    {
        IEnumerable<(LeaveGroupsOut Of, LeftOutGroup Group, ParameterWithout All, ParameterWithout Without)> rows =
            groups.SelectMany(of => of.Largest.Zip(of.Parameters, (largest, all) => (of, largest.Group, all, largest.Parameter)));
        return TableOf.Items("influence", rows)
            .Words("left out", Field.Group, "group", row => row.Of.Name)
            .Words("group", "level", "level", row => row.Group.Level)
            .Words("parameter", Field.Term, "parameter", row => row.All.Name)
            .Numbers("mean", "mean", "mean", row => Cell.Estimate(row.All.Mean, row.All.Sd))
            .Numbers("sd", "sd", "sd", row => Cell.Digits(row.All.Sd, 3))
            .Numbers("mean without", Field.Estimate, "mean_without", row => Cell.Estimate(row.Without.Mean, row.Without.Sd))
            .Numbers("sd without", Field.StandardError, "sd_without", row => Cell.Digits(row.Without.Sd, 3))
            .Numbers("shift", "shift", "shift", row => Cell.Fixed(row.Without.Shift, 2))
            .Data("k", row => row.Group.ParetoK)
            .Build();
    }
}
