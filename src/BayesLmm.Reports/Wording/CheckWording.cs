namespace BayesLmm.Reports.Wording;

/// <summary>What is said of checks.</summary>
internal static class CheckWording
{
    /// <summary>What the p-values of checks are.</summary>
    public const string PValue = "p is the share of replications in which the statistic is at least as large as observed: near 0 or near 1 where the model "
        + "does not produce such data.";

    /// <summary>The statistics that some replications do not have; null where all have all.</summary>
    public static string? Undefined(PosteriorChecks checks)
    {
        string[] names = [.. checks.Predictive.Where(check => double.IsNaN(check.PValue)).Select(check => check.Name)];
        return names.Length == 0
            ? null
            : $"{string.Join("; ", names)}: some replications have no such value, so there is no p.";
    }

    /// <summary>What the discrepancies of assumptions are.</summary>
    public const string Assumptions = "Discrepancies are of standardised residuals, and of effects in units of their standard deviations, at each draw; beside "
        + "them those of data that the model produces.";

    /// <summary>The checks that fail.</summary>
    public static string Verdict(PosteriorChecks checks)
    {
        string[] doubtful = [.. checks.Predictive.Concat(checks.Assumptions).Where(check => check.IsDoubtful).Select(check => check.Name)];
        return doubtful.Length == 0
            ? "The model produces data such as these."
            : $"The model hardly produces data with {(doubtful.Length == 1 ? "this" : "these")}: {string.Join("; ", doubtful)}.";
    }
}
