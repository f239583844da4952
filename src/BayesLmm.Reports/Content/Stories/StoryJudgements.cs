using BayesLmm.Agreement;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.LeaveOut;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Content.Stories;

/// <summary>What the checks of a fit come to, each in a line.</summary>
internal static class StoryJudgements
{
    /// <summary>A group that moves a posterior mean by more of its standard deviations is worth a look.</summary>
    private const double LargeShift = 1;

    /// <summary>The judgements.</summary>
    public static Judgements Of(StoryResult story) => new(
    [
        Draws(story.Fit), .. Engines(story.Fit), .. Reml(story.Fit), Data(story.Checks),
        .. story.LeftOut is { } leftOut ? [Rows(leftOut.Rows), .. Groups(story, leftOut), .. Priors(leftOut)] : (Judgement[])[NotLeftOut],
    ]);

    private static Judgement NotLeftOut { get; } = new(Grade.Open, "Single rows, groups and priors.", JudgementWording.NotLeftOut);

    private static Judgement Draws(FitResult fit)
    {
        ConvergenceReport convergence = fit.Posterior.Convergence;
        string[] problems = [.. ConvergenceWording.Problems(convergence, fit.Advice)];
        return problems.Length > 0
            ? new Judgement(Grade.Bad, "Draws.", string.Join(' ', problems))
            : new Judgement(Grade.Good, "Draws.", JudgementWording.Draws(convergence, fit.Posterior.Draws.Origin.Dependence == Dependence.Chains));
    }

    private static IEnumerable<Judgement> Engines(FitResult fit)
    {
        if (fit.Agreement?.Identity is { } identity)
        {
            yield return !identity.IsChecked ? new Judgement(Grade.Open, "Software.", JudgementWording.IdentityOpen)
                : identity.Holds ? new Judgement(Grade.Good, "Software.", JudgementWording.IdentityHolds(identity.Points))
                : new Judgement(Grade.Bad, "Software.", JudgementWording.IdentityFails);
        }
    }

    private static IEnumerable<Judgement> Reml(FitResult fit)
    {
        if (fit.Reml is not { } reml)
        {
            yield break;
        }

        string[] problems = [.. Verdicts.Verdict.Of(reml)];
        if (problems.Length > 0)
        {
            yield return new Judgement(Grade.Doubtful, "REML.", string.Join(' ', problems));
        }
        else if (reml.Collapsed.Count > 0)
        {
            yield return new Judgement(Grade.Doubtful, "REML.", JudgementWording.Singular);
        }
    }

    private static Judgement Data(PosteriorChecks checks) => new(
        checks.Predictive.Concat(checks.Assumptions).Any(check => check.IsDoubtful) ? Grade.Doubtful : Grade.Good,
        "Model and data.",
        CheckWording.Verdict(checks));

    private static Judgement Rows(LeaveOneOut rows) => rows.UnreliableRows == 0
        ? new Judgement(Grade.Good, "Single rows.", JudgementWording.NoInfluentialRow)
        : new Judgement(Grade.Doubtful, "Single rows.", JudgementWording.InfluentialRows(rows.UnreliableRows, rows.Rows.Count));

    private static IEnumerable<Judgement> Groups(StoryResult story, LooResult leftOut)
    {
        HashSet<string> coefficients = [.. story.Fit.Input.Model.FixedEffects.Select(effect => effect.Name)];
        (string Factor, LeftOutGroup Group, ParameterWithout Parameter)[] shifts =
        [
            .. leftOut.Groups.SelectMany(factor => factor.Largest.Select(largest => (factor.Name, largest.Group, largest.Parameter)))
                .Where(shift => coefficients.Contains(shift.Parameter.Name) && double.IsFinite(shift.Parameter.Shift)),
        ];
        if (shifts.Length > 0)
        {
            (string factor, LeftOutGroup group, ParameterWithout parameter) = shifts.MaxBy(shift => Math.Abs(shift.Parameter.Shift));
            bool isLarge = Math.Abs(parameter.Shift) > LargeShift;
            yield return new Judgement(
                isLarge ? Grade.Doubtful : Grade.Good,
                "Single groups.",
                JudgementWording.Influence(factor, group.Level, parameter.Name, parameter.Shift, isLarge));
        }
    }

    private static IEnumerable<Judgement> Priors(LooResult leftOut)
    {
        if (leftOut.Sensitivity is { } sensitivities)
        {
            string[] sensitive = [.. sensitivities.Where(one => one.Verdict != SensitivityVerdict.None).Select(one => one.Name)];
            yield return sensitive.Length == 0
                ? new Judgement(Grade.Good, "Priors.", JudgementWording.PriorsHardlyMatter)
                : new Judgement(Grade.Doubtful, "Priors.", JudgementWording.PriorsMatter(sensitive));
        }
    }
}
