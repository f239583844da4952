using System.Runtime.InteropServices;
using BayesLmm.Cli.Terminal;
using BayesLmm.Posteriors.Checks;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Groups;
using BayesLmm.Reports.Content.LeaveOut;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Content.Stories;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm report</c>: everything that a report tells of a fit.</summary>
internal static class ReportRun
{
    /// <summary>The draws of the priors.</summary>
    private const int PriorDraws = 4000;

    /// <summary>Of more rows or levels, none is left out: that would take minutes.</summary>
    private const int MostRows = 10_000, MostLevels = 1000;

    /// <summary>Computes it.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="command">The command as it was typed.</param>
    /// <param name="title">The title; null for one made of the formula.</param>
    /// <param name="console">Receives progress.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static StoryResult Run(FitResult fit, string command, string? title, CommandConsole console, CancellationToken cancellationToken)
    {
        Posterior posterior = fit.Posterior;
        BoundModel model = fit.Input.Model;
        console.Activity.Begin("drawing from the priors");
        PriorSimulation priors = model.SimulatePrior(PriorDraws, posterior.Options.Seed);
        RemlResult? estimates = null;
        if (fit.Reml is { } reml)
        {
            console.Activity.Begin("testing and computing intervals");
            estimates = new RemlResult(fit.Input, reml, new RemlInvestigation(reml, new RemlOptions(), console, cancellationToken).Run(), []);
        }

        GroupsRequest all = new([], Coefficients: true, Ranks: false, [], Pooling: model.HasReml, new SummaryOptions());
        IReadOnlyList<GroupResult> groups = model.GroupTerms.Count == 0 ? [] : GroupsRun.Posterior(fit, all, console, cancellationToken);
        console.Activity.Begin("computing means");
        MarginalGrid<DrawnEstimate>[] means =
        [
            .. PredictorGrids.Of(model)
                .Select(grid => ProgressDisplay.Watch(console, "means", progress => posterior.Means(grid, progress, cancellationToken))),
        ];
        console.Activity.Begin("computing residuals");
        AugmentResult rows = new(fit, ProgressDisplay.Watch(console, "rows", progress => posterior.Augment(progress, cancellationToken)), model.Columns);
        console.Activity.Begin("replicating the data");
        PosteriorChecks checks =
            ProgressDisplay.Watch(console, "replications", progress => posterior.Check(new CheckOptions(), progress, cancellationToken));
        bool isQuick = model.Rows.Used <= MostRows && model.GroupTerms.Sum(term => term.Levels.Count) <= MostLevels;
        LooResult? leftOut = isQuick ? LooRun.WithoutFits(fit, console, cancellationToken) : null;
        return new StoryResult(
            fit,
            priors,
            estimates,
            groups,
            rows,
            checks,
            leftOut,
            new Reproduction(
                command,
                SavedFit.ThisSoftware,
                $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}",
                SavedFit.HashOf(model.Specification, model.Columns),
                DateOnly.FromDateTime(console.Time.GetUtcNow().UtcDateTime)))
        {
            Title = title,
            Means = means,
        };
    }
}
