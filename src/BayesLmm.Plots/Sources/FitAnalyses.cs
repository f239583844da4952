using BayesLmm.Models;
using BayesLmm.Numerics;
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
    private readonly Lazy<LeaveOneOut> leftOutRows = new(() => new LeaveOutRun(posterior, null, progress, cancellationToken) { FitsAgain = false }.Rows());
    private readonly Dictionary<string, EquatableArray<PooledCoefficient>> pooling = new(StringComparer.Ordinal);

    /// <summary>The draws.</summary>
    public Posterior Posterior => posterior;

    /// <summary>The model.</summary>
    public BoundModel Model => posterior.Model;

    /// <summary>The fit by restricted maximum likelihood.</summary>
    /// <exception cref="ArgumentException">The fit that was given is of another model.</exception>
    public RemlFit Reml => fit.Value;

    /// <summary>The rows of the fit: fitted values and residuals.</summary>
    public EquatableArray<FittedRow> Rows { get => rows.Value; init => rows = new(value); }

    /// <summary>Replicated data beside the observed ones.</summary>
    public PosteriorChecks Checks { get => checks.Value; init => checks = new(value); }

    /// <summary>Each row left out by reweighting the draws; nothing is fitted again.</summary>
    public LeaveOneOut LeftOutRows { get => leftOutRows.Value; init => leftOutRows = new(value); }

    /// <summary>Pooling that is known already, by the grouping factor.</summary>
    public IEnumerable<KeyValuePair<string, EquatableArray<PooledCoefficient>>> KnownPooling { init => pooling = new(value, StringComparer.Ordinal); }

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
