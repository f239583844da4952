using BayesLmm.Cli.Inputs;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reports.Content.Comparisons;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Specification.Priors;

namespace BayesLmm.Cli.Fits;

/// <summary>The work of <c>blmm compare</c> on posteriors.</summary>
/// <param name="by">What is compared.</param>
/// <param name="group">The grouping factor whose levels are left out; null for rows.</param>
/// <param name="settings">Overrides the models' own sampling settings.</param>
/// <param name="console">Receives warnings and progress.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class PosteriorCompareRun(
    ComparisonCriterion by, string? group, SamplingSettings settings, CommandConsole console, CancellationToken cancellationToken)
{
    /// <summary>Fits the models and compares them.</summary>
    /// <param name="requests">The models.</param>
    /// <exception cref="ModelException">Something that the user wrote is wrong, or the models are of different data.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public PosteriorCompareResult Run(IReadOnlyList<ModelRequest> requests)
    {
        List<(string Name, BoundModel Model)> bound = [];
        FitResult[] fits = [.. requests.Select(request =>
            FitRun.Run(request, settings, console, cancellationToken, EngineFor(request), model => Check(request, model, bound)))];
        return by == ComparisonCriterion.Evidence ? Evidence(fits) : LeaveOut(fits);
    }

    private EngineSettings Engine => by == ComparisonCriterion.Evidence ? new EngineSettings { Engine = ImportanceEngine.Id } : new EngineSettings();

    /// <summary>What can be wrong is said before the model is sampled.</summary>
    private void Check(ModelRequest request, BoundModel model, List<(string Name, BoundModel Model)> bound)
    {
        bound.Add((request.Model, model));
        ComparedData.RequireSame(bound);
        if (by == ComparisonCriterion.Evidence && !model.HasProperPriors)
        {
            IEnumerable<ParameterPrior> improper = model.PriorTable.Where(prior => prior.Distribution is Distributions.Distribution { IsProper: false });
            throw InputDiagnostics.NoEvidence(request.Model, [.. improper.Select(prior => prior.Parameter.Name)]);
        }

        string[] groups = [.. model.GroupTerms.Select(term => term.Group).Distinct()];
        if (group is not null && !groups.Contains(group))
        {
            throw InputDiagnostics.NoSuchGroup(group, groups);
        }
    }

    /// <summary>A saved fit has its engine.</summary>
    private EngineSettings EngineFor(ModelRequest request) => SavedInput.IsOne(request.Model) ? new EngineSettings() : Engine;

    private static PosteriorCompareResult Evidence(FitResult[] fits) =>
        Array.Find(fits, fit => fit.Input.Saved is not null && fit.Posterior.LogEvidence is null) is { Input.Saved: { } saved }
        ? throw InputDiagnostics.NoEvidenceKept(saved.Path)
        : new(ComparisonCriterion.Evidence, null, fits, null) { Evidence = [.. fits.Select(fit => fit.Posterior.LogEvidence ?? (double.NaN, double.NaN))] };

    private PosteriorCompareResult LeaveOut(FitResult[] fits)
    {
        try
        {
            if (group is not null)
            {
                LeaveGroupsOut[] groups = [.. fits.Select(fit => Watch($"leaving out {group}", progress =>
                    fit.Posterior.LeaveGroupsOut(group, EngineOf(fit), progress, cancellationToken)))];
                return new PosteriorCompareResult(by, group, fits, PosteriorComparison.Of(groups))
                {
                    LargestK = [.. groups.Select(result => result.LargestK)],
                    Exact = [.. groups.Select(result => result.Refits)],
                };
            }

            LeaveOneOut[] rows = [.. fits.Select(fit => Watch("leaving out rows", progress =>
                fit.Posterior.LeaveRowsOut(EngineOf(fit), progress, cancellationToken)))];
            return new PosteriorCompareResult(by, null, fits, PosteriorComparison.Of(rows, by == ComparisonCriterion.Waic))
            {
                LargestK = [.. rows.Select(result => result.LargestK)],
                Exact = [.. rows.Select(result => result.UnreliableRows)],
            };
        }
        catch (NotSupportedException refusal)
        {
            throw InputDiagnostics.CannotRun(refusal.Message);
        }
    }

    private T Watch<T>(string what, Func<IProgress<Sampling.Progress>?, T> work)
    {
        console.Activity.Begin(what);
        return ProgressDisplay.Watch(console, what, work);
    }

    private IPosteriorEngine EngineOf(FitResult fit) => SavedSettings.EngineOf(fit, settings, Engine);
}
