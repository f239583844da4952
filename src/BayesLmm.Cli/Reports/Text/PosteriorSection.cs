using System.Globalization;
using System.Text;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Sampling;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The posterior in text: parameters and group effects.</summary>
internal static class PosteriorSection
{
    /// <summary>How it was sampled, and the parameters' table.</summary>
    public static void Append(StringBuilder text, Posterior posterior)
    {
        text.Append($"\nPosterior ({Draws(posterior)}, seed {posterior.Options.Seed})\n");
        AppendTable(text, posterior.ParameterSummaries);
    }

    /// <summary>How many draws, and of what kind.</summary>
    private static string Draws(Posterior posterior)
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

    private static string Ordinal(int number) => (number % 100 is >= 11 and <= 13 ? 0 : number % 10) switch
    {
        1 => $"{number}st",
        2 => $"{number}nd",
        3 => $"{number}rd",
        _ => $"{number}th",
    };

    /// <summary>The group effects: the extremes of each, or all.</summary>
    public static void AppendGroupEffects(StringBuilder text, Posterior posterior, bool all)
    {
        if (posterior.Model.GroupTerms.Count == 0)
        {
            return;
        }

        text.Append("\nGroup effects");
        if (posterior.GroupEffectThinning > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $", kept from every {posterior.GroupEffectThinning}th draw");
        }

        if (all)
        {
            text.Append('\n');
            AppendTable(text, posterior.GroupEffectSummaries);
            return;
        }

        text.Append(" (posterior means; --effects prints all)\n");
        TextTable table = new(("effect", Align.Left), ("levels", Align.Right), ("lowest", Align.Decimal), ("", Align.Left), ("highest", Align.Decimal), ("", Align.Left));
        int first = 0;
        foreach (GroupTerm term in posterior.Model.GroupTerms)
        {
            for (int i = 0; i < term.Width; i++)
            {
                (int lowest, int highest) = Extremes(posterior.GroupEffectSummaries, first + i, term);
                QuantitySummary low = posterior.GroupEffectSummaries[first + (lowest * term.Width) + i];
                QuantitySummary high = posterior.GroupEffectSummaries[first + (highest * term.Width) + i];
                table.Add(
                    $"{term.Group}, {term.Effects[i]}",
                    $"{term.Levels.Count}",
                    SignificantFormat.WithError(low.Mean, low.MeanError),
                    term.Levels[lowest],
                    SignificantFormat.WithError(high.Mean, high.MeanError),
                    term.Levels[highest]);
            }

            first += term.Width * term.Levels.Count;
        }

        table.AppendTo(text);
    }

    private static void AppendTable(StringBuilder text, EquatableArray<QuantitySummary> summaries)
    {
        TextTable table = new(
            ("name", Align.Left),
            ("mean", Align.Decimal),
            ("sd", Align.Decimal),
            ("median", Align.Decimal),
            ("2.5%", Align.Decimal),
            ("97.5%", Align.Decimal),
            ("rhat", Align.Right),
            ("ess_bulk", Align.Right),
            ("ess_tail", Align.Right));
        foreach (QuantitySummary summary in summaries)
        {
            double medianError = QuantileError(summary, summary.BulkEss, MedianSpread), tailError = QuantileError(summary, summary.TailEss, TailSpread);
            table.Add(
                summary.Name,
                SignificantFormat.WithError(summary.Mean, summary.MeanError),
                SignificantFormat.WithError(summary.Sd, summary.SdError),
                SignificantFormat.WithError(summary.Median, medianError),
                SignificantFormat.WithError(summary.Lower, tailError),
                SignificantFormat.WithError(summary.Upper, tailError),
                SignificantFormat.Fixed(summary.RHat, 3),
                SignificantFormat.Count(summary.BulkEss),
                SignificantFormat.Count(summary.TailEss));
        }

        table.AppendTo(text);
    }

    /// <summary>√(p (1 − p)) / φ(z_p) for the median and the 2.5 % quantile: the asymptotic error of a normal's quantile is this · sd / √ess.</summary>
    private const double MedianSpread = 1.2533, TailSpread = 2.6713;

    private static double QuantileError(QuantitySummary summary, double ess, double spread) => spread * summary.Sd / Math.Sqrt(ess);

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
}
