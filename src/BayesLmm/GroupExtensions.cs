using BayesLmm.Numerics;
using BayesLmm.Posteriors.Groups;

namespace BayesLmm;

/// <summary>The levels of a grouping factor: their coefficients, ranks, differences, and how far the model pools them.</summary>
public static class GroupExtensions
{
    /// <summary>The coefficients of every level, coefficient by coefficient, levels in the order of the model.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="group">The grouping factor.</param>
    /// <param name="options">How they are summarised; defaults if null.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such grouping factor.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static EquatableArray<GroupCoefficient> Coefficients(
        this Posterior posterior, string group, SummaryOptions? options = null, CancellationToken cancellationToken = default) =>
        new GroupAnalyzer(posterior, group).Coefficients(Validated(options), cancellationToken);

    /// <summary>The rank of every level by a coefficient, levels in the order of the model; 1 is the largest.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="group">The grouping factor.</param>
    /// <param name="coefficient">The coefficient.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such grouping factor, or the coefficient does not vary over its levels.</exception>
    public static EquatableArray<GroupRank> Ranks(
        this Posterior posterior, string group, string coefficient, CancellationToken cancellationToken = default) =>
        new GroupAnalyzer(posterior, group).Ranks(coefficient, cancellationToken);

    /// <summary>The difference of a coefficient between two levels, first less second.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="group">The grouping factor.</param>
    /// <param name="coefficient">The coefficient.</param>
    /// <param name="first">A level.</param>
    /// <param name="second">Another level.</param>
    /// <param name="options">How it is summarised; defaults if null.</param>
    /// <exception cref="ArgumentException">The model has no such grouping factor or level, or the coefficient does not vary over its levels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static DrawnEstimate Difference(
        this Posterior posterior, string group, string coefficient, string first, string second, SummaryOptions? options = null) =>
        new GroupAnalyzer(posterior, group).Difference(coefficient, first, second, Validated(options));

    /// <summary>No, partial and complete pooling of every coefficient, levels with few rows first.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="group">The grouping factor.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The model has no such grouping factor.</exception>
    /// <exception cref="NotSupportedException">The family has no least squares: binomial, poisson and the like.</exception>
    public static EquatableArray<PooledCoefficient> Pooling(this Posterior posterior, string group, CancellationToken cancellationToken = default) =>
        new GroupAnalyzer(posterior, group).Pooling(cancellationToken);

    /// <summary>The same with the estimates of a REML fit in place of the posterior.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="group">The grouping factor.</param>
    /// <exception cref="ArgumentException">The model has no such grouping factor.</exception>
    public static EquatableArray<PooledCoefficient> Pooling(this RemlFit fit, string group) => PoolingTable.Of(fit, group);

    private static SummaryOptions Validated(SummaryOptions? options)
    {
        SummaryOptions how = options ?? new();
        how.Validate();
        return how;
    }
}
