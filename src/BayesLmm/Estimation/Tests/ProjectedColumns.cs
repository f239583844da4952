using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics.Sparse;

namespace BayesLmm.Estimation.Tests;

/// <summary>
/// Many columns of C = M − MΛQ⁻¹ΛᵀM at once, by rows: each step of the solution takes a whole row of them. Reads a factor that others may read at the same
/// time; owns its memory.
/// </summary>
internal sealed class ProjectedColumns
{
    private readonly CrossProducts products;
    private readonly EffectFactors layout;
    private readonly double[] lambda;
    private readonly CholeskyFactor factor;
    private readonly int[] firstEffect; // of each level
    private readonly int[] termOf;
    private readonly double[] input;
    private readonly double[] transformed;
    private readonly double[] solved;

    /// <summary>Allocates the memory.</summary>
    /// <param name="products">The data.</param>
    /// <param name="layout">How the factors are laid out.</param>
    /// <param name="lambda">The factors.</param>
    /// <param name="factor">The factor of Q, which must not change.</param>
    /// <param name="columns">How many columns at once.</param>
    public ProjectedColumns(CrossProducts products, EffectFactors layout, double[] lambda, CholeskyFactor factor, int columns)
    {
        this.products = products;
        this.layout = layout;
        this.lambda = lambda;
        this.factor = factor;
        Columns = columns;
        termOf = products.TermOfLevels();
        firstEffect = [.. termOf.Select((k, level) => products.Terms[k].FirstEffectOf(level - products.Terms[k].FirstLevel))];
        int size = products.EffectCount * columns;
        input = new double[size];
        transformed = new double[size];
        solved = new double[size];
        Values = new double[size];
    }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>The columns of C, q rows.</summary>
    public double[] Values { get; }

    /// <summary>The columns V of which <see cref="Multiply"/> makes CV, q rows: written by the caller.</summary>
    public Span<double> Input => input;

    /// <summary>Values = C · Input.</summary>
    public void Multiply()
    {
        Array.Clear(Values);
        AddProducts(input, 1, Values);
        layout.MultiplyRowsTransposed(lambda, Values, Columns, transformed);
        factor.SolveLower(transformed, Columns, solved);
        factor.SolveUpper(solved, Columns, transformed);
        layout.MultiplyRows(lambda, transformed, Columns, solved);
        AddProducts(solved, -1, Values);
    }

    /// <summary>to += scale · ZᵀZ from.</summary>
    private void AddProducts(double[] from, double scale, double[] to)
    {
        LevelBlocks blocks = products.Blocks;
        int n = Columns;
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int width = products.Terms[termOf[level]].Width, column = firstEffect[level];
            for (int block = blocks.ColumnStarts[level]; block < blocks.ColumnStarts[level + 1]; block++)
            {
                int other = blocks.Rows[block], height = products.Terms[termOf[other]].Width, row = firstEffect[other];
                ReadOnlySpan<double> M = blocks.Values.Slice(blocks.ValueStarts[block], height * width);
                for (int i = 0; i < height; i++)
                {
                    for (int c = 0; c < width; c++)
                    {
                        double value = scale * M[(i * width) + c];
                        SmallRow.Add(from.AsSpan((column + c) * n, n), value, to.AsSpan((row + i) * n, n));
                        if (other != level)
                        {
                            SmallRow.Add(from.AsSpan((row + i) * n, n), value, to.AsSpan((column + c) * n, n));
                        }
                    }
                }
            }
        }
    }
}
