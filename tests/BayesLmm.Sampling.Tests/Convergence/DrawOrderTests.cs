using BayesLmm.Numerics;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Sampling.Tests.Convergence;

public class DrawOrderTests
{
    /// <summary>Few and many draws; heavy tails, ties, a constant, numbers beyond what differences can hold, and what is no number.</summary>
    public static TheoryData<string, int> Samples => new(
        from kind in (string[])["normal", "cauchy", "whole", "constant", "far off", "huge", "infinite", "not a number"]
        from count in (int[])[0, 1, 2, 255, 256, 1001, 20_000]
        select (kind, count));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sorting_by_bins_is_sorting(string kind, int count)
    {
        double[] draws = Draw(kind, count), sorted = new double[count], expected = [.. draws];
        int[] places = new int[count];
        DrawOrder.Sort(draws, sorted, places);
        Array.Sort(expected);
        Assert.Equal(expected, sorted);
        Assert.Equal(expected, DrawOrder.Sorted(draws));
        Assert.Equal(Enumerable.Range(0, count), places.Order());
        Assert.All(Enumerable.Range(0, count), i => Assert.Equal(draws[places[i]], sorted[i]));
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("cauchy")]
    [InlineData("whole")]
    [InlineData("far off")]
    public void Scores_of_distances_from_the_median_are_those_of_sorted_distances(string kind)
    {
        foreach (int count in (int[])[4, 7, 300, 1001])
        {
            double[] draws = Draw(kind, count), sorted = new double[count], found = new double[count];
            int[] places = new int[count];
            DrawOrder.Sort(draws, sorted, places);
            double median = Quantiles.Of(sorted, 0.5);
            RankNormalization.FoldedScores(sorted, places, median, RankNormalization.ScoresWithoutTies(count), found);
            double[] expected = Array.ConvertAll(draws, draw => Math.Abs(draw - median));
            RankNormalization.ToNormalScores(expected);
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Scores_are_quantiles_of_the_normal_distribution()
    {
        const int Count = 4001;
        double[] scores = RankNormalization.ScoresWithoutTies(Count);
        for (int i = 0; i < Count; i++)
        {
            double expected = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, (i + 1 - 0.375) / (Count + 0.25));
            Assert.Equal(expected, scores[i], 1e-13);
        }
    }

    private static double[] Draw(string kind, int count)
    {
        RandomStream random = new(11);
        double[] draws = new double[count];
        for (int i = 0; i < count; i++)
        {
            double z = random.NextNormal();
            draws[i] = kind switch
            {
                "cauchy" => z / random.NextNormal(),
                "whole" => Math.Round(3 * z),
                "constant" => 7.25,
                "far off" => i == count / 2 ? 1e12 : z,
                "huge" => z * 1e308,
                "infinite" => i % 50 == 3 ? double.NegativeInfinity : z,
                "not a number" => i % 50 == 3 ? double.NaN : z,
                _ => z,
            };
        }

        return draws;
    }
}
