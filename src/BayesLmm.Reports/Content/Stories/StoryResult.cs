using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Groups;
using BayesLmm.Reports.Content.LeaveOut;
using BayesLmm.Reports.Content.Predictions;
using BayesLmm.Reports.Content.Reml;

namespace BayesLmm.Reports.Content.Stories;

/// <summary>Everything that a report tells of a fit.</summary>
/// <param name="Fit">The fit.</param>
/// <param name="Priors">What the priors imply.</param>
/// <param name="Reml">The REML fit and what follows from it; null where the family has none.</param>
/// <param name="Groups">The levels of grouping factors; empty for a model without groups.</param>
/// <param name="Rows">The rows with fitted values and residuals.</param>
/// <param name="Checks">Posterior predictive checks.</param>
/// <param name="LeftOut">Rows and groups left out, and the sensitivity to priors; null if that would take too long.</param>
/// <param name="Reproduction">How to get the same again.</param>
internal sealed record StoryResult(
    FitResult Fit,
    PriorSimulation Priors,
    RemlResult? Reml,
    IReadOnlyList<GroupResult> Groups,
    AugmentResult Rows,
    PosteriorChecks Checks,
    LooResult? LeftOut,
    Reproduction Reproduction)
{
    /// <summary>The title; null for one made of the formula.</summary>
    public string? Title { get; init; }

    /// <summary>The marginal means at the levels of factors and the slopes by numeric predictors; empty for a model without predictors.</summary>
    public IReadOnlyList<MarginalGrid<DrawnEstimate>> Means { get; init; } = [];

    /// <summary>How quantities are summarised.</summary>
    public SummaryOptions Summary { get; init; } = new();
}

/// <summary>How to get the same report again.</summary>
/// <param name="Command">The command as it was typed.</param>
/// <param name="Software">The version of this software.</param>
/// <param name="Runtime">What it ran on.</param>
/// <param name="DataHash">The SHA-256 hash of the columns that the model uses, in hexadecimal digits.</param>
/// <param name="Date">The day of the report.</param>
internal sealed record Reproduction(string Command, string Software, string Runtime, string DataHash, DateOnly Date);
