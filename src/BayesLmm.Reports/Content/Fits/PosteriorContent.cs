using BayesLmm.Numerics;
using BayesLmm.Reports.Document;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>The posterior: parameters and group effects.</summary>
internal static class PosteriorContent
{
    /// <summary>√(p (1 − p)) / φ(z_p) for the median and the 2.5 % quantile: the asymptotic error of a normal's quantile is this · sd / √ess.</summary>
    private const double MedianSpread = 1.2533, TailSpread = 2.6713;

    /// <summary>How many draws, and of what kind.</summary>
    public static string DrawsInWords(Posterior posterior)
    {
        string chains = $"{posterior.Chains} chains x {posterior.DrawsPerChain} draws";
        Origin origin = posterior.Draws.Origin;
        return origin.Dependence switch
        {
            Dependence.Resampled => $"{chains} resampled from {origin.Weights?.Count} weighted ones",
            Dependence.Chains when origin.Thinning == 1 => $"{chains} after {origin.Warmup(0)} warm-up",
            Dependence.Chains => $"{chains} after {origin.Warmup(0)} warm-up, every {Ordinal(origin.Thinning)} kept",
            _ => $"{posterior.Chains * posterior.DrawsPerChain} independent draws of "
                + (posterior.MessagePassing?.Stage switch
                {
                    Refinement.LinearResponse => "the linear response",
                    Refinement.Collapsed => "the collapsed approximation",
                    _ => "the approximation",
                }),
        };
    }

    /// <summary>Means, standard deviations and quantiles with their Monte Carlo errors.</summary>
    public static ReportTable Summaries(string name, IEnumerable<QuantitySummary> summaries) => TableOf.Items(name, summaries)
        .Words("name", Field.Term, "name", summary => summary.Name)
        .Numbers("mean", Field.Estimate, "mean", summary => Cell.WithError(summary.Mean, summary.MeanError))
        .Numbers("sd", Field.StandardError, "sd", summary => Cell.WithError(summary.Sd, summary.SdError))
        .Numbers("median", "median", "median", summary => Cell.WithError(summary.Median, QuantileError(summary, summary.BulkEss, MedianSpread)))
        .Numbers("2.5%", Field.Lower, "q2.5", summary => Cell.WithError(summary.Lower, QuantileError(summary, summary.TailEss, TailSpread)))
        .Numbers("97.5%", Field.Upper, "q97.5", summary => Cell.WithError(summary.Upper, QuantileError(summary, summary.TailEss, TailSpread)))
        .Numbers("rhat", "rhat", "rhat", summary => Cell.MarkedFixed(summary.RHat, 3), Align.Right)
        .Numbers("ess_bulk", "ess_bulk", "ess_bulk", summary => Cell.EffectiveSize(summary.BulkEss), Align.Right)
        .Numbers("ess_tail", "ess_tail", "ess_tail", summary => Cell.EffectiveSize(summary.TailEss), Align.Right)
        .Numbers(null, "mcse_mean", "mcse_mean", summary => Cell.Data(summary.MeanError))
        .Numbers(null, "mcse_sd", "mcse_sd", summary => Cell.Data(summary.SdError))
        .Build();

    /// <summary>The group effects: the extremes of each, or all.</summary>
    public static Section GroupEffects(Posterior posterior, ReportTable all, FitView view)
    {
        string thinned = posterior.GroupEffectThinning > 1 ? $", kept from every {posterior.GroupEffectThinning}th draw" : "";
        string hint = view.EffectsHint is null ? "" : $"; {view.EffectsHint}";
        return view.AllEffects
            ? new Section($"Group effects{thinned}", all)
            : new Section($"Group effects{thinned} (posterior means{hint})", Extremes(posterior), all.ForPrograms());
    }

    private static ReportTable Extremes(Posterior posterior)
    {
        EquatableArray<QuantitySummary> summaries = posterior.GroupEffectSummaries;
        IReadOnlyList<GroupTerm> terms = [.. posterior.Model.GroupTerms];
        IEnumerable<(GroupTerm Term, int Effect, int First, (int Lowest, int Highest) Places)> rows =
            from place in terms.Select((term, k) => (Term: term, First: terms.Take(k).Sum(before => before.Width * before.Levels.Count)))
            from effect in Enumerable.Range(0, place.Term.Width)
            select (place.Term, effect, place.First + effect, Extremes(summaries, place.First + effect, place.Term));
        QuantitySummary Summary(int first, int level, GroupTerm term) => summaries[first + (level * term.Width)];
        Cell Mean(QuantitySummary summary) => Cell.WithError(summary.Mean, summary.MeanError);
        return new TableOf<(GroupTerm Term, int Effect, int First, (int Lowest, int Highest) Places)>("extreme_effects", rows) { IsForPeopleOnly = true }
            .Words("effect", null, null, row => $"{row.Term.Group}, {row.Term.Effects[row.Effect]}")
            .Numbers("levels", null, null, row => Cell.Count(row.Term.Levels.Count), Align.Right)
            .Numbers("lowest", null, null, row => Mean(Summary(row.First, row.Places.Lowest, row.Term)))
            .Plain("at", null, null, row => Cell.Words(row.Term.Levels[row.Places.Lowest]))
            .Numbers("highest", null, null, row => Mean(Summary(row.First, row.Places.Highest, row.Term)))
            .Plain("at", null, null, row => Cell.Words(row.Term.Levels[row.Places.Highest]))
            .Build();
    }

    private static (int Lowest, int Highest) Extremes(EquatableArray<QuantitySummary> summaries, int first, GroupTerm term)
    {
        (int lowest, int highest) = (0, 0);
        for (int level = 1; level < term.Levels.Count; level++)
        {
            double mean = summaries[first + (level * term.Width)].Mean;
            lowest = mean < summaries[first + (lowest * term.Width)].Mean ? level : lowest;
            highest = mean > summaries[first + (highest * term.Width)].Mean ? level : highest;
        }

        return (lowest, highest);
    }

    private static double QuantileError(QuantitySummary summary, double ess, double spread) => spread * summary.Sd / Math.Sqrt(ess);

    private static string Ordinal(int number) => (number % 100 is >= 11 and <= 13 ? 0 : number % 10) switch
    {
        1 => $"{number}st",
        2 => $"{number}nd",
        3 => $"{number}rd",
        _ => $"{number}th",
    };
}
