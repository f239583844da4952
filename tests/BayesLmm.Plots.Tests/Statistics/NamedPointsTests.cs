using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests.Statistics;

/// <summary>Names in a panel that do not run into each other.</summary>
public sealed class NamedPointsTests
{
    [Fact]
    public void A_point_near_one_that_is_named_already_has_no_name()
    {
        (double X, double Y)[] points = [(50, 5), (55, 5.1), (55, 9), (90, 5)];

        Assert.Equal([0, 2, 3], NamedPoints.Apart([0, 1, 2, 3], i => points[i], new Axis(null, 0, 100), new Axis(null, 0, 10)));
        Assert.Equal([1, 2, 3], NamedPoints.Apart([1, 0, 2, 3], i => points[i], new Axis(null, 0, 100), new Axis(null, 0, 10)));
    }
}
