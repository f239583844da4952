using BayesLmm.Numerics;
using BayesLmm.Sampling.Metrics;
using BayesLmm.Sampling.NoUTurn.Adaptation;
using MathNet.Numerics.Statistics;

namespace BayesLmm.Sampling.Tests.Adaptation;

public sealed class CovarianceEstimatorTests
{
    private const int N = 40;
    private const double Ridge = 1e-3 * 5 / (N + 5);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_estimate_is_the_sample_covariance_with_a_small_ridge_even_far_from_zero(bool dense)
    {
        (CovarianceEstimator estimator, double[][] columns) = Fill(dense, sd: [1e-6, 1, 1e3], mean: 1e5);
        double[] covariance = estimator.Estimate(DiagonalMetric.Unit(3)).ToCovariance();
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double sample = columns[i].Covariance(columns[j]);
                double expected = i == j ? sample * (dense ? 1 + Ridge : 1) : dense ? sample : 0;

                // 1e-6 from 1e5 leaves 5 digits of each coordinate
                Assert.Equal(expected, covariance[(i * 3) + j], 1e-3 * Math.Sqrt(columns[i].Variance() * columns[j].Variance()));
            }
        }
    }

    [Fact]
    public void Too_few_draws_or_a_coordinate_that_stands_still_leave_the_metric_as_it_was()
    {
        EuclideanMetric before = DiagonalMetric.Unit(3);
        CovarianceEstimator few = new(3, dense: true);
        few.Add([1, 2, 3]);
        Assert.Same(before, few.Estimate(before));
        Assert.Same(before, Fill(true, [1, 0, 1], 0).Estimator.Estimate(before));
        Assert.Same(before, Fill(false, [1, 0, 1], 0).Estimator.Estimate(before));
    }

    [Fact]
    public void After_clearing_only_new_draws_count()
    {
        (CovarianceEstimator estimator, _) = Fill(true, [1, 1, 1], 100);
        double[] first = estimator.Estimate(DiagonalMetric.Unit(3)).ToCovariance();
        estimator.Clear();
        Fill(estimator, [1, 1, 1], 100);
        Assert.Equal(first, estimator.Estimate(DiagonalMetric.Unit(3)).ToCovariance());
    }

    private static (CovarianceEstimator Estimator, double[][] Columns) Fill(bool dense, double[] sd, double mean)
    {
        CovarianceEstimator estimator = new(3, dense);
        return (estimator, Fill(estimator, sd, mean));
    }

    private static double[][] Fill(CovarianceEstimator estimator, double[] sd, double mean)
    {
        RandomStream random = new(9);
        double[][] columns = [new double[N], new double[N], new double[N]];
        for (int n = 0; n < N; n++)
        {
            double common = random.NextNormal();
            double[] draw = [.. sd.Select(s => mean + (s * (common + random.NextNormal())))];
            estimator.Add(draw);
            for (int i = 0; i < 3; i++)
            {
                columns[i][n] = draw[i];
            }
        }

        return columns;
    }
}
