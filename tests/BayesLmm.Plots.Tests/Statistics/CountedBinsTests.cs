using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests.Statistics;

public class CountedBinsTests
{
    [Fact]
    public void Every_value_is_counted_once_the_greatest_in_the_last_bin()
    {
        CountedBins bins = CountedBins.Of([0, 1, 1.5, 2, 3, 4], 4);

        Assert.Equal([1, 2, 1, 2], bins.Counts);
        Assert.Equal([0, 1, 1, 2, 2, 3, 3, 4], bins.Outline);
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2], bins.Heights);
    }

    [Fact]
    public void Equal_values_are_in_one_bin_around_them()
    {
        CountedBins bins = CountedBins.Of([7, 7, 7], 20);

        Assert.Equal([3], bins.Counts);
        Assert.InRange(7, bins.First, bins.First + bins.Width);
    }

    [Fact]
    public void Huge_values_that_differ_by_rounding_alone_are_counted() => Assert.Equal(2, CountedBins.Of([1e300, 1e300 * (1 + 3e-16)], 20).Counts.Sum());
}
