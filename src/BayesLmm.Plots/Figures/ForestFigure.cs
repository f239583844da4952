using BayesLmm.Numerics;
using BayesLmm.Plots.Figures;
using BayesLmm.Plots.Sources;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Plots;

public sealed partial class PosteriorPlots
{
    /// <summary>
    /// Parameters one above the other: posterior medians with 50 % and 95 % intervals, one panel for the intercept, one for the coefficients, one for standard
    /// deviations and one for correlations, because their scales differ; the REML estimates as circles.
    /// </summary>
    /// <param name="names">The names of parameters or group effects; null for all parameters.</param>
    /// <exception cref="ArgumentException">There is no such parameter or group effect; the message names it and the nearest name.</exception>
    public Figure Forest(IReadOnlyList<string>? names = null) => ForestFigure.Create(Select(names));

    /// <summary>The same of several models side by side; a parameter that a model does not have is left out there.</summary>
    /// <param name="others">The other models' posteriors with the names that the legend gives them.</param>
    /// <param name="name">The name of this one.</param>
    /// <exception cref="ArgumentException">There are no others.</exception>
    public Figure ForestBeside(IReadOnlyList<(string Name, Posterior Posterior)> others, string name = "this model") =>
        ForestFigure.CreateBeside([(name, Select(null).Posterior), .. others]);
}

/// <summary>Builds <c>posterior.Plot.Forest</c>.</summary>
internal static class ForestFigure
{
    private const double Distance = 0.22;   // between models at a parameter

    /// <summary>The figure.</summary>
    public static Figure Create(FigureSource source) => new(
        source.Title,
        source.Quantities.GroupBy(column => Scale(source, column)).OrderBy(part => part.Key).Select(part => CreatePanel(source, [.. part])).ToEquatableArray())
    {
        Description = $"Posterior median of each parameter with 50 % and 95 % intervals; circles, the {source.Estimator} estimates.",
        Columns = 1,
        PanelWidth = 640,
        PanelHeight = HeightOf(source.Quantities.GroupBy(column => Scale(source, column)).Max(part => part.Count())),
    };

    /// <summary>Several models side by side.</summary>
    public static Figure CreateBeside(IReadOnlyList<(string Name, Posterior Posterior)> models)
    {
        if (models.Count < 2)
        {
            throw new ArgumentException("Name at least one other model.", nameof(models));
        }

        FigureSource[] sources = [.. models.Select(model => new FigureSource(new FitAnalyses(model.Posterior, null), FigureSelection.All(model.Posterior)))];
        var parts = sources.SelectMany(source => source.Quantities.Select(column => (Scale: Scale(source, column), column.Name))).Distinct()
            .GroupBy(one => one.Scale, one => one.Name).OrderBy(part => part.Key);
        return new Figure("Models side by side", parts.Select(part => CreatePanelBeside(models, [.. part])).ToEquatableArray())
        {
            Description = $"Posterior median of each parameter with 95 % intervals in {string.Join(", ", models.Select(model => model.Name))}.",
            Columns = 1,
            PanelWidth = 640,
            PanelHeight = LevelRows.HeightOf(parts.Max(part => part.Count() * models.Count)),
        };
    }

    /// <summary>High enough for the names of a panel of so many parameters, unless there are very many.</summary>
    private static int HeightOf(int parameters) => Math.Max(150, LevelRows.HeightOf(parameters) - (parameters > 5 ? 20 : 60));

    private static Panel CreatePanel(FigureSource source, DrawColumn[] columns)
    {
        Array.Reverse(columns);   // the first parameter is at the top
        LevelInterval[] levels = [.. columns.Select(Of)];
        List<double> shown = [.. levels.SelectMany(level => new[] { level.Outer.Lower, level.Outer.Upper })];
        List<Mark> marks = [.. LevelPanel.MarksOf(levels, "50 % interval", "95 % interval", "posterior median")];
        if (shown.Min() < 0 && shown.Max() > 0)
        {
            marks.Insert(0, new VerticalMark(null, Theme.Reference, 0, Stroke.Dashed, Width: 1));
        }

        (double Place, double Value)[] estimates =
        [
            .. Enumerable.Range(0, columns.Length).Select(i => ((double)i, source.EstimateOf(columns[i])?.Estimate ?? double.NaN))
                .Where(one => double.IsFinite(one.Item2)),
        ];
        if (estimates.Length > 0)
        {
            EquatableArray<double> values = estimates.Select(one => one.Value).ToEquatableArray();
            EquatableArray<double> places = estimates.Select(one => one.Place).ToEquatableArray();
            marks.Add(new PointMark($"{source.Estimator} estimate", Theme.Reml, values, places, Hollow: true, Size: 8));
            shown.AddRange(values);
        }

        return new Panel(null, Axis.Around(null, shown), LevelRows.AxisOf([.. columns.Select(column => column.Name)]), marks.ToEquatableArray());
    }

    private static Panel CreatePanelBeside(IReadOnlyList<(string Name, Posterior Posterior)> models, string[] names)
    {
        Array.Reverse(names);
        List<Mark> marks = [];
        List<double> shown = [];
        for (int m = 0; m < models.Count; m++)
        {
            Dictionary<string, DrawColumn> columns = models[m].Posterior.Parameters.ToDictionary(column => column.Name, StringComparer.Ordinal);
            int[] places = [.. Enumerable.Range(0, names.Length).Where(i => columns.ContainsKey(names[i]))];
            LevelInterval[] levels = [.. places.Select(i => Of(columns[names[i]]))];
            double shift = Distance * (((models.Count - 1) / 2.0) - m);
            EquatableArray<double> ys = places.Select(i => i + shift).ToEquatableArray();
            EquatableArray<double> lower = levels.Select(level => level.Outer.Lower).ToEquatableArray();
            EquatableArray<double> upper = levels.Select(level => level.Outer.Upper).ToEquatableArray();
            marks.Add(new IntervalMark(null, Theme.Chain(m), lower, upper, ys, Width: 2));
            marks.Add(new PointMark(
                models[m].Name, Theme.Chain(m), levels.Select(level => level.Middle).ToEquatableArray(), ys, Hollow: m % 2 == 1, Size: 7));
            shown.AddRange([.. lower, .. upper]);
        }

        return new Panel(null, Axis.Around(null, shown), LevelRows.AxisOf(names), marks.ToEquatableArray());
    }

    /// <summary>Which parameters share an axis: the intercept, coefficients, standard deviations, correlations, others, and group effects.</summary>
    private static int Scale(FigureSource source, DrawColumn column) => source.KindOf(column) switch
    {
        ParameterKind.Coefficient when column.Name == Parameter.Intercept.Name => -1,
        ParameterKind.Coefficient => 0,
        ParameterKind.GroupSd or ParameterKind.ResidualSd => 1,
        ParameterKind.GroupCorrelation => 2,
        null => 4,
        _ => 3,
    };

    private static LevelInterval Of(DrawColumn column)
    {
        double[] sorted = column.Values.ToArray();
        Array.Sort(sorted);
        return new LevelInterval(
            column.Name,
            Quantiles.Of(sorted, 0.5),
            (Quantiles.Of(sorted, 0.25), Quantiles.Of(sorted, 0.75)),
            (Quantiles.Of(sorted, 0.025), Quantiles.Of(sorted, 0.975)));
    }
}
