using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Draws in the order in which they were made, one panel for each of some parameters with the chains over each other; warm-up is not shown. Chains that
    /// have converged look like one band of noise; drifts, chains that stay apart, and stretches without movement are signs of trouble. Divergent
    /// transitions are marked on the horizontal axis.
    /// </summary>
    /// <param name="names">The names of parameters or group effects; null for all parameters.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect; the message names it and the nearest name.</exception>
    public Figure Trace(IReadOnlyList<string>? names = null) => TraceFigure.Create(Select(names));
}

/// <summary>Builds <c>posterior.Plot.Trace</c>.</summary>
internal static class TraceFigure
{
    private const double LineOpacity = 0.75;   // so that the chains drawn first show through

    private const double RugRoom = 0.12;       // below the lines, as a part of their panel, for the marks of divergent draws

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        EquatableArray<Divergence> divergences = source.Posterior.Draws.Origin.Divergences;
        EquatableArray<Panel> panels = source.Quantities.Select(column => CreatePanel(column, source.Posterior.Chains, divergences)).ToEquatableArray();
        return new Figure(source.Title, panels)
        {
            Description = "Draws of each parameter in the order in which they were made, the chains over each other.",
            Columns = panels.Count == 1 ? 1 : 2,
            PanelWidth = 520,
            PanelHeight = 190,
        };
    }

    /// <summary>The traces of one quantity.</summary>
    internal static Panel CreatePanel(DrawColumn column, int chains, EquatableArray<Divergence> divergences)
    {
        double[] values = column.Values.ToArray();
        int count = values.Length / chains;
        EquatableArray<double> xs = Enumerable.Range(1, count).Select(draw => (double)draw).ToEquatableArray();
        List<Mark> marks = [];
        for (int chain = 0; chain < chains; chain++)
        {
            EquatableArray<double> ys = EquatableArray.Create<double>(values.AsSpan(chain * count, count));
            marks.Add(new LineMark($"chain {chain + 1}", Theme.Chain(chain) with { Opacity = LineOpacity }, xs, ys, Stroke.Solid, Width: 1));
        }

        Axis axis = Axis.Around(null, values);
        if (divergences.Count > 0)
        {
            axis = axis with { Lower = axis.Lower - (RugRoom * (axis.Upper - axis.Lower)) };
            EquatableArray<double> where = divergences.Select(divergence => divergence.Draw + 1.0).Distinct().Order().ToEquatableArray();
            marks.Add(new RugMark("divergent", Theme.Warning, where));
        }

        return new Panel(column.Name, new Axis("draw", 0, count + 1), axis, marks.ToEquatableArray());
    }
}
