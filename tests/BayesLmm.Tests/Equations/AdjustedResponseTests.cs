using BayesLmm.Equations;
using BayesLmm.Tests.FactorGraphs;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Equations;

public class AdjustedResponseTests
{
    /// <summary>Relative to the numbers that are subtracted from each other.</summary>
    private const double Rounding = 1e-10;

    [Fact]
    public void It_is_the_cross_products_of_the_response_less_the_columns() => Gen.Int[0, 1 << 30].Sample(
        seed =>
        {
            string what = RandomGraphModels.Describe(seed);
            BoundModel model = RandomGraphModels.Bind(seed);
            System.Random random = new(seed);
            DenseRows dense = new(model);
            int q = dense.EffectCount, p = dense.FixedCount;
            AdjustedResponse adjusted = new(model.Products);
            Vector<double> left = dense.Y.Clone();
            for (int j = 0; j < p; j++)
            {
                left -= model.Products.Fixed.Reference[j] * dense.W.Column(q + j);
            }

            Vector<double> original = left.Clone();
            void Check()
            {
                Vector<double> weighted = left.PointwiseMultiply(dense.Weights);
                double size = dense.Weights * dense.Y.PointwisePower(2);
                Close(weighted * left, adjusted.Yy, size, what);
                for (int i = 0; i < q + p; i++)
                {
                    Vector<double> column = dense.W.Column(i);
                    Close(column * weighted, i < q ? adjusted.Zy[i] : adjusted.Xy[i - q], Math.Sqrt(size * (dense.Weights * column.PointwisePower(2))), what);
                }
            }

            Check();
            for (int j = 0; j < p; j += 2)
            {
                double value = 4 * (random.NextDouble() - 0.5);
                adjusted.Subtract(j, value);
                left -= value * dense.W.Column(q + j);
                Check();
            }

            // xᵀ(y − Xβ − Zb) over the other columns.
            int[] unknown = [.. Enumerable.Range(0, p).Where(j => j % 2 == 1)];
            double[] beta = [.. unknown.Select(_ => random.NextDouble())], effects = [.. Enumerable.Range(0, q).Select(_ => random.NextDouble())];
            Vector<double> residual = left - (dense.W * Vector<double>.Build.Dense(q + p,
                i => i < q ? effects[i] : Array.IndexOf(unknown, i - q) is >= 0 and int place ? beta[place] : 0));
            foreach (int j in unknown)
            {
                Vector<double> column = dense.W.Column(q + j);
                Close(column * residual.PointwiseMultiply(dense.Weights), adjusted.ResidualProduct(j, unknown, beta, effects),
                    dense.Weights * column.PointwiseAbs().PointwiseMultiply(dense.Y.PointwiseAbs() + 100), what);
            }

            adjusted.Reset();
            left = original;
            Check();
        },
        iter: 60);

    private static void Close(double expected, double found, double size, string what) =>
        Assert.True(Math.Abs(expected - found) <= Rounding * (1e-3 + size), $"{what}: {found:R}, expected {expected:R}");
}
