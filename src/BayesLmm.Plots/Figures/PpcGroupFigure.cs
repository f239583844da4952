using BayesLmm.Design;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The mean response of each level of a grouping factor, sorted, beside 50 % and 95 % intervals of the level's mean in responses that the model produces
    /// with the groups' own effects.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor; the message names it and the nearest name.</exception>
    public Figure PpcGroup(string group) => PpcGroupFigure.Create(Select([group]), group);
}

/// <summary>Builds <c>posterior.Plot.PpcGroup</c>.</summary>
internal static class PpcGroupFigure
{
    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group)
    {
        RandomTermDesign term = source.Model.Design.RandomTerms.First(term => term.Group == group);
        int[] sizes = new int[term.Levels.Count];
        foreach (int code in term.Codes)
        {
            sizes[code]++;
        }

        double[] observed = MeansOf(term, sizes, source.Model.Design.Response);
        double[][] replicated = [.. source.Fit.Replications.Responses.Select(response => MeansOf(term, sizes, response))];
        int[] order = [.. Enumerable.Range(0, sizes.Length).Where(level => sizes[level] > 0).OrderBy(level => observed[level])];
        double[][] sorted = [.. order.Select(level => replicated.Select(means => means[level]).Order().ToArray())];
        EquatableArray<double> At(double probability) => sorted.Select(values => Quantiles.Of(values, probability)).ToEquatableArray();
        EquatableArray<double> ys = LevelRows.Ys(order.Length), lower = At(0.025), upper = At(0.975);
        EquatableArray<double> own = ResidualPanels.Take(observed, order);
        string[] names = [.. order.Select(level => term.Levels[level])];
        return new Figure(source.Title,
        [
            new Panel(
                null,
                Axis.Around($"mean {source.Model.ResponseName} of {group}", [.. lower, .. upper, .. own]),
                LevelRows.AxisOf(names),
                [
                    new IntervalMark("95 % of replicated means", Theme.Posterior with { Opacity = 0.8 }, lower, upper, ys, Width: 1.2),
                    new IntervalMark("50 % of replicated means", Theme.Posterior with { Opacity = 0.45 }, At(0.25), At(0.75), ys, Width: 6),
                    new PointMark("observed mean", Theme.Observed, own, ys, Hollow: false, Size: 5),
                    .. LevelRows.ExtremeNames(names, lower, upper),
                ]),
        ])
        {
            Description = $"Mean of {source.Model.ResponseName} of each level of {group}, sorted, beside intervals of the model's own responses.",
            Part = group,
            PanelWidth = 560,
            PanelHeight = LevelRows.HeightOf(order.Length),
        };
    }

    private static double[] MeansOf(RandomTermDesign term, int[] sizes, double[] response)
    {
        double[] means = new double[sizes.Length];
        for (int row = 0; row < response.Length; row++)
        {
            means[term.Codes[row]] += response[row] / sizes[term.Codes[row]];
        }

        return means;
    }
}
