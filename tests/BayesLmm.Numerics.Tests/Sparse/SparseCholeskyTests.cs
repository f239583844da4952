using BayesLmm.Numerics.Sparse;
using CsCheck;

namespace BayesLmm.Numerics.Tests.Sparse;

public class SparseCholeskyTests
{
    /// <summary>Relative rounding error of well-conditioned systems of order up to 30.</summary>
    private const double Rounding = 1e-11;

    /// <summary>
    /// A random sparse symmetric matrix that is diagonally dominant, with its structure in every form: as given or in a random order, by columns or by panels.
    /// </summary>
    private static readonly Gen<(SparseMatrix Matrix, SymbolicCholesky Structure)> AnyStructure = Gen.Select(
        Gen.Int[1, 30], Gen.Double[0.02, 0.6], Gen.Int[0, int.MaxValue], Gen.Int[0, 2], Gen.Bool, (n, density, seed, kind, panels) =>
        {
            System.Random random = new(seed);
            SparseMatrix a = SparseMatrix.Random(n, density, random);
            int[]? order = kind switch { 0 => null, 1 => MinimumDegree.Order(a.Pattern), _ => [.. Enumerable.Range(0, n).OrderBy(_ => random.Next())] };
            return (a, SymbolicCholesky.AnalyzeAs(a.Pattern, order, panels));
        });

    [Fact]
    public void The_solution_satisfies_the_equations() => AnyStructure.Sample(item =>
    {
        double[] x = [.. Enumerable.Range(0, item.Matrix.Order).Select(i => Math.Sin(i + 1))];
        double[] solution = item.Matrix.Times(x);
        Factored(item).Solve(solution);
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(x[i], solution[i], Rounding);
        }
    });

    [Fact]
    public void Both_triangular_solutions_are_square_roots_of_the_inverse() => AnyStructure.Sample(item =>
    {
        int n = item.Matrix.Order;
        var expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(item.Matrix.Dense).Inverse();
        var byUpper = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(n, n);
        double[][] lower = new double[n][];
        CholeskyFactor factor = Factored(item);
        for (int i = 0; i < n; i++)
        {
            double[] upper = new double[n];
            upper[i] = 1;
            lower[i] = [.. upper];
            factor.SolveUpper(upper);
            factor.SolveLower(lower[i]);
            var column = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(upper);
            byUpper += column.OuterProduct(column);
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                Assert.Equal(expected[i, j], byUpper[i, j], Rounding);
                Assert.Equal(expected[i, j], lower[i].Zip(lower[j], (a, b) => a * b).Sum(), Rounding);
            }
        }
    });

    [Fact]
    public void Many_right_hand_sides_at_once_are_solved_as_one_after_the_other() => AnyStructure.Sample(item =>
    {
        int n = item.Matrix.Order, columns = 1 + (n % 21);
        double[] X = [.. Enumerable.Range(0, n * columns).Select(i => Math.Sin(i + 1))], solved = new double[n * columns];
        CholeskyFactor factor = Factored(item);
        factor.SolveLower(X, columns, solved);
        for (int j = 0; j < columns; j++)
        {
            double[] x = [.. Enumerable.Range(0, n).Select(i => X[(i * columns) + j])];
            factor.SolveLower(x);
            Assert.All(x.Select((value, i) => (value, solved[(i * columns) + j])), pair => Assert.Equal(pair.value, pair.Item2, Rounding));
        }

        double[] both = new double[n * columns];
        factor.SolveUpper(solved, columns, both);
        for (int j = 0; j < columns; j++)
        {
            double[] x = [.. Enumerable.Range(0, n).Select(i => X[(i * columns) + j])];
            factor.Solve(x);
            Assert.All(x.Select((value, i) => (value, both[(i * columns) + j])), pair => Assert.Equal(pair.value, pair.Item2, Rounding));
        }
    });

    [Fact]
    public void The_log_determinant_is_that_of_the_dense_matrix() => AnyStructure.Sample(item =>
    {
        double expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(item.Matrix.Dense).Cholesky().DeterminantLn;
        Assert.Equal(expected, Factored(item).LogDeterminant(), Rounding * item.Matrix.Order);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_log_determinant_survives_products_that_overflow(bool panels)
    {
        int[] starts = [.. Enumerable.Range(0, 401)];
        CholeskyFactor factor = CholeskyFactor.Create(SymbolicCholesky.AnalyzeAs(new SymmetricPattern(starts, starts[..400]), null, panels));
        Assert.True(factor.TryFactor(Enumerable.Repeat(1e12, 400).ToArray()));
        Assert.Equal(400 * Math.Log(1e12), factor.LogDeterminant(), 1e-8);
    }

    [Fact]
    public void The_selected_inverse_equals_the_dense_inverse_on_the_pattern() => AnyStructure.Sample(item =>
    {
        SelectedInverse inverse = SelectedInverse.Create(Factored(item));
        inverse.Compute();
        CheckInverse(item.Matrix, inverse);
    });

    /// <summary>Also where neither A nor its factor has an entry; and the places of those that the factor has are those of the selected inverse.</summary>
    [Fact]
    public void A_block_of_the_inverse_equals_the_dense_inverse() => AnyStructure.Sample(item =>
    {
        int n = item.Matrix.Order;
        int[] wanted = [.. Enumerable.Range(0, n).Where(i => i % 3 == 0)];
        CholeskyFactor factor = Factored(item);
        SelectedInverse selected = SelectedInverse.Create(factor);
        selected.Compute();
        InverseBlockStructure structure = new(item.Structure, wanted);
        InverseBlock block = new();
        block.Compute(structure, factor, selected);
        var expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(item.Matrix.Dense).Inverse();
        foreach (int i in wanted)
        {
            foreach (int j in wanted)
            {
                Assert.Equal(expected[i, j], block[structure.NumberOf(i), structure.NumberOf(j)], Rounding * n * (1 + Math.Abs(expected[i, j])));
                if (item.Structure.PlaceOf(item.Structure.EliminationOf(i), item.Structure.EliminationOf(j)) is >= 0 and int place)
                {
                    Assert.Equal(expected[i, j], selected.Values[place], Rounding * n * (1 + Math.Abs(expected[i, j])));
                }
            }
        }
    });

    [Fact]
    public void Wide_panels_are_factored_and_inverted_alike_by_any_number_of_threads() =>
        Gen.Select(Gen.Int[60, 260], Gen.Double[0.02, 0.5], Gen.Int[0, int.MaxValue]).Sample(
        (n, density, seed) =>
        {
            SparseMatrix a = SparseMatrix.Random(n, density, new System.Random(seed));
            SymbolicCholesky structure = SymbolicCholesky.AnalyzeAs(a.Pattern, MinimumDegree.Order(a.Pattern), panels: true);
            double[]? first = null;
            foreach (int threads in (int[])[1, 2, 4])
            {
                CholeskyFactor factor = CholeskyFactor.Create(structure, threads);
                Assert.True(factor.TryFactor(a.Values));
                SelectedInverse inverse = SelectedInverse.Create(factor);
                inverse.Compute();
                CheckInverse(a, inverse);
                first ??= [.. inverse.Values];
                foreach (int place in inverse.Places)
                {
                    Assert.Equal(first[place], inverse.Values[place]);
                }
            }
        },
        iter: 20);

    [Fact]
    public void An_evaluation_allocates_nothing()
    {
        SparseMatrix a = SparseMatrix.Random(200, 0.2, new System.Random(1));
        foreach (bool panels in (bool[])[false, true])
        {
            CholeskyFactor factor = CholeskyFactor.Create(SymbolicCholesky.AnalyzeAs(a.Pattern, null, panels), threads: 2);
            SelectedInverse inverse = SelectedInverse.Create(factor);
            double[] x = new double[a.Order];
            for (int i = 0; i < 3; i++)
            {
                factor.TryFactor(a.Values);
                inverse.Compute();
                factor.Solve(x);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            factor.TryFactor(a.Values);
            inverse.Compute();
            factor.Solve(x);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_matrix_that_is_not_positive_definite_is_refused_and_the_factor_works_afterwards(double bad)
    {
        SparseMatrix a = SparseMatrix.Random(12, 0.4, new System.Random(3));
        foreach (bool panels in (bool[])[false, true])
        {
            CholeskyFactor factor = CholeskyFactor.Create(SymbolicCholesky.AnalyzeAs(a.Pattern, null, panels));
            double[] wrong = [.. a.Values];
            wrong[a.Pattern.ColumnStarts[7]] = bad;
            Assert.False(factor.TryFactor(wrong));
            Assert.True(factor.TryFactor(a.Values));
            double[] x = a.Times(Enumerable.Repeat(1.0, 12).ToArray());
            factor.Solve(x);
            Assert.All(x, value => Assert.Equal(1, value, Rounding));
        }
    }

    [Fact]
    public void A_pattern_without_its_diagonal_is_refused() =>
        Assert.Throws<ArgumentException>(() => new SymmetricPattern([0, 1, 2], [1, 1]));

    private static CholeskyFactor Factored((SparseMatrix Matrix, SymbolicCholesky Structure) item)
    {
        CholeskyFactor factor = CholeskyFactor.Create(item.Structure);
        Assert.True(factor.TryFactor(item.Matrix.Values));
        return factor;
    }

    private static void CheckInverse(SparseMatrix a, SelectedInverse inverse)
    {
        var expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(a.Dense).Inverse();
        for (int j = 0; j < a.Order; j++)
        {
            for (int p = a.Pattern.ColumnStarts[j]; p < a.Pattern.ColumnStarts[j + 1]; p++)
            {
                Assert.Equal(expected[a.Pattern.Rows[p], j], inverse.Values[inverse.Places[p]], Rounding);
            }
        }
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
