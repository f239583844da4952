using BayesLmm.Numerics;

namespace BayesLmm.Plots;

/// <summary>One coordinate system of a figure with what is drawn in it.</summary>
/// <param name="Title">The text above it; null for none.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Marks">What is drawn, from the back to the front.</param>
public sealed record Panel(string? Title, Axis X, Axis Y, EquatableArray<Mark> Marks)
{
    /// <summary>Whether it is drawn without the lines of its axes: a diagram.</summary>
    public bool IsFrameless { get; init; }
}

/// <summary>An axis of a panel.</summary>
/// <param name="Label">What it shows; null for nothing.</param>
/// <param name="Lower">Where it begins.</param>
/// <param name="Upper">Where it ends, above <paramref name="Lower"/>.</param>
public sealed record Axis(string? Label, double Lower, double Upper)
{
    private const double Room = 0.05;   // at each end, as a part of the values' range

    /// <summary>The kind of its ticks.</summary>
    public TickKind Ticks { get; init; } = TickKind.Numbers;

    /// <summary>
    /// The names at 0, 1, 2, … of an axis with <see cref="TickKind.Names"/>. Where a picture has no room for all of them, every second (third, …) is written.
    /// </summary>
    public EquatableArray<string> Names { get; init; }

    /// <summary>An axis around values with a little room at both ends; around equal values as wide as their size.</summary>
    /// <param name="label">What it shows.</param>
    /// <param name="values">The values, at least one.</param>
    public static Axis Around(string? label, IEnumerable<double> values)
    {
        (double lower, double upper) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            (lower, upper) = (Math.Min(lower, value), Math.Max(upper, value));
        }

        double room = upper > lower ? Room * (upper - lower) : Math.Max(Math.Abs(lower), 1) / 2;
        return new Axis(label, lower - room, upper + room);
    }
}

/// <summary>The ticks of an axis.</summary>
public enum TickKind
{
    /// <summary>Round numbers.</summary>
    Numbers,

    /// <summary>Names at 0, 1, 2, ….</summary>
    Names,

    /// <summary>No ticks: the scale of the axis has no meaning for a reader.</summary>
    None,
}
