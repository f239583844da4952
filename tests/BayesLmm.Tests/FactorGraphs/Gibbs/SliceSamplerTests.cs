using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Numerics;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Tests.FactorGraphs.Gibbs;

/// <summary>
/// Distributions are compared with their own by counting draws in 20 bins of equal probability: chains are thinned until they are nearly independent, so that
/// χ² is what it should be.
/// </summary>
public class SliceSamplerTests
{
    private const int Bins = 20, Draws = 10_000;

    /// <summary>The chance that a test fails though all is right.</summary>
    private const double FalseAlarm = 1e-4;

    [Theory]
    [InlineData(0.1)]
    [InlineData(2)]
    [InlineData(300)]
    public void A_normal_density_is_left_as_it_is_whatever_the_width(double width) =>
        Check(x => -0.5 * x * x, x => MathNet.Numerics.Distributions.Normal.CDF(0, 1, x), 0, width, width < 1 ? 40 : 5);

    [Fact]
    public void So_is_a_bounded_one() =>
        Check(x => x is > 0 and < 2 ? Math.Log(x) : double.NegativeInfinity, x => x * x / 4, 1, 0.7, 5);

    [Fact]
    public void So_is_one_with_heavy_tails() =>
        Check(x => -1.5 * Math.Log(1 + (x * x / 2)), x => MathNet.Numerics.Distributions.StudentT.CDF(0, 1, 2, x), 0, 3, 10);

    [Fact]
    public void So_is_one_with_two_modes() =>
        Check(x => Math.Log(Math.Exp(-0.5 * (x - 2) * (x - 2)) + Math.Exp(-0.5 * (x + 2) * (x + 2))),
            x => 0.5 * (MathNet.Numerics.Distributions.Normal.CDF(2, 1, x) + MathNet.Numerics.Distributions.Normal.CDF(-2, 1, x)), 2, 4, 15);

    [Fact]
    public void A_point_that_nothing_is_near_is_left() =>
        Assert.Equal(3.0, SliceSampler.Draw(3, 1, x => x == 3 ? 0 : double.NegativeInfinity, new RandomStream(1)), 1e-12);

    private static void Check(Func<double, double> logDensity, Func<double, double> cdf, double start, double width, int thinning)
    {
        RandomStream random = new(17);
        int[] counts = new int[Bins];
        double x = start;
        for (int draw = 0; draw < Draws; draw++)
        {
            for (int i = 0; i < thinning; i++)
            {
                x = SliceSampler.Draw(x, width, logDensity, random);
            }

            counts[(int)Math.Min(Bins - 1, Bins * cdf(x))]++;
        }

        double expected = (double)Draws / Bins, chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.True(1 - ChiSquared.CDF(Bins - 1, chiSquare) > FalseAlarm, $"χ² {chiSquare:0.0}, counts {string.Join(' ', counts)}");
    }

    [Theory]
    [InlineData(double.NaN, 1.0)]
    [InlineData(0.0, double.PositiveInfinity)]
    [InlineData(1e308, 1e307)]
    public void A_point_or_a_width_that_cannot_be_computed_with_is_refused(double x, double width) =>
        Assert.Throws<InvalidOperationException>(() => SliceSampler.Draw(x, width, at => -at * at, new RandomStream(1)));

    [Fact]
    public void A_quantile_far_from_0_is_found() =>
        Assert.InRange(new BayesLmm.Distributions.Logistic(-1e249, 1e150).MedianAbove(-2e249), -1.0001e249, -0.9999e249);
}
