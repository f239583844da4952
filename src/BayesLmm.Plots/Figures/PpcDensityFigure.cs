using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The density of the response over those of 50 responses that the model produces at draws of the posterior, with the groups' own effects: one of a kind
    /// if the model describes the response (Gabry et al. 2019).
    /// </summary>
    /// <exception cref="NotSupportedException">The response is of few whole numbers, which have no density.</exception>
    public Figure PpcDensity()
    {
        FigureSource source = Select(null);
        return NoFigure.Unless(PpcDensityFigure.WhyNot(source), () => PpcDensityFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.PpcDensity</c>.</summary>
internal static class PpcDensityFigure
{
    /// <summary>The responses that are drawn.</summary>
    public const int Shown = 50;

    /// <summary>The legend's word for the data.</summary>
    public const string Observed = "observed";

    /// <summary>The legend's word for what the model produces.</summary>
    public const string Replicated = "replicated";

    private const int Points = 201;

    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source) => source.Model.Family.IsDiscrete && RootogramFigure.WhyNot(source) is null
        ? "the data are few whole numbers, which have no density; 'rootogram' and 'ppc-ecdf' show them"
        : null;

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => new(source.Title, [CreatePanel(source)])
    {
        Description = $"Density of {source.Model.ResponseName} over those of {ReplicationsOf(source).Length} responses that the model produces.",
        PanelWidth = 600,
        PanelHeight = 380,
    };

    /// <summary>Its panel.</summary>
    public static Panel CreatePanel(FigureSource source)
    {
        int[] rows = Thinning.Evenly(source.Model.Design.RowCount);
        double[] observed = Sorted(source.Model.Design.Response, rows);
        double[][] replicated = [.. ReplicationsOf(source).Select(response => Sorted(response, rows))];
        (double first, double last) = RangeOf(observed, replicated);
        double room = 0.08 * (last - first);
        double least = source.Model.Family.IsDiscrete ? 0 : double.NegativeInfinity, from = Math.Max(least, first - room);
        EquatableArray<double> xs = EvenPoints.Between(from, last + room, Points).ToEquatableArray();
        List<Mark> marks = [];
        double highest = 0;
        foreach (double[] response in replicated)
        {
            Add(response, Replicated, Theme.Posterior with { Opacity = 0.3 }, width: 1);
        }

        Add(observed, Observed, Theme.Observed, width: 2.5);
        return new Panel(
            null,
            new Axis(source.Model.ResponseName + Thinning.Note(rows.Length, source.Model.Design.RowCount), from, last + room),
            new Axis("density", 0, highest > 0 ? 1.06 * highest : 1) { Ticks = TickKind.None },
            marks.ToEquatableArray());

        void Add(double[] response, string label, Ink ink, double width)
        {
            KernelDensity density = new(response, least);
            if (density.Bandwidth > 0)
            {
                EquatableArray<double> ys = xs.Select(density.At).ToEquatableArray();
                highest = Math.Max(highest, ys.Max());
                marks.Add(new LineMark(label, ink, xs, ys, Stroke.Solid, width));
            }
            else
            {
                marks.Add(new VerticalMark(label, ink, response[0], Stroke.Solid, width));
            }
        }
    }

    /// <summary>The replications that are drawn.</summary>
    internal static double[][] ReplicationsOf(FigureSource source)
    {
        IReadOnlyList<double[]> all = source.Fit.Replications.Responses;
        return [.. Thinning.Evenly(all.Count, Shown).Select(i => all[i])];
    }

    /// <summary>The response's finite numbers in some rows, ascending.</summary>
    internal static double[] Sorted(double[] response, int[] rows) => [.. rows.Select(row => response[row]).Where(double.IsFinite).Order()];

    /// <summary>What the horizontal axis shows: all of the data, and nearly all of the replications, whose tails may be long.</summary>
    internal static (double First, double Last) RangeOf(double[] observed, double[][] replicated)
    {
        double first = Math.Min(observed[0], replicated.Select(response => Quantiles.Of(response, 0.005)).Order().ElementAt(replicated.Length / 4));
        double last = Math.Max(observed[^1], replicated.Select(response => Quantiles.Of(response, 0.995)).Order().ElementAt(3 * (replicated.Length - 1) / 4));
        return last > first ? (first, last) : (first - 1, last + 1);
    }
}
