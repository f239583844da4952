using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Models.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

// q(u, β) = N(â, Q⁻¹), b_kj = Λ_k u_kj, Λ_kΛ_kᵀ = (E P_k)⁻¹, Q = E[τ] AᵀA + diag(I, D), h = E[τ] Aᵀy + D(0, m): the scaled effects keep Q regular where a variance is near 0.
// E‖y − Aa‖² = ‖y − Aâ‖² + tr(AᵀA Q⁻¹), and E[τ] tr(AᵀA Q⁻¹) = tr(I − Q⁻¹ diag(I, D)) needs the diagonal of Q⁻¹ only.

/// <summary>The step of the coefficients and group effects: their joint normal distribution given expected precisions, and the expected squares that the other messages need. Owns its memory.</summary>
internal sealed class EffectsStep
{
    private CrossProducts products;
    private readonly AdjustedResponse response;
    private readonly MixedModelSystem system;
    private readonly int[] unknown;
    private readonly double[] solution;
    private readonly double[] rightHandSide;
    private readonly double[] effects;
    private readonly double[] variances;
    private readonly double[] scores;
    private readonly double[][] moments;
    private readonly double[] lambda;
    private readonly double[] precision;
    private readonly double[] location;

    /// <summary>Makes the memory.</summary>
    /// <param name="products">The data.</param>
    /// <param name="equations">The mixed model equations of the effects and of the coefficients that are not constant.</param>
    /// <param name="constants">For each column of X the constant value of its coefficient on the model's scale, or NaN.</param>
    /// <param name="threads">How many threads may share a factorisation.</param>
    public EffectsStep(CrossProducts products, MixedModelEquations equations, ReadOnlySpan<double> constants, int threads)
    {
        this.products = products;
        system = new MixedModelSystem(equations, threads);
        unknown = [.. equations.FixedColumns];
        response = new AdjustedResponse(products);
        Constants = new double[constants.Length];
        for (int j = 0; j < constants.Length; j++)
        {
            Constants[j] = double.IsNaN(constants[j]) ? 0 : constants[j] - products.Fixed.Reference[j];
        }

        SubtractConstants();

        solution = new double[equations.Order];
        rightHandSide = new double[equations.Order];
        effects = new double[products.EffectCount];
        variances = new double[unknown.Length];
        scores = new double[unknown.Length];
        moments = [.. products.Terms.Select(term => new double[term.Width * term.Width])];
        lambda = new double[system.Layout.Length];
        precision = new double[unknown.Length];
        location = new double[unknown.Length];
    }

    /// <summary>Which columns of X have unknown coefficients.</summary>
    public ReadOnlySpan<int> Unknown => unknown;

    /// <summary>For each column of X the value of a constant coefficient, in the coordinates of the cross-products; 0 for the unknown.</summary>
    public double[] Constants { get; }

    /// <summary>The factors Λ_k, to be written before <see cref="TryRun"/>.</summary>
    public Span<double> Lambda(int term) => system.Layout.Of(term, lambda.AsSpan());

    /// <summary>D: the prior precisions of the unknown coefficients, to be written before <see cref="TryRun"/>; 0 for a flat prior.</summary>
    public Span<double> Precision => precision;

    /// <summary>m: their prior means, in the coordinates of the cross-products, to be written before <see cref="TryRun"/>.</summary>
    public Span<double> Location => location;

    /// <summary>E‖y − Aa‖².</summary>
    public double ResidualSquares { get; private set; }

    /// <summary>The factored system.</summary>
    public MixedModelSystem System => system;

    /// <summary>β̂ of the unknown coefficients, in the coordinates of the cross-products.</summary>
    public ReadOnlySpan<double> Beta => solution.AsSpan(products.EffectCount);

    /// <summary>Their variances.</summary>
    public ReadOnlySpan<double> BetaVariances => variances;

    /// <summary>b̂.</summary>
    public ReadOnlySpan<double> Effects => effects;

    /// <summary>E Σ_j b_kj b_kjᵀ, r × r by rows.</summary>
    public ReadOnlySpan<double> Moments(int term) => moments[term];

    /// <summary>The entropy of q(b, β): ½ (D + D log 2π − log|Q|) + Σ J_k log|Λ_k|.</summary>
    public double Entropy
    {
        get
        {
            double entropy = (0.5 * solution.Length * (1 + NormalConstants.Log2Pi)) - (0.5 * system.Factor.LogDeterminant());
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

        system.ComputeInverse();
        ReadOnlySpan<int> starts = system.Equations.Structure.Pattern.ColumnStarts, places = system.Inverse.Places;
        for (int j = 0; j < unknown.Length; j++)
        {
            variances[j] = system.Inverse.Values[places[starts[products.EffectCount + j]]];
        }

        CollectMoments(tau);
        return true;
    }

    /// <summary>Computes the factor and the means alone: all that <see cref="Draw"/> needs, at about a third of the cost. False when Q is not positive definite to working precision.</summary>
    /// <param name="tau">τ.</param>
    public bool TrySolve(double tau)
    {
        if (!system.TryFactor(lambda, tau, precision))
        {
            return false;
        }

        int q = products.EffectCount;
        system.Layout.MultiplyTransposed(lambda, response.Zy, tau, rightHandSide);
        for (int j = 0; j < unknown.Length; j++)
        {
            rightHandSide[q + j] = (tau * response.Xy[unknown[j]]) + (precision[j] * location[j]);
        }

        rightHandSide.CopyTo(solution, 0);
        system.Factor.Solve(solution);
        solution.AsSpan(0, q).CopyTo(effects);
        system.Layout.Multiply(lambda, effects);
        for (int j = 0; j < unknown.Length; j++)
        {
            scores[j] = precision[j] == 0 ? 0 : tau * response.ResidualProduct(unknown[j], unknown, Beta, effects);
        }

        return true;
    }

    /// <summary>
    /// A draw from the distribution after <see cref="TrySolve"/>: a = â + δ, δ = L⁻ᵀz. Then τ‖y − Aa‖² = τ‖y − Aâ‖² − 2 (û, s)ᵀδ + zᵀz − δᵀ diag(I, D) δ, because δᵀQδ = zᵀz: no product with A is needed.
    /// </summary>
    /// <param name="tau">τ.</param>
    /// <param name="normals">z, as many as there are unknowns; overwritten.</param>
    /// <param name="b">Receives the effects.</param>
    /// <param name="beta">Receives the unknown coefficients, in the coordinates of the cross-products.</param>
    /// <returns>‖y − Aa‖².</returns>
    public double Draw(double tau, Span<double> normals, Span<double> b, Span<double> beta)
    {
        int q = products.EffectCount;
        double squares = SquaresAtMeans(tau) + TensorPrimitives.SumOfSquares<double>(normals);
        system.Factor.SolveUpper(normals);
        for (int i = 0; i < q; i++)
        {
            squares -= normals[i] * ((2 * solution[i]) + normals[i]);
            b[i] = solution[i] + normals[i];
        }

        for (int j = 0; j < unknown.Length; j++)
        {
            double delta = normals[q + j];
            squares -= delta * ((2 * scores[j]) + (precision[j] * delta));
            beta[j] = solution[q + j] + delta;
        }

        system.Layout.Multiply(lambda, b);
        return Math.Max(0, squares) / tau;
    }

    /// <summary>(û, β̂), after <see cref="TrySolve"/>.</summary>
    public void CopySolution(Span<double> unknowns) => solution.CopyTo(unknowns);

    /// <summary>Zᵀ(y − Xβ − Zb), where <see cref="Constants"/> are part of β.</summary>
    /// <param name="coefficients">β, all of them, in the coordinates of the cross-products.</param>
    /// <param name="b">b.</param>
    /// <param name="score">Receives q numbers.</param>
    public void Score(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> b, Span<double> score)
    {
        score.Clear();
        system.AddProducts(b, score);
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
        squares = products.Fixed.Xx[(unknown[j] * products.FixedCount) + unknown[j]];
        return response.ResidualProduct(unknown[j], unknown, beta, b);
    }

    /// <summary>Takes other data with the same levels in the same rows.</summary>
    public void Reweight(CrossProducts other)
    {
        products = other;
        system.Use(other);
        response.Use(other);
        SubtractConstants();
    }

    private void SubtractConstants()
    {
        for (int j = 0; j < Constants.Length; j++)
        {
            if (Constants[j] != 0)
            {
                response.Subtract(j, Constants[j]);
            }
        }
    }

    /// <summary>(β − m)² expected, for an unknown coefficient: from the data's side where the prior is tighter than they are, because there β̂ − m is all rounding; where it is vague, the score is.</summary>
    public double ExpectedSquare(int j)
    {
        double distance = precision[j] * variances[j] > 0.5 ? scores[j] / precision[j] : solution[products.EffectCount + j] - location[j];
        return (distance * distance) + variances[j];
    }

    /// <summary>The joint distribution as it stands, with memory of its own except for the system, which the caller gives away.</summary>
    public JointEffects Marginal() => new(system, lambda, effects, Beta, Constants);

    /// <summary>
    /// τ‖y − Aâ‖². At â, τZ̃ᵀ(y − Aâ) = û and τXᵀ(y − Aâ) = D(β̂ − m) =: s, so that τ‖y − Aâ‖² = τyᵀy − τâᵀAᵀy − ûᵀû − β̂ᵀs.
    /// </summary>
    private double SquaresAtMeans(double tau)
    {
        int q = products.EffectCount;
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

    private void CollectMoments(double tau)
    {
        double squares = SquaresAtMeans(tau), trace = 0;
        for (int j = 0; j < unknown.Length; j++)
        {
            trace += 1 - (precision[j] * variances[j]);
        }

        for (int k = 0; k < moments.Length; k++)
        {
            TermShape term = products.Terms[k];
            int r = term.Width;
            Span<double> W = moments[k];
            system.SumLevelMoments(k, solution, W);
            for (int i = 0; i < r; i++)
            {
                trace -= W[(i * r) + i];
            }

            for (int i = term.FirstEffect; i < term.FirstEffectOf(term.LevelCount); i++)
            {
                trace += solution[i] * solution[i];
            }

            for (int i = 0; i < r; i++)
            {
                W[(i * r) + i] += term.LevelCount;
            }

            Sandwich(Lambda(k), W, r);
        }

        ResidualSquares = (squares + trace) / tau;
    }

    /// <summary>W ← Λ W Λᵀ.</summary>
    private static void Sandwich(ReadOnlySpan<double> L, Span<double> W, int r)
    {
        for (int column = 0; column < r; column++)
        {
            for (int i = r - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += L[(i * r) + m] * W[(m * r) + column];
                }

                W[(i * r) + column] = sum;
            }
        }

        for (int row = 0; row < r; row++)
        {
            for (int i = r - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += L[(i * r) + m] * W[(row * r) + m];
                }

                W[(row * r) + i] = sum;
            }
        }
    }
}
