using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Estimation;

namespace BayesLmm.Agreement;

// Notation of RemlCriterion. Sums that cancel have rounding errors of ε times what was summed: |δQ_ij| ≤ γ √(m_i m_j) with m_i = (Σ_k |Λ_ki| √(ZᵀZ)_kk)² + 1,
// |δS_ij| ≤ γ √(XX_ii XX_jj), Cholesky's algorithm adding the same (Higham 2002, th. 10.3), and to first order
//     |δ log|Q|| ≤ γ Σ_i m_i [Q⁻¹]_ii     |δ log|S|| ≤ γ (Σ_j XX_jj [S⁻¹]_jj + Σ_i m_i [F S⁻¹ Fᵀ]_ii)     |δ r²| ≤ γ (yy + Σ_j XX_jj β_j² + Σ_i m_i u_i²)
// In a well-conditioned model m_i [Q⁻¹]_ii and the like are of order 1, and the bound is γ times the number of unknowns and rows.

/// <summary>How far two computations of the restricted likelihood may differ because they are made in doubles.</summary>
internal static class IdentityRounding
{
    /// <summary>γ: the double's unit times what sums and factorisations of the models of this software lose beyond it.</summary>
    private const double Unit = 64 * 2.220446049250313e-16;

    /// <summary>The largest difference of log densities that rounding explains, to first order.</summary>
    /// <param name="criterion">The criterion, just evaluated.</param>
    /// <param name="sigma">The residual standard deviation at which it was.</param>
    public static double Bound(RemlCriterion criterion, double sigma)
    {
        CrossProducts products = criterion.Products;
        int p = products.FixedCount, q = products.EffectCount;
        double[] sizes = Sizes(criterion), Sinverse = criterion.Given.UnscaledCovariance(), row = new double[p];
        double determinants = 0, squares = products.Fixed.Yy;
        ReadOnlySpan<double> xx = products.Fixed.Xx.Span, F = criterion.Given.SolvedX, u = criterion.Given.ScaledEffects;
        criterion.Given.System.ComputeInverse();
        InverseEntries entries = new(criterion.Given.System, new Lock());
        for (int i = 0; i < q; i++)
        {
            double inverse = entries[i, i];
            for (int j = 0; j < p; j++)
            {
                row[j] = F[(j * q) + i];
            }

            for (int j = 0; j < p; j++)
            {
                inverse += row[j] * TensorPrimitives.Dot<double>(Sinverse.AsSpan(j * p, p), row);
            }

            determinants += sizes[i] * inverse;
            squares += sizes[i] * u[i] * u[i];
        }

        for (int j = 0; j < p; j++)
        {
            determinants += xx[(j * p) + j] * Sinverse[(j * p) + j];
            squares += xx[(j * p) + j] * criterion.Given.Beta[j] * criterion.Given.Beta[j];
        }

        return Unit * (determinants + (squares / (sigma * sigma)));
    }

    /// <summary>m.</summary>
    private static double[] Sizes(RemlCriterion criterion)
    {
        CrossProducts products = criterion.Products;
        double[] sizes = new double[products.EffectCount];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            TermShape term = products.Terms[k];
            ReadOnlySpan<double> L = criterion.Factors.Of(k, criterion.Given.Lambda);
            for (int level = 0; level < term.LevelCount; level++)
            {
                ReadOnlySpan<double> block = products.Blocks.Values[products.Blocks.ValueStarts[products.Blocks.ColumnStarts[term.FirstLevel + level]]..];
                for (int c = 0; c < term.Width; c++)
                {
                    double size = 0;
                    for (int i = c; i < term.Width; i++)
                    {
                        size += Math.Abs(L[(i * term.Width) + c]) * Math.Sqrt(block[(i * term.Width) + i]);
                    }

                    sizes[term.FirstEffectOf(level) + c] = (size * size) + 1;
                }
            }
        }

        return sizes;
    }
}
