using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Tests.Convergence;

public sealed class ReferenceTests
{
    private const double Tolerance = 1e-8;   // relative; both sides compute in double precision, by different routes (lags here, FFT there)

    private const double LargeScaleTolerance = 1e-7;   // a mean of 10⁶ and an sd of 10⁻³: there R's autocovariances are off by 4e-8; see below

    private delegate double Diagnostic(ReadOnlySpan<double> draws, int chains);

    private static readonly Dictionary<string, Diagnostic> Diagnostics = new()
    {
        ["rhat"] = PotentialScaleReduction.RankNormalized,
        ["rhat_basic"] = PotentialScaleReduction.Split,
        ["ess_bulk"] = EffectiveSampleSize.Bulk,
        ["ess_tail"] = EffectiveSampleSize.Tail,
        ["ess_mean"] = EffectiveSampleSize.Mean,
        ["ess_sd"] = EffectiveSampleSize.StandardDeviation,
        ["ess_q10"] = (draws, chains) => EffectiveSampleSize.Quantile(draws, chains, 0.1),
        ["ess_median"] = (draws, chains) => EffectiveSampleSize.Quantile(draws, chains, 0.5),
        ["ess_q100"] = (draws, chains) => EffectiveSampleSize.Quantile(draws, chains, 1),
        ["mcse_mean"] = MonteCarloError.OfMean,
        ["mcse_sd"] = MonteCarloError.OfStandardDeviation,
        ["mcse_q05"] = (draws, chains) => MonteCarloError.OfQuantile(draws, chains, 0.05),
        ["mcse_median"] = (draws, chains) => MonteCarloError.OfQuantile(draws, chains, 0.5),
        ["mcse_q95"] = (draws, chains) => MonteCarloError.OfQuantile(draws, chains, 0.95),
    };

    public static TheoryData<string> Names => [.. Diagnostics.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_diagnostic_is_what_the_posterior_package_of_R_computes(string diagnostic)
    {
        foreach (string quantity in PosteriorReference.Names)
        {
            (double[] draws, int chains) = PosteriorReference.Draws(quantity);
            double tolerance = quantity == "large_scale" ? LargeScaleTolerance : Tolerance;
            double expected = PosteriorReference.Expected(quantity, diagnostic);
            double actual = Diagnostics[diagnostic](draws, chains);
            bool same = double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(actual - expected) <= tolerance * Math.Abs(expected);
            Assert.True(same, $"{diagnostic} of {quantity}: {actual} and not {expected}");
        }
    }

    [Fact]
    public void A_large_mean_costs_no_digits()
    {
        // The same definition evaluated with exact fractions in Python.
        (double[] draws, int chains) = PosteriorReference.Draws("large_scale");
        Assert.Equal(278.8070590466045, EffectiveSampleSize.Mean(draws, chains), 1e-9);
    }

    [Fact]
    public void The_normal_quantile_function_is_accurate_in_the_far_tails()
    {
        (double[] p, double[] z) = PosteriorReference.NormalQuantiles;
        for (int i = 0; i < p.Length; i++)
        {
            Assert.Equal(z[i], MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, p[i]), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Constant_and_non_finite_draws_have_no_diagnostics(string diagnostic)
    {
        double[] constant = [.. Enumerable.Repeat(0.1, 40)];
        double[] rounded = [.. constant.Select((x, i) => i % 2 == 0 ? x : double.BitIncrement(x))];
        double[] missing = [.. Enumerable.Range(0, 39).Select(i => Math.Sin(i)), double.NaN];
        double[] infinite = [.. Enumerable.Range(0, 39).Select(i => Math.Sin(i)), double.PositiveInfinity];
        foreach (double[] draws in new[] { constant, rounded, missing, infinite })
        {
            Assert.Equal(double.NaN, Diagnostics[diagnostic](draws, 2));
        }

        Assert.Equal(double.NaN, Diagnostics[diagnostic]([1.5], 1));
        Assert.Throws<ArgumentException>(() => Diagnostics[diagnostic](constant, 3));
        Assert.Throws<ArgumentException>(() => Diagnostics[diagnostic]([], 1));
        Assert.Throws<ArgumentException>(() => Diagnostics[diagnostic](constant, 0));
    }
}
