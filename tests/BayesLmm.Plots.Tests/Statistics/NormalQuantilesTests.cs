using BayesLmm.Plots.Statistics;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Plots.Tests.Statistics;

public class NormalQuantilesTests
{
    [Fact]
    public void The_median_of_an_odd_sample_is_at_0_and_the_others_mirror_each_other()
    {
        Assert.Equal(0, NormalQuantiles.Of(4, 9), 1e-12);
        Assert.Equal(-NormalQuantiles.Of(1, 9), NormalQuantiles.Of(7, 9), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(5000)]
    public void The_interval_of_the_least_number_is_that_of_a_minimum_of_uniform_numbers(int count)
    {
        (double lower, double upper) = NormalQuantiles.Interval(0, count, 0.95);

        // P(min ≤ u) = 1 − (1 − u)ⁿ
        Assert.Equal(Normal.InvCDF(0, 1, 1 - Math.Pow(0.975, 1.0 / count)), lower, 1e-5);
        Assert.Equal(Normal.InvCDF(0, 1, 1 - Math.Pow(0.025, 1.0 / count)), upper, 1e-5);
    }
}
