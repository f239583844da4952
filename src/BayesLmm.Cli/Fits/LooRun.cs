using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Data.Readings;
using BayesLmm.Posteriors.LeaveOut;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.LeaveOut;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Fits;

/// <summary>What is to be left out.</summary>
/// <param name="Groups">The grouping factors; empty for all, unless that needs further fits.</param>
/// <param name="Conditions">Conditions that choose rows.</param>
/// <param name="Signs">Coefficients whose sign is to be changed by few rows or groups.</param>
/// <param name="ShowsInfluence">Whether people are shown the largest shift of every parameter.</param>
/// <param name="Sensitivity">Whether the sensitivity to priors and likelihood is wanted.</param>
internal sealed record LooRequest(
    IReadOnlyList<string> Groups, IReadOnlyList<string> Conditions, IReadOnlyList<string> Signs, bool ShowsInfluence, bool Sensitivity)
{
    /// <summary>Checks it against a model before anything is sampled.</summary>
    /// <exception cref="ModelException">There is no such grouping factor, or a condition is none.</exception>
    public void Check(BoundModel model)
    {
        string[] known = [.. model.GroupTerms.Select(term => term.Group).Distinct()];
        foreach (string group in Groups.Where(group => !known.Contains(group)))
        {
            throw InputDiagnostics.NoSuchGroup(group, known);
        }

        string[] coefficients = [.. model.FixedEffects.Select(effect => effect.Name)];
        foreach (string name in Signs.Where(name => !coefficients.Contains(name)))
        {
            throw InputDiagnostics.NoSuchCoefficient(name, coefficients);
        }

        foreach (string condition in Conditions)
        {
            LooRun.Extend(model, condition);
        }
    }
}

/// <summary>The work of <c>blmm loo</c>.</summary>
internal static class LooRun
{
    /// <summary>Leaves rows and groups out.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="request">What to leave out.</param>
    /// <param name="engine">What fits the model again where that is needed.</param>
    /// <param name="console">Receives progress.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ModelException">A condition chooses no rows, or the draws are of an approximation.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LooResult Run(FitResult fit, LooRequest request, IPosteriorEngine engine, CommandConsole console, CancellationToken cancellationToken)
    {
        Posterior posterior = fit.Posterior;
        string[] known = [.. posterior.Model.GroupTerms.Select(term => term.Group).Distinct()];
        bool needsFits = LeaveOutRun.FitsEachAgain(posterior);
        IReadOnlyList<string> groups = request.Groups.Count > 0 ? request.Groups : needsFits ? [] : known;
        try
        {
            console.Activity.Begin("leaving out rows");
            LeaveOneOut rows = ProgressDisplay.Watch(console, "rows", progress => posterior.LeaveRowsOut(engine, progress, cancellationToken));
            List<LeaveGroupsOut> left = [];
            foreach (string group in groups)
            {
                console.Activity.Begin($"leaving out {group}");
                left.Add(ProgressDisplay.Watch(console, group, progress => posterior.LeaveGroupsOut(group, engine, progress, cancellationToken)));
            }

            foreach (string condition in request.Conditions)
            {
                Table table = InputReader.ReadAgain(fit.Input, console.Activity, Extend(posterior.Model, condition).Columns);
                left.Add(ProgressDisplay.Watch(console, "rows", progress => LeaveOut(posterior, table, condition, engine, progress, cancellationToken)));
            }

            return new LooResult(fit, rows, left, request.Groups.Count == 0 && needsFits ? known : [], request.ShowsInfluence)
            {
                Signs =
                [
                    .. request.Signs.SelectMany(
                        name => groups.Prepend(null).Select(group => Sign(posterior, name, group, engine, console, cancellationToken))),
                ],
                Sensitivity = request.Sensitivity
                    ? ProgressDisplay.Watch(console, "power-scaling", progress => posterior.ScalePowers(progress, cancellationToken))
                    : null,
            };
        }
        catch (NotSupportedException refusal)
        {
            throw InputDiagnostics.CannotRun(refusal.Message);
        }
    }

    /// <summary>
    /// What can be left out without another fit: rows, and groups where draws can be reweighted; and the sensitivity to priors and likelihood.
    /// </summary>
    /// <param name="fit">The fit.</param>
    /// <param name="console">Receives progress.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LooResult WithoutFits(FitResult fit, CommandConsole console, CancellationToken cancellationToken)
    {
        Posterior posterior = fit.Posterior;
        console.Activity.Begin("leaving out rows and groups");
        LeaveOutRun Run(IProgress<Progress>? progress) => new(posterior, null, progress, cancellationToken) { FitsAgain = false };
        string[] groups = LeaveOutRun.CanReweight(posterior) ? [.. posterior.Model.GroupTerms.Select(term => term.Group).Distinct()] : [];
        return new LooResult(
            fit,
            ProgressDisplay.Watch(console, "rows", progress => Run(progress).Rows()),
            [.. groups.Select(group => ProgressDisplay.Watch(
                console, group, progress => Run(progress).Groups(group, LeftOutRows.LevelsOf(posterior.Model, group))))],
            [],
            ShowsInfluence: true)
        {
            Sensitivity = posterior.Source is null
                ? null
                : ProgressDisplay.Watch(console, "power-scaling", progress => posterior.ScalePowers(progress, cancellationToken)),
        };
    }

    private static SignChange Sign(
        Posterior posterior, string name, string? group, IPosteriorEngine engine, CommandConsole console, CancellationToken cancellationToken)
    {
        console.Activity.Begin($"leaving out {group ?? "rows"} for the sign of {name}");
        return ProgressDisplay.Watch(console, group ?? "rows", progress => posterior.FindSignChange(name, group, engine, progress, cancellationToken));
    }

    /// <summary>The model with a condition as one more <c>where</c> statement.</summary>
    /// <exception cref="ModelException">It is no condition.</exception>
    public static Model Extend(BoundModel model, string condition)
    {
        try
        {
            return RowCondition.Extend(model.Specification, condition);
        }
        catch (ArgumentException refusal)
        {
            throw InputDiagnostics.CannotLeaveOut(refusal.Message);
        }
    }

    private static LeaveGroupsOut LeaveOut(
        Posterior posterior, Table table, string condition, IPosteriorEngine engine, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return posterior.LeaveOut(table, condition, engine, progress, cancellationToken);
        }
        catch (ArgumentException refusal)
        {
            throw InputDiagnostics.CannotLeaveOut(refusal.Message);
        }
    }
}
