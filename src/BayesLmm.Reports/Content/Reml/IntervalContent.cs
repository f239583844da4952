using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>Intervals that take longer and are there on request: profiles, bootstrap.</summary>
internal static class IntervalContent
{
    /// <summary>Profile-likelihood intervals.</summary>
    public static Part Profile(ProfileIntervals profile)
    {
        (string lower, string upper) = TestsContent.Percentiles(profile.Level);
        double? Error(ProfileInterval interval) => (interval.Upper - interval.Lower) / 4; // an interval of 95 % is about four standard errors wide
        ReportTable table = TableOf.Items("profile_intervals", profile.Intervals)
            .Words("parameter", Field.Term, "name", interval => interval.Parameter.Name)
            .Numbers("ML estimate", Field.Estimate, "estimate", interval => Cell.Estimate(interval.Estimate, Error(interval)))
            .Numbers(lower, Field.Lower, "lower", interval => Cell.Estimate(interval.Lower, Error(interval)))
            .Numbers(upper, Field.Upper, "upper", interval => Cell.Estimate(interval.Upper, Error(interval)))
            .Data("lowerEnd", interval => End(interval.LowerEnd))
            .Data("upperEnd", interval => End(interval.UpperEnd))
            .Data("converged", interval => interval.Converged)
            .Build();
        List<Block> blocks = [table];
        if (profile.Refitted)
        {
            blocks.Add(new Prose("The intervals are of the likelihood: the model was refitted by maximum likelihood for them."));
        }

        blocks.AddRange(profile.Intervals.Select(Reservation).Where(words => words.Length > 0).Select(words => new Prose(words)));
        return new Part(
            [new Section("Profile-likelihood intervals", blocks)],
            Member.Group(
                "profile",
                new("level", profile.Level),
                new("deviance", profile.Deviance),
                new("refitted", profile.Refitted),
                new("intervals", table.Records())));
    }

    /// <summary>Bias, standard errors and percentile intervals from the bootstrap.</summary>
    public static Part Bootstrap(ParametricBootstrap bootstrap, double level)
    {
        (string lower, string upper) = TestsContent.Percentiles(level);
        ReportTable table = TableOf.Items("bootstrap", bootstrap.Summarize(level))
            .Words("parameter", Field.Term, "name", row => row.Parameter.Name)
            .Numbers("estimate", Field.Estimate, "estimate", row => Cell.Estimate(row.Estimate, row.StandardError))
            .Data("mean", row => row.Mean)
            .Numbers("bias", "bias", "bias", row => Cell.Estimate(row.Bias, row.StandardError))
            .Numbers("SE", Field.StandardError, "se", row => Cell.Digits(row.StandardError, 3))
            .Data("missing", row => row.Missing)
            .Numbers(lower, Field.Lower, "percentileLower", row => Cell.Estimate(row.Percentile?.Lower, row.StandardError))
            .Numbers(upper, Field.Upper, "percentileUpper", row => Cell.Estimate(row.Percentile?.Upper, row.StandardError))
            .Data("basicLower", row => row.Basic?.Lower)
            .Data("basicUpper", row => row.Basic?.Upper)
            .Data("normalLower", row => row.Normal?.Lower)
            .Data("normalUpper", row => row.Normal?.Upper)
            .Build();
        List<Block> blocks = [table, new Prose("Percentile intervals of the estimates from simulated responses.")];
        if (bootstrap.IsCancelled)
        {
            blocks.Add(new Prose($"INTERRUPTED: {bootstrap.Fitted} of {bootstrap.Requested} replicates were fitted."));
        }

        if (bootstrap.SingularReplicates.Count > 0)
        {
            blocks.Add(new Prose($"{Replicates(bootstrap.SingularReplicates.Count)} had a singular fit."));
        }

        if (bootstrap.Failures.Count > 0)
        {
            blocks.Add(new Prose($"{Replicates(bootstrap.Failures.Count)} could not be fitted; the first because: {bootstrap.Failures[0].Reason}"));
        }

        return new Part(
            [new Section($"Parametric bootstrap ({bootstrap.Fitted} replicates, seed {bootstrap.Seed})", blocks)],
            Member.Group(
                "bootstrap",
                new("seed", bootstrap.Seed),
                new("requested", bootstrap.Requested),
                new("fitted", bootstrap.Fitted),
                new("interrupted", bootstrap.IsCancelled),
                new("singular", bootstrap.SingularReplicates.Count),
                new("failed", bootstrap.Failures.Count),
                new("parameters", table.Records())));
    }

    private static string Replicates(int count) => count == 1 ? "1 replicate" : $"{count} replicates";

    private static string End(IntervalEnd end) => end switch
    {
        IntervalEnd.Crossing => "crossing",
        IntervalEnd.Bound => "bound",
        IntervalEnd.None => "none",
        _ => "notFound",
    };

    private static string Reservation(ProfileInterval interval)
    {
        string name = interval.Parameter.Name;
        return interval.Estimate is null ? $"{name} has no interval: an effect's variance is estimated as 0."
            : interval.LowerEnd == IntervalEnd.NotFound || interval.UpperEnd == IntervalEnd.NotFound ? $"{name}: the search for an end did not come to an end."
            : interval.LowerEnd == IntervalEnd.None || interval.UpperEnd == IntervalEnd.None ? $"{name}: where an end is missing, the interval is unbounded."
            : !interval.Converged ? $"{name}: a constrained fit did not converge; the ends are not to be relied on."
            : "";
    }
}
