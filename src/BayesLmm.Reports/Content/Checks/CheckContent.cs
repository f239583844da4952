using BayesLmm.Numerics;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.LeaveOut;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Checks;

/// <summary>A fit with everything that checks it.</summary>
/// <param name="Fit">The fit.</param>
/// <param name="Checks">Posterior predictive checks.</param>
/// <param name="LeftOut">The rows and groups left out, where that takes no other fit.</param>
internal sealed record CheckResult(FitResult Fit, PosteriorChecks Checks, LooResult LeftOut);

/// <summary>The report of all checks of a fit.</summary>
internal static class CheckContent
{
    /// <summary>Levels that people see: the most extreme ones.</summary>
    private const int MostLevels = 5;

    /// <summary>The document.</summary>
    public static ReportDocument Of(CheckResult result)
    {
        Part convergence = ConvergenceContent.Of(result.Fit.Posterior, result.Fit.Advice);
        Part agreement = AgreementContent.Of(result.Fit.Agreement, result.Fit.Posterior);
        Part replicated = Replicated(result.Checks), pit = PitContent.Of(result.LeftOut.Rows), influence = Influence(result.LeftOut);
        Part? sensitivity = result.LeftOut.Sensitivity is { } sensitivities ? SensitivityContent.Of(sensitivities) : null;
        return new ReportDocument(
            $"Checks: {result.Fit.Input.Formula}",
            [
                InputContent.Data(result.Fit.Input),
                InputContent.Model(result.Fit.Input),
                .. convergence.Sections,
                .. replicated.Sections,
                .. pit.Sections,
                .. influence.Sections,
                .. sensitivity?.Sections ?? [],
                .. agreement.Sections,
            ],
            [
                .. replicated.Members,
                .. pit.Members,
                .. influence.Members,
                .. sensitivity?.Members ?? [],
                .. agreement.Members,
                Member.Group("diagnostics", [.. convergence.Members]),
                ColumnsContent.Member(result.Fit.Input.Model),
            ]);
    }

    /// <summary>Data that the model produces beside the observed ones, and its assumptions.</summary>
    public static Part Replicated(PosteriorChecks checks)
    {
        ReportTable predictive = Table("predictive", "statistic", checks.Predictive);
        ReportTable assumptions = Table("assumptions", "discrepancy", checks.Assumptions);
        GroupCheck[] extremes = [.. checks.Groups.OrderBy(check => Math.Min(check.PValue, 1 - check.PValue)).Take(MostLevels)];
        ReportTable groups = Levels("groups", checks.Groups);
        return new Part(
            [
                new Section($"Replicated data ({checks.Draws} replications)", [
                    predictive,
                    new Prose(CheckWording.PValue),
                    .. CheckWording.Undefined(checks) is { } undefined ? [new Prose(undefined)] : (Block[])[],
                ]),
                .. checks.Groups.Count == 0
                    ? []
                    : (Section[])[new Section($"Means of the levels of {checks.Groups[0].Group}", [
                        Levels("extreme_groups", extremes) with { IsForPeopleOnly = true },
                        groups.ForPrograms(),
                        .. checks.Groups.Count > extremes.Length
                            ? [new Prose($"The {extremes.Length} most extreme of {checks.Groups.Count} levels.")]
                            : (Block[])[],
                    ])],
                new Section("Assumptions", [assumptions, new Prose(CheckWording.Assumptions), new Prose(CheckWording.Verdict(checks)) { IsApart = true }]),
            ],
            new("draws", checks.Draws),
            new("predictive", predictive.Records("statistic", "observed", "mean", "sd", "p")),
            new("groupMeans", groups.Records()),
            new("assumptions", assumptions.Records()));
    }

    /// <summary>The largest shift of each parameter without a group.</summary>
    public static Part Influence(LooResult leftOut)
    {
        ReportTable influence = LooContent.Influence(leftOut.Groups);
        return new Part(
            influence.Rows.Count == 0
                ? []
                :
                [
                    new Section(
                        "The largest shift of each parameter without a group",
                        [
                            influence,
                            new Prose(LeaveOutWording.Shift),
                            .. LeaveOutWording.NotFittedAgain(leftOut.Groups) is { } rough ? [new Prose(rough)] : (Block[])[],
                        ]),
                ],
            new Member("influence", influence.Records()));
    }

    private static ReportTable Table(string name, string title, EquatableArray<PosteriorCheck> checks) => TableOf.Items(name, checks)
        .Words(title, Field.Term, "statistic", check => check.Name)
        .Numbers("observed", "observed", "observed", check => Cell.Estimate(check.Observed, check.Sd))
        .Numbers("mean", Field.Estimate, "mean", check => Cell.Estimate(check.Mean, check.Sd))
        .Numbers("sd", Field.StandardError, "sd", check => Cell.Digits(check.Sd, 3))
        .Numbers("p", Field.PValue, "p", check => Cell.Fixed(check.PValue, 3))
        .Plain("", null, null, check => Cell.Words(check.IsDoubtful ? "doubtful" : null))
        .Data("doubtful", check => check.IsDoubtful)
        .Build();

    private static ReportTable Levels(string name, IEnumerable<GroupCheck> checks) => TableOf.Items(name, checks)
        .Words("level", Field.Term, "level", check => check.Level)
        .Words(null, Field.Group, "group", check => check.Group)
        .Numbers("observed", "observed", "observed", check => Cell.Estimate(check.Observed, check.Sd))
        .Numbers("mean", Field.Estimate, "mean", check => Cell.Estimate(check.Mean, check.Sd))
        .Numbers("sd", Field.StandardError, "sd", check => Cell.Digits(check.Sd, 3))
        .Numbers("p", Field.PValue, "p", check => Cell.Fixed(check.PValue, 3))
        .Build();
}
