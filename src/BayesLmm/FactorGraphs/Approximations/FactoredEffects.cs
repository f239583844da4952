using BayesLmm.Design;
using BayesLmm.Models.Equations;

namespace BayesLmm.FactorGraphs.Approximations;

/// <summary>q(β, b) by a factored system of mixed model equations in scaled effects u, b = Λu: never a dense matrix.</summary>
internal sealed class FactoredEffects : EffectsMarginal
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
    public FactoredEffects(MixedModelSystem system, ReadOnlySpan<double> lambda, ReadOnlySpan<double> effects, ReadOnlySpan<double> beta, ReadOnlySpan<double> constants)
    {
        CrossProducts products = system.Equations.Products;
        int q = products.EffectCount;
        this.system = system;
        this.lambda = [.. lambda];
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
                WriteVariances(L, term.Width, V, starts[(term.FirstEffect + (level * term.Width))..], at, variances.AsSpan(term.FirstEffect + (level * term.Width), term.Width));
            }
        }
    }

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

    /// <summary>The diagonal of Λ V_jj Λᵀ for one level; below the diagonal of a level's column of V its own rows come first.</summary>
    private static void WriteVariances(ReadOnlySpan<double> L, int r, ReadOnlySpan<double> V, ReadOnlySpan<int> starts, ReadOnlySpan<int> places, Span<double> result)
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
