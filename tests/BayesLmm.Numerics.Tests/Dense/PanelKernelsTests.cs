using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics.Parallel;
using CsCheck;

namespace BayesLmm.Numerics.Tests.Dense;

public class PanelKernelsTests
{
    /// <summary>Rounding of factors and inverses of diagonally dominant matrices of order up to 200, whose entries are of order one.</summary>
    private const double Rounding = 1e-11;

    [Fact]
    public void A_panel_is_factored_and_inverted_in_every_shape_on_any_number_of_threads() =>
        Gen.Select(Gen.Int[1, 170], Gen.Int[0, 40], Gen.Int[1, 3], Gen.Int[0, int.MaxValue]).Sample(
        (w, below, threads, seed) =>
        {
            System.Random random = new(seed);
            int rows = w + below;
            double[] A = Panel(random, w, rows), L = [.. A], U = new double[w * w], V = new double[w * w];
            PanelKernels kernels = new(new WorkTeam(threads));
            Assert.True(kernels.TryFactor(L, 0, w, rows));
            kernels.InvertTransposed(L, 0, w, U);
            kernels.Square(U, w, V, 0);
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < Math.Min(i + 1, w); j++)
                {
                    double product = 0;
                    for (int m = 0; m <= j; m++)
                    {
                        product += L[(i * w) + m] * L[(j * w) + m];
                    }

                    Assert.Equal(A[(i * w) + j], product, Rounding * w);
                }
            }

            for (int i = 0; i < w; i++)
            {
                for (int j = 0; j < w; j++)
                {
                    double identity = 0;
                    for (int m = 0; m < w; m++)
                    {
                        identity += A[(Math.Max(i, m) * w) + Math.Min(i, m)] * V[(Math.Max(m, j) * w) + Math.Min(m, j)];
                    }

                    Assert.Equal(i == j ? 1 : 0, identity, Rounding * w);
                }
            }
        },
        iter: 60);

    [Fact]
    public void The_numbers_do_not_depend_on_the_number_of_threads()
    {
        double[] A = Panel(new System.Random(3), 157, 211), one = [.. A], three = [.. A];
        Assert.True(new PanelKernels(new WorkTeam(1)).TryFactor(one, 0, 157, 211));
        Assert.True(new PanelKernels(new WorkTeam(3)).TryFactor(three, 0, 157, 211));
        Assert.Equal(one, three);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        double[] A = Panel(new System.Random(3), 61, 61);
        A[(60 * 61) + 60] = -1;
        Assert.False(new PanelKernels(new WorkTeam(1)).TryFactor(A, 0, 61, 61));
    }

    [Fact]
    public void Sums_of_rows_are_the_naive_ones() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 9], Gen.Int[0, 6], Gen.Int[0, int.MaxValue]).Sample(
        (columns, count, m, seed) =>
        {
            System.Random random = new(seed);
            double[] sources = Numbers(random, columns * count), factors = Numbers(random, count), left = Numbers(random, m * count);
            double[] target = Numbers(random, columns), product = Numbers(random, m * columns), expected = [.. target], expectedProduct = [.. product];
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    expected[j] -= factors[i] * sources[(i * columns) + j];
                    for (int a = 0; a < m; a++)
                    {
                        expectedProduct[(a * columns) + j] += 2 * left[(i * m) + a] * sources[(i * columns) + j];
                    }
                }
            }

            SmallRow.SubtractCombination(sources, factors, columns, target);
            SmallRow.AddTransposedProduct(left, m, sources, columns, count, 2, product);
            Assert.All(expected.Zip(target), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
            Assert.All(expectedProduct.Zip(product), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
        });

    [Fact]
    public void Rows_that_do_not_lie_in_their_memory_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SmallRow.Add(new double[5], 1, new double[4]));
        Assert.Throws<ArgumentException>(() => SmallRow.SubtractCombination(new double[9], new double[2], 5, new double[5]));
    }

    /// <summary>A panel whose triangle is diagonally dominant.</summary>
    private static double[] Panel(System.Random random, int w, int rows)
    {
        double[] A = Numbers(random, rows * w);
        for (int i = 0; i < w; i++)
        {
            A[(i * w) + i] = w;
        }

        return A;
    }

    private static double[] Numbers(System.Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
}
