using System.Numerics.Tensors;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Densities.Groups;

// η = η₀ + A_j u_j, the rows of A_j those of a group's Z times Λ. The normal distribution N(m_j, S_j) with the least divergence to the density of u_j has
//     S_j⁻¹ = H_j = A_jᵀ E[W] A_j + I,   A_jᵀ E[ℓ'] = m_j,   expectations over η_i ~ N(η_i(m), v_i), v_i = a_iᵀ S_j a_i
// (Opper & Archambeau 2009). E[ℓ'] is by Gauss–Hermite quadrature, and E[W] = −E[x ℓ'(η + √v x)]/√v (Stein's identity), which a curvature in one narrow place
// cannot mislead, as it does the mode's. Steps m += H⁻¹g, g = A_jᵀ E[ℓ'] − m, no longer than two units of any row's η, begin at the mode, to which such steps
// with ℓ' and W themselves lead.

/// <summary>
/// For each group the normal distribution that is nearest to that of its effects given the other unknowns, all groups at once. Owns its memory. Not
/// thread-safe.
/// </summary>
internal sealed class GroupNormals
{
    /// <summary>The largest change of a row's η in a step.</summary>
    private const double LongestStep = 2;

    /// <summary>The most Newton steps to the modes, from where averaged steps begin.</summary>
    private const int MostModeSteps = 40;

    /// <summary>How many there are where the end is to be a smooth function.</summary>
    private const int SmoothModeSteps = 8;

    /// <summary>λ² = gᵀH⁻¹g of the group that is farthest from its mode at which these begin.</summary>
    private const double Near = 0.1;

    /// <summary>Averaged steps: what is computed around their end is right with any.</summary>
    private const int AveragedSteps = 3;

    /// <summary>Nodes of the quadrature.</summary>
    private const int Nodes = 5;

    /// <summary>Densities of a row that a search computes.</summary>
    public const int RowsAnEvaluation = 3 + (AveragedSteps * Nodes);

    /// <summary>Standard deviations of η below which E[W] is taken to be that at its mean.</summary>
    private const double Narrow = 1e-6;

    private readonly LaplaceRows rows;
    private readonly GroupBlocks blocks;
    private readonly RowDensity density;
    private readonly double[] eta;
    private readonly double[] scores;
    private readonly double[] curvatures;
    private readonly double[] spreads;
    private readonly double[] moved;
    private readonly double[] at;
    private readonly double[] byParameters;
    private readonly double[] nodes;
    private readonly double[] shares;
    private readonly bool[] hasArrived;

    public GroupNormals(LaplaceRows rows, GroupBlocks blocks)
    {
        this.rows = rows;
        this.blocks = blocks;
        density = rows.Density;
        int n = rows.Count, r = blocks.Width;
        (FixedPart, eta, scores, curvatures) = (new double[n], new double[n], new double[n], new double[n]);
        (spreads, moved, at, byParameters) = (new double[n], new double[n], new double[n], new double[rows.ParameterCount]);
        HermiteRule rule = new(Nodes);
        nodes = [.. rule.Nodes.ToArray().Select(x => Math.Sqrt(2) * x)];
        shares = [.. rule.LogWeights.ToArray().Select(log => Math.Exp(log) / Math.Sqrt(Math.PI))];
        Columns = [.. Enumerable.Range(0, r).Select(_ => new double[n])];
        hasArrived = new bool[blocks.Count];
        Effects = new double[blocks.Count * r];
        Factors = new double[blocks.Count * r * r];
    }

    /// <summary>η₀, n numbers: write it before a search.</summary>
    public double[] FixedPart { get; }

    /// <summary>The columns of ZΛ that belong to a group's effects, n numbers each.</summary>
    public double[][] Columns { get; }

    /// <summary>m, J × r by rows: before a search where it begins.</summary>
    public double[] Effects { get; }

    /// <summary>L_j, r × r by rows, one after the other.</summary>
    public double[] Factors { get; }

    /// <summary>Whether searches take the same number of steps everywhere, so that what they find is a smooth function of the unknowns.</summary>
    public bool IsSmooth { get; set; }

    /// <summary>Computes the columns of ZΛ.</summary>
    /// <param name="term">Which term.</param>
    /// <param name="lambda">Λ of the term, r × r by rows, lower triangular.</param>
    public void SetFactor(int term, ReadOnlySpan<double> lambda)
    {
        int first = blocks.TermOffsets[term], r = rows.Products.Terms[term].Width;
        for (int c = 0; c < r; c++)
        {
            double[] column = Columns[first + c];
            TensorPrimitives.Multiply(blocks.Columns[first + c], lambda[(c * r) + c], column);
            for (int e = c + 1; e < r; e++)
            {
                TensorPrimitives.MultiplyAdd(blocks.Columns[first + e], lambda[(e * r) + c], column, column);
            }
        }
    }

    /// <summary>Finds the distributions.</summary>
    /// <param name="parameters">The family's parameters.</param>
    /// <returns>Whether they can be computed.</returns>
    public bool Find(ReadOnlySpan<double> parameters)
    {
        double largest = double.PositiveInfinity;
        hasArrived.AsSpan().Clear();
        for (int step = 0; step < (IsSmooth ? SmoothModeSteps : MostModeSteps) && (IsSmooth || largest > Near); step++)
        {
            ComputePredictor();
            density.EvaluateCurvature(rows.Response, rows.Weights, eta, parameters, scores, curvatures);
            largest = StepAll();
        }

        for (int step = 0; step < AveragedSteps; step++)
        {
            hasArrived.AsSpan().Clear();
            ComputePredictor();
            Average(parameters);
            largest = StepAll();
        }

        return !double.IsNaN(largest);
    }

    /// <summary>A step of every group that has not arrived; returns the largest λ², NaN if one is.</summary>
    private double StepAll()
    {
        double largest = 0;
        for (int j = 0; j < blocks.Count; j++)
        {
            if (!hasArrived[j])
            {
                double decrement = Step(j);
                hasArrived[j] = !IsSmooth && decrement <= Near;
                largest = decrement <= largest ? largest : decrement;
            }
        }

        return largest;
    }

    /// <summary>E[ℓ'] and E[W] in the places of ℓ' and W.</summary>
    private void Average(ReadOnlySpan<double> parameters)
    {
        ComputeSpreads();
        scores.AsSpan().Clear();
        curvatures.AsSpan().Clear();
        for (int k = 0; k < Nodes; k++)
        {
            double x = nodes[k], share = shares[k];
            TensorPrimitives.MultiplyAdd(spreads, x, eta, moved);
            density.Evaluate(rows.Response, rows.Weights, moved, parameters, at, byParameters);
            TensorPrimitives.MultiplyAdd(at, share, scores, scores);
            TensorPrimitives.MultiplyAdd(at, -share * x, curvatures, curvatures);
        }

        for (int i = 0; i < spreads.Length; i++)
        {
            curvatures[i] = spreads[i] > Narrow ? curvatures[i] / spreads[i] : 0;
        }
    }

    /// <summary>√v.</summary>
    private void ComputeSpreads()
    {
        int r = blocks.Width;
        Span<double> x = stackalloc double[GroupBlocks.MostEffects];
        for (int j = 0; j < blocks.Count; j++)
        {
            ReadOnlySpan<double> L = Factors.AsSpan(j * r * r, r * r);
            for (int i = blocks.RowStarts[j]; i < blocks.RowStarts[j + 1]; i++)
            {
                double sum = 0;
                for (int c = 0; c < r; c++)
                {
                    double y = Columns[c][i];
                    for (int e = 0; e < c; e++)
                    {
                        y -= L[(c * r) + e] * x[e];
                    }

                    x[c] = y / L[(c * r) + c];
                    sum += x[c] * x[c];
                }

                spreads[i] = Math.Sqrt(sum);
            }
        }
    }

    /// <summary>Where a group's points lie: c = m + L⁻ᵀt and F = L⁻ᵀT.</summary>
    /// <param name="group">Which group.</param>
    /// <param name="shapes">t and T.</param>
    /// <param name="center">Receives c, r numbers.</param>
    /// <param name="F">Receives F, r × r by rows.</param>
    /// <returns>−log|F|.</returns>
    public double Transform(int group, GroupShapes shapes, Span<double> center, Span<double> F)
    {
        int r = blocks.Width;
        ReadOnlySpan<double> L = Factors.AsSpan(group * r * r, r * r), T = shapes.Factors.AsSpan(group * r * r, r * r), t = shapes.Offsets.AsSpan(group * r, r);
        t.CopyTo(center);
        T.CopyTo(F);
        SmallCholesky.SolveUpper(L, r, center);
        SmallTriangular.SolveTransposed(L, F, r);
        double log = 0;
        for (int c = 0; c < r; c++)
        {
            center[c] += Effects[(group * r) + c];
            log += Math.Log(L[(c * r) + c] / T[(c * r) + c]);
        }

        return log;
    }

    /// <summary>The t and T with which c and FFᵀ are given means and covariances; those of a group for which they cannot be computed stay 0 and I.</summary>
    /// <param name="means">J × r numbers.</param>
    /// <param name="covariances">J × r × r numbers.</param>
    public GroupShapes FitShapes(double[] means, double[] covariances)
    {
        int r = blocks.Width;
        GroupShapes shapes = GroupShapes.Of(blocks, 1);
        double[] S = new double[r * r];
        for (int j = 0; j < blocks.Count; j++)
        {
            // LᵀSL = TTᵀ.
            double[] L = Factors[(j * r * r)..((j + 1) * r * r)];
            for (int c = 0; c < r; c++)
            {
                for (int d = 0; d < r; d++)
                {
                    double sum = 0;
                    for (int a = c; a < r; a++)
                    {
                        for (int b = d; b < r; b++)
                        {
                            sum += L[(a * r) + c] * covariances[(j * r * r) + (a * r) + b] * L[(b * r) + d];
                        }
                    }

                    S[(c * r) + d] = sum;
                }
            }

            double[] t = [.. means.AsSpan(j * r, r)];
            TensorPrimitives.Subtract<double>(t, Effects.AsSpan(j * r, r), t);
            SmallTriangular.MultiplyTransposed(L, t, t);
            if (ReferenceSearch.CholeskyOf(S, r) is { } T && Array.TrueForAll(t, double.IsFinite) && Array.TrueForAll(T, double.IsFinite))
            {
                T.CopyTo(shapes.Factors, j * r * r);
                t.CopyTo(shapes.Offsets, j * r);
            }
        }

        return shapes;
    }

    private void ComputePredictor()
    {
        int r = blocks.Width;
        ReadOnlySpan<int> starts = blocks.RowStarts;
        for (int c = 0; c < r; c++)
        {
            double[] column = Columns[c], from = c == 0 ? FixedPart : eta;
            for (int j = 0; j < starts.Length - 1; j++)
            {
                double u = Effects[(j * r) + c];
                for (int i = starts[j]; i < starts[j + 1]; i++)
                {
                    eta[i] = from[i] + (column[i] * u);
                }
            }
        }
    }

    /// <summary>One step of a group; returns λ². The factor is that where the step began.</summary>
    private double Step(int group)
    {
        int r = blocks.Width, first = blocks.RowStarts[group], end = blocks.RowStarts[group + 1];
        Span<double> u = Effects.AsSpan(group * r, r), L = Factors.AsSpan(group * r * r, r * r);
        Span<double> g = stackalloc double[GroupBlocks.MostEffects];
        g = g[..r];
        for (int c = 0; c < r; c++)
        {
            double[] column = Columns[c];
            double score = -u[c];
            for (int i = first; i < end; i++)
            {
                score += column[i] * scores[i];
            }

            g[c] = score;
            for (int d = 0; d <= c; d++)
            {
                double[] other = Columns[d];
                double sum = c == d ? 1 : 0;
                for (int i = first; i < end; i++)
                {
                    sum += column[i] * other[i] * Math.Max(0, curvatures[i]);
                }

                L[(c * r) + d] = sum;
            }
        }

        if (!SmallCholesky.TryFactor(L, r))
        {
            u.Fill(double.NaN);
            return double.NaN;
        }

        SmallCholesky.SolveLower(L, r, g);
        double decrement = TensorPrimitives.SumOfSquares<double>(g);
        SmallCholesky.SolveUpper(L, r, g);
        double longest = 0;
        for (int i = first; i < end; i++)
        {
            double change = 0;
            for (int c = 0; c < r; c++)
            {
                change += Columns[c][i] * g[c];
            }

            longest = Math.Max(longest, Math.Abs(change));
        }

        double part = longest > LongestStep ? LongestStep / longest : 1;
        for (int c = 0; c < r; c++)
        {
            u[c] += part * g[c];
        }

        return decrement;
    }
}
