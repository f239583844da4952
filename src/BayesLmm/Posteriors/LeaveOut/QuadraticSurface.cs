using System.Numerics.Tensors;
using BayesLmm.Densities;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling.Densities;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>
/// Values at all draws of the variance parameters from their values at some draws, by the least-squares fit of a quadratic function of the coordinates. In
/// large data the posterior of these is narrow, and what leaving out a group changes is all but linear in them.
/// </summary>
internal sealed class QuadraticSurface
{
    private readonly double[][] features;   // a row a draw
    private readonly int[] nodes;
    private readonly double[] solution;     // (XᵀX)⁻¹Xᵀ over the nodes, C × K

    private QuadraticSurface(double[][] features, int[] nodes, double[] solution)
    {
        this.features = features;
        this.nodes = nodes;
        this.solution = solution;
    }

    /// <summary>The draws whose values are known.</summary>
    public ReadOnlySpan<int> Nodes => nodes;

    /// <summary>The number of coefficients in d dimensions.</summary>
    public static int CoefficientCount(int dimension) => (dimension + 1) * (dimension + 2) / 2;

    /// <summary>Prepares; null where the nodes do not determine the function.</summary>
    /// <param name="density">The density that the draws are of.</param>
    /// <param name="draws">The draws.</param>
    /// <param name="nodes">Those whose values are known.</param>
    public static QuadraticSurface? Create(MarginalDensity density, DrawSelection draws, int[] nodes)
    {
        double[][] features = Features(density, draws);
        int C = features[0].Length, K = nodes.Length;
        double[] products = new double[C * C], solution = new double[C * K];
        foreach (int node in nodes)
        {
            for (int i = 0; i < C; i++)
            {
                TensorPrimitives.MultiplyAdd(features[node].AsSpan(0, i + 1), features[node][i], products.AsSpan(i * C, i + 1), products.AsSpan(i * C, i + 1));
            }
        }

        if (!SmallCholesky.TryFactor(products, C))
        {
            return null;
        }

        double[] column = new double[C];
        for (int k = 0; k < K; k++)
        {
            features[nodes[k]].CopyTo(column, 0);
            SmallCholesky.SolveLower(products, C, column);
            SmallCholesky.SolveUpper(products, C, column);
            for (int i = 0; i < C; i++)
            {
                solution[(i * K) + k] = column[i];
            }
        }

        return new QuadraticSurface(features, nodes, solution);
    }

    /// <summary>Whether all values at the nodes are finite.</summary>
    public bool AreFinite(double[] values) => Array.TrueForAll(nodes, node => double.IsFinite(values[node]));

    /// <summary>Fills in the values of a quantity at the draws that are not nodes.</summary>
    /// <param name="values">On entry known at the nodes: the first number of each stride of a draw.</param>
    /// <param name="stride">From a draw's value to the next draw's.</param>
    /// <returns>The root mean square of what the function misses at the nodes, corrected for its coefficients.</returns>
    public double Fill(Span<double> values, int stride)
    {
        int C = features[0].Length, K = nodes.Length;
        double[] known = new double[K], coefficients = new double[C];
        for (int k = 0; k < K; k++)
        {
            known[k] = values[nodes[k] * stride];
        }

        for (int i = 0; i < C; i++)
        {
            coefficients[i] = TensorPrimitives.Dot(solution.AsSpan(i * K, K), known);
        }

        for (int s = 0; s < features.Length; s++)
        {
            values[s * stride] = TensorPrimitives.Dot<double>(features[s], coefficients);
        }

        double squares = 0;
        for (int k = 0; k < K; k++)
        {
            double missed = known[k] - values[nodes[k] * stride];
            squares += missed * missed;
            values[nodes[k] * stride] = known[k];
        }

        return Math.Sqrt(squares / (K - C));
    }

    /// <summary>1, the standardized coordinates with signed ones on their positive side, and their products, for each draw.</summary>
    private static double[][] Features(MarginalDensity density, DrawSelection draws)
    {
        int d = density.Dimension;
        double[][] points = new double[draws.Count][];
        for (int s = 0; s < points.Length; s++)
        {
            points[s] = draws.Position(s).ToArray();
            foreach (SignSymmetry symmetry in density.Symmetries)
            {
                if (points[s][symmetry.Pivot] < 0)
                {
                    symmetry.Apply(points[s]);
                }
            }
        }

        for (int i = 0; i < d; i++)
        {
            double mean = points.Average(point => point[i]), spread = Math.Sqrt(points.Average(point => (point[i] - mean) * (point[i] - mean)));
            foreach (double[] point in points)
            {
                point[i] = spread > 0 ? (point[i] - mean) / spread : 0;
            }
        }

        return Array.ConvertAll(points, point =>
        {
            List<double> row = new(CoefficientCount(d)) { 1 };
            for (int i = 0; i < d; i++)
            {
                row.Add(point[i]);
                for (int j = 0; j <= i; j++)
                {
                    row.Add(point[i] * point[j]);
                }
            }

            return row.ToArray();
        });
    }
}
