using BayesLmm.Numerics.Dense;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Numerics.Tests.Dense;

/// <summary>The kernels against dense matrices; numbers above the diagonal are NaN, so that one that is read is seen.</summary>
public class SmallTriangularTests
{
    /// <summary>Relative; the matrices have diagonals of at least 1 and entries below 1.</summary>
    private const double Rounding = 1e-12;

    [Fact]
    public void Products_with_vectors_are_the_dense_ones() => Sample((L, lower, random) =>
    {
        int n = lower.RowCount;
        double[] x = Numbers(random, n), product = [.. x], transposed = new double[n];
        SmallTriangular.Multiply(L, product);
        Close(lower * Vector<double>.Build.Dense(x), product);
        SmallTriangular.MultiplyTransposed(L, x, transposed);
        Close(lower.Transpose() * Vector<double>.Build.Dense(x), transposed);
        SmallTriangular.MultiplyTransposed(L, x, x);
        Assert.Equal(transposed, x);
    });

    [Fact]
    public void A_sandwich_and_a_solution_are_the_dense_ones() => Sample((L, lower, random) =>
    {
        int n = lower.RowCount;
        double[] W = Numbers(random, n * n), solved = [.. W];
        Matrix<double> dense = Matrix<double>.Build.DenseOfRowMajor(n, n, W);
        SmallTriangular.Sandwich(L, W, n);
        Close(Rows(lower * dense * lower.Transpose()), W);
        SmallTriangular.SolveTransposed(L, solved, n);
        Close(Rows(lower.Transpose().Solve(dense)), solved);
    });

    private static void Sample(Action<double[], Matrix<double>, System.Random> check) => Gen.Int[0, 1 << 30].Sample(
        seed =>
        {
            System.Random random = new(seed);
            int n = random.Next(1, 6);
            double[] L = [.. Enumerable.Repeat(double.NaN, n * n)];
            Matrix<double> lower = Matrix<double>.Build.Dense(n, n);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    L[(i * n) + j] = lower[i, j] = i == j ? 1 + random.NextDouble() : random.NextDouble() - 0.5;
                }
            }

            check(L, lower, random);
        },
        iter: 200);

    private static double[] Numbers(System.Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];

    private static Vector<double> Rows(Matrix<double> matrix) => Vector<double>.Build.DenseOfArray(matrix.ToRowMajorArray());

    private static void Close(Vector<double> expected, double[] found)
    {
        for (int i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i], found[i], Rounding * (1 + expected.L2Norm()));
        }
    }
}
