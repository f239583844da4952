using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;

namespace BayesLmm.FactorGraphs.Approximations;

// b_kj = Λ_k u_kj with Λ_k Λ_kᵀ = (E P_k)⁻¹, so that in (u, β), with τ = E τ and A = [ZΛ, X]:
//     q(u, β) = N(Q⁻¹h, Q⁻¹),   Q = τ AᵀA + diag(I, P),   h = τ Aᵀy + (0, P m)        P, m: prior precisions and means of β
// It is exact given the precisions, and the joint update of structured message passing.

/// <summary>
/// The joint normal distribution of coefficients and group effects given the means of all precisions: one sparse factorisation, whose cost does not depend on
/// the number of rows. Immutable to its users; draws and variances share the factor's memory and wait for each other.
/// </summary>
internal sealed class JointEffects : EffectsMarginal
{
    private readonly MixedModelSystem system;
    private readonly double[] lambda;
    private readonly int[] places;
    private readonly double[] means;
    private readonly double[] variances;
    private readonly Lock gate = new();

    /// <summary>Takes over a system that is factored and inverted.</summary>
    /// <param name="system">The system; not to be used for anything else afterwards.</param>
    /// <param name="lambda">The factors Λ_k of its last factorisation.</param>
    /// <param name="effects">b̂.</param>
    /// <param name="beta">β̂ of the unknown coefficients.</param>
    /// <param name="constants">For each column of X the value of a constant coefficient.</param>
    internal JointEffects(MixedModelSystem system, ReadOnlySpan<double> lambda, ReadOnlySpan<double> effects, ReadOnlySpan<double> beta,
        ReadOnlySpan<double> constants)
    {
        CrossProducts products = system.Equations.Products;
        int q = products.EffectCount;
        this.system = system;
        this.lambda = [.. lambda];
        LogDeterminant = system.Factor.LogDeterminant();
        places = [.. system.Equations.FixedColumns.Select(column => q + column)];
        means = [.. effects, .. constants];
        variances = new double[means.Length];
        ReadOnlySpan<int> starts = system.Equations.Structure.Pattern.ColumnStarts, at = system.Inverse.Places;
        ReadOnlySpan<double> V = system.Inverse.Values;
        for (int j = 0; j < places.Length; j++)
        {
            means[places[j]] = beta[j];
            variances[places[j]] = V[at[starts[q + j]]];
        }

        for (int k = 0; k < products.Terms.Count; k++)
        {
            TermShape term = products.Terms[k];
            ReadOnlySpan<double> L = system.Layout.Of(k, lambda);
            for (int level = 0; level < term.LevelCount; level++)
            {
                WriteVariances(L, term.Width, V, starts[term.FirstEffectOf(level)..], at, variances.AsSpan(term.FirstEffectOf(level), term.Width));
            }
        }
    }

    /// <summary>log |Q| in the coordinates (u, β): the entropy of q(b, β) is ½ D (1 + log 2π) − ½ log |Q| + Σ_k J_k log |Λ_k|.</summary>
    public double LogDeterminant { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Means => means;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Variances => variances;

    /// <inheritdoc/>
    public override void Draw(Span<double> normals, Span<double> draw)
    {
        int q = system.Equations.Products.EffectCount;
        Span<double> u = normals[..(q + places.Length)];
        lock (gate)
        {
            system.Factor.SolveUpper(u);   // L⁻ᵀ z has covariance (L Lᵀ)⁻¹ = Q⁻¹
        }

        system.Layout.Multiply(lambda, u[..q]);
        means.CopyTo(draw);
        for (int i = 0; i < q; i++)
        {
            draw[i] += u[i];
        }

        for (int j = 0; j < places.Length; j++)
        {
            draw[places[j]] += u[q + j];
        }
    }

    /// <inheritdoc/>
    public override double VarianceOf(ReadOnlySpan<double> weights)
    {
        // wᵀ Q⁻¹ w = |L⁻¹ w|², with Λᵀ w in place of the weights of the effects.
        int q = system.Equations.Products.EffectCount;
        double[] scaled = new double[q + places.Length];
        system.Layout.MultiplyTransposed(lambda, weights, 1, scaled);
        for (int j = 0; j < places.Length; j++)
        {
            scaled[q + j] = weights[places[j]];
        }

        lock (gate)
        {
            system.Factor.SolveLower(scaled);
        }

        return TensorPrimitives.SumOfSquares<double>(scaled);
    }

    /// <summary>The diagonal of Λ V_jj Λᵀ for one level; below the diagonal of a level's column of V its own rows come first.</summary>
    private static void WriteVariances(ReadOnlySpan<double> L, int r, ReadOnlySpan<double> V, ReadOnlySpan<int> starts, ReadOnlySpan<int> places,
        Span<double> result)
    {
        for (int i = 0; i < r; i++)
        {
            double sum = 0;
            for (int c = 0; c <= i; c++)
            {
                sum += L[(i * r) + c] * L[(i * r) + c] * V[places[starts[c]]];
                for (int row = c + 1; row <= i; row++)
                {
                    sum += 2 * L[(i * r) + c] * L[(i * r) + row] * V[places[starts[c] + row - c]];
                }
            }

            result[i] = sum;
        }
    }
}
