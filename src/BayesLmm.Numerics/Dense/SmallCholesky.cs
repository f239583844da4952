namespace BayesLmm.Numerics.Dense;

/// <summary>Cholesky factorisation A = L Lᵀ of small dense matrices, stored by rows in spans; only the lower triangle is read and written.</summary>
internal static class SmallCholesky
{
    /// <summary>Replaces the lower triangle of A by L. False, with A overwritten in part, when A is not positive definite or not finite.</summary>
    /// <param name="a">n × n by rows.</param>
    /// <param name="n">The order.</param>
    public static bool TryFactor(Span<double> a, int n)
    {
        for (int j = 0; j < n; j++)
        {
            double pivot = a[(j * n) + j];
            for (int k = 0; k < j; k++)
            {
                pivot -= a[(j * n) + k] * a[(j * n) + k];
            }

            if (!(pivot > 0) || !double.IsFinite(pivot))
            {
                return false;
            }

            double diagonal = Math.Sqrt(pivot);
            a[(j * n) + j] = diagonal;
            for (int i = j + 1; i < n; i++)
            {
                double sum = a[(i * n) + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= a[(i * n) + k] * a[(j * n) + k];
                }

                a[(i * n) + j] = sum / diagonal;
            }
        }

        return true;
    }

    /// <summary>log |A| = 2 Σ log L_jj.</summary>
    public static double LogDeterminant(ReadOnlySpan<double> L, int n)
    {
        double sum = 0;
        for (int j = 0; j < n; j++)
        {
            sum += Math.Log(L[(j * n) + j]);
        }

        return 2 * sum;
    }

    /// <summary>Solves L x = b in place.</summary>
    public static void SolveLower(ReadOnlySpan<double> L, int n, Span<double> x)
    {
        for (int i = 0; i < n; i++)
        {
            double sum = x[i];
            for (int k = 0; k < i; k++)
            {
                sum -= L[(i * n) + k] * x[k];
            }

            x[i] = sum / L[(i * n) + i];
        }
    }

    /// <summary>Solves Lᵀ x = b in place.</summary>
    public static void SolveUpper(ReadOnlySpan<double> L, int n, Span<double> x)
    {
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = x[i];
            for (int k = i + 1; k < n; k++)
            {
                sum -= L[(k * n) + i] * x[k];
            }

            x[i] = sum / L[(i * n) + i];
        }
    }

    /// <summary>A⁻¹ from L, both triangles.</summary>
    /// <param name="L">n × n by rows.</param>
    /// <param name="n">The order.</param>
    /// <param name="inverse">Receives A⁻¹, n × n by rows.</param>
    public static void Invert(ReadOnlySpan<double> L, int n, Span<double> inverse)
    {
        // The inverse is symmetric, so its columns may be computed as rows.
        inverse[..(n * n)].Clear();
        for (int j = 0; j < n; j++)
        {
            Span<double> column = inverse.Slice(j * n, n);
            column[j] = 1;
            SolveLower(L, n, column);
            SolveUpper(L, n, column);
        }
    }
}
