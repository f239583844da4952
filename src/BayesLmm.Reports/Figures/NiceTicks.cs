using System.Globalization;

namespace BayesLmm.Reports.Figures;

/// <summary>Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class NiceTicks
{
    /// <summary>Beyond these sizes labels have an exponent.</summary>
    private const double Large = 1e6, Small = 1e-4;

    /// <summary>A tick this part of a step beyond the end of the axis still belongs to it: the end is a rounded number too.</summary>
    private const double Edge = 1e-9;

    /// <summary>The ticks between two numbers, with labels.</summary>
    /// <param name="lower">Where the axis begins.</param>
    /// <param name="upper">Where it ends, above <paramref name="lower"/>.</param>
    /// <param name="most">The most ticks, at least 2; one more may come of rounding.</param>
    public static IReadOnlyList<(double Value, string Label)> Between(double lower, double upper, int most)
    {
        double range = upper - lower;
        if (!(range > 0) || !double.IsFinite(range))
        {
            return [];
        }

        (double step, long first, long last) = Finest(lower, upper, most);
        double largest = Math.Max(Math.Abs(first), Math.Abs(last)) * step;
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => ((first + i) * step, Label((first + i) * step, step, largest)))];
    }

    /// <summary>The smallest step that makes at most one more tick than wanted, and the multiples of it at both ends.</summary>
    private static (double Step, long First, long Last) Finest(double lower, double upper, int most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10((upper - lower) / (most + 1))));
        (double Step, long First, long Last) ticks = default;
        foreach (double part in (double[])[1, 2, 5, 10, 20, 50])
        {
            double step = part * power;
            ticks = (step, (long)Math.Ceiling((lower / step) - Edge), (long)Math.Floor((upper / step) + Edge));
            if (ticks.Last - ticks.First <= most)
            {
                break;
            }
        }

        return ticks;
    }

    private static string Label(double value, double step, double largest)
    {
        int decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));
        string text = largest is >= Large or < Small
            ? Exponential(value, step, largest)
            : value.ToString("F" + decimals, CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    private static string Exponential(double value, double step, double largest)
    {
        if (value == 0)
        {
            return "0";
        }

        int digits = Math.Clamp((int)Math.Round(Math.Floor(Math.Log10(largest)) - Math.Floor(Math.Log10(step) + 1e-9)), 0, 6);
        return value.ToString("0." + new string('#', digits) + "e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal);
    }
}
