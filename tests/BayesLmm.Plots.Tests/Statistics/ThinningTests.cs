using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests.Statistics;

public class ThinningTests
{
    [Fact]
    public void Few_points_are_all_drawn()
    {
        Assert.Equal(Enumerable.Range(0, 5000), Thinning.Evenly(5000));
        Assert.Equal(Enumerable.Range(0, 5000), Thinning.OfSorted(5000));
        Assert.Equal("", Thinning.Note(5000, 5000));
    }

    [Fact]
    public void Of_many_points_some_are_drawn_spread_evenly()
    {
        int[] places = Thinning.Evenly(73_421);

        Assert.Equal(5000, places.Distinct().Count());
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 14, 15));
        Assert.Equal(" (5,000 of 73,421 rows shown)", Thinning.Note(places.Length, 73_421));
    }

    [Fact]
    public void Of_points_in_order_the_extreme_ones_stay()
    {
        int[] places = Thinning.OfSorted(73_421);

        Assert.Equal(5000, places.Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 250), places[..250]);
        Assert.Equal(Enumerable.Range(73_421 - 250, 250), places[^250..]);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void The_distribution_function_counts_what_is_at_most_the_value()
    {
        double[] sorted = [1, 2, 2, 5];

        Assert.Equal([0, 0.25, 0.75, 0.75, 1], new[] { 0, 1.5, 2, 4.9, 5 }.Select(x => EmpiricalDistribution.At(sorted, x)));
    }
}
