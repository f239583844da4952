using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Tests.FactorGraphs;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Equations;

public class RowProductsTests
{
    /// <summary>Sums of at most 80 products, compared with the same sums in another order: relative to the sum of the products' sizes.</summary>
    private const double Rounding = 1e-12;

    [Fact]
    public void Weighed_rows_have_the_cross_products_of_the_weighted_design_in_the_same_coordinates() => Sample((seed, model, rows) =>
    {
        System.Random random = new(seed);
        double[] weights = [.. Enumerable.Range(0, rows.Count).Select(_ => 3 * random.NextDouble())];
        Compare(model, rows.Weigh(weights), weights, Rounding);
    });

    [Fact]
    public void Weighed_as_they_are_they_have_the_cross_products_of_the_model() => Sample((_, model, rows) =>
    {
        CrossProducts weighed = rows.Weigh(rows.Weights);
        Compare(model, model.Products, rows.Weights.ToArray(), 1e-9);   // the builder centres in another way
        Assert.Equal(model.Products.RowCount, weighed.RowCount);
        Assert.Equal(model.Products.LogWeights, weighed.LogWeights);
        Assert.True(model.Products.Terms == weighed.Terms);
        Assert.True(model.Products.Fixed.Centers == weighed.Fixed.Centers && model.Products.Fixed.Reference == weighed.Fixed.Reference);
        Assert.True(model.Products.Blocks.Rows.SequenceEqual(weighed.Blocks.Rows));
    });

    [Fact]
    public void Residuals_are_those_of_the_design() => Sample((seed, model, rows) =>
    {
        System.Random random = new(seed);
        DenseRows dense = new(model);
        double[] effects = [.. Enumerable.Range(0, dense.EffectCount).Select(_ => random.NextDouble() - 0.5)],
            beta = [.. Enumerable.Range(0, dense.FixedCount).Select(_ => random.NextDouble() - 0.5)];
        double[] residuals = new double[rows.Count];
        rows.Residuals(beta, effects, residuals);
        Vector<double> expected =
            dense.Y - (dense.W * Vector<double>.Build.Dense([.. effects, .. beta.Select((value, j) => value + model.Products.Fixed.Reference[j])]));
        for (int i = 0; i < residuals.Length; i++)
        {
            Assert.Equal(expected[i], residuals[i], 1e-10 * (1 + Math.Abs(dense.Y[i])));
            Assert.Equal(dense.Weights[i], rows.Weights[i]);
        }
    });

    private static void Compare(BoundModel model, CrossProducts products, double[] weights, double error)
    {
        DenseRows dense = new(model);
        int q = dense.EffectCount, p = dense.FixedCount;
        Vector<double> y = dense.Y.Clone();
        for (int j = 0; j < p; j++)
        {
            y -= model.Products.Fixed.Reference[j] * dense.W.Column(q + j);
        }

        void Close(Vector<double> a, Vector<double> b, double found, string what)
        {
            double expected = 0, size = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                expected += weights[i] * a[i] * b[i];
                size += weights[i] * Math.Abs(a[i]) * (Math.Abs(b[i]) + (b == y ? Math.Abs(dense.Y[i]) : 0));
            }

            Assert.True(Math.Abs(expected - found) <= error * (size + (a == y ? dense.Y * dense.Y : 0)), $"{what}: {found:R}, expected {expected:R}");
        }

        Close(y, y, products.Fixed.Yy, "yy");
        for (int j = 0; j < p; j++)
        {
            Close(dense.W.Column(q + j), y, products.Fixed.Xy[j], "xy");
            for (int i = 0; i < p; i++)
            {
                Close(dense.W.Column(q + i), dense.W.Column(q + j), products.Fixed.Xx[(i * p) + j], "xx");
            }
        }

        for (int i = 0; i < q; i++)
        {
            Close(dense.W.Column(i), y, products.ZY[i], "zy");
            for (int j = 0; j < p; j++)
            {
                Close(dense.W.Column(i), dense.W.Column(q + j), products.ZX[(i * p) + j], "zx");
            }
        }

        // Every block of ZᵀZ, and nothing outside them.
        LevelBlocks blocks = products.Blocks;
        (int First, int Width)[] levels = new (int, int)[blocks.LevelCount];
        foreach (TermShape term in products.Terms)
        {
            for (int level = 0; level < term.LevelCount; level++)
            {
                levels[term.FirstLevel + level] = (term.FirstEffectOf(level), term.Width);
            }
        }

        HashSet<(int, int)> stored = [];
        for (int column = 0; column < blocks.LevelCount; column++)
        {
            for (int block = blocks.ColumnStarts[column]; block < blocks.ColumnStarts[column + 1]; block++)
            {
                ((int first, int width), (int other, int height)) = (levels[column], levels[blocks.Rows[block]]);
                stored.Add((blocks.Rows[block], column));
                for (int i = 0; i < height; i++)
                {
                    for (int c = 0; c < width; c++)
                    {
                        Close(dense.W.Column(other + i), dense.W.Column(first + c), blocks.Values[blocks.ValueStarts[block] + (i * width) + c], "zz");
                    }
                }
            }
        }

        for (int column = 0; column < blocks.LevelCount; column++)
        {
            for (int row = column + 1; row < blocks.LevelCount; row++)
            {
                if (!stored.Contains((row, column)))
                {
                    Assert.Equal(0, dense.W.Column(levels[column].First).PointwiseAbs() * dense.W.Column(levels[row].First).PointwiseAbs());
                }
            }
        }
    }

    private static void Sample(Action<int, BoundModel, RowProducts> check) => Gen.Int[0, 1 << 30].Sample(
        seed =>
        {
            BoundModel model = RandomGraphModels.Bind(seed);
            try
            {
                check(seed, model, RowProducts.Create(model));
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                throw new Xunit.Sdk.XunitException($"{RandomGraphModels.Describe(seed)}: {exception.Message}");
            }
        },
        iter: 60);
}
