using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.FactorGraphs.Variational;

// q(u, β) = N(â, Q⁻¹) in the notation of JointEffectsGivenVariances, Λ_kΛ_kᵀ = (E P_k)⁻¹ and E[τ] in place of τ: the scaled effects keep Q regular where a
// variance is near 0. E‖y − Aa‖² = ‖y − Aâ‖² + tr(AᵀA Q⁻¹), and E[τ] tr(AᵀA Q⁻¹) = tr(I − Q⁻¹D) needs the diagonal of Q⁻¹ only.

/// <summary>
/// The step of the coefficients and group effects: their joint normal distribution given expected precisions, and the expected squares that the other messages
/// need. Owns its memory.
/// </summary>
internal sealed class EffectsStep
{
    private CrossProducts products;
    private readonly JointEffectsGivenVariances given;
    private readonly double[][] moments;

    /// <summary>Allocates the memory.</summary>
    /// <param name="products">The data.</param>
    /// <param name="equations">The mixed model equations of the effects and of the coefficients that are not constant.</param>
    /// <param name="constants">For each column of X the constant value of its coefficient on the model's scale, or NaN.</param>
    /// <param name="threads">How many threads may share a factorisation.</param>
    public EffectsStep(CrossProducts products, MixedModelEquations equations, ReadOnlySpan<double> constants, int threads)
    {
        this.products = products;
        given = new JointEffectsGivenVariances(equations, threads);
        foreach (int column in given.KnownColumns)
        {
            given.Known[column] = products.Fixed.Coordinates.Relative(column, constants[column]);
        }

        given.SubtractKnown();
        moments = [.. products.Terms.Select(term => new double[term.Width * term.Width])];
    }

    /// <summary>Which columns of X have unknown coefficients.</summary>
    public ReadOnlySpan<int> Unknown => given.Unknown;

    /// <summary>For each column of X the value of a constant coefficient, in the coordinates of the cross-products; 0 for the unknown.</summary>
    public ReadOnlySpan<double> Constants => given.Known;

    /// <summary>The factors Λ_k, to be written before <see cref="TryRun"/>.</summary>
    public Span<double> Lambda(int term) => given.System.Layout.Of(term, given.Lambda);

    /// <summary>D: the prior precisions of the unknown coefficients, to be written before <see cref="TryRun"/>; 0 for a flat prior.</summary>
    public Span<double> Precision => given.Precision;

    /// <summary>m: their prior means, in the coordinates of the cross-products, to be written before <see cref="TryRun"/>.</summary>
    public Span<double> Location => given.Location;

    /// <summary>E‖y − Aa‖².</summary>
    public double ResidualSquares { get; private set; }

    /// <summary>The factored system.</summary>
    public MixedModelSystem System => given.System;

    /// <summary>β̂ of the unknown coefficients, in the coordinates of the cross-products.</summary>
    public ReadOnlySpan<double> Beta => given.Beta;

    /// <summary>Their variances.</summary>
    public ReadOnlySpan<double> BetaVariances => given.Variances;

    /// <summary>b̂.</summary>
    public ReadOnlySpan<double> Effects => given.Effects;

    /// <summary>E Σ_j b_kj b_kjᵀ, r × r by rows.</summary>
    public ReadOnlySpan<double> Moments(int term) => moments[term];

    /// <summary>The entropy of q(b, β): ½ (D + D log 2π − log|Q|) + Σ J_k log|Λ_k|.</summary>
    public double Entropy
    {
        get
        {
            double entropy = (0.5 * given.Order * (1 + NormalConstants.Log2Pi)) - (0.5 * given.LogDeterminant);
            for (int k = 0; k < products.Terms.Count; k++)
            {
                int r = products.Terms[k].Width;
                ReadOnlySpan<double> L = Lambda(k);
                for (int i = 0; i < r; i++)
                {
                    entropy += products.Terms[k].LevelCount * Math.Log(L[(i * r) + i]);
                }
            }

            return entropy;
        }
    }

    /// <summary>Computes the distribution with its variances and the expected squares. False when Q is not positive definite to working precision.</summary>
    /// <param name="tau">E τ.</param>
    public bool TryRun(double tau)
    {
        if (!TrySolve(tau))
        {
            return false;
        }

        given.ComputeInverse();
        CollectMoments(tau);
        return true;
    }

    /// <summary>
    /// Computes the factor and the means alone: all that <see cref="Draw"/> needs, at about a third of the cost. False when Q is not positive definite to
    /// working precision.
    /// </summary>
    /// <param name="tau">τ.</param>
    public bool TrySolve(double tau)
    {
        if (!given.TrySolve(tau))
        {
            return false;
        }

        given.ComputeScoresOfData();
        return true;
    }

    /// <summary>A draw from the distribution after <see cref="TrySolve"/>.</summary>
    /// <param name="tau">τ.</param>
    /// <param name="normals">z, as many as there are unknowns; overwritten.</param>
    /// <param name="b">Receives the effects.</param>
    /// <param name="beta">Receives the unknown coefficients, in the coordinates of the cross-products.</param>
    /// <returns>‖y − Aa‖².</returns>
    public double Draw(double tau, Span<double> normals, Span<double> b, Span<double> beta)
    {
        double squares = given.ResidualSquares() + TensorPrimitives.SumOfSquares<double>(normals);
        given.Draw(normals, b, beta);
        return given.SquaresAt(squares, normals) / tau;
    }

    /// <summary>Zᵀ(y − Xβ − Zb), where <see cref="Constants"/> are part of β.</summary>
    /// <param name="coefficients">β, all of them, in the coordinates of the cross-products.</param>
    /// <param name="b">b.</param>
    /// <param name="score">Receives q numbers.</param>
    public void Score(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> b, Span<double> score)
    {
        score.Clear();
        given.System.AddProducts(b, score);
        int p = products.FixedCount;
        ReadOnlySpan<double> zx = products.ZX, zy = products.ZY;
        for (int i = 0; i < score.Length; i++)
        {
            double value = zy[i] - score[i];
            for (int j = 0; j < p; j++)
            {
                value -= zx[(i * p) + j] * coefficients[j];
            }

            score[i] = value;
        }
    }

    /// <summary>xᵀ(y − Xβ − Zb) for the column of an unknown coefficient; constants are part of β.</summary>
    /// <param name="j">Which of the unknown coefficients.</param>
    /// <param name="beta">The unknown coefficients, in the coordinates of the cross-products.</param>
    /// <param name="b">b.</param>
    /// <param name="squares">Receives xᵀx.</param>
    public double ColumnScore(int j, ReadOnlySpan<double> beta, ReadOnlySpan<double> b, out double squares)
    {
        int column = given.Unknown[j];
        squares = products.Fixed.Xx[(column * products.FixedCount) + column];
        return given.ResidualProduct(column, beta, b);
    }

    /// <summary>Takes other data with the same levels in the same rows.</summary>
    public void Reweight(CrossProducts other)
    {
        products = other;
        given.Use(other);
    }

    /// <summary>
    /// (β − m)² expected, for an unknown coefficient: computed from the data if the prior is tighter than they are, because β̂ − m is then only rounding; if
    /// the prior is vague, the score is.
    /// </summary>
    public double ExpectedSquare(int j)
    {
        double precision = given.Precision[j], variance = given.Variances[j];
        double distance = precision * variance > 0.5 ? given.Scores[j] / precision : given.Beta[j] - given.Location[j];
        return (distance * distance) + variance;
    }

    /// <summary>The joint distribution as it stands, with memory of its own except for the system, which the caller gives away.</summary>
    public JointEffects Marginal() => new(given.System, given.Lambda, given.Effects, given.Beta, given.Known);

    private void CollectMoments(double tau)
    {
        ReadOnlySpan<double> means = given.Means;
        double squares = given.ResidualSquares(), trace = 0;
        for (int j = 0; j < given.Unknown.Length; j++)
        {
            trace += 1 - (given.Precision[j] * given.Variances[j]);
        }

        for (int k = 0; k < moments.Length; k++)
        {
            TermShape term = products.Terms[k];
            int r = term.Width;
            Span<double> W = moments[k];
            given.System.SumLevelMoments(k, means, W);
            for (int i = 0; i < r; i++)
            {
                trace -= W[(i * r) + i];
            }

            for (int i = term.FirstEffect; i < term.FirstEffectOf(term.LevelCount); i++)
            {
                trace += means[i] * means[i];
            }

            for (int i = 0; i < r; i++)
            {
                W[(i * r) + i] += term.LevelCount;
            }

            SmallTriangular.Sandwich(Lambda(k), W, r);
        }

        ResidualSquares = (squares + trace) / tau;
    }
}
