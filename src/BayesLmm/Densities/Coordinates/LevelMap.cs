using BayesLmm.Equations;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Densities.Coordinates;

// One level, r effects. M = Z_jᵀWZ_j τ and h fixed; K = I + ΛᵀMΛ = RRᵀ, R upper triangular, is the precision and K⁻¹Λᵀh the mean that u would have given Λ were
// residuals normal with 1/σ² = τ:
// (R upper: where M is all that counts, R = ΛᵀU with M = UUᵀ, and ΛR⁻ᵀ does not depend on Λ; a lower factor would rotate.)
//     u = R⁻ᵀ(R_refᵀ(a − â) + R⁻¹Λᵀh),   Λ_refᵀh = K_ref â,  so that u = a at Λ = Λ_ref.    log|∂u/∂a| = log|R_ref| − log|R|
// Backwards, from ū and with Φ(A) the upper triangle of A, its diagonal halved (Murray 2016, arXiv:1602.07527):
//     v̄ = R⁻¹ū,  ā = R_ref v̄,  w̄ = R⁻ᵀv̄,  R̄ = −u v̄ᵀ − w̄ yᵀ − diag(1/R_ii),  S = R⁻ᵀΦ(RᵀR̄)R⁻¹,  Λ̄ += h w̄ᵀ + MΛ(S + Sᵀ)

/// <summary>
/// How the scaled effects u of one level follow from its coordinates a when Λ is not at its reference. If the level's rows hold little information, K ≈ I and u
/// = a: not centred. If they hold much, Λu stays where the data put it: centred. In between it combines the best of both (Papaspiliopoulos, Roberts &amp;
/// Sköld 2007 for one effect). All matrices r × r by rows. Static; allocates nothing.
/// </summary>
internal static class LevelMap
{
    /// <summary>R, y = R⁻¹Λᵀh and u.</summary>
    /// <param name="Lambda">Λ.</param>
    /// <param name="M">M.</param>
    /// <param name="h">h.</param>
    /// <param name="referenceR">R at the reference.</param>
    /// <param name="offset">a − â.</param>
    /// <param name="R">Receives R.</param>
    /// <param name="y">Receives y.</param>
    /// <param name="u">Receives u.</param>
    /// <returns>log|R|.</returns>
    public static double Forward(
        ReadOnlySpan<double> Lambda,
        ReadOnlySpan<double> M,
        ReadOnlySpan<double> h,
        ReadOnlySpan<double> referenceR,
        ReadOnlySpan<double> offset,
        Span<double> R,
        Span<double> y,
        Span<double> u)
    {
        int r = u.Length;
        if (r == 1)
        {
            double root = Math.Sqrt(1 + (Lambda[0] * M[0] * Lambda[0]));
            R[0] = root;
            y[0] = Lambda[0] * h[0] / root;
            u[0] = ((referenceR[0] * offset[0]) + y[0]) / root;
            return Math.Log(root);
        }

        double logDeterminant = Factor(Lambda, M, R, r);
        SmallTriangular.MultiplyTransposed(Lambda, h, y);
        SolveUpper(R, y);
        MultiplyUpperTransposed(referenceR, offset, u);
        for (int i = 0; i < r; i++)
        {
            u[i] += y[i];
        }

        SolveTransposed(R, u);
        return logDeterminant;
    }

    /// <summary>From the gradient by u to those by a and, added, by Λ; the Jacobian's part included.</summary>
    /// <param name="Lambda">Λ.</param>
    /// <param name="M">M.</param>
    /// <param name="h">h.</param>
    /// <param name="referenceR">R at the reference.</param>
    /// <param name="R">R.</param>
    /// <param name="y">y.</param>
    /// <param name="u">u.</param>
    /// <param name="by">On entry ū, on return ā.</param>
    /// <param name="byLambda">Λ̄, added to; what is above its diagonal is of no meaning.</param>
    /// <param name="work">3 r² numbers of memory.</param>
    public static void Backward(
        ReadOnlySpan<double> Lambda,
        ReadOnlySpan<double> M,
        ReadOnlySpan<double> h,
        ReadOnlySpan<double> referenceR,
        ReadOnlySpan<double> R,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> u,
        Span<double> by,
        Span<double> byLambda,
        Span<double> work)
    {
        int r = by.Length;
        if (r == 1)
        {
            double v1 = by[0] / R[0], w1 = v1 / R[0], byR = -(u[0] * v1) - (w1 * y[0]) - (1 / R[0]);
            byLambda[0] += (h[0] * w1) + (M[0] * Lambda[0] * byR / R[0]);
            by[0] = referenceR[0] * v1;
            return;
        }

        Span<double> P = work[..(r * r)], S = work.Slice(r * r, r * r), v = work.Slice(2 * r * r, r), w = work.Slice((2 * r * r) + r, r);
        by.CopyTo(v);
        SolveUpper(R, v);
        v.CopyTo(w);
        SolveTransposed(R, w);

        // S holds R̄ first; P = Φ(RᵀR̄).
        for (int i = 0; i < r; i++)
        {
            for (int j = i; j < r; j++)
            {
                S[(i * r) + j] = -(u[i] * v[j]) - (w[i] * y[j]) - (i == j ? 1 / R[(i * r) + i] : 0);
            }
        }

        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                double sum = 0;
                for (int m = 0; j >= i && m <= i; m++)
                {
                    sum += R[(m * r) + i] * S[(m * r) + j];
                }

                P[(i * r) + j] = i == j ? 0.5 * sum : sum;
            }
        }

        SolveBothSides(R, P, r);
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                S[(i * r) + j] = P[(i * r) + j] + P[(j * r) + i];
            }
        }

        // P ← Λ(S + Sᵀ), then M times it.
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += Lambda[(i * r) + m] * S[(m * r) + j];
                }

                P[(i * r) + j] = sum;
            }
        }

        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = h[i] * w[j];
                for (int m = 0; m < r; m++)
                {
                    sum += M[(i * r) + m] * P[(m * r) + j];
                }

                byLambda[(i * r) + j] += sum;
            }
        }

        for (int i = 0; i < r; i++)
        {
            double sum = 0;
            for (int j = i; j < r; j++)
            {
                sum += referenceR[(i * r) + j] * v[j];
            }

            by[i] = sum;
        }
    }

    /// <summary>R of K = I + ΛᵀMΛ.</summary>
    /// <returns>log|R|; NaN where K is not finite.</returns>
    public static double Factor(ReadOnlySpan<double> Lambda, ReadOnlySpan<double> M, Span<double> R, int r)
    {
        double logDeterminant = 0;
        for (int j = r - 1; j >= 0; j--)
        {
            for (int i = j; i >= 0; i--)
            {
                double sum = i == j ? 1 : 0;
                for (int a = i; a < r; a++)
                {
                    double inner = 0;
                    for (int b = j; b < r; b++)
                    {
                        inner += M[(a * r) + b] * Lambda[(b * r) + j];
                    }

                    sum += Lambda[(a * r) + i] * inner;
                }

                for (int m = j + 1; m < r; m++)
                {
                    sum -= R[(i * r) + m] * R[(j * r) + m];
                }

                R[(i * r) + j] = i == j ? Math.Sqrt(sum) : sum / R[(j * r) + j];
                R[(j * r) + i] = i == j ? R[(j * r) + j] : 0;
            }

            logDeterminant += Math.Log(R[(j * r) + j]);
        }

        return logDeterminant;
    }

    /// <summary>P ← R⁻ᵀ P R⁻¹, column by column and then row by row.</summary>
    private static void SolveBothSides(ReadOnlySpan<double> R, Span<double> P, int r)
    {
        for (int column = 0; column < r; column++)
        {
            for (int i = 0; i < r; i++)
            {
                double sum = P[(i * r) + column];
                for (int m = 0; m < i; m++)
                {
                    sum -= R[(m * r) + i] * P[(m * r) + column];
                }

                P[(i * r) + column] = sum / R[(i * r) + i];
            }
        }

        for (int row = 0; row < r; row++)
        {
            SolveTransposed(R, P.Slice(row * r, r));
        }
    }

    /// <summary>x ← R⁻¹ x.</summary>
    private static void SolveUpper(ReadOnlySpan<double> R, Span<double> x)
    {
        int r = x.Length;
        for (int i = r - 1; i >= 0; i--)
        {
            double sum = x[i];
            for (int j = i + 1; j < r; j++)
            {
                sum -= R[(i * r) + j] * x[j];
            }

            x[i] = sum / R[(i * r) + i];
        }
    }

    /// <summary>x ← R⁻ᵀ x.</summary>
    private static void SolveTransposed(ReadOnlySpan<double> R, Span<double> x)
    {
        int r = x.Length;
        for (int i = 0; i < r; i++)
        {
            double sum = x[i];
            for (int m = 0; m < i; m++)
            {
                sum -= R[(m * r) + i] * x[m];
            }

            x[i] = sum / R[(i * r) + i];
        }
    }

    /// <summary>result = Rᵀ x for an upper triangular R.</summary>
    public static void MultiplyUpperTransposed(ReadOnlySpan<double> R, ReadOnlySpan<double> x, Span<double> result)
    {
        int r = x.Length;
        for (int j = 0; j < r; j++)
        {
            double sum = 0;
            for (int i = 0; i <= j; i++)
            {
                sum += R[(i * r) + j] * x[i];
            }

            result[j] = sum;
        }
    }
}
