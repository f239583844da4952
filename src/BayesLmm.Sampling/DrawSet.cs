namespace BayesLmm.Sampling;

/// <summary>
/// Draws of a density's coordinates, immutable: <see cref="Chains"/> × <see cref="DrawsPerChain"/> × <see cref="Dimension"/> numbers in one array, chain by chain
/// and draw by draw. How they came about, and so what can be said of their errors, is in the derived types <see cref="SamplingResult"/> and <see cref="ImportanceResult"/>.
/// </summary>
public abstract class DrawSet
{
    private readonly double[] draws;

    private protected DrawSet(int dimension, double[] draws, int chains, StartReport start, bool interrupted, TimeSpan elapsed)
    {
        if (chains < 1 || dimension < 1 || draws.Length % ((long)chains * dimension) != 0)
        {
            throw new ArgumentException($"{draws.Length} numbers are not {chains} chains of equal length in {dimension} dimensions.");
        }

        Dimension = dimension;
        this.draws = draws;
        Chains = chains;
        DrawsPerChain = draws.Length / (chains * dimension);
        Start = start;
        Interrupted = interrupted;
        Elapsed = elapsed;
    }

    /// <summary>The number of chains.</summary>
    public int Chains { get; }

    /// <summary>The number of kept draws of each chain.</summary>
    public int DrawsPerChain { get; }

    /// <summary>The number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Whether sampling was cancelled before its end.</summary>
    public bool Interrupted { get; }

    /// <summary>The time on the wall, from the search for a mode to the last draw.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>How the starting points were found.</summary>
    public StartReport Start { get; }

    /// <summary>All draws: chain by chain, in it draw by draw, in it coordinate by coordinate.</summary>
    public ReadOnlySpan<double> Draws => draws;

    /// <summary>One draw: <see cref="Dimension"/> coordinates.</summary>
    public ReadOnlySpan<double> Draw(int chain, int draw)
    {
        CheckIndex(chain, Chains, nameof(chain));
        CheckIndex(draw, DrawsPerChain, nameof(draw));
        return draws.AsSpan(((chain * DrawsPerChain) + draw) * Dimension, Dimension);
    }

    /// <summary>All draws of one coordinate, chain by chain: what <see cref="Convergence.EffectiveSampleSize"/> and its neighbours take.</summary>
    public double[] Coordinate(int coordinate)
    {
        CheckIndex(coordinate, Dimension, nameof(coordinate));
        double[] column = new double[Chains * DrawsPerChain];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = draws[(i * Dimension) + coordinate];
        }

        return column;
    }

    private protected static void CheckIndex(int index, int count, string name)
    {
        if ((uint)index >= (uint)count)
        {
            throw new ArgumentOutOfRangeException(name, index, $"There are {count} of them, counted from 0; {index} is not one.");
        }
    }
}
