using BayesLmm.FactorGraphs.Approximations;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Approximations;

public class MomentTests
{
    /// <summary>Error of the midpoint rule with <see cref="Nodes"/> nodes on these smooth densities.</summary>
    private const double QuadratureError = 1e-6;

    private const int Nodes = 200_000;

    [Theory]
    [InlineData(1.5, 0.3)]
    [InlineData(4, 250)]
    [InlineData(90.5, 80_000)]
    public void Moments_of_a_standard_deviation_are_integrals_over_the_gamma_density_of_its_precision(double shape, double rate)
    {
        (double mean, double sd) = PrecisionMoments.OfSd(shape, rate);

        // On t = log τ the density is smooth and light-tailed: exp(a t − b eᵗ).
        double center = Math.Log(shape / rate), normalizer = (shape * Math.Log(rate)) - SpecialFunctions.GammaLn(shape);
        double Moment(double power) => Integrate(center - 40, center + 5, t => Math.Exp(normalizer + ((shape - (power / 2)) * t) - (rate * Math.Exp(t))));
        Assert.Equal(1, mean / Moment(1), QuadratureError);
        Assert.Equal(1, sd / Math.Sqrt(Moment(2) - (Moment(1) * Moment(1))), 100 * QuadratureError);
    }

    [Fact]
    public void A_precision_of_few_degrees_of_freedom_has_no_finite_moments_of_its_standard_deviation()
    {
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), PrecisionMoments.OfSd(0.5, 1));
        Assert.Equal(double.PositiveInfinity, PrecisionMoments.OfSd(1, 1).Sd);
        Assert.Equal(PrecisionMoments.OfSd(4, 2), PrecisionMoments.OfSd(5, 2, order: 3));
    }

    [Theory]
    [InlineData(2.5, 0.6, 2)]
    [InlineData(11, -0.9, 2)]
    [InlineData(6, 0.3, 3)]
    public void Moments_of_a_correlation_are_those_of_simulated_Wishart_matrices(double shape, double rateCorrelation, int order)
    {
        const int draws = 40_000;
        const double monteCarloErrors = 4.5;
        Matrix<double> rate = Matrix<double>.Build.DenseIdentity(order);
        rate[0, 1] = rate[1, 0] = rateCorrelation;

        // MathNet's Wishart has 2a degrees of freedom and scale B⁻¹/2.
        Wishart wishart = new(2 * shape, rate.Inverse() / 2, new Random(4));
        double sum = 0, squares = 0;
        for (int i = 0; i < draws; i++)
        {
            Matrix<double> sigma = wishart.Sample().Inverse();
            double correlation = sigma[0, 1] / Math.Sqrt(sigma[0, 0] * sigma[1, 1]);
            sum += correlation;
            squares += correlation * correlation;
        }

        (double mean, double sd) = CorrelationMoments.OfCorrelation(shape, rateCorrelation, order);

        double simulatedMean = sum / draws, simulatedSd = Math.Sqrt((squares / draws) - (simulatedMean * simulatedMean));
        Assert.Equal(simulatedMean, mean, monteCarloErrors * sd / Math.Sqrt(draws));
        Assert.Equal(1, simulatedSd / sd, 3 * monteCarloErrors / Math.Sqrt(2 * draws));
    }

    private static double Integrate(double from, double to, Func<double, double> f)
    {
        double step = (to - from) / Nodes, sum = 0;
        for (int i = 0; i < Nodes; i++)
        {
            sum += f(from + ((i + 0.5) * step));
        }

        return sum * step;
    }
}
