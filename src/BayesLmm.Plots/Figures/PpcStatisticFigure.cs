using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Posteriors.Checks;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Histograms of the mean, the standard deviation, the least and the greatest value of responses that the model produces, with the observed value, and the
    /// share p of replications in which the statistic is at least as large: near 0 or near 1 where the model does not produce such data.
    /// </summary>
    public Figure PpcStatistic() => PpcStatisticFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.PpcStatistic</c>.</summary>
internal static class PpcStatisticFigure
{
    private const int Bins = 25;

    /// <summary>Values beyond these many interquartile ranges are drawn at the edge: long tails of a few replications would hide the others.</summary>
    private const double Far = 6;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        double[] observed = source.Model.Design.Response;
        IReadOnlyList<double[]> replicated = source.Fit.Replications.Responses;
        string y = source.Model.ResponseName;
        return new Figure(source.Title,
        [
            CreatePanel("mean", y, response => SampleStatistics.Mean(response), observed, replicated),
            CreatePanel("sd", y, response => SampleStatistics.Sd(response), observed, replicated),
            CreatePanel("least", y, response => response.Min(), observed, replicated),
            CreatePanel("greatest", y, response => response.Max(), observed, replicated),
        ])
        {
            Description = FormattableString.Invariant(
                $"Mean, sd, least and greatest of {replicated.Count:N0} responses that the model produces, and as observed; the last bars hold all beyond."),
            PanelWidth = 400,
            PanelHeight = 230,
        };
    }

    /// <summary>The panel of a statistic.</summary>
    internal static Panel CreatePanel(string name, string response, Func<double[], double> statistic, double[] observed, IReadOnlyList<double[]> replicated)
    {
        double own = statistic(observed);
        double[] values = [.. replicated.Select(statistic).Where(double.IsFinite)];
        double p = (double)values.Count(value => value >= own) / values.Length;
        Array.Sort(values);
        double range = Quantiles.Of(values, 0.75) - Quantiles.Of(values, 0.25);
        (double lowest, double highest) = (Quantiles.Of(values, 0.25) - (Far * range), Quantiles.Of(values, 0.75) + (Far * range));
        CountedBins bins = CountedBins.Of([.. values.Select(value => Math.Clamp(value, lowest, highest))], Bins);
        EquatableArray<double> edges = bins.Outline.ToEquatableArray();
        return new Panel(
            FormattableString.Invariant($"{name} of {response}: p = {p:0.00}"),
            Axis.Around(null, [own, .. edges]),
            new Axis(null, 0, 1.06 * bins.Counts.Max()) { Ticks = TickKind.None },
            [
                new AreaMark(
                    PpcDensityFigure.Replicated, Theme.Posterior with { Opacity = 0.55 }, edges, new double[edges.Count].ToEquatableArray(),
                    bins.Heights.ToEquatableArray()),
                new VerticalMark(PpcDensityFigure.Observed, Theme.Observed, own, Stroke.Solid, Width: 2.5),
            ]);
    }
}
