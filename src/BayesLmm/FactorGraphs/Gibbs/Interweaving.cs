using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Gibbs;

// Given u = L⁻¹ b, Σ = L Lᵀ, the data depend on an entry of L linearly: L_ij + δ moves b_i by δ u_j, and the residual r by −δ v, v = Z_i u_j:
//     log p(δ | u, …) = −τ/2 (‖r‖² − 2δ vᵀr + δ² vᵀv) + log p(L + δ e_i e_jᵀ)
// A term's own levels do not occur together, so that vᵀv and what a move does to the term's Zᵀr need the diagonal blocks of ZᵀZ only.

/// <summary>
/// The second half of a sweep: the covariance matrices once more, now with the scaled effects u held in place of the effects b (interweaving, Yu &amp; Meng
/// 2011). If a variance is near 0, b and its variance restrain each other; u does not restrain it. Owns its memory.
/// </summary>
internal sealed class Interweaving
{
    private readonly double[] gradient;
    private readonly double[] scaled;
    private readonly double[] L;

    /// <summary>Allocates the memory for data of these sizes.</summary>
    public Interweaving(CrossProducts products)
    {
        gradient = new double[products.EffectCount];
        scaled = new double[products.EffectCount];
        int widest = products.Terms.Count == 0 ? 0 : products.Terms.Max(term => term.Width);
        L = new double[widest * widest];
    }

    /// <summary>Moves one term's covariance matrix and, with it, its effects.</summary>
    /// <param name="system">The system, for the products of the data at their current weights.</param>
    /// <param name="term">Which term.</param>
    /// <param name="draw">Its covariance matrix.</param>
    /// <param name="tau">τ.</param>
    /// <param name="score">Zᵀr for the present residual, q numbers; kept up to date for the term's own effects only.</param>
    /// <param name="effects">b; the term's are changed.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <returns>The change of ‖r‖².</returns>
    public double Run(MixedModelSystem system, int term, CovarianceDraw draw, double tau, ReadOnlySpan<double> score, Span<double> effects, RandomStream random)
    {
        CrossProducts products = system.Equations.Products;
        TermShape shape = products.Terms[term];
        int r = shape.Width;
        Span<double> factor = L.AsSpan(0, r * r);
        if (!draw.TryFactor(factor, r))
        {
            return 0;
        }

        Span<double> u = scaled.AsSpan(shape.FirstEffect, shape.LevelCount * r), own = gradient.AsSpan(shape.FirstEffect, shape.LevelCount * r),
            b = effects.Slice(shape.FirstEffect, shape.LevelCount * r);
        b.CopyTo(u);
        score.Slice(shape.FirstEffect, shape.LevelCount * r).CopyTo(own);
        for (int level = 0; level < shape.LevelCount; level++)
        {
            SmallCholesky.SolveLower(factor, r, u.Slice(level * r, r));
        }

        double changed = 0;
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                if (draw.IsFree(i, j))
                {
                    changed += Move(products, shape, draw, i, j, tau, random);
                }
            }
        }

        u.CopyTo(b);
        for (int level = 0; level < shape.LevelCount; level++)
        {
            Span<double> at = b.Slice(level * r, r);
            for (int i = r - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int j = 0; j <= i; j++)
                {
                    sum += factor[(i * r) + j] * at[j];
                }

                at[i] = sum;
            }
        }

        draw.Replace(factor);
        return changed;
    }

    /// <summary>One entry of L.</summary>
    private double Move(CrossProducts products, TermShape shape, CovarianceDraw draw, int i, int j, double tau, RandomStream random)
    {
        int r = shape.Width;
        LevelBlocks blocks = products.Blocks;
        double vr = 0, vv = 0;
        for (int level = 0; level < shape.LevelCount; level++)
        {
            int first = shape.FirstEffectOf(level);
            double u = scaled[first + j];
            vr += u * gradient[first + i];
            vv += u * u * blocks.Values[blocks.ValueStarts[blocks.ColumnStarts[shape.FirstLevel + level]] + (i * r) + i];
        }

        double[] factor = L;
        int place = (i * r) + j;
        double before = factor[place];
        double LogDensity(double value)
        {
            double delta = value - before;
            factor[place] = value;
            return (-0.5 * tau * delta * ((delta * vv) - (2 * vr))) + draw.LogPriorOfFactor(factor.AsSpan(0, r * r));
        }

        // About the width that the data allow. It must not depend on the current L, or the sampler would not leave the density invariant; too wide an interval
        // costs a few evaluations, because it shrinks geometrically.
        double width = 3 / Math.Sqrt(Math.Max(tau * vv, 1e-300));
        double after = SliceSampler.Draw(before, width, LogDensity, random), moved = after - before;
        factor[place] = after;
        for (int level = 0; level < shape.LevelCount; level++)
        {
            int first = shape.FirstEffectOf(level), block = blocks.ValueStarts[blocks.ColumnStarts[shape.FirstLevel + level]];
            for (int c = 0; c < r; c++)
            {
                gradient[first + c] -= moved * scaled[first + j] * blocks.Values[block + (c * r) + i];
            }
        }

        return moved * ((moved * vv) - (2 * vr));
    }
}
