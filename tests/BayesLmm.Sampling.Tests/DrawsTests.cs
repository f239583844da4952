using BayesLmm.Sampling.Origins;

namespace BayesLmm.Sampling.Tests;

/// <summary>Draws that are made elsewhere and handed over: independent ones, and chains.</summary>
public sealed class DrawsTests
{
    [Fact]
    public void Draws_that_do_not_fit_together_are_refused()
    {
        const string Expected = "7 numbers are not 2 chains of equal length in 3 dimensions.";
        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => new Draws(new Independent(), 3, new double[7], 2, false, TimeSpan.Zero)).Message);
        Assert.Equal(Expected, Assert.Throws<ArgumentException>(() => new Draws(new MarkovChains(0, 1), 3, new double[7], 2, false, TimeSpan.Zero)).Message);
        Assert.Throws<ArgumentException>(() => new Draws(new Independent(), 0, [], 2, false, TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => new Draws(new MarkovChains(0, 1), 1, [1], 0, false, TimeSpan.Zero));
    }

    [Fact]
    public void Draws_are_kept_chain_by_chain_with_what_is_said_of_them()
    {
        double[] numbers = [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        Draws independent = new(new Independent(), 2, numbers, 3, true, TimeSpan.FromSeconds(2));
        Draws chains = new(new MarkovChains(500, 10), 3, numbers, 2, false, TimeSpan.FromSeconds(1));
        Assert.Equal((2, 3, 2, true, TimeSpan.FromSeconds(2)), (independent.Dimension, independent.Chains, independent.DrawsPerChain, independent.Interrupted,
            independent.Elapsed));
        Assert.Equal([6, 7], independent.Draw(1, 1).ToArray());
        Assert.Equal([1, 3, 5, 7, 9, 11], independent.Coordinate(1));
        Assert.Equal((500, 10, 2, false), (chains.Origin.Warmup(0), chains.Origin.Thinning, chains.DrawsPerChain, chains.Interrupted));
        Assert.Equal([9, 10, 11], chains.Draw(1, 1).ToArray());
    }

    [Fact]
    public void An_origin_of_another_assembly_says_for_itself_what_its_draws_are()
    {
        double[] numbers = [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        Draws draws = new(new FromATable(), 3, numbers, 2, false, TimeSpan.Zero);

        Assert.Equal([11, 10, 9], (double[])[draws.Origin.Value(0, 1), draws.Origin.Value(0, 2), draws.Origin.Value(0, 3)]);
        Assert.Equal([(3UL, "[0, 1]"), (4UL, "[2, 3]")], draws.Origin.Runs(draws).Select(run => (run.Stream, run.Rows.ToString())));
        Assert.Equal([new Fact.Word("table", "mine")], draws.Origin.Facts);
        Assert.Throws<ArgumentException>(() => new Draws(new FromATable(), 3, numbers, 1, false, TimeSpan.Zero));
    }

    private sealed class FromATable : Origin
    {
        internal override Dependence Dependence => Dependence.Independent;

        internal override IReadOnlyList<string> Columns => ["back__"];

        internal override IReadOnlyList<Fact> Facts => [new Fact.Word("table", "mine")];

        public override int NumberOf(int chain) => chain + 3;

        internal override double Value(int column, int row) => 12 - row;

        internal override void Require(IDrawLayout draws)
        {
            if (draws.Chains != 2)
            {
                throw new ArgumentException("The table has two chains.");
            }
        }
    }
}
