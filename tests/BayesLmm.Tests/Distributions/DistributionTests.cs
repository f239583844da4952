using BayesLmm.Distributions;
using MathNet.Numerics.Integration;

namespace BayesLmm.Tests.Distributions;

public class DistributionTests
{
    /// <summary>Error of the adaptive quadrature, tails included.</summary>
    private const double QuadratureError = 1e-6;

    public static TheoryData<PriorDistribution> Proper =>
    [
        new Normal(1, 2), new StudentT(3, -1, 2), new Cauchy(0.5, 1), new Laplace(1, 2), new Logistic(-1, 0.7), new Uniform(-1, 3),
        new Exponential(0.5), new Gamma(2.5, 1.5), new InverseGamma(3, 2), new LogNormal(0.2, 0.6),
    ];

    [Theory]
    [MemberData(nameof(Proper))]
    public void The_density_integrates_to_one(PriorDistribution given)
    {
        Distribution distribution = (Distribution)given;
        Assert.Equal(1, Integrate(distribution, double.NegativeInfinity), QuadratureError);
    }

    [Theory]
    [MemberData(nameof(Proper))]
    public void The_probability_of_a_positive_value_is_the_density_s_integral_above_zero(PriorDistribution given)
    {
        Distribution distribution = (Distribution)given;
        Assert.Equal(distribution.ProbabilityPositive, Integrate(distribution, 0), QuadratureError);
    }

    [Theory]
    [MemberData(nameof(Proper))]
    public void The_slope_is_the_derivative_of_the_log_density(PriorDistribution given)
    {
        Distribution distribution = (Distribution)given;
        foreach (double x in (double[])[0.3, 0.8, 1.7, 2.9])
        {
            distribution.LogDensity(x, out double slope);
            double difference = (distribution.LogDensity(x + 1e-6, out _) - distribution.LogDensity(x - 1e-6, out _)) / 2e-6;
            Assert.Equal(difference, slope, 1e-7);
        }
    }

    [Fact]
    public void Distributions_are_equal_by_value_and_print_as_the_language_writes_them()
    {
        Assert.Equal<Distribution>(new StudentT(3, 0, 59.3), new StudentT(3, 0, 59.3));
        Assert.Equal("student_t(3, 0, 59.3)", new StudentT(3, 0, 59.3).ToString());
        Assert.Equal("flat", new Flat().ToString());
        Assert.Equal("lkj(2)", new Lkj(2).ToString());
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.5)]
    public void The_lkj_density_of_a_2_by_2_matrix_is_that_of_its_correlation(double eta)
    {
        // p(ρ) ∝ (1 − ρ²)^(η − 1), normalised by B(η, ½); with ρ = tanh y.
        Lkj lkj = new(eta);
        double normalizer = Math.Exp(MathNet.Numerics.SpecialFunctions.BetaLn(eta, 0.5));
        foreach (double y in (double[])[-2, -0.3, 0, 1.1])
        {
            double rho = Math.Tanh(y), expected = Math.Pow(1 - (rho * rho), eta - 1) / normalizer * (1 - (rho * rho));
            Assert.Equal(Math.Log(expected), lkj.LogKernel([y], 2, new double[1]) + lkj.LogNormalizer(2), 1e-12);
        }
    }

    [Fact]
    public void The_lkj_density_of_a_3_by_3_matrix_is_the_power_of_its_determinant()
    {
        // Differences of log p(y) are those of (η − 1) log|R| + log|∂R/∂y|, the Jacobian by differences.
        Lkj lkj = new(1.7);
        double[] a = [0.3, -0.5, 0.8], b = [-1.1, 0.2, 0.4];
        double LogDensity(double[] y) => lkj.LogKernel(y, 3, new double[3]);
        Assert.Equal(LogByDefinition(a, 1.7) - LogByDefinition(b, 1.7), LogDensity(a) - LogDensity(b), 1e-7);
    }

    [Fact]
    public void The_gradient_through_the_correlation_factor_is_the_chain_rule_s()
    {
        double[] y = [0.4, -0.7, 1.2, 0.1, -0.3, 0.9], weights = [.. Enumerable.Range(0, 16).Select(i => Math.Sin(i + 1))];
        double F(double[] at)
        {
            double[] C = new double[16];
            Lkj.CholeskyFactor(at, 4, C);
            return C.Zip(weights, (c, w) => c * w).Sum();
        }

        double[] C = new double[16], gradient = new double[6];
        Lkj.CholeskyFactor(y, 4, C);
        Lkj.AddGradient(y, 4, C, weights, gradient);
        for (int i = 0; i < y.Length; i++)
        {
            double[] above = [.. y], below = [.. y];
            above[i] += 1e-6;
            below[i] -= 1e-6;
            Assert.Equal((F(above) - F(below)) / 2e-6, gradient[i], 1e-8);
        }
    }

    private static double LogByDefinition(double[] y, double eta)
    {
        double[] Correlations(double[] at)
        {
            double[] C = new double[9];
            Lkj.CholeskyFactor(at, 3, C);
            return [C[3], C[6], (C[3] * C[6]) + (C[4] * C[7])];
        }

        var jacobian = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(3, 3);
        for (int i = 0; i < 3; i++)
        {
            double[] above = [.. y], below = [.. y];
            above[i] += 1e-5;
            below[i] -= 1e-5;
            double[] up = Correlations(above), down = Correlations(below);
            for (int j = 0; j < 3; j++)
            {
                jacobian[j, i] = (up[j] - down[j]) / 2e-5;
            }
        }

        double[] r = Correlations(y);
        double determinant = 1 + (2 * r[0] * r[1] * r[2]) - (r[0] * r[0]) - (r[1] * r[1]) - (r[2] * r[2]);
        return ((eta - 1) * Math.Log(determinant)) + Math.Log(Math.Abs(jacobian.Determinant()));
    }

    /// <summary>∫ p over (from, ∞) by x = c + tan t, which takes heavy tails to a finite interval.</summary>
    private static double Integrate(Distribution distribution, double from)
    {
        (double lower, double upper) = distribution.Support;
        double low = Math.Atan(Math.Max(lower, from)), high = Math.Atan(upper);
        return DoubleExponentialTransformation.Integrate(
            t => Math.Exp(distribution.LogDensity(Math.Tan(t), out _)) / (Math.Cos(t) * Math.Cos(t)), low, Split(low, high), 1e-9)
            + DoubleExponentialTransformation.Integrate(
                t => Math.Exp(distribution.LogDensity(Math.Tan(t), out _)) / (Math.Cos(t) * Math.Cos(t)), Split(low, high), high, 1e-9);
    }

    /// <summary>A kink of a density, at 1 in these tests, is better an end point of an integral.</summary>
    private static double Split(double low, double high) => Math.Clamp(Math.Atan(1), low, high);
}
