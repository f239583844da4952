using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// R-hat and effective sample sizes of parameters one above the other, with the limits from which draws are not relied on: R-hat 1.01 and 100 effective
    /// draws a chain (Vehtari et al. 2021).
    /// </summary>
    /// <param name="names">The names of parameters or group effects; null for all parameters.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect; the message names it and the nearest name.</exception>
    public Figure Convergence(IReadOnlyList<string>? names = null) => ConvergenceFigure.Create(Select(names));
}

/// <summary>Builds <c>posterior.Plot.Convergence</c>.</summary>
internal static class ConvergenceFigure
{
    private const double LargestRHat = 1.01;
    private const double EffectiveDrawsPerChain = 100;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        Dictionary<string, QuantitySummary> summaries = source.Posterior.ParameterSummaries.Concat(source.Posterior.GroupEffectSummaries)
            .DistinctBy(summary => summary.Name).ToDictionary(summary => summary.Name, StringComparer.Ordinal);
        QuantitySummary[] rows = [.. source.Quantities.Select(column => summaries[column.Name]).Reverse()];
        EquatableArray<double> ys = LevelRows.Ys(rows.Length);
        Axis names = LevelRows.AxisOf([.. rows.Select(row => row.Name)]);
        double needed = EffectiveDrawsPerChain * source.Posterior.Chains;
        List<Panel> panels = [];
        if (rows.Any(row => double.IsFinite(row.RHat)))
        {
            int[] known = [.. Enumerable.Range(0, rows.Length).Where(i => double.IsFinite(rows[i].RHat))];
            EquatableArray<double> values = known.Select(i => rows[i].RHat).ToEquatableArray();
            panels.Add(new Panel(
                null,
                new Axis("R-hat", Math.Min(0.999, values.Min()), 0.001 + Math.Max(LargestRHat, values.Max())),
                names,
                [
                    new VerticalMark("limit", Theme.Warning, LargestRHat, Stroke.Dashed, Width: 1.5),
                    new PointMark("R-hat", Theme.Posterior, values, known.Select(i => ys[i]).ToEquatableArray(), Hollow: false, Size: 7),
                ]));
        }

        double[] bulk = [.. rows.Select(row => Known(row.BulkEss))], tail = [.. rows.Select(row => Known(row.TailEss))];
        panels.Add(new Panel(
            null,
            new Axis("effective sample size", 0, 1.05 * Math.Max(needed, bulk.Concat(tail).Max())),
            names,
            [
                new VerticalMark("limit", Theme.Warning, needed, Stroke.Dashed, Width: 1.5),
                new PointMark("bulk", Theme.Posterior, bulk.ToEquatableArray(), ys, Hollow: false, Size: 7),
                new PointMark("tail", Theme.Chain(1), tail.ToEquatableArray(), ys, Hollow: true, Size: 8),
            ]));
        return new Figure(source.Title, panels.ToEquatableArray())
        {
            Description = "R-hat and effective sample sizes of each parameter, with the limits from which draws are not relied on.",
            PanelWidth = 480,
            PanelHeight = LevelRows.HeightOf(rows.Length),
        };
    }

    private static double Known(double size) => double.IsFinite(size) ? size : 0;
}
