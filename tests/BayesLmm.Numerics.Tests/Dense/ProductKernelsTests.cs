using BayesLmm.Numerics.Dense;
using CsCheck;

namespace BayesLmm.Numerics.Tests.Dense;

public class ProductKernelsTests
{
    /// <summary>Sums of up to 600 products of numbers of order one, in another order.</summary>
    private const double Rounding = 1e-12;

    [Fact]
    public void The_product_equals_the_naive_one_in_every_shape() =>
        Gen.Select(Gen.Int[0, 29], Gen.Int[0, 40], Gen.Int[0, 600], Gen.Int[0, 3], Gen.Int[0, int.MaxValue]).Sample(
        (m, n, k, gap, seed) =>
        {
            System.Random random = new(seed);
            int strideA = k + gap, strideB = k + (2 * gap), strideC = n + gap;
            double[] A = Numbers(random, m * strideA), B = Numbers(random, n * strideB), C = Numbers(random, m * strideC);
            double[] expected = [.. C];
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    for (int l = 0; l < k; l++)
                    {
                        expected[(i * strideC) + j] -= A[(i * strideA) + l] * B[(j * strideB) + l];
                    }
                }
            }

            ProductKernels.SubtractProduct(A, strideA, m, B, strideB, n, k, C, strideC);
            for (int i = 0; i < C.Length; i++)
            {
                Assert.Equal(expected[i], C[i], Rounding * (1 + k));
            }
        },
        iter: 300);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_stays_in_its_row(double bad)
    {
        double[] A = Numbers(new System.Random(1), 9 * 40), B = Numbers(new System.Random(2), 7 * 40), C = new double[9 * 7];
        A[(5 * 40) + 39] = bad;
        ProductKernels.SubtractProduct(A, 40, 9, B, 40, 7, 40, C, 7);
        for (int i = 0; i < 9; i++)
        {
            for (int j = 0; j < 7; j++)
            {
                Assert.Equal(i != 5, double.IsFinite(C[(i * 7) + j]));
            }
        }
    }

    [Fact]
    public void Matrices_that_do_not_lie_in_their_memory_are_refused() =>
        Assert.Throws<ArgumentException>(() => ProductKernels.SubtractProduct(new double[10], 5, 3, new double[15], 5, 3, 5, new double[9], 3));

    private static double[] Numbers(System.Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
}
