using BayesLmm.Plots.Statistics;

namespace BayesLmm.Plots.Tests.Statistics;

public class LocalRegressionTests
{
    /// <summary>R's data set cars (Ezekiel 1930): speeds and stopping distances.</summary>
    private static readonly double[] Speeds =
    [
        4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19,
        20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25,
    ];

    private static readonly double[] Distances =
    [
        2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68,
        32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85,
    ];

    [Fact]
    public void The_line_through_stopping_distances_is_that_of_lowess_in_R()
    {
        (double[] xs, double[] ys) = LocalRegression.Smooth(Speeds, Distances);

        Assert.Equal(Speeds.Distinct(), xs);
        double[] expected =
        [
            4.965459, 13.124495, 15.858633, 18.579691, 21.280313, 24.129277, 27.119549, 30.027276, 32.962506, 36.757728, 40.435075, 43.463492, 46.885479,
            50.793152, 56.491224, 67.585824, 73.079695, 78.643164, 84.328698,
        ];
        for (int i = 0; i < ys.Length; i++)
        {
            Assert.Equal(expected[i], ys[i], 1e-6);
        }
    }

    [Fact]
    public void A_straight_line_stays_one_whatever_the_order_of_its_points()
    {
        double[] xs = [.. Enumerable.Range(0, 500).Select(i => (i * 37 % 500) / 7.0)];
        (double[] places, double[] heights) = LocalRegression.Smooth(xs, [.. xs.Select(x => 3 - (2 * x))]);

        Assert.Equal(100, places.Length);
        Assert.Equal(places.Order(), places);
        Assert.All(places.Zip(heights), pair => Assert.Equal(3 - (2 * pair.First), pair.Second, 1e-9));
    }

    [Fact]
    public void One_outlier_does_not_bend_the_line()
    {
        double[] xs = [.. Enumerable.Range(0, 60).Select(i => (double)i)], ys = [.. xs.Select(x => x + (0.1 * Math.Sin(7 * x)))];
        ys[30] = 1000;

        Assert.All(LocalRegression.Smooth(xs, ys).Ys.Zip(xs), pair => Assert.Equal(pair.Second, pair.First, 0.2));
    }

    [Fact]
    public void There_is_no_line_through_points_above_each_other() => Assert.Empty(LocalRegression.Smooth([1, 1, 1, 1], [1, 2, 3, 4]).Xs);
}
