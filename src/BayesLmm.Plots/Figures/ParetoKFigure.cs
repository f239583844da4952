using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The shape k of the tail of the weights with which each row is left out, row by row. Below the dashed line, min(1 − 1/log₁₀ S, 0.7) for S draws, leaving
    /// the row out by reweighting is reliable (Vehtari et al. 2024); rows above it, named by their place in the table, are surprising to the model.
    /// </summary>
    public Figure ParetoK() => ParetoKFigure.Create(Select(null));
}

/// <summary>Builds <c>posterior.Plot.ParetoK</c>.</summary>
internal static class ParetoKFigure
{
    /// <summary>From here on weights have no mean.</summary>
    private const double NoMean = 1;

    private const double LeastShown = -0.5, GreatestShown = 3;
    private const int Named = 12;
    private const double NameRoom = 0.06;   // above the points, as a part of the axis

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        LeaveOneOut left = source.Fit.LeftOutRows;
        LeftOutRow[] rows = [.. left.Rows.Where(row => !double.IsNaN(row.ParetoK))];
        LeftOutRow[] large = [.. rows.Where(row => row.ParetoK >= left.UsableShape).OrderByDescending(row => row.ParetoK)];
        LeftOutRow[] small = [.. rows.Where(row => row.ParetoK < left.UsableShape)];
        small = [.. Thinning.Evenly(small.Length).Select(place => small[place])];
        Axis y = Axis.Around("Pareto k", [LeastShown / 2, left.UsableShape, .. rows.Select(Height)]);
        y = y with { Upper = y.Upper + (NameRoom * (y.Upper - y.Lower)) };
        List<Mark> marks = [new HorizontalMark("usable below", Theme.Warning, left.UsableShape, Stroke.Dashed, Width: 1.5)];
        if (y.Upper > NoMean)
        {
            marks.Add(new HorizontalMark("no mean from here", Theme.Observed, NoMean, Stroke.Dotted, Width: 1.5));
        }

        if (small.Length > 0)
        {
            marks.Add(Points(ResidualPanels.Rows, small, ResidualPanels.Points(small.Length), hollow: false, ResidualPanels.SizeOf(small.Length)));
        }

        if (large.Length > 0)
        {
            marks.Add(Points("row, not reliable", large, Theme.Warning, hollow: true, size: 8));
            marks.Add(new TextMark(
                Theme.Observed,
                large.Take(Named).Select(row => (double)row.Row).ToEquatableArray(),
                large.Take(Named).Select(Height).ToEquatableArray(),
                large.Take(Named).Select(row => FormattableString.Invariant($"{row.Row}")).ToEquatableArray(),
                Place.Above));
        }

        double last = source.Model.Rows.Read;
        Axis x = new("row of the table" + Thinning.Note(small.Length + large.Length, source.Model.Design.RowCount), 1 - (0.02 * last), (1.02 * last) + 1);
        return new Figure(source.Title, [new Panel(null, x, y, marks.ToEquatableArray())])
        {
            Description = FormattableString.Invariant(
                $"Pareto k of each row left out by reweighting draws; {large.Length} of {rows.Length} rows are at {left.UsableShape:0.00} or above."),
            PanelWidth = 640,
            PanelHeight = 340,
        };
    }

    private static PointMark Points(string label, LeftOutRow[] rows, Ink ink, bool hollow, double size) => new(
        label, ink, rows.Select(row => (double)row.Row).ToEquatableArray(), rows.Select(Height).ToEquatableArray(), hollow, size);

    /// <summary>Very small k, and −∞ of constant weights, are drawn at the bottom, very large ones, and ∞ of too few weights, at the top.</summary>
    private static double Height(LeftOutRow row) => Math.Clamp(row.ParetoK, LeastShown, GreatestShown);
}
