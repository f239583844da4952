using BayesLmm.Reports.Content.Fits;

namespace BayesLmm.Reports.Content.LeaveOut;

/// <summary>How well parts of the data are predicted by the others.</summary>
/// <param name="Fit">The posterior.</param>
/// <param name="Rows">Leave-one-out by rows.</param>
/// <param name="Groups">Leave-one-group-out, a result for each grouping factor or condition.</param>
/// <param name="WithoutGroups">The grouping factors that were not asked for and that only fitting again could leave out.</param>
/// <param name="ShowsInfluence">Whether people are shown the largest shift of every parameter.</param>
internal sealed record LooResult(
    FitResult Fit, LeaveOneOut Rows, IReadOnlyList<LeaveGroupsOut> Groups, IReadOnlyList<string> WithoutGroups, bool ShowsInfluence)
{
    /// <summary>The fewest rows or groups that change the sign of a coefficient.</summary>
    public IReadOnlyList<SignChange> Signs { get; init; } = [];

    /// <summary>The sensitivity of every parameter to priors and likelihood; null if it was not asked for.</summary>
    public IReadOnlyList<ParameterSensitivity>? Sensitivity { get; init; }
}
