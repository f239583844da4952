using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Means;

/// <summary>What a request for means comes to: the axes of the grid, its points in the groups that are compared within, and the contrasts.</summary>
internal sealed class MeansPlan
{
    private readonly MeansOptions options;
    private readonly GridAxis[] of;
    private readonly GridAxis[] by;

    /// <summary>Plans.</summary>
    /// <exception cref="ArgumentException">A factor or column is unknown or listed twice, a value or weight is missing; the message names it.</exception>
    public MeansPlan(BoundModel model, MeansOptions options)
    {
        this.options = options;
        Grid = new ReferenceGrid(model);
        Validate();
        of = [.. options.Of.Select(Axis)];
        PredictorValues[] others = [.. options.At.Where(at => !IsNamed(at.Column))];
        by = [.. options.By.Select(Axis), .. others.Where(at => at.Values.Count > 1).Select(at => GridAxis.Of(at.Column, at.Values))];
        Axes = [.. of, .. by, .. others.Where(at => at.Values.Count == 1).Select(at => GridAxis.Of(at.Column, at.Values))];
        PointsOfGroup = GridAxis.CountOf(of);
        Groups = GridAxis.CountOf(by);
        Contrasts = [.. Weights()];
    }

    /// <summary>The balanced grid.</summary>
    public ReferenceGrid Grid { get; }

    /// <summary>The axes: those whose means are wanted, those to compare within, and columns with one value.</summary>
    public IReadOnlyList<GridAxis> Axes { get; }

    /// <summary>The number of points within each group.</summary>
    public int PointsOfGroup { get; }

    /// <summary>The number of groups of points that are compared among themselves.</summary>
    public int Groups { get; }

    /// <summary>The contrasts within each group: a name and a weight for each of its points.</summary>
    public IReadOnlyList<CustomContrast> Contrasts { get; }

    /// <summary>The numeric columns that are at one value everywhere, their mean or the one that was given.</summary>
    public EquatableArray<PredictorValues> HeldAt =>
    [
        .. options.At.Where(at => at.Values.Count == 1 && !IsNamed(at.Column)),
        .. options.Average == MeansAverage.Data ? []
            : Grid.NumericColumns.Where(name => Axes.All(axis => axis.Name != name)).Select(name => new PredictorValues(name, [Grid.MeanOf(name)])),
    ];

    /// <summary>The factors whose levels are averaged over.</summary>
    public EquatableArray<string> AveragedOver => Grid.Factors.Where(factor => Axes.All(axis => axis.Name != factor)).ToEquatableArray();

    /// <summary>How p values allow for the number of contrasts.</summary>
    public PValueAdjustment Adjustment => options.Adjustment ?? options.Contrasts switch
    {
        ContrastKind.Pairwise => PValueAdjustment.Tukey,
        ContrastKind.Reference or ContrastKind.Consecutive => PValueAdjustment.Holm,
        _ => PValueAdjustment.None,
    };

    /// <summary>The name of the test that all means of a group are equal.</summary>
    public string JointName => string.Join(":", of.Select(axis => axis.Name));

    /// <summary>The name of a point within its group.</summary>
    public string NameOf(int point) => of.Length == 0 ? "overall" : string.Join(", ", of.Select((axis, a) => axis.NameOf(GridAxis.Place(of, a, point))));

    /// <summary>The values that the points of a group share, as <c>nitro = 0.2</c>.</summary>
    public EquatableArray<string> GroupName(int group) =>
        by.Select((axis, a) => $"{axis.Name} = {axis.Levels[GridAxis.Place(by, a, group)]}").ToEquatableArray();

    private bool IsNamed(string column) => options.Of.Contains(column) || options.By.Contains(column);

    private GridAxis Axis(string name)
    {
        if (options.At.FirstOrDefault(at => at.Column == name) is { } given)
        {
            return GridAxis.Of(name, given.Values);
        }

        return Grid.NumericColumns.Contains(name) && !Grid.Factors.Contains(name)
            ? throw new ArgumentException($"'{name}' is numeric: say at which values its means are wanted.")
            : new GridAxis(name, Grid.LevelsOf(name), null);
    }

    private void Validate()
    {
        string[] named = [.. options.Of, .. options.By];
        if (named.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"'{twice.Key}' is listed twice: a factor is either what means are of, or what they are compared within.");
        }

        if (options.At.GroupBy(at => at.Column).FirstOrDefault(same => same.Count() > 1) is { } again)
        {
            throw new ArgumentException($"'{again.Key}' is given values twice.");
        }

        string[] numeric = [.. Grid.NumericColumns];
        foreach (string column in options.At.Select(at => at.Column).Concat(options.Slope is { } slope ? [slope] : []).Where(name => !numeric.Contains(name)))
        {
            string have = numeric.Length == 0 ? ", which have none" : $"; they have {string.Join(", ", numeric)}";
            throw new ArgumentException($"'{column}' is not a numeric column of the fixed effects{have}.");
        }

        foreach (PredictorValues at in options.At.Where(at => at.Values.Count == 0 || !at.Values.All(double.IsFinite)))
        {
            throw new ArgumentException($"'{at.Column}' needs at least one value, and finite ones.");
        }

        if (!(options.Level > 0 && options.Level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Level, "The level of intervals is between 0 and 1.");
        }

        if (options.Average == MeansAverage.Data && options.Data is null)
        {
            throw new ArgumentException("Means over the data need the table that the model was bound to.");
        }

        if (options.Groups != PredictionGroups.Population && options.Average == MeansAverage.Balanced)
        {
            throw new ArgumentException("Means for known or new groups average over the data: a balanced grid has no groups.");
        }

        if (options.Adjustment == PValueAdjustment.Tukey && options.Contrasts is not (ContrastKind.Pairwise or ContrastKind.None))
        {
            throw new ArgumentException("Tukey's method is for all pairs; use Holm's or Bonferroni's.");
        }
    }

    private IEnumerable<CustomContrast> Weights()
    {
        int k = PointsOfGroup;
        CustomContrast Difference(int first, int second)
        {
            double[] weights = new double[k];
            (weights[first], weights[second]) = (1, -1);
            return new CustomContrast($"{NameOf(first)} - {NameOf(second)}", EquatableArray.Create<double>(weights));
        }

        return options.Contrasts switch
        {
            ContrastKind.Pairwise => from i in Enumerable.Range(0, k) from j in Enumerable.Range(i + 1, k - i - 1) select Difference(i, j),
            ContrastKind.Reference => Enumerable.Range(1, k - 1).Select(i => Difference(i, 0)),
            ContrastKind.Consecutive => Enumerable.Range(1, k - 1).Select(i => Difference(i, i - 1)),
            ContrastKind.Polynomial => PolynomialContrasts.Of(k),
            ContrastKind.Custom => options.Custom.Select(contrast => contrast.Weights.Count == k && contrast.Weights.All(double.IsFinite)
                ? contrast
                : throw new ArgumentException($"The contrast '{contrast.Name}' has {contrast.Weights.Count} weights; there are {k} means, in this order: "
                    + $"{string.Join("; ", Enumerable.Range(0, k).Select(NameOf))}.")),
            _ => [],
        };
    }
}
