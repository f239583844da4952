using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm.Plots.Sources;

/// <summary>
/// Where the rows of a fit stand along one predictor: at its values if it is numeric, at 0, 1, 2, … for the levels of a factor.
/// </summary>
/// <param name="Name">The predictor.</param>
/// <param name="Places">A place for each row.</param>
/// <param name="Levels">The names of the levels; none for a numeric predictor.</param>
internal sealed record RowPlaces(string Name, EquatableArray<double> Places, EquatableArray<string> Levels)
{
    /// <summary>
    /// The predictor that a model's lines are drawn along: the first numeric one that varies within groups, otherwise the first factor that does, otherwise
    /// the first predictor; null if the model has none. Predictors whose effects vary over groups come first.
    /// </summary>
    public static RowPlaces? Main(BoundModel model)
    {
        IReadOnlyList<Column> columns = PredictorColumns.Of(model);
        int[]? codes = model.Design.RandomTerms.Count > 0 ? model.Design.RandomTerms[0].Codes.ToArray() : null;
        bool Slopes(Column column) => model.GroupTerms.Any(term => term.Effects.Any(effect => effect.Contains(column.Name, StringComparison.Ordinal)));
        Column? main = columns
            .OrderByDescending(column => VariesWithin(column, codes))
            .ThenByDescending(column => column.LevelNames is null)
            .ThenByDescending(Slopes)
            .FirstOrDefault();
        return main is null ? null : Of(main);
    }

    /// <summary>The places along a column.</summary>
    public static RowPlaces Of(Column column)
    {
        int rows = column.Length;
        if (column.LevelNames is not { } levels)
        {
            return new(column.Name, Enumerable.Range(0, rows).Select(row => column.Number(row) ?? double.NaN).ToEquatableArray(), []);
        }

        string[] used = [.. levels.Where(level => Enumerable.Range(0, rows).Any(row => column.Level(row) == level))];
        Dictionary<string, double> places = used.Select((level, i) => (level, (double)i)).ToDictionary(StringComparer.Ordinal);
        return new(column.Name, Enumerable.Range(0, rows).Select(row => places[column.Level(row)!]).ToEquatableArray(), used.ToEquatableArray());
    }

    /// <summary>The axis along the predictor.</summary>
    public Axis ToAxis() => Levels.Count > 0
        ? new Axis(Name, -0.6, Levels.Count - 0.4) { Ticks = TickKind.Names, Names = Levels }
        : Axis.Around(Name, Places.Where(double.IsFinite));

    private static bool VariesWithin(Column column, int[]? codes)
    {
        if (codes is null)
        {
            return true;
        }

        Dictionary<int, object?> first = [];
        for (int row = 0; row < codes.Length; row++)
        {
            object? value = column.LevelNames is null ? column.Number(row) : column.Level(row);
            if (!first.TryAdd(codes[row], value) && !Equals(first[codes[row]], value))
            {
                return true;
            }
        }

        return false;
    }
}
