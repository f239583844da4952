using BayesLmm.Posteriors.Summaries;

namespace BayesLmm.Tests.Posteriors.Quantities;

public sealed class CredibleIntervalTests
{
    private const int Count = 1001;

    /// <summary>Numbers that fill the unit interval evenly, in no order.</summary>
    private static double[] Draws(Func<double, double> quantile) => [.. Enumerable.Range(1, Count).Select(i => quantile(i * 0.6180339887498949 % 1))];

    /// <summary>Computed in R by the definition of bayestestR's hdi: x sorted, w = ceiling(ci n), the first of the smallest x[i + w] − x[i].</summary>
    [Theory]
    [InlineData(0.5, 1.98617250481e-05, 0.579834785189, 0.394378953539, 1.155475599864)]
    [InlineData(0.89, 1.98617250481e-05, 3.28873480689, 0.120595059243, 2.349453707770)]
    [InlineData(0.95, 1.98617250481e-05, 5.18662916985, 0.0557444409328, 3.2479651226591)]
    public void The_shortest_interval_is_that_of_R(double level, double skewedLower, double skewedUpper, double logLower, double logUpper)
    {
        Check(Draws(u => Math.Pow(-Math.Log(1 - u), 1.5)), level, skewedLower, skewedUpper);
        Check(Draws(u => Math.Exp(0.4 * Math.Log(u / (1 - u)))), level, logLower, logUpper);

        static void Check(double[] draws, double level, double lower, double upper)
        {
            double[] sorted = [.. draws.Order()];
            CredibleInterval interval = CredibleInterval.Shortest(draws, sorted, level);
            Assert.Equal(lower, interval.Lower, 1e-10);
            Assert.Equal(upper, interval.Upper, 1e-10);
            Assert.InRange(interval.UpperError, 1e-6, 0.5 * (upper - lower));
        }
    }

    [Fact]
    public void An_equal_tailed_interval_has_the_errors_of_quantiles()
    {
        double[] sorted = [.. Draws(u => u).Order()];
        CredibleInterval interval = CredibleInterval.EqualTailed(sorted, 0.9, sd: 1, tailEss: 400);
        Assert.Equal(0.05, interval.Lower, 2e-3);
        Assert.Equal(0.95, interval.Upper, 2e-3);
        Assert.Equal(Math.Sqrt(0.05 * 0.95) / 0.1031356 / 20, interval.LowerError, 1e-6);   // φ(1.644854) = 0.1031356
    }

    [Fact]
    public void Few_draws_have_an_interval_without_errors()
    {
        CredibleInterval interval = CredibleInterval.Shortest([3, 1, 2], [1, 2, 3], 0.95);
        Assert.Equal((1, 3), (interval.Lower, interval.Upper));
        Assert.True(double.IsNaN(interval.LowerError));
    }
}
