using BayesLmm.Covariances;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Estimation.Predictions;
using BayesLmm.Numerics;
using CsCheck;

namespace BayesLmm.Tests.Design;

public sealed class LinearPredictorTests
{
    /// <summary>Sums of at most 200 products of numbers below 1, in another order.</summary>
    private const double Rounding = 1e-12;

    [Fact]
    public void Predictors_are_those_of_a_loop_over_the_rows_to_the_last_bit() => Sample(shape =>
    {
        double[] predictor = new double[shape.Count], parts = new double[shape.Count];
        shape.Predictor.Compute(shape.Beta, shape.Effects, predictor);
        shape.Predictor.ComputeFixed(shape.Beta, parts);
        shape.Predictor.AddEffects(shape.Effects, parts);

        Assert.Equal(Enumerable.Range(0, shape.Count).Select(shape.Predict), predictor);
        Assert.Equal(predictor, parts);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Blocks_of_rows_give_the_same_as_all_rows_at_once(int size) => Sample(shape =>
    {
        int p = shape.Beta.Length, q = shape.Effects.Length;
        double[] predictor = new double[shape.Count], byBlocks = new double[shape.Count];
        double[] byBeta = new double[p], byEffects = new double[q], blockBeta = new double[p], blockEffects = new double[q];
        shape.Predictor.Compute(shape.Beta, shape.Effects, predictor);
        shape.Predictor.ComputeTransposed(shape.Response, byBeta, byEffects);
        for (int first = 0; first < shape.Count; first += size)
        {
            int count = Math.Min(size, shape.Count - first);
            shape.Predictor.ComputeBlock(first, shape.Beta, shape.Effects, byBlocks.AsSpan(first, count));
            shape.Predictor.AddTransposedBlock(first, shape.Response.AsSpan(first, count), blockBeta, blockEffects);
        }

        Assert.All(predictor.Zip(byBlocks), pair => Assert.Equal(pair.First, pair.Second, Rounding));
        Assert.All(byBeta.Zip(blockBeta), pair => Assert.Equal(pair.First, pair.Second, Rounding));
        Assert.All(byEffects.Zip(blockEffects), pair => Assert.Equal(pair.First, pair.Second, Rounding));
    });

    [Fact]
    public void Residuals_are_those_of_a_loop_over_the_rows_to_the_last_bit() => Sample(shape =>
    {
        double[] residuals = [.. shape.Response];
        shape.Predictor.Subtract(residuals, shape.Beta, shape.Effects, residuals);
        Assert.Equal(Enumerable.Range(0, shape.Count).Select(shape.Residual), residuals);
    });

    [Fact]
    public void Transposed_products_are_those_of_a_loop_over_the_rows() => Sample(shape =>
    {
        double[] byBeta = new double[shape.Beta.Length], byEffects = new double[shape.Effects.Length];
        shape.Predictor.ComputeTransposed(shape.Response, byBeta, byEffects);
        for (int j = 0; j < byBeta.Length; j++)
        {
            Assert.Equal(Enumerable.Range(0, shape.Count).Sum(i => shape.X(i, j) * shape.Response[i]), byBeta[j], Rounding);
        }

        double[] expected = new double[byEffects.Length];
        for (int i = 0; i < shape.Count; i++)
        {
            for (int k = 0; k < shape.Terms.Length; k++)
            {
                for (int c = 0; shape.Level(k, i) >= 0 && c < shape.Shapes[k].Width; c++)
                {
                    expected[shape.Shapes[k].FirstEffectOf(shape.Level(k, i)) + c] += shape.Z(k, i, c) * shape.Response[i];
                }
            }
        }

        Assert.All(expected.Zip(byEffects), pair => Assert.Equal(pair.First, pair.Second, Rounding));
    });

    [Fact]
    public void A_row_has_the_numbers_of_the_columns() => Sample(shape =>
    {
        for (int i = 0; i < shape.Count; i++)
        {
            Assert.Equal(Enumerable.Range(0, shape.Beta.Length).Select(j => shape.X(i, j)), shape.Predictor.FixedRow(i).ToArray());
            for (int k = 0; k < shape.Terms.Length; k++)
            {
                int level = shape.Level(k, i);
                Assert.Equal(level < 0 ? -1 : shape.Shapes[k].FirstEffectOf(level), shape.Predictor.FirstEffect(k, i));
                Assert.Equal(Enumerable.Range(0, shape.Shapes[k].Width).Select(c => shape.Z(k, i, c)), shape.Predictor.RandomRow(k, i).ToArray());
            }
        }
    });

    [Fact]
    public void Without_the_offset_it_is_less_by_the_offset() => Sample(shape =>
    {
        double[] with = new double[shape.Count], without = new double[shape.Count];
        shape.Predictor.Compute(shape.Beta, shape.Effects, with);
        shape.Predictor.WithoutOffset().Compute(shape.Beta, shape.Effects, without);
        for (int i = 0; i < shape.Count; i++)
        {
            Assert.Equal(with[i] - shape.OffsetOf(i), without[i], Rounding);
        }
    });

    [Fact]
    public void With_a_reference_coefficients_are_what_they_exceed_it_by() => Sample(shape =>
    {
        double[] expected = new double[shape.Count], found = new double[shape.Count], reference = [.. shape.Beta.Select((_, j) => 0.3 - j)];
        shape.Predictor.Compute(shape.Beta, shape.Effects, expected);
        shape.Predictor.WithReference(reference).Compute([.. shape.Beta.Zip(reference, (b, r) => b - r)], shape.Effects, found);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Rounding));
    });

    [Fact]
    public void Transposed_and_forward_products_allocate_nothing() => Sample(shape =>
    {
        double[] predictor = new double[shape.Count], byBeta = new double[shape.Beta.Length], byEffects = new double[shape.Effects.Length];
        shape.Predictor.Compute(shape.Beta, shape.Effects, predictor);
        shape.Predictor.ComputeTransposed(predictor, byBeta, byEffects);
        long before = GC.GetAllocatedBytesForCurrentThread();
        shape.Predictor.Compute(shape.Beta, shape.Effects, predictor);
        shape.Predictor.ComputeTransposed(predictor, byBeta, byEffects);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    });

    private static void Sample(Action<RandomShape> check) => Gen.Int[0, 1 << 30].Sample(seed => check(new RandomShape(seed)), iter: 60);

    /// <summary>
    /// Matrices of random shape: with and without intercept, offset, centres, a choice of rows, constant columns of Z and levels without effects.
    /// </summary>
    private sealed class RandomShape
    {
        private readonly int[] rows;
        private readonly double[] centers;
        private readonly double[]? offset;
        private readonly DesignColumn[] columns;

        public RandomShape(int seed)
        {
            Random random = new(seed);
            int n = 1 + random.Next(60), p = random.Next(4);
            bool hasIntercept = p > 0 && random.Next(2) == 0, isSorted = random.Next(2) == 0;
            double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
            columns = [.. Enumerable.Range(0, p).Select(j =>
                new DesignColumn($"x{j}", $"x{j}", j == 0 && hasIntercept ? [.. Enumerable.Repeat(1.0, n)] : Numbers(n)))];
            centers = random.Next(2) == 0 ? new double[p] : [.. Numbers(p).Select((value, j) => j == 0 && hasIntercept ? 0 : value)];
            offset = random.Next(2) == 0 ? null : Numbers(n);
            rows = random.Next(2) == 0 ? [.. Enumerable.Range(0, n)] : [.. Enumerable.Range(0, 1 + random.Next(n)).Select(_ => random.Next(n))];
            Terms =
            [
                .. Enumerable.Range(0, random.Next(3)).Select(_ =>
                {
                    int levels = 1 + random.Next(6), least = random.Next(3) == 0 ? -1 : 0;
                    int[] codes = [.. Enumerable.Range(0, n).Select(_ => random.Next(least, levels))];
                    if (isSorted)
                    {
                        Array.Sort(codes);
                    }

                    double[] Values(int c) => c == 0 ? [.. Enumerable.Repeat(1.0, n)] : Numbers(n);
                    DesignColumn[] own = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(c => new DesignColumn($"z{c}", $"z{c}", Values(c)))];
                    return ((IReadOnlyList<DesignColumn>)own, codes, levels);
                }),
            ];
            Shapes = TermShape.Number([.. Terms.Select(term => (term.LevelCount, term.Columns.Count, (CovarianceStructure)new Unstructured()))]);
            var terms = Terms.Select((term, k) => (term.Columns, (int[]?)term.Levels, Shapes[k]));
            Predictor = LinearPredictor.Create(columns, hasIntercept, terms, offset, centers, rows.Length == n ? null : rows, n);
            if (rows.Length == n)
            {
                rows = [.. Enumerable.Range(0, n)];
            }

            Beta = Numbers(p);
            Effects = Numbers(Shapes.Sum(shape => shape.EffectCount));
            Response = Numbers(Count);
        }

        public LinearPredictor Predictor { get; }

        public int Count => rows.Length;

        public (IReadOnlyList<DesignColumn> Columns, int[] Levels, int LevelCount)[] Terms { get; }

        public EquatableArray<TermShape> Shapes { get; }

        public double[] Beta { get; }

        public double[] Effects { get; }

        public double[] Response { get; }

        public double X(int i, int j) => columns[j].Values[rows[i]] - centers[j];

        public double Z(int k, int i, int c) => Terms[k].Columns[c].Values[rows[i]];

        public int Level(int k, int i) => Terms[k].Levels[rows[i]];

        public double OffsetOf(int i) => offset?[rows[i]] ?? 0;

        public double Predict(int i) => Add(i, OffsetOf(i), 1);

        public double Residual(int i) => Add(i, Response[i] - OffsetOf(i), -1);

        private double Add(int i, double sum, double sign)
        {
            for (int j = 0; j < Beta.Length; j++)
            {
                sum += sign * (X(i, j) * Beta[j]);
            }

            for (int k = 0; k < Terms.Length; k++)
            {
                for (int c = 0; Level(k, i) >= 0 && c < Shapes[k].Width; c++)
                {
                    sum += sign * (Z(k, i, c) * Effects[Shapes[k].FirstEffectOf(Level(k, i)) + c]);
                }
            }

            return sum;
        }
    }
}
