using System.Numerics.Tensors;
using BayesLmm.Design.Columns;

namespace BayesLmm.Design;

/// <summary>
/// A model's rows, for densities that are not functions of <see cref="CrossProducts"/>: response, X and Z in the cross-products' coordinates (X centred, y less offset and
/// X·<see cref="FixedProducts.Reference"/>), and the products with X and Z that an evaluation takes. Rows are in the order of the levels of the term with the most levels, so
/// that its rows lie side by side. Weights are apart: rows are not multiplied by √w. Immutable; the products allocate nothing.
/// </summary>
public sealed class DesignRows
{
    private readonly double[] response;
    private readonly double[]? rootWeights;
    private readonly double[][] columns;
    private readonly bool firstIsConstant;
    private readonly RowTerm[] terms;

    private DesignRows(double[] response, double[]? rootWeights, double[][] columns, bool firstIsConstant, RowTerm[] terms)
    {
        this.response = response;
        this.rootWeights = rootWeights;
        this.columns = columns;
        this.firstIsConstant = firstIsConstant;
        this.terms = terms;
    }

    /// <summary>Number of rows, n.</summary>
    public int Count => response.Length;

    /// <summary>y − offset − X·Reference, n numbers.</summary>
    public ReadOnlySpan<double> Response => response;

    /// <summary>√w, n numbers; empty where every weight is 1.</summary>
    public ReadOnlySpan<double> RootWeights => rootWeights;

    /// <summary>Gathers the rows.</summary>
    /// <param name="design">The design.</param>
    /// <param name="products">Its cross-products, whose coordinates and numbering of effects are taken.</param>
    internal static DesignRows Build(ModelDesign design, CrossProducts products)
    {
        int[] order = Order(design);
        FixedProducts fixedProducts = products.Fixed;
        int p = products.FixedCount;
        double[][] columns = new double[p][];
        double[] response = Gather(design.Response, order);
        if (design.Offset is { } offset)
        {
            TensorPrimitives.Subtract(response, Gather(offset, order), response);
        }

        for (int j = 0; j < p; j++)
        {
            columns[j] = Gather(design.FixedEffects.Columns[j].Values, order);
            TensorPrimitives.Subtract(columns[j], fixedProducts.Centers[j], columns[j]);
            TensorPrimitives.MultiplyAdd(columns[j], -fixedProducts.Reference[j], response, response);
        }

        double[]? roots = design.Weights is { } weights ? Array.ConvertAll(Gather(weights, order), Math.Sqrt) : null;
        RowTerm[] terms = [.. design.RandomTerms.Select((term, k) => RowTerm.Build(term, products.Terms[k], order))];
        return new DesignRows(response, roots, columns, fixedProducts.HasIntercept, terms);
    }

    /// <summary>η = X β + Z b.</summary>
    /// <param name="beta">p coefficients, in the cross-products' coordinates.</param>
    /// <param name="effects">b, q numbers in the order of <see cref="TermShape.FirstEffect"/>.</param>
    /// <param name="predictor">Receives η, n numbers.</param>
    public void Predict(ReadOnlySpan<double> beta, ReadOnlySpan<double> effects, Span<double> predictor)
    {
        int first = 0;
        if (firstIsConstant)
        {
            predictor.Fill(beta[0]);
            first = 1;
        }
        else
        {
            predictor.Clear();
        }

        for (int j = first; j < columns.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(columns[j], beta[j], predictor, predictor);
        }

        foreach (RowTerm term in terms)
        {
            term.AddTo(effects, predictor);
        }
    }

    /// <summary>Xᵀ g and Zᵀ g.</summary>
    /// <param name="g">n numbers.</param>
    /// <param name="byBeta">Receives Xᵀ g, p numbers.</param>
    /// <param name="byEffects">Receives Zᵀ g, q numbers.</param>
    public void MultiplyTransposed(ReadOnlySpan<double> g, Span<double> byBeta, Span<double> byEffects)
    {
        for (int j = 0; j < columns.Length; j++)
        {
            byBeta[j] = j == 0 && firstIsConstant ? TensorPrimitives.Sum(g) : TensorPrimitives.Dot(columns[j], g);
        }

        byEffects.Clear();
        foreach (RowTerm term in terms)
        {
            term.AddTransposed(g, byEffects);
        }
    }

    /// <summary>The rows by the level of the term with the most levels, in a level by those of the next, and so on; otherwise as they are in the table.</summary>
    private static int[] Order(ModelDesign design)
    {
        IEnumerable<int> rows = Enumerable.Range(0, design.RowCount);
        int[][] codes = [.. design.RandomTerms.OrderByDescending(term => term.Levels.Count).Select(term => term.Codes)];
        return codes.Length == 0
            ? [.. rows]
            : [.. codes.Skip(1).Aggregate(rows.OrderBy(row => codes[0][row]), (sorted, next) => sorted.ThenBy(row => next[row]))];
    }

    private static double[] Gather(double[] values, int[] order) => Array.ConvertAll(order, row => values[row]);

    /// <summary>A random term's rows: runs of rows of one level.</summary>
    private sealed class RowTerm(int width, int[] firstEffects, int[] runStarts, double[]?[] columns)
    {
        /// <summary>Below this many rows a run on average, a call for each run costs more than it saves.</summary>
        private const int ShortRun = 8;

        private readonly bool isScattered = runStarts[^1] < ShortRun * firstEffects.Length;

        /// <param name="term">The term.</param>
        /// <param name="shape">Where its effects stand.</param>
        /// <param name="order">The order of the rows.</param>
        public static RowTerm Build(RandomTermDesign term, TermShape shape, int[] order)
        {
            List<int> firstEffects = [], runStarts = [];
            for (int i = 0; i < order.Length; i++)
            {
                int code = term.Codes[order[i]];
                if (i == 0 || code != term.Codes[order[i - 1]])
                {
                    firstEffects.Add(shape.FirstEffectOf(code));
                    runStarts.Add(i);
                }
            }

            runStarts.Add(order.Length);
            double[]?[] columns = [.. term.Columns.Select(column => Array.TrueForAll(column.Values, value => value == 1) ? null : Gather(column.Values, order))];
            return new RowTerm(shape.Width, [.. firstEffects], [.. runStarts], columns);
        }

        /// <summary>η += Z b.</summary>
        public void AddTo(ReadOnlySpan<double> effects, Span<double> predictor)
        {
            for (int c = 0; c < width; c++)
            {
                ReadOnlySpan<double> z = columns[c];
                for (int run = 0; run < firstEffects.Length; run++)
                {
                    int start = runStarts[run], length = runStarts[run + 1] - start;
                    double b = effects[firstEffects[run] + c];
                    Span<double> eta = predictor.Slice(start, length);
                    if (isScattered)
                    {
                        for (int i = 0; i < eta.Length; i++)
                        {
                            eta[i] += z.IsEmpty ? b : b * z[start + i];
                        }
                    }
                    else if (z.IsEmpty)
                    {
                        TensorPrimitives.Add(eta, b, eta);
                    }
                    else
                    {
                        TensorPrimitives.MultiplyAdd(z.Slice(start, length), b, eta, eta);
                    }
                }
            }
        }

        /// <summary>by += Zᵀ g.</summary>
        public void AddTransposed(ReadOnlySpan<double> g, Span<double> by)
        {
            for (int c = 0; c < width; c++)
            {
                ReadOnlySpan<double> z = columns[c];
                for (int run = 0; run < firstEffects.Length; run++)
                {
                    int start = runStarts[run], length = runStarts[run + 1] - start;
                    ReadOnlySpan<double> own = g.Slice(start, length);
                    double sum = 0;
                    if (isScattered)
                    {
                        for (int i = 0; i < own.Length; i++)
                        {
                            sum += z.IsEmpty ? own[i] : own[i] * z[start + i];
                        }
                    }
                    else
                    {
                        sum = z.IsEmpty ? TensorPrimitives.Sum(own) : TensorPrimitives.Dot(z.Slice(start, length), own);
                    }

                    by[firstEffects[run] + c] += sum;
                }
            }
        }
    }
}
