using BayesLmm.Numerics;
using BayesLmm.Sampling.Metrics;

namespace BayesLmm.Sampling.Tests.Hamiltonian;

public sealed class MetricTests
{
    private static readonly double[] Sigma = [4, 1, -0.5, 1, 2, 0.3, -0.5, 0.3, 1];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Velocities_have_covariance_Sigma_and_are_Sigma_times_the_momenta(bool dense)
    {
        const int N = 100_000;
        EuclideanMetric metric = dense ? DenseMetric.TryCreate(3, Sigma)! : new DiagonalMetric([4, 2, 1]);
        RandomStream random = new(5);
        double[] p = new double[3], v = new double[3], product = new double[3], moments = new double[9];
        for (int n = 0; n < N; n++)
        {
            metric.DrawMomentum(random, p, v);
            metric.Multiply(p, product);
            Assert.Equal(product, v, (a, b) => Math.Abs(a - b) < 1e-12);
            for (int i = 0; i < 9; i++)
            {
                moments[i] += v[i / 3] * v[i % 3] / N;
            }
        }

        double[] expected = metric.ToCovariance();
        for (int i = 0; i < 9; i++)
        {
            double standardError = Math.Sqrt(((expected[4 * (i / 3)] * expected[4 * (i % 3)]) + (expected[i] * expected[i])) / N);
            Assert.InRange(moments[i], expected[i] - (5 * standardError), expected[i] + (5 * standardError));
        }
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_makes_no_metric()
    {
        Assert.Null(DenseMetric.TryCreate(2, [1, 2, 2, 1]));
        Assert.Null(DenseMetric.TryCreate(2, [1, 0, 0, double.NaN]));
        Assert.Null(DenseMetric.TryCreate(1, [0]));
        Assert.Throws<ArgumentException>(() => DenseMetric.TryCreate(2, [1, 0, 0]));
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new DiagonalMetric([1, -2]));
        Assert.StartsWith("Variance 1 of a metric is positive and finite, not -2.", exception.Message);
    }
}
