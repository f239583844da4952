using System.Numerics.Tensors;
using BayesLmm.Design.Products;

namespace BayesLmm.Equations;

// In the notation of EffectsGivenVariances, a = (u, β) with the unknown coefficients β ~ N(m, P⁻¹), D = diag(I, P); P = 0 where the prior is flat:
//     Q = τAᵀA + D     h = τAᵀy + D(0, m)     â = Q⁻¹h     a | y ~ N(â, Q⁻¹)
// At â, with the scores s:  τΛᵀZᵀ(y − Aâ) = û  and  τXᵀ(y − Aâ) = P(β̂ − m) = s,  so that  τ‖y − Aâ‖² = τyᵀy − τâᵀAᵀy − ûᵀû − β̂ᵀs.

/// <summary>
/// The distribution of all unknowns at once, by one factorisation: means, scores, squares, log-determinant, variances and draws. Coefficients have normal or
/// flat priors, or are known. Write <see cref="EffectsGivenVariances.Lambda"/>, <see cref="Precision"/>, <see cref="Location"/> and <see cref="Known"/>, then
/// solve.
/// </summary>
internal sealed class JointEffectsGivenVariances : EffectsGivenVariances
{
    private readonly AdjustedResponse response;
    private readonly int[] unknown;
    private readonly int[] knownColumns;
    private readonly double[] known;
    private readonly double[] precision;
    private readonly double[] location;
    private readonly double[] rightHandSide;
    private readonly double[] solution;
    private readonly double[] effects;
    private readonly double[] scores;
    private readonly double[] pulls;
    private readonly double[] variances;
    private double tau;

    /// <summary>Allocates the memory.</summary>
    /// <param name="equations">The equations of the effects and of the coefficients that are unknown.</param>
    /// <param name="threads">How many threads may share a factorisation.</param>
    public JointEffectsGivenVariances(MixedModelEquations equations, int threads = 1)
        : base(equations, threads)
    {
        CrossProducts products = equations.Products;
        response = new AdjustedResponse(products);
        unknown = [.. equations.FixedColumns];
        knownColumns = [.. Enumerable.Range(0, products.FixedCount).Except(unknown)];
        known = new double[products.FixedCount];
        precision = new double[unknown.Length];
        location = new double[unknown.Length];
        rightHandSide = new double[equations.Order];
        solution = new double[equations.Order];
        effects = new double[products.EffectCount];
        scores = new double[unknown.Length];
        pulls = new double[unknown.Length];
        variances = new double[unknown.Length];
    }

    /// <summary>Number of unknowns: effects, then coefficients.</summary>
    public int Order => solution.Length;

    /// <summary>Which columns of X have unknown coefficients, ascending.</summary>
    public ReadOnlySpan<int> Unknown => unknown;

    /// <summary>Which columns of X have known coefficients, ascending.</summary>
    public ReadOnlySpan<int> KnownColumns => knownColumns;

    /// <summary>The coefficients that are known, at their places among all p; 0 for the unknown. They count from <see cref="SubtractKnown"/> on.</summary>
    public Span<double> Known => known;

    /// <summary>P: prior precisions of the unknown coefficients; 0 for a flat prior.</summary>
    public Span<double> Precision => precision;

    /// <summary>m: their prior means.</summary>
    public Span<double> Location => location;

    /// <summary>â = (û, β̂).</summary>
    public ReadOnlySpan<double> Means => solution;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> ScaledEffects => solution.AsSpan(0, effects.Length);

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Beta => solution.AsSpan(effects.Length);

    /// <summary>b̂ = Λû.</summary>
    public ReadOnlySpan<double> Effects => effects;

    /// <summary>s, after <see cref="ComputeScores"/> or <see cref="ComputeScoresOfData"/>.</summary>
    public ReadOnlySpan<double> Scores => scores;

    /// <summary>P(β̂ − m)², after <see cref="ComputeScores"/>.</summary>
    public ReadOnlySpan<double> Pulls => pulls;

    /// <summary>The variances of β, after <see cref="ComputeInverse"/>.</summary>
    public ReadOnlySpan<double> Variances => variances;

    /// <summary>Takes other data with the same levels in the same rows, less what the known coefficients explain.</summary>
    public void Use(CrossProducts other)
    {
        System.Use(other);
        response.Use(other);
        SubtractFrom(response);
    }

    /// <summary>y less what the known coefficients explain.</summary>
    public void SubtractKnown()
    {
        response.Reset();
        SubtractFrom(response);
    }

    /// <summary>Factors Q alone. False when it is not positive definite to working precision.</summary>
    public bool TryFactor(double tau) => System.TryFactor(Lambda, tau, precision);

    /// <summary>Factors Q and solves for the means. False when Q is not positive definite to working precision.</summary>
    /// <param name="tau">τ.</param>
    public bool TrySolve(double tau) => TrySolve(tau, response.Zy, response.Xy);

    /// <summary>The same with products with y that were computed elsewhere.</summary>
    /// <param name="tau">τ.</param>
    /// <param name="zy">Zᵀy, q numbers.</param>
    /// <param name="xy">Xᵀy, p numbers.</param>
    public bool TrySolve(double tau, ReadOnlySpan<double> zy, ReadOnlySpan<double> xy)
    {
        this.tau = tau;
        if (!TryFactor(tau))
        {
            return false;
        }

        int q = effects.Length;
        System.Layout.MultiplyTransposed(Lambda, zy, tau, rightHandSide);
        for (int j = 0; j < unknown.Length; j++)
        {
            rightHandSide[q + j] = (tau * xy[unknown[j]]) + (precision[j] * location[j]);
        }

        rightHandSide.CopyTo(solution, 0);
        System.Factor.Solve(solution);
        CopyEffects(effects);
        return true;
    }

    /// <summary>xᵀ(y − Xβ − Zb) for a column of X, known or not.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="beta">The unknown coefficients.</param>
    /// <param name="b">b.</param>
    public double ResidualProduct(int column, ReadOnlySpan<double> beta, ReadOnlySpan<double> b) => response.ResidualProduct(column, unknown, beta, b);

    /// <summary>The scores computed from the data, τxᵀ(y − Aâ); 0 for flat priors.</summary>
    public void ComputeScoresOfData()
    {
        for (int j = 0; j < scores.Length; j++)
        {
            scores[j] = precision[j] == 0 ? 0 : tau * ResidualProduct(unknown[j], Beta, effects);
        }
    }

    /// <summary>
    /// The scores, and the pulls of the priors, computed from the side that loses fewer digits; 0 for flat priors. If the prior is tighter than the column's
    /// data, β̂ − m is only rounding, and the score comes from the data; if it is vaguer, what cancellation leaves of the data's score would be divided by P,
    /// and the score comes from the prior.
    /// </summary>
    public void ComputeScores()
    {
        int p = Products.FixedCount;
        ReadOnlySpan<double> xx = Products.Fixed.Xx.Span, beta = Beta;
        for (int j = 0; j < scores.Length; j++)
        {
            int column = unknown[j];
            if (precision[j] > tau * xx[(column * p) + column])
            {
                scores[j] = tau * ResidualProduct(column, beta, effects);
                pulls[j] = scores[j] * scores[j] / precision[j];
                continue;
            }

            double distance = beta[j] - location[j];
            scores[j] = precision[j] * distance;
            pulls[j] = scores[j] * distance;
        }
    }

    /// <summary>The exponent of p(y, â), τ‖y − Aâ‖² + ûᵀû + (β̂ − m)ᵀP(β̂ − m), after <see cref="ComputeScores"/>.</summary>
    /// <param name="penalty">The part that is not of the residuals: ûᵀû + (β̂ − m)ᵀP(β̂ − m).</param>
    public double Exponent(out double penalty)
    {
        int q = effects.Length;
        double exponent = tau * response.Yy;
        penalty = 0;
        for (int i = 0; i < q; i++)
        {
            exponent -= rightHandSide[i] * solution[i];
            penalty += solution[i] * solution[i];
        }

        for (int j = 0; j < unknown.Length; j++)
        {
            double beta = solution[q + j];
            exponent -= tau * response.Xy[unknown[j]] * beta;
            if (precision[j] != 0)
            {
                exponent += pulls[j] - (beta * scores[j]);
                penalty += pulls[j];
            }
        }

        return exponent;
    }

    /// <summary>τ‖y − Aâ‖², after <see cref="ComputeScoresOfData"/>.</summary>
    public double ResidualSquares()
    {
        int q = effects.Length;
        double squares = tau * response.Yy;
        for (int i = 0; i < q; i++)
        {
            squares -= (rightHandSide[i] + solution[i]) * solution[i];
        }

        for (int j = 0; j < unknown.Length; j++)
        {
            squares -= solution[q + j] * ((tau * response.Xy[unknown[j]]) + scores[j]);
        }

        return Math.Max(0, squares);
    }

    /// <summary>Q⁻¹ on the pattern of its factor, and the coefficients' variances.</summary>
    public void ComputeInverse()
    {
        System.ComputeInverse();
        ReadOnlySpan<int> starts = System.Equations.Structure.Pattern.ColumnStarts, places = System.Inverse.Places;
        for (int j = 0; j < unknown.Length; j++)
        {
            variances[j] = System.Inverse.Values[places[starts[effects.Length + j]]];
        }
    }

    /// <summary>tr(I − Q⁻¹D) = τ tr(AᵀA Q⁻¹): the number of unknowns that the data determine; after <see cref="ComputeInverse"/>.</summary>
    public double DeterminedCount()
    {
        ReadOnlySpan<double> V = System.Inverse.Values;
        ReadOnlySpan<int> starts = System.Equations.Structure.Pattern.ColumnStarts, places = System.Inverse.Places;
        double trace = 0;
        for (int i = 0; i < effects.Length; i++)
        {
            trace += 1 - V[places[starts[i]]];
        }

        for (int j = 0; j < unknown.Length; j++)
        {
            trace += 1 - (precision[j] * variances[j]);
        }

        return trace;
    }

    /// <summary>A draw: â + L⁻ᵀz, which has covariance (LLᵀ)⁻¹ = Q⁻¹.</summary>
    /// <param name="normals">z; on return the draw's distance from the means, δ = L⁻ᵀz.</param>
    /// <param name="b">Receives b, q numbers.</param>
    /// <param name="beta">Receives the unknown coefficients.</param>
    public void Draw(Span<double> normals, Span<double> b, Span<double> beta)
    {
        int q = effects.Length;
        System.Factor.SolveUpper(normals);
        TensorPrimitives.Add(solution.AsSpan(0, q), normals[..q], b);
        TensorPrimitives.Add(solution.AsSpan(q), normals[q..], beta);
        System.Layout.Multiply(Lambda, b);
    }

    /// <summary>
    /// What a draw adds to τ‖y − Aâ‖²: −2 (û, s)ᵀδ + zᵀz − δᵀDδ, because δᵀQδ = zᵀz; no product with A is needed. After <see cref="ComputeScoresOfData"/>.
    /// </summary>
    /// <param name="squares">τ‖y − Aâ‖² + zᵀz.</param>
    /// <param name="delta">δ.</param>
    /// <returns>τ‖y − Aa‖².</returns>
    public double SquaresAt(double squares, ReadOnlySpan<double> delta)
    {
        int q = effects.Length;
        for (int i = 0; i < q; i++)
        {
            squares -= delta[i] * ((2 * solution[i]) + delta[i]);
        }

        for (int j = 0; j < unknown.Length; j++)
        {
            squares -= delta[q + j] * ((2 * scores[j]) + (precision[j] * delta[q + j]));
        }

        return Math.Max(0, squares);
    }

    /// <summary>All p coefficients, known ones included.</summary>
    /// <param name="beta">The unknown ones.</param>
    /// <param name="coefficients">Receives p numbers.</param>
    public void Assemble(ReadOnlySpan<double> beta, Span<double> coefficients)
    {
        known.CopyTo(coefficients);
        for (int j = 0; j < unknown.Length; j++)
        {
            coefficients[unknown[j]] = beta[j];
        }
    }

    private void SubtractFrom(AdjustedResponse response)
    {
        foreach (int column in knownColumns)
        {
            response.Subtract(column, known[column]);
        }
    }
}
