using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Normal;

/// <summary>Points that represent the standard normal distribution: few, evenly spread, with its first two moments and no odd ones.</summary>
internal static class NormalPoints
{
    /// <summary>
    /// An additive recurrence with the powers of 1/φ, φ^(d+1) = φ + 1 (Roberts 2018; for d = 1 the golden ratio), through the normal quantile function, with
    /// the reflection of each point, and whitened, so that averages over them are exact for polynomials of third degree.
    /// </summary>
    /// <param name="count">How many; even, at least 2d.</param>
    /// <param name="d">The number of coordinates.</param>
    /// <returns>count × d by rows, the second half the reflection of the first.</returns>
    public static double[] Create(int count, int d)
    {
        double phi = 2;
        for (int i = 0; i < 100; i++)
        {
            phi = Math.Pow(1 + phi, 1.0 / (d + 1));
        }

        int half = count / 2;
        double[] z = new double[count * d];
        for (int i = 0; i < half; i++)
        {
            for (int j = 0; j < d; j++)
            {
                double place = 0.5 + ((i + 1) * Math.Pow(phi, -(j + 1)));
                z[(i * d) + j] = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, place - Math.Floor(place));
            }
        }

        Whiten(z.AsSpan(0, half * d), d);
        for (int i = 0; i < half * d; i++)
        {
            z[(half * d) + i] = -z[i];
        }

        return z;
    }

    private static void Whiten(Span<double> z, int d)
    {
        int n = z.Length / d;
        double[] L = new double[d * d];
        for (int p = 0; p < n; p++)
        {
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    L[(i * d) + j] += z[(p * d) + i] * z[(p * d) + j] / n;
                }
            }
        }

        if (!SmallCholesky.TryFactor(L, d))
        {
            throw new ArgumentException($"{2 * n} points do not span {d} coordinates.", nameof(d));
        }

        for (int p = 0; p < n; p++)
        {
            SmallCholesky.SolveLower(L, d, z.Slice(p * d, d));
        }
    }
}
