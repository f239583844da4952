using BayesLmm.Sampling.Origins;

namespace BayesLmm.Sampling;

/// <summary>
/// Draws of a density's coordinates, immutable: <see cref="Chains"/> × <see cref="DrawsPerChain"/> × <see cref="Dimension"/> numbers in one array, chain by
/// chain and draw by draw. Their <see cref="Origin"/> says how they were made, and so what their errors are.
/// </summary>
public sealed class Draws : IDrawLayout
{
    private readonly double[] values;

    /// <summary>Assembles draws.</summary>
    /// <param name="origin">How they were made.</param>
    /// <param name="dimension">The number of coordinates.</param>
    /// <param name="values">Chains × draws × coordinates; not copied and not to be changed afterwards.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="interrupted">Whether the work was cancelled before its end.</param>
    /// <param name="elapsed">Wall-clock time.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    internal Draws(Origin origin, int dimension, double[] values, int chains, bool interrupted, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(values);
        if (chains < 1 || dimension < 1 || values.Length % ((long)chains * dimension) != 0)
        {
            throw new ArgumentException($"{values.Length} numbers are not {chains} chains of equal length in {dimension} dimensions.");
        }

        Origin = origin;
        Dimension = dimension;
        this.values = values;
        Chains = chains;
        DrawsPerChain = values.Length / (chains * dimension);
        Interrupted = interrupted;
        Elapsed = elapsed;
        origin.Require(this);
    }

    /// <summary>How they were made.</summary>
    public Origin Origin { get; }

    /// <summary>The number of chains.</summary>
    public int Chains { get; }

    /// <summary>The number of kept draws of each chain.</summary>
    public int DrawsPerChain { get; }

    /// <summary>The number of all draws, <see cref="Chains"/> × <see cref="DrawsPerChain"/>.</summary>
    public int Count => Chains * DrawsPerChain;

    /// <summary>The number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Whether the work was cancelled before its end.</summary>
    public bool Interrupted { get; }

    /// <summary>Wall-clock time, from the search for a mode to the last draw.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>All numbers: chain by chain, draw by draw, coordinate by coordinate.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>One draw: <see cref="Dimension"/> coordinates.</summary>
    public ReadOnlySpan<double> Draw(int chain, int draw)
    {
        CheckIndex(chain, Chains, nameof(chain));
        CheckIndex(draw, DrawsPerChain, nameof(draw));
        return values.AsSpan(((chain * DrawsPerChain) + draw) * Dimension, Dimension);
    }

    /// <summary>All draws of one coordinate, chain by chain: the form that <see cref="EffectiveSampleSize"/> and the other diagnostics take.</summary>
    public double[] Coordinate(int coordinate)
    {
        CheckIndex(coordinate, Dimension, nameof(coordinate));
        double[] column = new double[Count];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = values[(i * Dimension) + coordinate];
        }

        return column;
    }

    /// <summary>How precisely these draws determine the posterior of one quantity, as it follows from the way they were made.</summary>
    /// <param name="column">The quantity at every draw, chain by chain, for example a <see cref="Coordinate"/>.</param>
    /// <returns>
    /// R̂, NaN where draws are no chains, and effective sample sizes; the Monte Carlo standard errors of the mean and of the standard deviation.
    /// </returns>
    /// <exception cref="ArgumentException">There is not one number a draw.</exception>
    public (ConvergenceSummary Convergence, double MeanError, double SdError) Assess(ReadOnlySpan<double> column)
    {
        if (column.Length != Count)
        {
            throw new ArgumentException($"{column.Length} numbers are not one for each of {Count} draws.", nameof(column));
        }

        ColumnPrecision precision = Origin.Assess(column, this);
        return (precision.Convergence, precision.MeanError, precision.SdError);
    }

    internal static void CheckIndex(int index, int count, string name)
    {
        if ((uint)index >= (uint)count)
        {
            throw new ArgumentOutOfRangeException(name, index, $"There are {count} of them, counted from 0; {index} is not one.");
        }
    }
}
