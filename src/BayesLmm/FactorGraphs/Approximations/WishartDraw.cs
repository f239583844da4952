using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Approximations;

/// <summary>Draws of the inverse of a Wishart matrix.</summary>
internal static class WishartDraw
{
    /// <summary>
    /// Σ = P⁻¹, P ~ Wishart(shape, rate B), density ∝ |P|^(shape − (r+1)/2) exp(−tr BP): with B = LLᵀ and Bartlett's A, P = L⁻ᵀ AAᵀ L⁻¹ (A_ii² ~ Gamma(shape −
    /// i/2, 1), A_ij ~ N(0, ½) below the diagonal; Smith &amp; Hocking 1972), so that Σ = FFᵀ, F = L A⁻ᵀ: no nearly singular matrix is inverted.
    /// </summary>
    /// <param name="shape">Above (r − 1)/2.</param>
    /// <param name="L">The Cholesky factor of B, r × r by rows.</param>
    /// <param name="r">The order.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="work">Memory, 2r² numbers.</param>
    /// <param name="sigma">Receives Σ, r × r by rows.</param>
    public static void Inverse(double shape, ReadOnlySpan<double> L, int r, RandomStream random, Span<double> work, Span<double> sigma)
    {
        Span<double> A = work[..(r * r)], F = work.Slice(r * r, r * r);
        A.Clear();
        for (int i = 0; i < r; i++)
        {
            A[(i * r) + i] = Math.Sqrt(random.NextGamma(shape - (0.5 * i)));
            for (int j = 0; j < i; j++)
            {
                A[(i * r) + j] = random.NextNormal() * Math.Sqrt(0.5);
            }
        }

        // Rows of F solve A fᵀ = (row of L)ᵀ.
        for (int i = 0; i < r; i++)
        {
            Span<double> row = F.Slice(i * r, r);
            row.Clear();
            L.Slice(i * r, i + 1).CopyTo(row);
            SmallCholesky.SolveLower(A, r, row);
        }

        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                double sum = 0;
                for (int m = 0; m < r; m++)
                {
                    sum += F[(i * r) + m] * F[(j * r) + m];
                }

                sigma[(i * r) + j] = sum;
            }
        }
    }
}
