using System.Numerics.Tensors;

namespace BayesLmm.Sampling.Convergence;

/// <summary>The draws of one quantity with every chain cut into halves, so that a drift within a chain shows as a difference between halves.</summary>
/// <param name="Values">The halves one after the other; both halves of all chains in the order of the chains. Owned by the caller.</param>
/// <param name="Count">The number m of halves.</param>
/// <param name="Length">The number n of draws in each.</param>
internal readonly record struct SplitChains(double[] Values, int Count, int Length)
{
    /// <summary>One half.</summary>
    public Span<double> Half(int index) => Values.AsSpan(index * Length, Length);

    /// <summary>Cuts chains into halves; the middle draw of an odd number is left out, a chain of one draw is left whole.</summary>
    public static SplitChains From(ReadOnlySpan<double> draws, int chains)
    {
        CheckShape(draws, chains);
        int drawsPerChain = draws.Length / chains;
        if (drawsPerChain == 1)
        {
            return new SplitChains(draws.ToArray(), chains, 1);
        }

        int length = drawsPerChain / 2;
        double[] values = new double[2 * chains * length];
        for (int c = 0; c < chains; c++)
        {
            ReadOnlySpan<double> chain = draws.Slice(c * drawsPerChain, drawsPerChain);
            chain[..length].CopyTo(values.AsSpan(2 * c * length));
            chain[^length..].CopyTo(values.AsSpan(((2 * c) + 1) * length));
        }

        return new SplitChains(values, 2 * chains, length);
    }

    /// <summary>Leaves chains whole.</summary>
    public static SplitChains Whole(ReadOnlySpan<double> draws, int chains)
    {
        CheckShape(draws, chains);
        return new SplitChains(draws.ToArray(), chains, draws.Length / chains);
    }

    /// <summary>Throws unless the draws are a positive number of chains of one length.</summary>
    public static void CheckShape(ReadOnlySpan<double> draws, int chains)
    {
        if (chains < 1 || draws.Length == 0 || draws.Length % chains != 0)
        {
            throw new ArgumentException($"{draws.Length} draws are not {chains} chains of one length.");
        }
    }

    /// <summary>
    /// Whether the draws have no diagnostics: one is not finite, or all are the same up to rounding. (R's posterior asks whether the range
    /// is below 2.2e-16; relative to the values, as here, it does not depend on their unit.)
    /// </summary>
    public static bool SaysNothing(ReadOnlySpan<double> draws)
    {
        double largest = TensorPrimitives.Max(draws);
        double smallest = TensorPrimitives.Min(draws);
        double size = Math.Max(Math.Abs(largest), Math.Abs(smallest));
        return !double.IsFinite(size) || largest - smallest <= MachineEpsilon * size;
    }

    private const double MachineEpsilon = 2.220446049250313e-16;
}
