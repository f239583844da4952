using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Tests.Convergence;

public sealed class ConvergenceTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(-0.5)]
    public void The_effective_sample_size_of_an_autoregression_is_known(double phi)
    {
        // ESS = S (1 − φ)/(1 + φ) for the mean of an AR(1) process.
        const int Chains = 4, Draws = 20_000;
        double[] draws = Autoregression(phi, Chains, Draws);
        double expected = Chains * Draws * (1 - phi) / (1 + phi);
        Assert.InRange(EffectiveSampleSize.Mean(draws, Chains) / expected, 0.9, 1.1);
        Assert.InRange(EffectiveSampleSize.Bulk(draws, Chains) / expected, 0.9, 1.1);
        Assert.InRange(MonteCarloError.OfMean(draws, Chains) * Math.Sqrt(expected), 0.93, 1.07);
        Assert.InRange(PotentialScaleReduction.RankNormalized(draws, Chains), 0.999, 1.01);
    }

    [Fact]
    public void Rank_normalised_R_hat_sees_a_shifted_chain_a_wider_chain_and_a_drift()
    {
        double[] draws = Autoregression(0, 4, 1000);
        Assert.InRange(PotentialScaleReduction.RankNormalized(draws, 4), 0.99, 1.01);
        double[] shifted = [.. draws.Select((x, i) => i < 1000 ? x + 1 : x)];
        double[] wider = [.. draws.Select((x, i) => i < 1000 ? 3 * x : x)];
        double[] drifting = [.. draws.Select((x, i) => x + (i % 1000 / 500.0))];
        Assert.True(PotentialScaleReduction.RankNormalized(shifted, 4) > 1.05);
        Assert.True(PotentialScaleReduction.RankNormalized(wider, 4) > 1.05);
        Assert.True(PotentialScaleReduction.RankNormalized(drifting, 4) > 1.05);
        Assert.InRange(PotentialScaleReduction.Split(wider, 4), 0.99, 1.01);   // which the classical R̂ does not see
    }

    [Fact]
    public void Rank_diagnostics_do_not_depend_on_a_monotone_transformation()
    {
        double[] draws = Autoregression(0.3, 4, 500);
        double[] cubed = [.. draws.Select(x => x * x * x)];
        Assert.Equal(EffectiveSampleSize.Bulk(draws, 4), EffectiveSampleSize.Bulk(cubed, 4));
        Assert.Equal(EffectiveSampleSize.Tail(draws, 4), EffectiveSampleSize.Tail(cubed, 4));
        Assert.NotEqual(EffectiveSampleSize.Mean(draws, 4), EffectiveSampleSize.Mean(cubed, 4));
    }

    [Fact]
    public void The_summary_is_what_its_three_diagnostics_are_one_by_one()
    {
        foreach (string quantity in PosteriorReference.Names)
        {
            (double[] draws, int chains) = PosteriorReference.Draws(quantity);
            ConvergenceSummary expected = new(
                PotentialScaleReduction.RankNormalized(draws, chains), EffectiveSampleSize.Bulk(draws, chains), EffectiveSampleSize.Tail(draws, chains));
            Assert.Equal(expected, ConvergenceSummary.Of(draws, chains));
        }

        Assert.Equal(new ConvergenceSummary(double.NaN, double.NaN, double.NaN), ConvergenceSummary.Of([2, 2, 2, 2, 2, 2, 2, 2], 2));
    }

    [Fact]
    public void Diagnostics_do_not_depend_on_the_unit()
    {
        double[] draws = Autoregression(0.3, 4, 500);
        double[] tiny = [.. draws.Select(x => x * Math.ScaleB(1, -200))];
        Assert.Equal(PotentialScaleReduction.RankNormalized(draws, 4), PotentialScaleReduction.RankNormalized(tiny, 4));
        Assert.Equal(EffectiveSampleSize.Mean(draws, 4), EffectiveSampleSize.Mean(tiny, 4));
        Assert.Equal(Math.ScaleB(MonteCarloError.OfMean(draws, 4), -200), MonteCarloError.OfMean(tiny, 4));
    }

    [Fact]
    public void A_probability_out_of_range_is_refused_with_its_value()
    {
        double[] draws = Autoregression(0, 1, 50);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => EffectiveSampleSize.Quantile(draws, 1, 1.5));
        Assert.StartsWith("A probability lies from 0 to 1; 1.5 does not.", exception.Message);
        Assert.Throws<ArgumentException>(() => MonteCarloError.OfQuantile(draws, 1, double.NaN));
    }

    [Fact]
    public void The_fraction_of_missing_information_is_two_for_independent_energies_and_small_for_a_slow_walk()
    {
        // Independent: E(E₁ − E₂)² = 2 Var E. An autoregression: 2(1 − φ).
        Assert.Equal(2, EnergyDiagnostics.BayesianFractionOfMissingInformation(Autoregression(0, 1, 20_000)), 0.1);
        Assert.Equal(0.1, EnergyDiagnostics.BayesianFractionOfMissingInformation(Autoregression(0.95, 1, 20_000)), 0.02);
        Assert.Equal(2, EnergyDiagnostics.BayesianFractionOfMissingInformation([1, 4, 4, 1]), 1e-14);   // (9 + 0 + 9) / (4 · 1.5²)
        Assert.Equal(double.NaN, EnergyDiagnostics.BayesianFractionOfMissingInformation([3, 3, 3]));
        Assert.Equal(double.NaN, EnergyDiagnostics.BayesianFractionOfMissingInformation([3]));
    }

    private static double[] Autoregression(double phi, int chains, int draws)
    {
        double[] values = new double[chains * draws];
        for (int c = 0; c < chains; c++)
        {
            RandomStream random = new(20261122, (ulong)c);
            double x = random.NextNormal();
            for (int i = 0; i < draws; i++)
            {
                values[(c * draws) + i] = x;
                x = (phi * x) + (Math.Sqrt(1 - (phi * phi)) * random.NextNormal());
            }
        }

        return values;
    }
}
