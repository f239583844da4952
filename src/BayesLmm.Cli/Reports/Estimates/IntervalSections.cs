using BayesLmm.Cli.Reports.Documents;
using BayesLmm.Inference.Bootstrap;
using BayesLmm.Inference.Comparison;
using BayesLmm.Inference.Profiles;

namespace BayesLmm.Cli.Reports.Estimates;

/// <summary>What takes longer and is there on request: profiles, bootstrap, tests of random effects.</summary>
internal static class IntervalSections
{
    /// <summary>Decimals of χ² statistics.</summary>
    private const int StatisticDecimals = 2;

    /// <summary>Profile-likelihood intervals.</summary>
    public static Section Profile(ProfileIntervals profile)
    {
        (string lower, string upper) = TestTables.Percentiles(profile.Level);
        List<Block> blocks =
        [
            new ReportTable(
                "profile_intervals",
                [
                    ReportColumn.Words("parameter", Field.Term),
                    ReportColumn.Numbers("ML estimate", Field.Estimate),
                    ReportColumn.Numbers(lower, Field.Lower),
                    ReportColumn.Numbers(upper, Field.Upper),
                ],
                [.. profile.Intervals.Select(interval =>
                {
                    double? width = interval.Upper - interval.Lower, error = width / 4; // an interval of 95 % is about four standard errors wide
                    return (Cell[])[
                        Cell.Words(interval.Parameter.Name),
                        Cell.Estimate(interval.Estimate, error),
                        Cell.Estimate(interval.Lower, error),
                        Cell.Estimate(interval.Upper, error)];
                })]),
        ];
        if (profile.Refitted)
        {
            blocks.Add(new Prose("The intervals are of the likelihood: the model was refitted by maximum likelihood for them."));
        }

        blocks.AddRange(profile.Intervals.Select(Reservation).Where(words => words.Length > 0).Select(words => new Prose(words)));
        return new Section("Profile-likelihood intervals", blocks);
    }

    /// <summary>Bias, standard errors and percentile intervals from the bootstrap.</summary>
    public static Section Bootstrap(ParametricBootstrap bootstrap, double level)
    {
        (string lower, string upper) = TestTables.Percentiles(level);
        List<Block> blocks =
        [
            new ReportTable(
                "bootstrap",
                [
                    ReportColumn.Words("parameter", Field.Term),
                    ReportColumn.Numbers("estimate", Field.Estimate),
                    ReportColumn.Numbers("bias", "bias"),
                    ReportColumn.Numbers("SE", Field.StandardError),
                    ReportColumn.Numbers(lower, Field.Lower),
                    ReportColumn.Numbers(upper, Field.Upper),
                ],
                [.. bootstrap.Summarize(level).Select(row => (Cell[])[
                    Cell.Words(row.Parameter.Name),
                    Cell.Estimate(row.Estimate, row.StandardError),
                    Cell.Estimate(row.Bias, row.StandardError),
                    Cell.Digits(row.StandardError, 3),
                    Cell.Estimate(row.Percentile?.Lower, row.StandardError),
                    Cell.Estimate(row.Percentile?.Upper, row.StandardError)])]),
            new Prose("Percentile intervals of the estimates from simulated responses."),
        ];
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

        return new Section($"Parametric bootstrap ({bootstrap.Fitted} replicates, seed {bootstrap.Seed})", blocks);
    }

    /// <summary>Tests of random effects by leaving them out.</summary>
    public static Section Deletions(IReadOnlyList<RandomTermDeletion> deletions)
    {
        List<Block> blocks =
        [
            new ReportTable(
                "random_terms",
                [
                    ReportColumn.Words("without", Field.Term),
                    ReportColumn.Words("", Field.Group),
                    ReportColumn.Numbers("log likelihood", "log_lik"),
                    ReportColumn.Numbers("AIC", "aic"),
                    ReportColumn.Numbers("χ²", Field.Statistic),
                    ReportColumn.Numbers("df", Field.Df),
                    ReportColumn.Numbers("p (χ²)", Field.PValue),
                    ReportColumn.Numbers("p (mixture)", "mixture_p_value"),
                ],
                [.. deletions.Select(deletion => (Cell[])[
                    Cell.Words(deletion.Name),
                    Cell.Words(deletion.Group),
                    Cell.Fixed(deletion.Reduced.LogLikelihood, StatisticDecimals),
                    Cell.Fixed(deletion.Reduced.Aic, StatisticDecimals),
                    Cell.Fixed(deletion.Test.Statistic, StatisticDecimals),
                    Cell.Count(deletion.Test.DegreesOfFreedom),
                    Cell.Probability(deletion.Test.PValue),
                    Cell.Probability(deletion.Test.MixturePValue)])]),
        ];
        blocks.AddRange(deletions.SelectMany(deletion => deletion.Test.Notes).Distinct().Select(note => new Prose(note)));
        return new Section("Tests of random effects", blocks);
    }

    private static string Replicates(int count) => count == 1 ? "1 replicate" : $"{count} replicates";

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
