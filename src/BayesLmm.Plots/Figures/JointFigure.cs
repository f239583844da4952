using BayesLmm.Numerics;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The joint posterior density of two parameters as the curves that hold 50 %, 80 % and 95 % of it, with draws as points and the REML estimates.
    /// </summary>
    /// <param name="first">The parameter of the horizontal axis.</param>
    /// <param name="second">The parameter of the vertical axis.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect; the message names it and the nearest name.</exception>
    public Figure Joint(string first, string second) => JointFigure.Create(Select([first, second]));
}

/// <summary>Builds <c>posterior.Plot.Joint</c>.</summary>
internal static class JointFigure
{
    private static readonly (double Share, Stroke Stroke)[] Curves = [(0.95, Stroke.Dotted), (0.8, Stroke.Dashed), (0.5, Stroke.Solid)];

    /// <summary>The figure of the first two quantities.</summary>
    public static Figure Create(FigureSource source)
    {
        (DrawColumn x, DrawColumn y) = (source.Quantities[0], source.Quantities[1]);
        Panel plane = PairsFigure.Plane(source, x, y);
        List<Mark> marks = [.. plane.Marks];
        if (PlaneDensity.Of(x.Values, y.Values) is { } density)
        {
            foreach ((double share, Stroke stroke) in Curves)
            {
                string label = FormattableString.Invariant($"holds {100 * share:0} %");
                foreach ((double[] xs, double[] ys) in density.Contour(density.HeightThatHolds(share)))
                {
                    marks.Add(new LineMark(label, Theme.Chain(2), xs.ToEquatableArray(), ys.ToEquatableArray(), stroke, Width: 2));
                }
            }
        }

        return new Figure(source.Title, [plane with { Marks = marks.ToEquatableArray() }])
        {
            Description = $"Joint posterior of {x.Name} and {y.Name}: draws, and the curves that hold 50 %, 80 % and 95 % of the density.",
            PanelWidth = 560,
            PanelHeight = 460,
        };
    }
}
