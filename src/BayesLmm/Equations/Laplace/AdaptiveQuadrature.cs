using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Families;

namespace BayesLmm.Equations.Laplace;

// One term of one effect: the likelihood is a product of integrals over the levels' u_j. With h_j(u) = Σ_{i in j} ℓ_i(o_i + x_iβ + z_i λu) − ½u², mode û_j,
// H_j = −h_j''(û_j), nodes u_jk = û_j + √(2/H_j) x_k and Gauss–Hermite weights ω_k:
//     log L_j = log Σ_k exp(log ω_k + x_k² + h_j(u_jk)) − ½ log H_j − ½ log π                 (Liu & Pierce 1994; Pinheiro & Chao 2006)
// With π_k the nodes' shares of the sum, the gradient is that at fixed nodes, Σ_k π_k ∂h_j(u_jk), and what moving the nodes adds:
//     a_j = Σ_k π_k h_j'(u_jk),   e_j = ∂ log L_j/∂H_j = −½ (1 + Σ_k π_k h_j'(u_jk) √(2/H_j) x_k)/H_j,   c_i = e_j λ² z_i² ∂w_i/∂η,
//     s_j = (a_j + λ Σ z_i c_i)/H_j,  t_i = λ z_i s_j,  and then as in LaplaceAdjoint with c for −½c and t for −½t.  With K = 1 it is Laplace's approximation.

/// <summary>
/// The likelihood of a model with one grouping factor and one effect a level by adaptive Gauss–Hermite quadrature about the modes of a <see
/// cref="LaplaceApproximation"/>, with its exact gradient. Owns its memory; not thread-safe.
/// </summary>
internal sealed class AdaptiveQuadrature
{
    private readonly LaplaceApproximation laplace;
    private readonly HermiteRule rule;
    private readonly int[] starts;
    private readonly double[] z;
    private readonly double[] eta;
    private readonly double[] scores;
    private readonly double[] byNodeParameters;
    private readonly double[] exponents;
    private readonly double[] heights;
    private readonly double[] slopes;
    private readonly double[] mean;
    private readonly double[] moves;
    private readonly double[] extra;
    private readonly double[] work;
    private readonly double[] other;
    private readonly double[] third;
    private readonly double[] parameterSums;
    private double byLambda;

    /// <summary>Allocates the memory.</summary>
    /// <param name="laplace">The approximation, of given coefficients and observed information.</param>
    /// <param name="nodes">Number of nodes, K.</param>
    /// <exception cref="ArgumentException">The model has other than one term of one effect, or the approximation is another one.</exception>
    public AdaptiveQuadrature(LaplaceApproximation laplace, int nodes)
    {
        LaplaceRows rows = laplace.Rows;
        if (!IsPossible(rows) || laplace.CoefficientsAreUnknown)
        {
            throw new ArgumentException("Quadrature needs a model with one term of one effect, and given coefficients.", nameof(laplace));
        }

        this.laplace = laplace;
        rule = new HermiteRule(nodes);
        z = rows.Predictor.RandomColumn(0, 0).ToArray();
        starts = LevelStarts(rows.Predictor);
        int longest = 0, n = rows.Count, m = rows.ParameterCount;
        for (int run = 1; run < starts.Length; run++)
        {
            longest = Math.Max(longest, starts[run] - starts[run - 1]);
        }

        eta = new double[longest];
        scores = new double[nodes * longest];
        byNodeParameters = new double[nodes * m];
        (exponents, heights, slopes) = (new double[nodes], new double[nodes], new double[nodes]);
        (mean, moves, extra, work) = (new double[n], new double[n], new double[n], new double[n]);
        (other, third) = (new double[m == 0 ? 0 : n], new double[m == 0 ? 0 : n]);
        parameterSums = new double[m];
    }

    /// <summary>Whether a model has one term of one effect.</summary>
    /// <param name="rows">The model's rows.</param>
    public static bool IsPossible(LaplaceRows rows) => rows.Products.Terms.Count == 1 && rows.Products.Terms[0].Width == 1;

    /// <summary>Finds the modes and the log likelihood; −∞ where it is not defined.</summary>
    public double Evaluate()
    {
        if (!double.IsFinite(laplace.Evaluate()))
        {
            return double.NegativeInfinity;
        }

        LinearPredictor predictor = laplace.Rows.Predictor;
        laplace.Density.CurvatureSlopes(laplace.Rows.Response, laplace.Rows.Weights, laplace.Predictor, laplace.Parameters, work);
        parameterSums.AsSpan().Clear();
        double sum = 0, lambda = laplace.Lambda[0];
        byLambda = 0;
        for (int run = 0; run + 1 < starts.Length; run++)
        {
            int first = starts[run], count = starts[run + 1] - first, effect = predictor.FirstEffect(0, first);
            double information = 0;
            for (int i = first; i < first + count; i++)
            {
                information += laplace.Curvatures[i] * z[i] * z[i];
            }

            sum += EvaluateLevel(first, count, laplace.ScaledEffects[effect], lambda, information);
        }

        return sum;
    }

    /// <summary>The gradient after <see cref="Evaluate"/>.</summary>
    /// <param name="byFactor">Receives the derivative by λ, one number.</param>
    /// <param name="byParameters">Receives the derivatives by the family's parameters.</param>
    /// <param name="byBeta">Receives those by β.</param>
    public void ComputeGradient(Span<double> byFactor, Span<double> byParameters, Span<double> byBeta)
    {
        byFactor[0] = byLambda;
        LaplaceRows rows = laplace.Rows;
        for (int j = 0; j < byBeta.Length; j++)
        {
            byBeta[j] = TensorPrimitives.Dot(rows.Predictor.FixedColumn(j).Span, mean);
        }

        for (int k = 0; k < byParameters.Length; k++)
        {
            laplace.Density.ByParameter(k, rows.Response, rows.Weights, laplace.Predictor, laplace.Parameters, work, other, third);
            byParameters[k] = parameterSums[k] + TensorPrimitives.Dot<double>(moves, other) + TensorPrimitives.Dot<double>(extra, third);
        }
    }

    private double EvaluateLevel(int first, int count, double mode, double lambda, double information)
    {
        RowDensity density = laplace.Density;
        LaplaceRows rows = laplace.Rows;
        ReadOnlySpan<double> y = rows.Response.Slice(first, count), own = z.AsSpan(first, count);
        ReadOnlySpan<double> w = rows.Weights.IsEmpty ? [] : rows.Weights.Slice(first, count), centre = laplace.Predictor.Slice(first, count);
        int m = parameterSums.Length;
        double H = (lambda * lambda * information) + 1, scale = Math.Sqrt(2 / H), largest = double.NegativeInfinity;
        for (int k = 0; k < exponents.Length; k++)
        {
            double node = rule.Nodes[k], move = scale * node;
            Span<double> predictor = eta.AsSpan(0, count), score = scores.AsSpan(k * count, count);
            TensorPrimitives.MultiplyAdd(own, lambda * move, centre, predictor);
            double value = density.Evaluate(y, w, predictor, laplace.Parameters, score, byNodeParameters.AsSpan(k * m, m));
            double u = mode + move;
            heights[k] = u;
            exponents[k] = rule.LogWeights[k] + (node * node) + value - (0.5 * u * u);
            slopes[k] = TensorPrimitives.Dot(own, score);
            largest = Math.Max(largest, exponents[k]);
        }

        double total = 0;
        for (int k = 0; k < exponents.Length; k++)
        {
            exponents[k] = Math.Exp(exponents[k] - largest);
            total += exponents[k];
        }

        Span<double> means = mean.AsSpan(first, count);
        means.Clear();
        double a = 0, spread = 0;
        for (int k = 0; k < exponents.Length; k++)
        {
            double share = exponents[k] / total, slope = (lambda * slopes[k]) - heights[k];
            TensorPrimitives.MultiplyAdd(scores.AsSpan(k * count, count), share, means, means);
            for (int parameter = 0; parameter < m; parameter++)
            {
                parameterSums[parameter] += share * byNodeParameters[(k * m) + parameter];
            }

            byLambda += share * heights[k] * slopes[k];
            a += share * slope;
            spread += share * slope * scale * rule.Nodes[k];
        }

        double e = -0.5 * (1 + spread) / H, along = 0, score0 = TensorPrimitives.Dot(own, laplace.Scores.Slice(first, count));
        for (int i = 0; i < count; i++)
        {
            extra[first + i] = e * lambda * lambda * own[i] * own[i];
            along += own[i] * extra[first + i] * work[first + i];
        }

        double s = (a + (lambda * along)) / H;
        byLambda += (2 * e * lambda * information) + (s * score0);
        for (int i = 0; i < count; i++)
        {
            moves[first + i] = lambda * own[i] * s;
            double change = (extra[first + i] * work[first + i]) - (laplace.Curvatures[first + i] * moves[first + i]);
            mean[first + i] += change;
            byLambda += change * own[i] * mode;
        }

        return largest + Math.Log(total) - (0.5 * Math.Log(H)) - (0.5 * Math.Log(Math.PI));
    }

    /// <summary>Where each level's rows start, which lie side by side.</summary>
    private static int[] LevelStarts(LinearPredictor predictor)
    {
        List<int> found = [];
        for (int row = 0; row < predictor.Count; row++)
        {
            if (row == 0 || predictor.Level(0, row) != predictor.Level(0, row - 1))
            {
                found.Add(row);
            }
        }

        return [.. found, predictor.Count];
    }
}
