using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.FactorGraphs.Variational;

/// <summary>
/// E(y_i − η_i)² of every row under q(β, b): the squared residual and the variance of the predictor, aᵀQ⁻¹a with a the row of [ZΛ, X]. Levels of one row occur
/// together, so that the selected inverse has every entry.
/// </summary>
internal sealed class RowSquares
{
    private readonly RowProducts rows;
    private readonly CrossProducts products;
    private readonly MixedModelEquations equations;
    private readonly int[] blockStarts;
    private readonly double[][] scaled;

    /// <summary>Finds where the blocks' entries are.</summary>
    public RowSquares(RowProducts rows, MixedModelEquations equations)
    {
        this.rows = rows;
        this.equations = equations;
        products = equations.Products;
        LevelBlocks blocks = products.Blocks;
        int[] termOf = products.TermOfLevels();
        blockStarts = new int[blocks.Rows.Length];
        for (int level = 0, t = 0; level < blocks.LevelCount; level++)
        {
            for (int b = blocks.ColumnStarts[level]; b < blocks.ColumnStarts[level + 1]; b++, t += products.Terms[termOf[level]].Width)
            {
                blockStarts[b] = t;
            }
        }

        scaled = [.. products.Terms.Select(term => new double[term.Width])];
    }

    /// <summary>Computes them.</summary>
    /// <param name="step">The step, run; its system may have other numbers than the equations, but has their structure.</param>
    /// <param name="residuals">y − η at the means, n numbers.</param>
    /// <param name="squares">Receives n numbers.</param>
    public void Compute(EffectsStep step, ReadOnlySpan<double> residuals, Span<double> squares)
    {
        ReadOnlySpan<double> V = step.System.Inverse.Values;
        ReadOnlySpan<int> places = step.System.Inverse.Places, targets = equations.BlockTargets, fixedTargets = equations.FixedTargets, unknown = step.Unknown;
        int q = products.EffectCount;
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<double> x = rows.Predictor.FixedRow(row);
            double variance = 0;
            for (int k = 0; k < scaled.Length; k++)
            {
                SmallTriangular.MultiplyTransposed(step.Lambda(k), rows.Predictor.RandomRow(k, row), scaled[k]);
                int first = rows.Predictor.FirstEffect(k, row);
                for (int i = 0; i < scaled[k].Length; i++)
                {
                    for (int j = 0; j < unknown.Length; j++)
                    {
                        variance += 2 * scaled[k][i] * x[unknown[j]] * V[places[fixedTargets[first + i] + j]];
                    }
                }
            }

            for (int j = 0; j < unknown.Length; j++)
            {
                for (int i = j; i < unknown.Length; i++)
                {
                    variance += (i == j ? 1 : 2) * x[unknown[i]] * x[unknown[j]] * V[places[fixedTargets[q + j] + i - j]];
                }
            }

            foreach ((int column, int other, int[] blocks) in rows.Pairs)
            {
                variance += Form(column, other, V, places, targets[blockStarts[blocks[row]]..]);
            }

            squares[row] = (residuals[row] * residuals[row]) + variance;
        }
    }

    /// <summary>a_kᵀ V a_l of a block, twice off the diagonal; of a diagonal block the lower triangle is stored.</summary>
    private double Form(int k, int l, ReadOnlySpan<double> V, ReadOnlySpan<int> places, ReadOnlySpan<int> targets)
    {
        double[] column = scaled[k], other = scaled[l];
        double sum = 0;
        for (int c = 0; c < column.Length; c++)
        {
            for (int i = k == l ? c : 0; i < other.Length; i++)
            {
                double v = V[places[targets[c] + i - (k == l ? c : 0)]];
                sum += (k == l && i == c ? 1 : 2) * other[i] * column[c] * v;
            }
        }

        return sum;
    }
}
