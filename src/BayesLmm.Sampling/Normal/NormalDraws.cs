using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Metrics;

namespace BayesLmm.Sampling.Normal;

/// <summary>Independent draws from a normal distribution.</summary>
internal static class NormalDraws
{
    /// <summary>Draws, chain after chain, each chain from a random stream of its own; the same for the same seed.</summary>
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
        DenseMetric spread =
            DenseMetric.TryCreate(d, covariance) ?? throw new ArgumentException("The covariance matrix is not positive definite.", nameof(covariance));
        double[] values = new double[chains * draws * d], z = new double[d];
        for (int chain = 0; chain < chains; chain++)
        {
            RandomStream random = new(seed, RandomStreams.OfChain(chain));
            for (int draw = 0; draw < draws; draw++)
            {
                random.FillNormal(z);
                Span<double> position = values.AsSpan(((chain * draws) + draw) * d, d);
                spread.MultiplyByFactor(z, position);
                TensorPrimitives.Add(position, mean, position);
            }
        }

        return values;
    }
}
