using System.Numerics;
using System.Runtime.InteropServices;
using BayesLmm.Numerics;

namespace BayesLmm.Densities.Groups;

// A shift of a coordinate is o/M + δ/M with o one of 0 … M − 1 and 0 ≤ δ < 1. Every coordinate of a lattice is a permutation of a grid, and o turns it around.
// With two or more coordinates δ is drawn once for all groups, whose estimates still have independent o: what they have in common is then no more than the
// error of the rule with all M^r points of the grid, which is far below that of the lattice. With one coordinate o changes nothing, and each group has its δ.

/// <summary>
/// A lattice with random shifts, as points of a distribution of independent coordinates that have a t distribution with two degrees of freedom. Owns its
/// memory. Not thread-safe.
/// </summary>
internal sealed class ShiftedLattice
{
    /// <summary>s: the distribution has then about the normal one's density at 0.</summary>
    private const double Scale = 0.85;

    /// <summary>A coordinate of the cube that rounding put on a face is moved inside by this.</summary>
    private const double Inside = 1e-18;

    private readonly LatticeRule rule;
    private readonly double[] grid;
    private readonly double[] points;
    private readonly double[] densities;
    private readonly double[][] turned;
    private readonly double[][] turnedDensities;
    private readonly int[] turns;

    public ShiftedLattice(LatticeRule rule)
    {
        this.rule = rule;
        int r = rule.Dimension, count = rule.Count;
        grid = [.. Enumerable.Range(0, count).Select(m => m / (double)count)];
        (points, densities) = (new double[count], new double[count]);
        turned = [.. Enumerable.Range(0, r).Select(_ => new double[2 * count])];
        turnedDensities = [.. Enumerable.Range(0, r).Select(_ => new double[2 * count])];
        turns = new int[r];
    }

    /// <summary>Number of points, M.</summary>
    public int Count => rule.Count;

    /// <summary>log s^r/M: with −log Π of <see cref="Densities"/> the logarithm of a point's share over its density.</summary>
    public double LogShare => (rule.Dimension * Math.Log(Scale)) - Math.Log(rule.Count);

    /// <summary>A coordinate of all points, M numbers.</summary>
    public ReadOnlySpan<double> Points(int coordinate) => turned[coordinate].AsSpan(turns[coordinate], rule.Count);

    /// <summary>A coordinate's factor (2t(1 − t))^(3/2) of the points' densities, M numbers.</summary>
    public ReadOnlySpan<double> Densities(int coordinate) => turnedDensities[coordinate].AsSpan(turns[coordinate], rule.Count);

    /// <summary>Draws δ for all groups.</summary>
    public void Begin(RandomStream random)
    {
        for (int c = 0; rule.Dimension > 1 && c < rule.Dimension; c++)
        {
            Fill(random.NextUniform(), points, densities);
            for (int m = 0; m < rule.Count; m++)
            {
                int place = rule.Places[c][m];
                turned[c][m] = turned[c][rule.Count + m] = points[place];
                turnedDensities[c][m] = turnedDensities[c][rule.Count + m] = densities[place];
            }
        }
    }

    /// <summary>Shifts the points for the next group.</summary>
    public void Shift(RandomStream random)
    {
        if (rule.Dimension == 1)
        {
            Fill(random.NextUniform(), turned[0], turnedDensities[0]);
            return;
        }

        for (int c = 0; c < turns.Length; c++)
        {
            turns[c] = (int)(random.NextUniform() * rule.Count);
        }
    }

    /// <summary>s (2t − 1)/√(2t(1 − t)) and (2t(1 − t))^(3/2) on a grid.</summary>
    private void Fill(double fraction, Span<double> x, Span<double> density)
    {
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(grid.AsSpan());
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(x[..grid.Length]);
        Span<Vector<double>> weights = MemoryMarshal.Cast<double, Vector<double>>(density[..grid.Length]);
        Vector<double> one = Vector<double>.One, inside = new(Inside), scale = new(Scale), by = new(fraction / rule.Count);
        for (int i = 0; i < to.Length; i++)
        {
            Vector<double> t = Vector.Max(from[i] + by, inside), rest = Vector.Max(one - t, inside), square = (t + t) * rest, root = Vector.SquareRoot(square);
            to[i] = scale * (t - rest) / root;
            weights[i] = square * root;
        }
    }
}
