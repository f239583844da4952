using BayesLmm.Estimation.Tests;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Tests.Estimation.Tests;

/// <summary>Tails against R 4.2.2's ptukey, pt, pf and qt.</summary>
public class DistributionTests
{
    /// <summary>What R's ptukey is good to with 10 to 25,000 degrees of freedom, and with infinitely many.</summary>
    private const double TukeyError = 1e-8;

    /// <summary>
    /// With fewer R's quadrature is off by up to 7e-5, as the exact value for two means shows, P(q ≥ 5) = P(|t| ≥ 5/√2) = 0.071523309 with 2 degrees of
    /// freedom, where R has 0.071457927; more than 25,000 it takes for infinitely many. Ours is held to 1e-9 against an independent quadrature below.
    /// </summary>
    private const double TukeyErrorAtExtremes = 1e-4;

    private static readonly (double Q, int Count, double Df, double P)[] Tukey =
    [
        (0.5, 2, 2.0000000000000000, 0.757457877090632),
        (5.0, 2, 2.0000000000000000, 0.0714579270866464),
        (0.5, 3, 2.0000000000000000, 0.935556794428081),
        (5.0, 3, 2.0000000000000000, 0.127423402672001),
        (0.5, 5, 2.0000000000000000, 0.994010168561144),
        (5.0, 5, 2.0000000000000000, 0.206634530466158),
        (0.5, 10, 2.0000000000000000, 0.999953355318049),
        (5.0, 10, 2.0000000000000000, 0.318840421727453),
        (5.0, 30, 2.0000000000000000, 0.483614644501871),
        (0.5, 2, 3.7000000000000002, 0.742888906256174),
        (5.0, 2, 3.7000000000000002, 0.02741197527799),
        (0.5, 3, 3.7000000000000002, 0.934599197959987),
        (5.0, 3, 3.7000000000000002, 0.0572088970820975),
        (0.5, 5, 3.7000000000000002, 0.995154186847016),
        (5.0, 5, 3.7000000000000002, 0.111338004929112),
        (0.5, 10, 3.7000000000000002, 0.999984013461094),
        (5.0, 10, 3.7000000000000002, 0.21084503495107),
        (5.0, 30, 3.7000000000000002, 0.399073905151053),
        (0.5, 2, 10.0000000000000000, 0.731013810675405),
        (5.0, 2, 10.0000000000000000, 0.00539678177536362),
        (0.5, 3, 10.0000000000000000, 0.93386417215044),
        (5.0, 3, 10.0000000000000000, 0.0136156809167149),
        (0.5, 5, 10.0000000000000000, 0.996080969439572),
        (5.0, 5, 10.0000000000000000, 0.0342068580514994),
        (0.5, 10, 10.0000000000000000, 0.999995440622892),
        (5.0, 10, 10.0000000000000000, 0.091648083191156),
        (5.0, 30, 10.0000000000000000, 0.274375127799266),
        (0.5, 2, 42.5000000000000000, 0.725421475337053),
        (5.0, 2, 42.5000000000000000, 0.000997416258602946),
        (0.5, 3, 42.5000000000000000, 0.93352671847752),
        (5.0, 3, 42.5000000000000000, 0.00281158622506439),
        (0.5, 5, 42.5000000000000000, 0.996521112903995),
        (5.0, 5, 42.5000000000000000, 0.00839417497888872),
        (0.5, 10, 42.5000000000000000, 0.999998041794711),
        (5.0, 10, 42.5000000000000000, 0.0301195892875965),
        (5.0, 30, 42.5000000000000000, 0.155423008978978),
        (0.5, 2, 200.0000000000000000, 0.724046012425121),
        (5.0, 2, 200.0000000000000000, 0.000505625525685338),
        (0.5, 3, 200.0000000000000000, 0.933444246904008),
        (5.0, 3, 200.0000000000000000, 0.00146191820780728),
        (0.5, 5, 200.0000000000000000, 0.996630111539793),
        (5.0, 5, 200.0000000000000000, 0.00455615149861099),
        (0.5, 10, 200.0000000000000000, 0.999998479934551),
        (5.0, 10, 200.0000000000000000, 0.0177571113382303),
        (5.0, 30, 200.0000000000000000, 0.112131724239283),
        (0.5, 2, 54302.0000000000000000, 0.723673609831752),
        (5.0, 2, 54302.0000000000000000, 0.000406952017445117),
        (0.5, 3, 54302.0000000000000000, 0.933421945135304),
        (5.0, 3, 54302.0000000000000000, 0.00118399123098678),
        (0.5, 5, 54302.0000000000000000, 0.996659683944429),
        (5.0, 5, 54302.0000000000000000, 0.00373027380519442),
        (0.5, 10, 54302.0000000000000000, 0.999998586619472),
        (5.0, 10, 54302.0000000000000000, 0.0148574378876496),
        (5.0, 30, 54302.0000000000000000, 0.0993816399933198),
        (0.5, 2, double.PositiveInfinity, 0.723673609831752),
        (5.0, 2, double.PositiveInfinity, 0.000406952017445117),
        (0.5, 3, double.PositiveInfinity, 0.933421945135304),
        (5.0, 3, double.PositiveInfinity, 0.00118399123098678),
        (0.5, 5, double.PositiveInfinity, 0.996659683944429),
        (5.0, 5, double.PositiveInfinity, 0.00373027380519442),
        (0.5, 10, double.PositiveInfinity, 0.999998586619472),
        (5.0, 10, double.PositiveInfinity, 0.0148574378876496),
        (5.0, 30, double.PositiveInfinity, 0.0993816399933198),
    ];

    private static readonly (double T, double Df, double P)[] TwoSided =
    [
        (2.1000000000000001, 3.2999999999999998, 0.11828608029190772),
        (6.5, 54302.5, 8.1013652420799251e-11),
        (0.001, 1, 0.99936338043983886),
        (40, 5, 1.8411962171772952e-07),
        (0.69999999999999996, 10000000, 0.48392732073018863),
        (-12, 0.59999999999999998, 0.14126891145376624),
    ];

    private static readonly (double F, double Numerator, double Denominator, double P)[] Upper =
    [
        (2.1000000000000001, 3, 7.7000000000000002, 0.18138211017916844),
        (47.200000000000003, 1, 54302.5, 6.4788780858443686e-12),
        (0.29999999999999999, 10, 166.09999999999999, 0.98036214224756735),
        (250, 2, 5, 9.7543102657581438e-06),
        (1.5, 4, double.PositiveInfinity, 0.19914827347145581),
    ];

    private static readonly (double Level, double Df, double T)[] Quantiles =
    [
        (0.94999999999999996, 0.69999999999999996, 36.611415031588322),
        (0.94999999999999996, 3.2999999999999998, 3.0248744618408065),
        (0.98999999999999999, 54302, 2.5759198473649576),
        (0.90000000000000002, double.PositiveInfinity, 1.6448536269514715),
        (0.999, 1, 636.6192487687897),
    ];

    [Fact]
    public void The_studentized_range_has_Rs_tail()
    {
        foreach ((double q, int count, double df, double p) in Tukey)
        {
            double found = StudentizedRange.UpperTail(q, count, df);
            double tolerance = df is < 10 or (> 25_000 and < double.PositiveInfinity) ? TukeyErrorAtExtremes : TukeyError;
            Assert.True(Math.Abs(p - found) <= tolerance, $"q {q} k {count} df {df}: expected {p:R}, found {found:R}");
        }
    }

    [Theory]
    [InlineData(5, 3, 3.7)]
    [InlineData(2, 4, 1)]
    [InlineData(3.5, 10, 2)]
    [InlineData(4, 6, 54302)]
    public void The_studentized_range_is_the_double_integral_of_its_definition(double q, int k, double df)
    {
        // Simpson's rule over s and z with the plain formulas; the density of s is normalised numerically.
        const int Outer = 3000, Inner = 400;
        double spread = 12 / Math.Sqrt(2 * df), low = Math.Max(0, 1 - spread), high = 1 + spread, total = 0, weighted = 0;
        for (int i = 0; i <= Outer; i++)
        {
            double s = low + ((high - low) * i / Outer), weight = Weight(i, Outer)
                * Math.Exp(s > 0 ? ((df - 1) * Math.Log(s)) - (0.5 * df * ((s * s) - 1)) : df == 1 ? 0.5 : -1000);
            double inside = 0;
            for (int j = 0; weight > 0 && j <= Inner; j++)
            {
                double z = -9 + (27.0 * j / Inner);
                inside += Weight(j, Inner) * 27 / (3.0 * Inner) * MathNet.Numerics.Distributions.Normal.PDF(0, 1, z)
                    * Math.Pow(MathNet.Numerics.Distributions.Normal.CDF(0, 1, z) - MathNet.Numerics.Distributions.Normal.CDF(0, 1, z - (q * s)), k - 1);
            }

            total += weight;
            weighted += weight * k * inside;
        }

        Assert.Equal(1 - (weighted / total), StudentizedRange.UpperTail(q, k, df), 1e-9);
    }

    private static double Weight(int i, int last) => i == 0 || i == last ? 1 : i % 2 == 1 ? 4 : 2;

    [Fact]
    public void The_range_of_two_values_is_their_difference_even_in_far_tails()
    {
        foreach (double df in (double[])[0.8, 1, 3.3, 20, 1e4, 1e9, double.PositiveInfinity])
        {
            foreach (double q in (double[])[0.01, 1, 4, 9, 15])
            {
                double expected = TailProbability.TwoSidedT(q / Math.Sqrt(2), df);
                Assert.Equal(expected, StudentizedRange.UpperTail(q, 2, df), 1e-9 * expected);
            }
        }
    }

    [Fact]
    public void Tails_and_quantiles_of_t_and_F_are_Rs_also_with_many_or_few_degrees_of_freedom()
    {
        Assert.All(TwoSided, row => Assert.Equal(row.P, TailProbability.TwoSidedT(row.T, row.Df), 1e-11 * row.P));
        Assert.All(Upper, row => Assert.Equal(row.P, TailProbability.UpperF(row.F, row.Numerator, row.Denominator), 1e-10 * row.P));
        Assert.All(Quantiles, row => Assert.Equal(row.T, TailProbability.TwoSidedQuantile(row.Level, row.Df), 1e-11 * row.T));
    }

    [Fact]
    public void Tails_pass_continuously_into_those_of_the_normal_distribution()
    {
        double normal = 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -3);
        Assert.Equal(normal, TailProbability.TwoSidedT(3, double.PositiveInfinity), 1e-12 * normal);
        Assert.Equal(normal, TailProbability.TwoSidedT(3, 1e11), 1e-9 * normal);
        Assert.Equal(TailProbability.UpperF(2, 3, double.PositiveInfinity), TailProbability.UpperF(2, 3, 1e11), 1e-9);
    }

    [Theory]
    [InlineData(1e-20)]
    [InlineData(-1e-9)]
    [InlineData(0.3)]
    [InlineData(-0.999999)]
    [InlineData(1e300)]
    public void Logarithm_and_exponential_around_one_invert_each_other(double x)
    {
        double y = NearOne.LogOnePlus(x);
        Assert.Equal(x, NearOne.ExpMinusOne(y), 1e-13 * Math.Abs(x) * Math.Max(1, Math.Abs(y)));
    }
}
