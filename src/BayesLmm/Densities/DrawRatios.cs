using System.Numerics.Tensors;
using BayesLmm.Numerics;

namespace BayesLmm.Densities;

/// <summary>The ratios of a density to the proposal that draws were made from, as logarithms: their mean estimates its integral.</summary>
internal static class DrawRatios
{
    /// <summary>The logarithm of the mean ratio; −∞ where all are 0.</summary>
    public static double LogMean(ReadOnlySpan<double> logRatios)
    {
        double largest = Largest(logRatios);
        return double.IsFinite(largest) ? largest + Math.Log(Sum(logRatios, largest) / logRatios.Length) : double.NegativeInfinity;
    }

    /// <summary>One of the draws, with probability in proportion to its ratio.</summary>
    public static int Choose(ReadOnlySpan<double> logRatios, RandomStream random)
    {
        double largest = Largest(logRatios), left = random.NextUniform() * Sum(logRatios, largest);
        int chosen = 0;
        while (chosen < logRatios.Length - 1 && (left -= Math.Exp(logRatios[chosen] - largest)) > 0)
        {
            chosen++;
        }

        return chosen;
    }

    /// <summary>The same of ratios themselves.</summary>
    /// <param name="ratios">The ratios, but for a factor.</param>
    /// <param name="uniform">A number between 0 and 1, which decides.</param>
    public static int Choose(ReadOnlySpan<double> ratios, double uniform)
    {
        double left = uniform * TensorPrimitives.Sum(ratios);
        int chosen = 0;
        while (chosen < ratios.Length - 1 && (left -= ratios[chosen]) > 0)
        {
            chosen++;
        }

        return chosen;
    }

    private static double Largest(ReadOnlySpan<double> logRatios)
    {
        double largest = double.NegativeInfinity;
        foreach (double ratio in logRatios)
        {
            largest = Math.Max(largest, ratio);
        }

        return largest;
    }

    private static double Sum(ReadOnlySpan<double> logRatios, double largest)
    {
        double sum = 0;
        foreach (double ratio in logRatios)
        {
            sum += Math.Exp(ratio - largest);
        }

        return sum;
    }
}
