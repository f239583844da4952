using BayesLmm.Numerics;
using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests.Statistics;

public class RankHistogramTests
{
    private const int Chains = 4;
    private const int Bins = 20;

    [Fact]
    public void The_counts_of_a_chain_sum_to_its_draws_and_those_of_a_bin_to_its_ranks()
    {
        int[][] counts = RankHistogram.Count(Draws(1000), Chains, Bins);

        Assert.All(counts, chain => Assert.Equal(1000, chain.Sum()));
        Assert.All(Enumerable.Range(0, Bins), bin => Assert.Equal(Chains * 1000 / Bins, counts.Sum(chain => chain[bin])));
    }

    [Fact]
    public void The_counts_equal_those_of_ranks_found_one_by_one()
    {
        double[] draws = Draws(37);   // 148 ranks do not divide evenly into 20 bins
        draws[3] = draws[50];         // and two draws are equal
        int[][] naive = [.. Enumerable.Range(0, Chains).Select(_ => new int[Bins])];
        for (int i = 0; i < draws.Length; i++)
        {
            double rank = draws.Count(x => x < draws[i]) + ((draws.Count(x => x == draws[i]) + 1) / 2.0);
            naive[i / 37][(int)((rank - 0.5) * Bins / draws.Length)]++;
        }

        Assert.Equal(naive, RankHistogram.Count(draws, Chains, Bins));
    }

    [Fact]
    public void The_counts_of_independent_draws_are_uniform()
    {
        Assert.All(RankHistogram.Count(Draws(1000), Chains, Bins), chain => Assert.True(ChiSquare(chain) < Limit, $"{ChiSquare(chain)}"));
    }

    [Fact]
    public void The_counts_of_a_shifted_chain_are_not_uniform()
    {
        double[] draws = Draws(1000);
        for (int i = 2000; i < 3000; i++)
        {
            draws[i] += 0.5;
        }

        int[] shifted = RankHistogram.Count(draws, Chains, Bins)[2];
        Assert.True(ChiSquare(shifted) > Limit, $"{ChiSquare(shifted)}");
        Assert.True(shifted[0] < shifted[^1]);
    }

    [Fact]
    public void The_standard_deviation_is_that_of_the_hypergeometric_distribution()
    {
        // Two of four ranks in a bin, two of four draws in a chain: 0, 1 or 2 with probabilities 1/6, 4/6, 1/6.
        Assert.Equal(Math.Sqrt(1.0 / 3), RankHistogram.StandardDeviation(4, 2, 2), 1e-15);
    }

    [Fact]
    public void Chains_of_unequal_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RankHistogram.Count(new double[10], 3, 5));
        Assert.Throws<ArgumentException>(() => RankHistogram.Count([], 1, 5));
        Assert.Throws<ArgumentException>(() => RankHistogram.Count(new double[10], 2, 0));
    }

    /// <summary>Chance exceeds it once in 10⁵: χ² with 19 degrees of freedom.</summary>
    private const double Limit = 59;

    private static double ChiSquare(int[] counts)
    {
        double expected = (double)counts.Sum() / counts.Length;
        return counts.Sum(count => (count - expected) * (count - expected) / expected);
    }

    private static double[] Draws(int perChain)
    {
        double[] draws = new double[Chains * perChain];
        new RandomStream(11, 1).FillNormal(draws);
        return draws;
    }
}
