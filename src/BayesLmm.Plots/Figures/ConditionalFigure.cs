using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// The mean response along each predictor with its 95 % interval, the data as points: one colour and stroke for each level of a factor that it interacts
    /// with (of up to six), or for a low, a middle and a high value of a number. Other factors are averaged with equal weights, other numbers at their means,
    /// effects of groups 0.
    /// </summary>
    /// <exception cref="NotSupportedException">The model has no predictors besides groups.</exception>
    public Figure Conditional()
    {
        FigureSource source = Select(null);
        return NoFigure.Unless(ConditionalFigure.WhyNot(source), () => ConditionalFigure.Create(source));
    }
}

/// <summary>Builds <c>posterior.Plot.Conditional</c>.</summary>
internal static class ConditionalFigure
{
    private const int StraightPoints = 21, CurvedPoints = 51;

    /// <summary>The most levels of a factor that colours and strokes tell apart.</summary>
    private const int MostLevels = 6;

    /// <summary>The width on which a factor's points, and the intervals of its partner's levels, are spread.</summary>
    private const double Spread = 0.5;

    private static readonly Stroke[] Strokes = [Stroke.Solid, Stroke.Dashed, Stroke.Dotted];

    /// <summary>Why a fit has no such figure; null if it has.</summary>
    public static string? WhyNot(FigureSource source) => PredictorGrid.WhyNot(source.Model);

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source)
    {
        PredictorGrid grid = PredictorGrid.Of(source.Model);
        Panel[] panels = [.. grid.Numbers.Select(column => OfNumber(source, grid, column)), .. grid.Factors.Select(factor => OfFactor(source, grid, factor))];
        return new Figure(source.Title, panels.ToEquatableArray())
        {
            Description = $"Mean of {source.Model.ResponseName} along each predictor with its 95 % interval, others at their means; the rows as points.",
            PanelWidth = panels.Length == 1 ? 600 : 420,
            PanelHeight = panels.Length == 1 ? 400 : 320,
        };
    }

    /// <summary>Values of a numeric column from its least to its greatest in the rows of the fit.</summary>
    internal static double[] GridOf(FigureSource source, string column, int points)
    {
        double[] values = ValuesOf(source, column);
        double mean = PredictorGrid.Of(source.Model).MeanOf(column);
        (double first, double last) = values.Length == 0 ? (mean - 1, mean + 1) : (values.Min(), values.Max());
        return last > first ? EvenPoints.Between(first, last, points) : [first];
    }

    private static Panel OfNumber(FigureSource source, PredictorGrid grid, string column)
    {
        double[] at = GridOf(source, column, grid.IsStraight(column) && source.Model.Family.Link == Link.Identity ? StraightPoints : CurvedPoints);
        Slice[] slices = Slices(source, grid, column, [new PredictorValues(column, at.ToEquatableArray())]);
        double[] xs = ValuesOf(source, column), ys = ResponseAxis.Values(source.Model);
        List<Mark> marks = [];
        AddRows(source, marks, slices, xs, xs.Length == 0 ? [] : ys);
        List<double> heights = [.. ys];
        foreach (Slice slice in slices)
        {
            int[] known = [.. Enumerable.Range(0, at.Length).Where(i => slice.Means[i] is not null)];
            EquatableArray<double> places = ResidualPanels.Take(at, known);
            EquatableArray<double> lower = known.Select(i => slice.Means[i]!.Lower).ToEquatableArray();
            EquatableArray<double> upper = known.Select(i => slice.Means[i]!.Upper).ToEquatableArray();
            heights.AddRange([.. lower, .. upper]);
            marks.Add(new AreaMark(slices.Length == 1 ? "95 % interval" : null, slice.Ink with { Opacity = 0.22 }, places, lower, upper));
            marks.Add(new LineMark(
                slice.Name ?? "mean", slice.Ink, places, known.Select(i => slice.Means[i]!.Mean).ToEquatableArray(), slice.Stroke, Width: 2));
        }

        return new Panel(null, Axis.Around(column + Note(source), at), Axis.Around(ResponseAxis.Of(source.Model), heights), marks.ToEquatableArray());
    }

    private static Panel OfFactor(FigureSource source, PredictorGrid grid, string factor)
    {
        IReadOnlyList<string> levels = grid.LevelsOf(factor);
        Slice[] slices = Slices(source, grid, factor, []);
        double[] ys = ResponseAxis.Values(source.Model);
        List<Mark> marks = [];
        if (source.Fit.Predictors.FirstOrDefault(column => column.Name == factor) is CategoricalColumn rows)
        {
            // Low-discrepancy places beside each other instead of random ones.
            double[] xs = [.. Enumerable.Range(0, ys.Length).Select(row => rows.Codes[row] + (Spread * (((row * 0.6180339887498949) % 1) - 0.5)))];
            AddRows(source, marks, slices, xs, ys);
        }

        List<double> heights = [.. ys];
        for (int s = 0; s < slices.Length; s++)
        {
            Slice slice = slices[s];
            double shift = slices.Length == 1 ? 0 : Spread * (((s + 0.5) / slices.Length) - 0.5);
            int[] known = [.. Enumerable.Range(0, levels.Count).Where(i => slice.Means[i] is not null)];
            EquatableArray<double> places = known.Select(i => i + shift).ToEquatableArray();
            EquatableArray<double> lower = known.Select(i => slice.Means[i]!.Lower).ToEquatableArray();
            EquatableArray<double> upper = known.Select(i => slice.Means[i]!.Upper).ToEquatableArray();
            heights.AddRange([.. lower, .. upper]);
            marks.Add(new ColumnIntervalMark(slices.Length == 1 ? "95 % interval" : null, slice.Ink, places, lower, upper, Width: 2.5));
            marks.Add(new PointMark(
                slice.Name ?? "mean", slice.Ink, places, known.Select(i => slice.Means[i]!.Mean).ToEquatableArray(), Hollow: s % 2 == 1, Size: 9));
        }

        return new Panel(
            null,
            new Axis(factor + Note(source), -0.6, levels.Count - 0.4) { Ticks = TickKind.Names, Names = levels.ToEquatableArray() },
            Axis.Around(ResponseAxis.Of(source.Model), heights),
            marks.ToEquatableArray());
    }

    /// <summary>The means along a predictor, once, or once for each of some values of what it interacts with.</summary>
    private static Slice[] Slices(FigureSource source, PredictorGrid grid, string predictor, EquatableArray<PredictorValues> at)
    {
        string? partner = grid.PartnersOf(predictor).FirstOrDefault();
        bool isFactor = partner is not null && grid.Factors.Contains(partner);
        MeansOptions options = new()
        {
            Of = [predictor],
            By = partner is null ? [] : [partner],
            At = partner is null || isFactor ? at : [.. at, new PredictorValues(partner, LowMiddleHigh(source, partner))],
        };
        GridEntry<DrawnEstimate>[] means = [.. source.Posterior.Means(options, null, source.Fit.CancellationToken).Means];
        if (partner is null)
        {
            return [new Slice(null, null, -1, Theme.Posterior, Stroke.Solid, [.. means.Select(mean => mean.Value)])];
        }

        DrawnEstimate?[][] groups = [.. means.Chunk(means.Length / GroupsOf(means)).Select(group => group.Select(mean => mean.Value).ToArray())];
        string[] names = [.. means.Select(mean => string.Join(", ", mean.By)).Distinct()];
        return
        [
            .. Thinning.Evenly(groups.Length, MostLevels).Select((group, place) => new Slice(
                names[group], isFactor ? partner : null, group, Theme.Chain(place), Strokes[place % Strokes.Length], groups[group])),
        ];
    }

    private static int GroupsOf(GridEntry<DrawnEstimate>[] means) => means.Select(mean => string.Join(", ", mean.By)).Distinct().Count();

    /// <summary>A standard deviation below the mean, the mean, and one above; the values themselves if they are few.</summary>
    private static EquatableArray<double> LowMiddleHigh(FigureSource source, string column)
    {
        double[] values = ValuesOf(source, column);
        if (values.Length == 0)
        {
            return [PredictorGrid.Of(source.Model).MeanOf(column)];
        }

        double[] distinct = [.. values.Distinct().Order().Take(4)];
        double mean = values.Average(), sd = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1));
        return distinct.Length < 4 ? distinct.ToEquatableArray() : [Rounded(mean - sd, sd), Rounded(mean, sd), Rounded(mean + sd, sd)];
    }

    /// <summary>A value with as many digits as its spread asks for.</summary>
    private static double Rounded(double value, double spread)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(spread)) - 1);
        return unit >= 1 ? Math.Round(value / unit) * unit : Math.Round(value, Math.Clamp((int)-Math.Log10(unit), 0, 15));
    }

    /// <summary>The data as points, in the colours of the levels where there are some.</summary>
    private static void AddRows(FigureSource source, List<Mark> marks, Slice[] slices, double[] xs, double[] ys)
    {
        if (xs.Length != ys.Length || xs.Length == 0)
        {
            return;
        }

        int[] shown = Thinning.Evenly(ys.Length);
        CategoricalColumn? partner = source.Fit.Predictors.FirstOrDefault(column => column.Name == slices[0].Factor) as CategoricalColumn;
        foreach (Slice? slice in partner is null ? (Slice?[])[null] : slices)
        {
            int[] rows = slice is null ? shown : [.. shown.Where(row => partner!.Codes[row] == slice.Level)];
            Ink ink = slice?.Ink ?? Theme.Observed;
            marks.Add(new PointMark(
                "row", ink with { Opacity = shown.Length > 1000 ? 0.2 : 0.4 }, ResidualPanels.Take(xs, rows), ResidualPanels.Take(ys, rows), Hollow: false,
                ResidualPanels.SizeOf(shown.Length) - 1));
        }
    }

    private static string Note(FigureSource source) =>
        Thinning.Note(Thinning.Evenly(source.Model.Design.RowCount).Length, source.Model.Design.RowCount);

    private static double[] ValuesOf(FigureSource source, string column) =>
        source.Fit.Predictors.FirstOrDefault(own => own.Name == column) is NumericColumn numeric ? numeric.Values.ToArray() : [];

    /// <summary>The means for one value of what a predictor interacts with.</summary>
    /// <param name="Name">The value in words; null without one.</param>
    /// <param name="Factor">The factor whose level it is; null if it is none.</param>
    /// <param name="Level">The level's place; −1 for none.</param>
    /// <param name="Ink">Its colour.</param>
    /// <param name="Stroke">Its stroke.</param>
    /// <param name="Means">The means along the predictor.</param>
    private sealed record Slice(string? Name, string? Factor, int Level, Ink Ink, Stroke Stroke, DrawnEstimate?[] Means);
}
