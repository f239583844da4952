using System.Numerics;

namespace BayesLmm.Densities.Groups;

// Korobov's rank-1 lattice t_m = {m (1, a, a², …)/M} with a random shift (Cranley & Patterson 1976): every shifted point is uniform, so that a mean over them
// is unbiased. With x = s (2t − 1)/√(2t(1 − t)), which has a t distribution with two degrees of freedom and density (2t(1 − t))^(3/2)/s, what is averaged, a
// density with tails like a normal one over this, vanishes with all derivatives at the faces of the unit cube, and is periodic and smooth: the error of a
// lattice then falls faster than any power of M (Sloan & Joe 1994, ch. 2). Tails so heavy forgive a scale that is several times too small.

/// <summary>Points that cover a unit cube evenly. Immutable.</summary>
internal sealed class LatticeRule
{
    /// <summary>Chooses the lattice with the least worst-case error among all of its size.</summary>
    /// <param name="dimension">Coordinates of a point, r.</param>
    /// <param name="count">Number of points, M, a multiple of <see cref="Multiple"/>.</param>
    public LatticeRule(int dimension, int count)
    {
        (Dimension, Count) = (dimension, count);
        long generator = BestGenerator(dimension, count), step = 1;
        Places = new int[dimension][];
        for (int c = 0; c < dimension; c++)
        {
            long by = step;
            Places[c] = [.. Enumerable.Range(0, count).Select(m => (int)(m * by % count))];
            step = step * generator % count;
        }
    }

    /// <summary>Sizes are multiples of this, so that vectors are full on every machine.</summary>
    public const int Multiple = 8;

    /// <summary>Coordinates of a point, r.</summary>
    public int Dimension { get; }

    /// <summary>Number of points, M.</summary>
    public int Count { get; }

    /// <summary>M times the coordinates, r lists of M numbers: every one is a permutation of 0 … M − 1.</summary>
    public int[][] Places { get; }

    /// <summary>The number coprime to M with the least P₂, the worst error among functions with one derivative in each coordinate.</summary>
    private static int BestGenerator(int dimension, int count)
    {
        int best = 1;
        double least = double.PositiveInfinity;
        double[] kernel = [.. Enumerable.Range(0, count).Select(m => Kernel(m / (double)count))];
        for (int generator = 2; dimension > 1 && generator <= count / 2; generator++)
        {
            if (BigInteger.GreatestCommonDivisor(generator, count) != 1)
            {
                continue;
            }

            double error = 0;
            for (int m = 0; m < count; m++)
            {
                double product = 1;
                long place = m;
                for (int c = 0; c < dimension; c++)
                {
                    product *= kernel[place];
                    place = place * generator % count;
                }

                error += product;
            }

            if (error < least)
            {
                (best, least) = (generator, error);
            }
        }

        return best;
    }

    /// <summary>1 + 2π² B₂(t) = Σ_h e^(2πiht) / max(1, |h|²).</summary>
    private static double Kernel(double t) => 1 + (2 * Math.PI * Math.PI * ((t * t) - t + (1.0 / 6)));
}
