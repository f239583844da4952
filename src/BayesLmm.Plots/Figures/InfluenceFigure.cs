using BayesLmm.Densities;
using BayesLmm.Engines.Importance;
using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;
using BayesLmm.Posteriors.LeaveOut;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// How far the posterior mean of each parameter moves without each level of a grouping factor, in posterior standard deviations: one panel for each
    /// parameter, the levels in the order of the model, those that move it most by name. The draws are reweighted; circles are levels for which the weights
    /// are not good enough.
    /// </summary>
    /// <param name="group">The grouping factor's name.</param>
    /// <param name="names">The names of parameters; null for all.</param>
    /// <exception cref="ArgumentException">There is no such grouping factor or parameter; the message names it and the nearest name.</exception>
    /// <exception cref="NotSupportedException">The draws cannot be reweighted, or the factor has a single level.</exception>
    public Figure Influence(string group, IReadOnlyList<string>? names = null)
    {
        FigureSource source = Select([group, .. names ?? []]);
        return NoFigure.Unless(InfluenceFigure.WhyNot(source), () => InfluenceFigure.Create(source, group));
    }
}

/// <summary>Builds <c>posterior.Plot.Influence</c>.</summary>
internal static class InfluenceFigure
{
    /// <summary>The levels of a panel that are named.</summary>
    private const int Named = 3;

    /// <summary>The part of the panel at either side from which names run inwards.</summary>
    private const double EdgeOfPanel = 0.25;

    /// <summary>The room above and below the points for the names, as a part of their range.</summary>
    private const double NameRoom = 0.15;

    /// <summary>The room that a name takes beside its point, and that of each letter, as parts of the panel's width.</summary>
    private const double NameWidth = 0.06, LetterWidth = 0.035;

    /// <summary>Levels up to which an expensive model is computed without each.</summary>
    private const int MostLevels = 500;

    /// <summary>Why a fit has no such figures; null if it has.</summary>
    public static string? WhyNot(FigureSource source) => source.Groups.Count == 0 ? NoFigure.NoGroups
        : !LeaveOutRun.CanReweight(source.Posterior) ? "the draws cannot be reweighted, so that each level would take another fit"
        : MostOf(source) > MostLevels && ImportanceRun.CostOf(new MarginalDensity(source.Model)) > ImportanceRun.ExpensiveMultiplications
            ? FormattableString.Invariant($"the model has {MostOf(source):N0} levels that overlap with others, and leaving each out takes minutes")
        : null;

    /// <summary>The figure of a grouping factor.</summary>
    public static Figure Create(FigureSource source, string group)
    {
        LeaveGroupsOut left = source.Fit.LeftOutGroups(group);
        HashSet<string> rough = [.. left.Rough.Select(level => level.Level)];
        int unknown = left.Groups.Count(level => !level.IsDetermined);
        int[] parameters = [.. Enumerable.Range(0, left.Parameters.Count).Where(i => source.Quantities.Any(column => column.Name == left.Parameters[i].Name))];
        return new Figure(source.Title, parameters.Select(i => CreatePanel(left, i, rough)).ToEquatableArray())
        {
            Description = $"Shift of each parameter's posterior mean without each level of {group}, in posterior standard deviations; the largest are named."
                + (unknown == 0 ? "" : $" Levels without which the data do not determine every coefficient are left out: {unknown}."),
            Part = group,
            PanelWidth = 400,
            PanelHeight = 240,
        };
    }

    private static int MostOf(FigureSource source) => source.Model.GroupTerms.Where(term => source.Groups.Contains(term.Group)).Max(term => term.Levels.Count);

    private static Panel CreatePanel(LeaveGroupsOut left, int parameter, HashSet<string> rough)
    {
        (int Place, string Level, double Shift)[] points =
        [
            .. left.Groups.Select((level, place) => (place, level.Level, Shift: level.IsDetermined ? level.Parameters[parameter].Shift : double.NaN))
                .Where(point => double.IsFinite(point.Shift)),
        ];
        Axis range = Axis.Around("shift (posterior sd)", [0, .. points.Select(point => point.Shift)]);
        int[] largest = [.. Enumerable.Range(0, points.Length).Where(i => points[i].Shift != 0).OrderByDescending(i => Math.Abs(points[i].Shift)).Take(Named)];
        double width = NameWidth + (LetterWidth * largest.Select(i => LevelRows.Shortened(points[i].Level).Length).DefaultIfEmpty(0).Max());
        (int Place, string Level, double Shift)[] named =
        [
            .. NamedPoints.Apart(largest, i => (points[i].Place, points[i].Shift), new Axis(null, 0, left.Groups.Count), range, width)
                .Select(i => points[i]),
        ];
        double room = NameRoom * (range.Upper - range.Lower);
        List<Mark> marks = [new HorizontalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1)];
        AddPoints("level left out", hollow: false, points.Where(point => !rough.Contains(point.Level)));
        AddPoints("level left out, rough", hollow: true, points.Where(point => rough.Contains(point.Level)));
        foreach (IGrouping<Place, (int Place, string Level, double Shift)> side in named.GroupBy(point => SideOf(point.Place, point.Shift)))
        {
            marks.Add(new TextMark(
                Theme.Observed,
                side.Select(point => point.Place + 0.5).ToEquatableArray(),
                side.Select(point => point.Shift).ToEquatableArray(),
                side.Select(point => LevelRows.Shortened(point.Level)).ToEquatableArray(),
                side.Key));
        }

        return new Panel(
            left.Parameters[parameter].Name,
            new Axis($"{left.Name}, in order", -0.06 * left.Groups.Count, 1.06 * left.Groups.Count) { Ticks = TickKind.None },
            range with { Lower = range.Lower - room, Upper = range.Upper + room },
            marks.ToEquatableArray());

        void AddPoints(string label, bool hollow, IEnumerable<(int Place, string Level, double Shift)> some)
        {
            EquatableArray<double> xs = some.Select(point => point.Place + 0.5).ToEquatableArray();
            if (xs.Count > 0)
            {
                marks.Add(new PointMark(
                    label, hollow ? Theme.Warning : ResidualPanels.Points(xs.Count), xs, some.Select(point => point.Shift).ToEquatableArray(), hollow,
                    ResidualPanels.SizeOf(xs.Count)));
            }
        }

        // Near an edge a name above or below its point would leave the panel.
        Place SideOf(int place, double shift) => place < EdgeOfPanel * left.Groups.Count ? Place.Right
            : place > (1 - EdgeOfPanel) * left.Groups.Count ? Place.Left
            : shift > 0 ? Place.Above : Place.Below;
    }
}
