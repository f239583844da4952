using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Plots.Statistics;
using BayesLmm.Posteriors.Checks;
using BayesLmm.Posteriors.LeaveOut;
using BayesLmm.Sampling;

namespace BayesLmm.Plots.Sources;

/// <summary>
/// A fit, and the analyses of it that figures show: each is made once, when the first figure asks for it. Figures are made one after the other, so that nothing
/// here is locked.
/// </summary>
/// <param name="posterior">The draws.</param>
/// <param name="reml">The fit by restricted maximum likelihood of the same model; null to fit it when a figure needs it.</param>
/// <param name="progress">Receives how far long work is.</param>
/// <param name="cancellationToken">Ends long work with an <see cref="OperationCanceledException"/>.</param>
internal sealed class FitAnalyses(
    Posterior posterior, RemlFit? reml, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default)
{
    private readonly Lazy<RemlFit> fit = new(() => Checked(posterior, reml) ?? posterior.Model.FitReml(cancellationToken: cancellationToken));
    private readonly Lazy<EquatableArray<FittedRow>> rows = new(() => posterior.Augment(progress, cancellationToken));
    private readonly Lazy<PosteriorChecks> checks = new(() => posterior.Check(null, progress, cancellationToken));
    private readonly Lazy<LeaveOneOut> leftOutRows = new(() => new LeaveOutRun(posterior, null, progress, cancellationToken) { FitsAgain = false }
        .Rows(posterior.Model.Design.RowCount <= Thinning.MostPoints ? null : Thinning.Evenly(posterior.Model.Design.RowCount)));

    private readonly Lazy<LaplaceFit?> laplace = new(() => posterior.Model.Family.IsDiscrete
        && posterior.Model.TryFitLaplace(out LaplaceFit? maximum, out _, null, cancellationToken) ? maximum : null);

    private readonly Lazy<RemlFit> likelihood = new(() => posterior.Model.FitReml(restricted: false, cancellationToken));
    private readonly Lazy<ReplicatedResponses> replications = new(() => ReplicatedResponses.Of(posterior, progress, cancellationToken));
    private readonly Lazy<IReadOnlyList<Column>> predictors = new(() => PredictorColumns.Of(posterior.Model));
    private readonly Lazy<EquatableArray<ParameterSensitivity>> sensitivity = new(() => posterior.ScalePowers(progress, cancellationToken));
    private readonly Lazy<IReadOnlyList<EngineAnswer>> answers = new(() => EngineAnswers.Of(posterior, progress, cancellationToken));
    private readonly Dictionary<string, LeaveGroupsOut> leftOutGroups = new(StringComparer.Ordinal);
    private FittedResiduals? residuals;
    private readonly Dictionary<string, EquatableArray<PooledCoefficient>> pooling = new(StringComparer.Ordinal);

    /// <summary>The draws.</summary>
    public Posterior Posterior => posterior;

    /// <summary>The model.</summary>
    public BoundModel Model => posterior.Model;

    /// <summary>Whether there are estimates by REML and ML: the family has normal residuals, or others that are alike.</summary>
    public bool HasReml => posterior.Model.HasReml;

    /// <summary>The fit by restricted maximum likelihood.</summary>
    /// <exception cref="ArgumentException">The fit that was given is of another model.</exception>
    /// <exception cref="InvalidOperationException">There is none: see <see cref="HasReml"/>.</exception>
    public RemlFit Reml => fit.Value;

    /// <summary>The maximum of the likelihood of binary, binomial and count responses; null for other responses, and where there is no maximum.</summary>
    public LaplaceFit? Laplace => laplace.Value;

    /// <summary>The rows of the fit: fitted values and residuals.</summary>
    public EquatableArray<FittedRow> Rows { get => rows.Value; init => rows = new(value); }

    /// <summary>Replicated data beside the observed ones.</summary>
    public PosteriorChecks Checks { get => checks.Value; init => checks = new(value); }

    /// <summary>
    /// Each row left out by reweighting the draws; nothing is fitted again. Of more rows than can be drawn only some, spread evenly over the table, unless all
    /// are known already.
    /// </summary>
    public LeaveOneOut LeftOutRows { get => leftOutRows.Value; init => leftOutRows = new(value); }

    /// <summary>Pooling that is known already, by the grouping factor.</summary>
    public IEnumerable<KeyValuePair<string, EquatableArray<PooledCoefficient>>> KnownPooling { init => pooling = new(value, StringComparer.Ordinal); }

    /// <summary>Levels left out that are known already, by the grouping factor.</summary>
    public IEnumerable<KeyValuePair<string, LeaveGroupsOut>> KnownLeftOutGroups { init => leftOutGroups = new(value, StringComparer.Ordinal); }

    /// <summary>The fit by maximum likelihood.</summary>
    public RemlFit Likelihood => likelihood.Value;

    /// <summary>The residuals of all rows.</summary>
    public FittedResiduals Residuals => residuals ??= FittedResiduals.Of(Model, Rows);

    /// <summary>Responses that the model produces.</summary>
    public ReplicatedResponses Replications => replications.Value;

    /// <summary>The columns from which the fixed effects are computed, with a value for each row of the fit; none if the model does not hold them.</summary>
    public IReadOnlyList<Column> Predictors => predictors.Value;

    /// <summary>How sensitive each parameter is to the priors and to the likelihood.</summary>
    /// <exception cref="NotSupportedException">The engine's draws have no positions.</exception>
    public EquatableArray<ParameterSensitivity> Sensitivity => sensitivity.Value;

    /// <summary>The posterior, and the answers of the other engines that can answer in a short time.</summary>
    public IReadOnlyList<EngineAnswer> Answers => answers.Value;

    /// <summary>The levels of a grouping factor left out one by one, by reweighting the draws; nothing is fitted again.</summary>
    /// <exception cref="NotSupportedException">The draws cannot be reweighted.</exception>
    public LeaveGroupsOut LeftOutGroups(string group)
    {
        if (!leftOutGroups.TryGetValue(group, out LeaveGroupsOut? left))
        {
            leftOutGroups[group] = left = new LeaveOutRun(posterior, null, progress, cancellationToken) { FitsAgain = false }
                .Groups(group, BayesLmm.Posteriors.LeaveOut.LeftOutRows.LevelsOf(Model, group));
        }

        return left;
    }

    /// <summary>Receives how far long work is.</summary>
    public IProgress<Progress>? Progress => progress;

    /// <summary>Ends long work.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>No, partial and complete pooling of a grouping factor's coefficients.</summary>
    public EquatableArray<PooledCoefficient> PoolingOf(string group)
    {
        if (!pooling.TryGetValue(group, out EquatableArray<PooledCoefficient> table))
        {
            pooling[group] = table = posterior.Pooling(group, cancellationToken);
        }

        return table;
    }

    private static RemlFit? Checked(Posterior posterior, RemlFit? reml) =>
        reml is not null && posterior.Model.Parameters.FirstOrDefault(own => reml.Model.Parameters.All(other => other.Name != own.Name)) is { } missing
            ? throw new ArgumentException($"The fit is of another model: its model has no parameter '{missing.Name}'.", nameof(reml))
            : reml;
}
