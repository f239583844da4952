using BayesLmm.Numerics.Sparse;
using CsCheck;

namespace BayesLmm.Numerics.Tests.Sparse;

public class MinimumDegreeTests
{
    [Fact]
    public void The_order_is_a_permutation() => Gen.Select(Gen.Int[1, 80], Gen.Double[0.0, 0.5], Gen.Int[0, int.MaxValue]).Sample((n, density, seed) =>
    {
        System.Random random = new(seed);
        int[] order = MinimumDegree.Order(Pattern(n,
            Enumerable.Range(0, n).SelectMany(j => Enumerable.Range(j + 1, n - j - 1).Where(_ => random.NextDouble() < density).Select(i => (j, i)))));
        Assert.Equal(Enumerable.Range(0, n), order.Order());
    });

    [Fact]
    public void A_search_that_takes_too_long_is_given_up()
    {
        SymmetricPattern grid = Pattern(400, Enumerable.Range(0, 200).SelectMany(i => Enumerable.Range(200, 200).Select(j => (i, j))));
        Assert.Null(MinimumDegree.TryOrder(grid, 10));
        Assert.Equal(MinimumDegree.Order(grid), MinimumDegree.TryOrder(grid, 1_000_000_000));
    }

    [Fact]
    public void The_hub_of_a_star_goes_last_so_that_nothing_fills_in()
    {
        SymmetricPattern star = Pattern(200, Enumerable.Range(1, 199).Select(i => (0, i)));
        Assert.Equal(200 * 201 / 2, EliminationTree.Of(star).NonZeros);
        Assert.Equal(star.NonZeros, EliminationTree.Of(PermutedPattern.Of(star, MinimumDegree.Order(star)).Pattern).NonZeros);
    }

    [Fact]
    public void A_tree_in_any_order_does_not_fill_in() => Gen.Select(Gen.Int[2, 120], Gen.Int[0, int.MaxValue]).Sample((n, seed) =>
    {
        System.Random random = new(seed);
        int[] label = [.. Enumerable.Range(0, n).OrderBy(_ => random.Next())];
        SymmetricPattern tree = Pattern(n, Enumerable.Range(1, n - 1).Select(i => (label[i], label[random.Next(i)])));
        Assert.Equal(tree.NonZeros, EliminationTree.Of(PermutedPattern.Of(tree, MinimumDegree.Order(tree)).Pattern).NonZeros);
    });

    [Fact]
    public void A_grid_takes_a_fraction_of_the_work_of_its_natural_order()
    {
        const int Side = 60;
        SymmetricPattern grid = Pattern(Side * Side, Enumerable.Range(0, Side * Side).SelectMany(i =>
            ((int, int)[])[(i, i % Side < Side - 1 ? i + 1 : i), (i, i < Side * (Side - 1) ? i + Side : i)]).Where(edge => edge.Item1 != edge.Item2));
        double natural = EliminationTree.Of(grid).Multiplications;
        double ordered = EliminationTree.Of(PermutedPattern.Of(grid, MinimumDegree.Order(grid)).Pattern).Multiplications;
        Assert.True(ordered < natural / 3, $"{ordered} against {natural}");
    }

    [Fact]
    public void The_analysis_reorders_where_that_saves_work_and_says_so()
    {
        const int Side = 60;
        SymmetricPattern grid = Pattern(Side * Side, Enumerable.Range(0, Side * Side).SelectMany(i =>
            ((int, int)[])[(i, i % Side < Side - 1 ? i + 1 : i), (i, i < Side * (Side - 1) ? i + Side : i)]).Where(edge => edge.Item1 != edge.Item2));
        FactorDescription description = SymbolicCholesky.Analyze(grid).Describe();
        Assert.True(description.IsReordered && description.Panels > 0);
        Assert.StartsWith("order 3,600, 10,680 entries, factor ", description.ToString(), StringComparison.Ordinal);
        Assert.Equal("order 3, 3 entries, factor 3 (0 filled in), 3e0 multiplications, by columns, 0.0 MiB",
            SymbolicCholesky.Analyze(Pattern(3, [])).Describe().ToString());
    }

    private static SymmetricPattern Pattern(int n, IEnumerable<(int, int)> edges)
    {
        SortedSet<int>[] columns = [.. Enumerable.Range(0, n).Select(j => new SortedSet<int> { j })];
        foreach ((int a, int b) in edges)
        {
            columns[Math.Min(a, b)].Add(Math.Max(a, b));
        }

        List<int> starts = [0], rows = [];
        foreach (SortedSet<int> column in columns)
        {
            rows.AddRange(column);
            starts.Add(rows.Count);
        }

        return new SymmetricPattern([.. starts], [.. rows]);
    }
}
