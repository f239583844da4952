using BayesLmm.Numerics.Sparse;
using CsCheck;

namespace BayesLmm.Numerics.Tests.Sparse;

public class SparseCholeskyTests
{
    /// <summary>Relative rounding error of well-conditioned systems of order up to 30.</summary>
    private const double Rounding = 1e-11;

    /// <summary>A random sparse symmetric pattern with numbers that make it diagonally dominant.</summary>
    private static readonly Gen<SparseMatrix> AnyMatrix =
        Gen.Select(Gen.Int[1, 30], Gen.Double[0.02, 0.6], Gen.Int[0, int.MaxValue], (n, density, seed) => SparseMatrix.Random(n, density, new System.Random(seed)));

    [Fact]
    public void The_factor_times_its_transpose_is_the_matrix() => AnyMatrix.Sample(a =>
    {
        CholeskyFactor factor = Factored(a);
        double[,] L = Dense(factor.Structure, factor.Values);
        for (int i = 0; i < a.Order; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k <= j; k++)
                {
                    sum += L[i, k] * L[j, k];
                }

                Assert.Equal(a.Dense[i, j], sum, Rounding * a.Order);
            }
        }
    });

    [Fact]
    public void The_solution_satisfies_the_equations() => AnyMatrix.Sample(a =>
    {
        double[] x = [.. Enumerable.Range(0, a.Order).Select(i => Math.Sin(i + 1))];
        double[] solution = a.Times(x);
        Factored(a).Solve(solution);
        for (int i = 0; i < a.Order; i++)
        {
            Assert.Equal(x[i], solution[i], Rounding);
        }
    });

    [Fact]
    public void The_log_determinant_is_that_of_the_dense_matrix() => AnyMatrix.Sample(a =>
    {
        double expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(a.Dense).Cholesky().DeterminantLn;
        Assert.Equal(expected, Factored(a).LogDeterminant(), Rounding * a.Order);
    });

    [Fact]
    public void The_log_determinant_survives_products_that_overflow()
    {
        int[] starts = [.. Enumerable.Range(0, 401)];
        SymbolicCholesky structure = SymbolicCholesky.Analyze(new SymmetricPattern(starts, starts[..400]));
        CholeskyFactor factor = new(structure);
        Assert.True(factor.TryFactor(Enumerable.Repeat(1e12, 400).ToArray()));
        Assert.Equal(400 * Math.Log(1e12), factor.LogDeterminant(), 1e-8);
    }

    [Fact]
    public void The_selected_inverse_equals_the_dense_inverse_on_the_pattern() => AnyMatrix.Sample(a =>
    {
        CholeskyFactor factor = Factored(a);
        SelectedInverse inverse = new(factor.Structure);
        inverse.Compute(factor);
        var expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(a.Dense).Inverse();
        ReadOnlySpan<int> starts = factor.Structure.ColumnStarts, rows = factor.Structure.Rows;
        for (int j = 0; j < a.Order; j++)
        {
            for (int p = starts[j]; p < starts[j + 1]; p++)
            {
                Assert.Equal(expected[rows[p], j], inverse.Values[p], Rounding);
            }
        }
    });

    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_matrix_that_is_not_positive_definite_is_refused_and_the_factor_works_afterwards(double bad)
    {
        SparseMatrix a = SparseMatrix.Random(12, 0.4, new System.Random(3));
        CholeskyFactor factor = new(SymbolicCholesky.Analyze(a.Pattern));
        double[] wrong = [.. a.Values];
        wrong[a.Pattern.ColumnStarts[7]] = bad;
        Assert.False(factor.TryFactor(wrong));
        Assert.True(factor.TryFactor(a.Values));
        double[] x = a.Times(Enumerable.Repeat(1.0, 12).ToArray());
        factor.Solve(x);
        Assert.All(x, value => Assert.Equal(1, value, Rounding));
    }

    [Fact]
    public void A_pattern_without_its_diagonal_is_refused() =>
        Assert.Throws<ArgumentException>(() => new SymmetricPattern([0, 1, 2], [1, 1]));

    private static CholeskyFactor Factored(SparseMatrix a)
    {
        CholeskyFactor factor = new(SymbolicCholesky.Analyze(a.Pattern));
        Assert.True(factor.TryFactor(a.Values));
        return factor;
    }

    private static double[,] Dense(SymbolicCholesky structure, ReadOnlySpan<double> values)
    {
        double[,] dense = new double[structure.Order, structure.Order];
        for (int j = 0; j < structure.Order; j++)
        {
            for (int p = structure.ColumnStarts[j]; p < structure.ColumnStarts[j + 1]; p++)
            {
                dense[structure.Rows[p], j] = values[p];
            }
        }

        return dense;
    }

    private sealed record SparseMatrix(SymmetricPattern Pattern, double[] Values, double[,] Dense)
    {
        public int Order => Pattern.Order;

        public static SparseMatrix Random(int n, double density, System.Random random)
        {
            double[,] dense = new double[n, n];
            for (int i = 0; i < n; i++)
            {
                dense[i, i] += 0.5 + random.NextDouble();
                for (int j = 0; j < i; j++)
                {
                    if (random.NextDouble() < density)
                    {
                        double value = (2 * random.NextDouble()) - 1;
                        dense[i, j] = dense[j, i] = value;
                        dense[i, i] += Math.Abs(value);
                        dense[j, j] += Math.Abs(value);
                    }
                }
            }

            List<int> starts = [0], rows = [];
            List<double> values = [];
            for (int j = 0; j < n; j++)
            {
                for (int i = j; i < n; i++)
                {
                    if (i == j || dense[i, j] != 0)
                    {
                        rows.Add(i);
                        values.Add(dense[i, j]);
                    }
                }

                starts.Add(rows.Count);
            }

            return new SparseMatrix(new SymmetricPattern([.. starts], [.. rows]), [.. values], dense);
        }

        public double[] Times(double[] x)
        {
            double[] y = new double[Order];
            for (int i = 0; i < Order; i++)
            {
                for (int j = 0; j < Order; j++)
                {
                    y[i] += Dense[i, j] * x[j];
                }
            }

            return y;
        }
    }
}
