namespace BayesLmm.Reports.Wording;

/// <summary>What is said of the levels of grouping factors.</summary>
internal static class GroupsWording
{
    /// <summary>How ranks are to be read.</summary>
    public const string Ranks = "Rank 1 is the largest coefficient.";

    /// <summary>What coefficients of levels are.</summary>
    /// <param name="isReml">Whether they are estimates of a REML fit.</param>
    public static string Coefficients(bool isReml) => isReml
        ? "A level's coefficient is the fixed effect plus the level's predicted effect. The conditional sd is that of the effect, coefficients and variances "
            + "taken as known."
        : "A level's coefficient is the fixed effect plus the level's effect. Direction is the probability that the effect has the sign of its median.";

    /// <summary>What the columns of pooling are.</summary>
    /// <param name="hasUndetermined">Whether some level's rows alone do not determine its coefficients.</param>
    public static string Pooling(bool hasUndetermined) =>
        "None is the least-squares estimate from the level's rows alone, partial the model's, complete the least-squares estimate without groups. Shrinkage is "
        + "the share of an effect's variance over levels that is left when coefficients and variances are known: 0 where the data decide, 1 where they say "
        + "nothing of the level."
        + (hasUndetermined ? " Where none is blank, the level's rows alone do not determine it." : "");
}
