using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation;

// With r the residuals of the least-squares fit and z_ka the columns of Z that belong to effect a of term k, and as if X were not there (Rao 1972, MINQUE with
// weights 0):
//     E ‖Z_kaᵀ r‖² = σ² ‖Z_ka‖² + Σ_lb σ_lb² ‖Z_kaᵀZ_lb‖²,    E rᵀr = σ² n + Σ_lb σ_lb² ‖Z_lb‖².

/// <summary>Variances that equate a few sums of squares to their expectations: rough, without iteration, and a good starting point.</summary>
internal static class MomentEstimates
{
    /// <summary>Bounds on what an effect is assumed to add to fitted values, in residual standard deviations.</summary>
    private const double Least = 0.1, Most = 30;

    /// <summary>
    /// For each effect of each term, in the model's order, its standard deviation times the root mean square of its column, relative to σ: within [0.1, 30].
    /// </summary>
    public static double[] RelativeSizes(CrossProducts products)
    {
        int[] firstEffects = new int[products.Terms.Count + 1];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            firstEffects[k + 1] = firstEffects[k] + products.Terms[k].Width;
        }

        int count = firstEffects[^1];
        Matrix<double> expected = Matrix<double>.Build.Dense(count + 1, count + 1);
        Vector<double> observed = Vector<double>.Build.Dense(count + 1);
        expected[count, count] = products.RowCount;
        observed[count] = products.Fixed.Yy;
        double[] lengths = new double[count];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            TermShape term = products.Terms[k];
            for (int a = 0; a < term.Width; a++)
            {
                int i = firstEffects[k] + a;
                lengths[i] = products.SumOfSquares(term, a);
                expected[i, count] = expected[count, i] = lengths[i];
                for (int level = 0; level < term.LevelCount; level++)
                {
                    double z = products.ZY[term.FirstEffectOf(level) + a];
                    observed[i] += z * z;
                }
            }
        }

        AddSquares(products, firstEffects, expected);
        return Solve(expected, observed, lengths, products.RowCount);
    }

    /// <summary>Sums of squares of the blocks of ZᵀZ, by pairs of effects.</summary>
    private static void AddSquares(CrossProducts products, int[] firstEffects, Matrix<double> expected)
    {
        LevelBlocks blocks = products.Blocks;
        int[] termOf = products.TermOfLevels();
        int size = expected.RowCount;
        double[] sums = new double[size * size];
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int k = termOf[level], width = products.Terms[k].Width;
            for (int block = blocks.ColumnStarts[level]; block < blocks.ColumnStarts[level + 1]; block++)
            {
                int l = termOf[blocks.Rows[block]], height = products.Terms[l].Width;
                ReadOnlySpan<double> M = blocks.Values.Slice(blocks.ValueStarts[block], height * width);
                for (int i = 0; i < height; i++)
                {
                    for (int c = 0; c < width; c++)
                    {
                        double square = M[(i * width) + c] * M[(i * width) + c];
                        sums[((firstEffects[l] + i) * size) + firstEffects[k] + c] += square;
                        if (blocks.Rows[block] != level)
                        {
                            sums[((firstEffects[k] + c) * size) + firstEffects[l] + i] += square;
                        }
                    }
                }
            }
        }

        expected.MapIndexedInplace((i, j, value) => value + sums[(i * size) + j]);
    }

    private static double[] Solve(Matrix<double> expected, Vector<double> observed, double[] lengths, int n)
    {
        // On the scale of what an effect adds to fitted values the unknowns are of one size.
        int count = lengths.Length;
        Matrix<double> scaled = expected.MapIndexed((i, j, value) => value * Weight(i) * Weight(j));
        Vector<double> variances = scaled.Svd().Solve(Vector<double>.Build.Dense(count + 1, i => observed[i] * Weight(i)));
        double residual = variances[count];
        double floor = 1e-3 * observed[count] / n;
        residual = residual > floor ? residual : floor;
        return [.. Enumerable.Range(0, count).Select(i => Math.Clamp(Math.Sqrt(Math.Max(0, variances[i]) / residual), Least, Most))];

        double Weight(int i) => i == count ? 1 : lengths[i] > 0 ? n / lengths[i] : 0;
    }
}
