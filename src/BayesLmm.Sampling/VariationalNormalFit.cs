using BayesLmm.Numerics;
using BayesLmm.Numerics.Random;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Sampling;

/// <summary>A normal distribution fitted to a density by <see cref="VariationalNormal"/>. Immutable.</summary>
/// <param name="Mean">Its mean m, in the density's coordinates; on the side of the density's symmetries where pivots are not negative.</param>
/// <param name="Covariance">Its covariance matrix Σ, d × d by rows. Where the density has symmetries, N(m, Σ) with signs changed at random is what was fitted.</param>
/// <param name="Bounds">The lower bound of the logarithm of the density's integral at the start and after each step; it does not decrease.</param>
/// <param name="Length">How long the next full step would be: see <see cref="VariationalNormalOptions.Tolerance"/>.</param>
/// <param name="Converged">Whether that is short enough.</param>
/// <param name="Interrupted">Whether it was cancelled before that.</param>
/// <param name="Evaluations">Gradients of the density that it took.</param>
/// <param name="Elapsed">The time on the wall.</param>
public sealed record VariationalNormalFit(
    EquatableArray<double> Mean, EquatableArray<double> Covariance, EquatableArray<double> Bounds, double Length, bool Converged, bool Interrupted, int Evaluations, TimeSpan Elapsed)
{
    /// <summary>The largest bound.</summary>
    public double LowerBound => Bounds[^1];

    /// <summary>Steps that were taken.</summary>
    public int Steps => Bounds.Count - 1;

    /// <summary>Independent draws, chain after chain; each chain has a random stream of its own, so that the first draws do not depend on their number.</summary>
    /// <param name="chains">The number of chains.</param>
    /// <param name="draws">Draws of each.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Chains × draws × coordinates.</returns>
    public double[] Draw(int chains, int draws, ulong seed) => NormalDraws.Of(Mean.Span, Covariance.Span, chains, draws, seed);
}

/// <summary>Independent draws from a normal distribution.</summary>
public static class NormalDraws
{
    /// <summary>Draws, chain after chain, each chain from a random stream of its own.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="covariance">The covariance matrix, d × d by rows.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="draws">Draws of each.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Chains × draws × coordinates.</returns>
    /// <exception cref="ArgumentException">The covariance matrix is not positive definite.</exception>
    public static double[] Of(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance, int chains, int draws, ulong seed)
    {
        int d = mean.Length;
        Matrix<double> factor = Matrix<double>.Build.DenseOfRowMajor(d, d, covariance.ToArray()).Cholesky().Factor;
        double[] values = new double[chains * draws * d], z = new double[d];
        for (int chain = 0; chain < chains; chain++)
        {
            RandomStream random = new(seed, (ulong)chain);
            for (int draw = 0; draw < draws; draw++)
            {
                random.FillNormal(z);
                Span<double> position = values.AsSpan(((chain * draws) + draw) * d, d);
                for (int i = 0; i < d; i++)
                {
                    position[i] = mean[i];
                    for (int j = 0; j <= i; j++)
                    {
                        position[i] += factor[i, j] * z[j];
                    }
                }
            }
        }

        return values;
    }
}
