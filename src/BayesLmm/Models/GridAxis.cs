using System.Globalization;
using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Models;

/// <summary>An axis of a grid: a factor with its levels, or a numeric column with some values.</summary>
/// <param name="Name">The factor or column.</param>
/// <param name="Levels">The values in words.</param>
/// <param name="Numbers">The values of a numeric column; null for a factor.</param>
internal sealed record GridAxis(string Name, EquatableArray<string> Levels, EquatableArray<double>? Numbers)
{
    /// <summary>The axis of a numeric column.</summary>
    public static GridAxis Of(string name, EquatableArray<double> values) =>
        new(name, values.Select(value => value.ToString("G10", CultureInfo.InvariantCulture)).ToEquatableArray(), values);

    /// <summary>The number of points of a grid.</summary>
    public static int CountOf(IReadOnlyList<GridAxis> axes) => axes.Aggregate(1, (product, axis) => checked(product * axis.Levels.Count));

    /// <summary>Which of an axis's values a point has; the first axis's values change fastest.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="axis">Which axis.</param>
    /// <param name="point">Which point.</param>
    public static int Place(IReadOnlyList<GridAxis> axes, int axis, int point)
    {
        for (int before = 0; before < axis; before++)
        {
            point /= axes[before].Levels.Count;
        }

        return point % axes[axis].Levels.Count;
    }

    /// <summary>A value as results name it: a factor's level as it is read back, a number with its column.</summary>
    public string NameOf(int value) => Numbers is null ? LevelName.Of(Levels[value]) : $"{Name} = {Levels[value]}";
}
