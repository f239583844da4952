using BayesLmm.Covariances;
using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Tests.FactorGraphs.Gibbs;

/// <summary>
/// The draws of a standard deviation and of a covariance matrix given the effects' squares, against the distribution by numerical integration.
/// </summary>
public class ConditionalDrawTests
{
    private const int Bins = 20, Draws = 4000;

    /// <summary>Nearly independent: a step of the slice sampler, or one of Metropolis with a proposal that is accepted most of the time.</summary>
    private const int Thinning = 20;

    /// <summary>The chance that a χ² test fails though all is right.</summary>
    private const double FalseAlarm = 1e-4;

    /// <summary>Of the grid on which distribution functions are integrated.</summary>
    private const int Steps = 20_000;

    public static TheoryData<string, PriorDistribution, double, int> Priors => new()
    {
        { "half-t, conjugate", new StudentT(3, 0, 2), 30, 8 },
        { "exponential", new Exponential(0.5), 30, 8 },
        { "exponential, few levels, effects near 0", new Exponential(2), 0.02, 4 },
        { "gamma", new Gamma(2, 1), 10, 6 },
        { "lognormal", new LogNormal(0, 0.5), 10, 6 },
        { "uniform", new Uniform(0.5, 2.5), 30, 8 },
        { "normal", new Normal(1, 2), 10, 5 },
        { "uniform, far from where the effects are", new Uniform(0.1, 0.5), 30, 8 },
    };

    [Theory]
    [MemberData(nameof(Priors))]
    public void A_standard_deviation_has_its_conditional_distribution(string what, PriorDistribution given, double squares, int count)
    {
        Distribution prior = (Distribution)given;
        PrecisionDraw draw = new(new PrecisionPrior.HalfT(3, 2), prior);
        RandomStream random = new(3);
        draw.Start(1);
        double[] cdf = Distribution(s => prior.LogDensity(s, out _) - (count * Math.Log(s)) - (0.5 * squares / (s * s)), Math.Min(12, prior.Support.Upper),
            out double step);
        Check(what, cdf, step, () =>
        {
            draw.Draw(squares, count, random);
            return 1 / Math.Sqrt(draw.Value);
        });
    }

    [Theory]
    [InlineData(1.0, true)]
    [InlineData(2.5, true)]
    [InlineData(0.7, true)]
    [InlineData(1.0, false)]
    [InlineData(1.6, false)]
    public void A_covariance_matrix_has_its_conditional_distribution(double eta, bool isOwn)
    {
        // s_1, s_2 and ρ given Σ b bᵀ = S, by a three-dimensional grid: from sds ~ exponential, gamma and R ~ lkj(η), or from Huang and Wand's distribution of
        // Σ with ν = 2η, dΣ = 4 s_1² s_2² ds dρ.
        GroupTerm term = new("g", ["a", "b"], ["1"], new Unstructured(), [new Exponential(1), new Gamma(2, 1)], new Lkj(eta));
        HuangWandDraw draw = new(new CovariancePrior.HuangWand(2 * eta, [2, 1.5]), isOwn ? term : null);
        double[] S = [9, 4, 4, 7];
        const int Levels = 7, Grid = 120;
        const double Most = 7;
        double[] first = new double[Grid], second = new double[Grid], rho = new double[Grid];
        for (int i = 0; i < Grid; i++)
        {
            for (int j = 0; j < Grid; j++)
            {
                for (int k = 0; k < Grid; k++)
                {
                    double s1 = Most * (i + 0.5) / Grid, s2 = Most * (j + 0.5) / Grid, c = (2 * (k + 0.5) / Grid) - 1, left = 1 - (c * c);
                    double form = ((S[0] / (s1 * s1)) - (2 * c * S[1] / (s1 * s2)) + (S[3] / (s2 * s2))) / left;
                    double nu = 2 * eta, huangWand = s1 * s1 * s2 * s2 * Math.Pow(s1 * s2 * Math.Sqrt(left), -nu - 4)
                        * Math.Pow(((nu / (s1 * s1 * left)) + 0.25) * ((nu / (s2 * s2 * left)) + (1 / 2.25)), -0.5 * (nu + 2));
                    double density = (isOwn ? Math.Exp(-s1 - s2) * s2 * Math.Pow(left, eta - 1) : huangWand) * Math.Pow(s1 * s2 * Math.Sqrt(left), -Levels)
                        * Math.Exp(-0.5 * form);
                    first[i] += density;
                    second[j] += density;
                    rho[k] += density;
                }
            }
        }

        RandomStream random = new(4, (ulong)(10 * eta));
        draw.Replace([1, 0, 0.3, 1]);
        double[][] cdfs = [Cumulate(first), Cumulate(second), Cumulate(rho)];
        int[][] counts = [new int[Bins], new int[Bins], new int[Bins]];
        for (int i = 0; i < Draws; i++)
        {
            for (int t = 0; t < Thinning; t++)
            {
                draw.Draw(S, Levels, random);
            }

            double s1 = Math.Sqrt(draw.Covariance[0]), s2 = Math.Sqrt(draw.Covariance[3]), c = draw.Covariance[1] / (s1 * s2);
            Count(counts[0], Interpolate(cdfs[0], s1 / Most));
            Count(counts[1], Interpolate(cdfs[1], s2 / Most));
            Count(counts[2], Interpolate(cdfs[2], (c + 1) / 2));
        }

        Assert.All(counts, AssertUniform);
    }

    [Fact]
    public void The_prior_of_a_factor_has_the_jacobian_of_its_covariance_matrix()
    {
        // p(L) / p(Σ) = |∂Σ/∂L|, by differences of the three free elements.
        GroupTerm term = new("g", ["a", "b"], ["1"], new Unstructured(), [new Exponential(1), new Gamma(2, 1)], new Lkj(1.5));
        HuangWandDraw draw = new(new CovariancePrior.HuangWand(3, [2, 1.5]), term), graph = new(new CovariancePrior.HuangWand(3, [2, 1.5]), null);
        double[] one = [1.2, 0, 0.4, 0.8], other = [0.5, 0, -0.9, 1.7];
        double Expected(double[] L)
        {
            double s1 = L[0], s2 = Math.Sqrt((L[2] * L[2]) + (L[3] * L[3])), rho = L[2] / s2;

            // In (s1, s2, ρ) the density is e^(−s1) s2 e^(−s2) (1 − ρ²)^½; L_10 = s2 ρ, L_11 = s2 √(1 − ρ²): |∂L/∂(s, ρ)| = s2 / √(1 − ρ²).
            return -s1 + Math.Log(s2) - s2 + (0.5 * Math.Log(1 - (rho * rho))) - Math.Log(s2 / Math.Sqrt(1 - (rho * rho)));
        }

        Assert.Equal(Expected(one) - Expected(other), draw.LogPriorOfFactor(one) - draw.LogPriorOfFactor(other), 1e-10);
        Assert.Equal(double.NegativeInfinity, draw.LogPriorOfFactor([1, 0, 0.5, -0.1]));

        // Under the graph: Huang and Wand's density of Σ times 4 L_00² L_11.
        double HuangWand(double[] L)
        {
            double a = L[0] * L[0], b = L[0] * L[2], c = (L[2] * L[2]) + (L[3] * L[3]), determinant = (a * c) - (b * b);
            return (-0.5 * (3 + 4) * Math.Log(determinant)) - (2.5 * Math.Log((3 * c / determinant) + 0.25))
                - (2.5 * Math.Log((3 * a / determinant) + (1 / 2.25))) + (2 * Math.Log(L[0])) + Math.Log(L[3]);
        }

        Assert.Equal(HuangWand(one) - HuangWand(other), graph.LogPriorOfFactor(one) - graph.LogPriorOfFactor(other), 1e-10);
    }

    [Fact]
    public void A_known_precision_is_not_drawn()
    {
        PrecisionDraw draw = new(new PrecisionPrior.Fixed(4), new Constant(0.5));
        draw.Start(9);
        draw.Draw(100, 10, new RandomStream(1));
        Assert.Equal(4, draw.Value);
        Assert.True(draw.IsKnown);
    }

    [Fact]
    public void Effects_whose_squares_are_zero_leave_a_finite_matrix()
    {
        HuangWandDraw draw = new(new CovariancePrior.HuangWand(2, [1, 1]), null);
        draw.Replace([1, 0, 0, 1]);
        RandomStream random = new(2);
        for (int i = 0; i < 100; i++)
        {
            draw.Draw([0, 0, 0, 0], 5, random);
            double[] sigma = [.. draw.Covariance];
            Assert.True(SmallCholesky.TryFactor(sigma, 2));
        }
    }

    private static void Check(string what, double[] cdf, double step, Func<double> next)
    {
        int[] counts = new int[Bins];
        for (int draw = 0; draw < Draws; draw++)
        {
            double s = 0;
            for (int i = 0; i < Thinning; i++)
            {
                s = next();
            }

            Count(counts, Interpolate(cdf, s / (step * Steps)));
        }

        AssertUniform(counts);
        Assert.NotEmpty(what);
    }

    /// <summary>The distribution function on a grid from 0.</summary>
    private static double[] Distribution(Func<double, double> logDensity, double most, out double step)
    {
        double width = most / Steps;
        double[] logs = [.. Enumerable.Range(0, Steps).Select(i => logDensity((i + 0.5) * width))];
        double largest = logs.Max();
        step = width;
        return Cumulate([.. logs.Select(log => Math.Exp(log - largest))]);
    }

    private static double[] Cumulate(double[] density)
    {
        double[] cdf = new double[density.Length + 1];
        for (int i = 0; i < density.Length; i++)
        {
            cdf[i + 1] = cdf[i] + density[i];
        }

        return [.. cdf.Select(value => value / cdf[^1])];
    }

    private static double Interpolate(double[] cdf, double part)
    {
        double place = Math.Clamp(part, 0, 1) * (cdf.Length - 1);
        int i = Math.Min((int)place, cdf.Length - 2);
        return cdf[i] + ((place - i) * (cdf[i + 1] - cdf[i]));
    }

    private static void Count(int[] counts, double probability) => counts[(int)Math.Min(Bins - 1, Bins * probability)]++;

    private static void AssertUniform(int[] counts)
    {
        double expected = (double)Draws / Bins, chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.True(1 - MathNet.Numerics.Distributions.ChiSquared.CDF(Bins - 1, chiSquare) > FalseAlarm,
            $"χ² {chiSquare:0.0}, counts {string.Join(' ', counts)}");
    }
}
