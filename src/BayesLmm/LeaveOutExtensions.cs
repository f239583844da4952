using BayesLmm.Numerics;
using BayesLmm.Posteriors.Checks;
using BayesLmm.Posteriors.LeaveOut;
using BayesLmm.Sampling;

namespace BayesLmm;

/// <summary>What a posterior would be without some of its rows, and how well these are predicted by the others.</summary>
public static class LeaveOutExtensions
{
    /// <summary>Leave-one-out cross-validation by rows, with WAIC and LOO-PIT. Streams: the memory does not depend on rows times draws.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="engine">What fits the model again without a row that needs it; null for the posterior's own engine with the model's options.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public static LeaveOneOut LeaveRowsOut(
        this Posterior posterior, IPosteriorEngine? engine = null, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        new LeaveOutRun(posterior, engine, progress, cancellationToken).Rows();

    /// <summary>The posterior without each level of a grouping factor, and how well each is predicted by the others.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="group">The grouping factor.</param>
    /// <param name="engine">What fits the model again without a group that needs it; null for the posterior's own engine with the model's options.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such grouping factor.</exception>
    /// <exception cref="NotSupportedException">The draws are of an approximation.</exception>
    public static LeaveGroupsOut LeaveGroupsOut(
        this Posterior posterior, string group, IPosteriorEngine? engine = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        RequireGroup(posterior.Model, group);
        return new LeaveOutRun(posterior, engine, progress, cancellationToken).Groups(group, LeftOutRows.LevelsOf(posterior.Model, group));
    }

    /// <summary>The posterior without the rows for which a condition holds, and how well they are predicted by the others.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="table">The table that the model was bound to.</param>
    /// <param name="condition">The condition in the language of the model, as after <c>where</c>: <c>Days > 7 &amp; Subject != "308"</c>.</param>
    /// <param name="engine">What fits the model again without the rows if that is needed; null for the posterior's own engine with the model's options.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ModelException">It is no condition on the table; the exception carries every diagnostic.</exception>
    /// <exception cref="ArgumentException">It is more than one condition, or it holds for no row of the model, or for all.</exception>
    /// <exception cref="NotSupportedException">The draws are of an approximation.</exception>
    public static LeaveGroupsOut LeaveOut(
        this Posterior posterior, Table table, string condition, IPosteriorEngine? engine = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new LeaveOutRun(posterior, engine, progress, cancellationToken).Groups(condition, [RowCondition.Find(posterior.Model, table, condition)]);

    /// <summary>How few rows, or levels of a grouping factor, change the sign of a coefficient's posterior mean when they are left out.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="coefficient">The coefficient's name.</param>
    /// <param name="group">The grouping factor; null for rows.</param>
    /// <param name="engine">What fits the model again without the rows that were found; null for the posterior's own engine with the model's options.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such coefficient or grouping factor.</exception>
    /// <exception cref="NotSupportedException">The draws are not of a marginal density, or of an approximation.</exception>
    public static SignChange FindSignChange(
        this Posterior posterior, string coefficient, string? group = null, IPosteriorEngine? engine = null, IProgress<Progress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        int place = posterior.Model.FixedEffects.Select(effect => effect.Name).ToList().IndexOf(coefficient);
        if (place < 0)
        {
            throw new ArgumentException(
                $"The model has no coefficient '{coefficient}'; it has {string.Join(", ", posterior.Model.FixedEffects.Select(effect => effect.Name))}.",
                nameof(coefficient));
        }

        RequireGroup(posterior.Model, group);
        return new LeaveOutRun(posterior, engine, progress, cancellationToken).Sign(
            place, group ?? "rows", group is null ? LeftOutRows.Each(posterior.Model) : LeftOutRows.LevelsOf(posterior.Model, group));
    }

    /// <summary>
    /// How sensitive each parameter's posterior is to the priors and to the likelihood, by power-scaling; in the order of the posterior's parameters. Priors
    /// are those of coefficients, standard deviations, correlations and the family's parameters, scaled together. With normal residuals the likelihood is
    /// that of these parameters, group effects integrated out; with others, and with Gibbs sampling, that of the rows given their groups' effects.
    /// </summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="NotSupportedException">The engine's draws have no positions from which priors and likelihood could be computed.</exception>
    public static EquatableArray<ParameterSensitivity> ScalePowers(
        this Posterior posterior, IProgress<Progress>? progress = null, CancellationToken cancellationToken = default) =>
        PowerScaling.Compute(posterior, progress, cancellationToken);

    private static void RequireGroup(BoundModel model, string? group)
    {
        if (group is not null && model.GroupTerms.All(term => term.Group != group))
        {
            throw new ArgumentException(
                $"The model has no grouping factor '{group}'; it has {string.Join(", ", model.GroupTerms.Select(term => term.Group).Distinct())}.",
                nameof(group));
        }
    }
}
