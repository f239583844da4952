namespace BayesLmm.Sampling.Tests;

/// <summary>Draws that are made elsewhere and handed over: independent ones, and chains.</summary>
public sealed class DrawSetTests
{
    [Fact]
    public void Draws_that_do_not_fit_together_are_refused()
    {
        const string Expected = "7 numbers are not 2 chains of equal length in 3 dimensions.";
        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => new IndependentDraws(3, new double[7], 2, "", false, TimeSpan.Zero)).Message);
        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => new ChainDraws(3, new double[7], 2, 0, 1, "", false, TimeSpan.Zero)).Message);
        Assert.Throws<ArgumentException>(() => new IndependentDraws(0, [], 2, "", false, TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => new ChainDraws(1, [1], 0, 0, 1, "", false, TimeSpan.Zero));
    }

    [Fact]
    public void Draws_are_kept_chain_by_chain_with_what_is_said_of_them()
    {
        double[] numbers = [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        IndependentDraws independent = new(2, numbers, 3, "Of q.", true, TimeSpan.FromSeconds(2));
        ChainDraws chains = new(3, numbers, 2, 500, 10, "From q.", false, TimeSpan.FromSeconds(1));
        Assert.Equal((2, 3, 2, true, "Of q.", TimeSpan.FromSeconds(2)), (independent.Dimension, independent.Chains, independent.DrawsPerChain, independent.Interrupted, independent.Start.Explanation, independent.Elapsed));
        Assert.Equal([6, 7], independent.Draw(1, 1).ToArray());
        Assert.Equal([1, 3, 5, 7, 9, 11], independent.Coordinate(1));
        Assert.Equal((500, 10, 2, false, "From q."), (chains.Warmup, chains.Thinning, chains.DrawsPerChain, chains.Interrupted, chains.Start.Explanation));
        Assert.Equal([9, 10, 11], chains.Draw(1, 1).ToArray());
    }
}
