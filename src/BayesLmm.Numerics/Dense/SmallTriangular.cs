namespace BayesLmm.Numerics.Dense;

/// <summary>Products and solutions with small lower triangular matrices L, n × n by rows in spans; what is above the diagonal is not read.</summary>
internal static class SmallTriangular
{
    /// <summary>x ← L x.</summary>
    /// <param name="L">n × n by rows.</param>
    /// <param name="x">n numbers.</param>
    public static void Multiply(ReadOnlySpan<double> L, Span<double> x)
    {
        int n = x.Length;
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = 0;
            for (int j = 0; j <= i; j++)
            {
                sum += L[(i * n) + j] * x[j];
            }

            x[i] = sum;
        }
    }

    /// <summary>result = Lᵀ x.</summary>
    /// <param name="L">n × n by rows.</param>
    /// <param name="x">n numbers.</param>
    /// <param name="result">Receives n numbers; may be <paramref name="x"/>.</param>
    public static void MultiplyTransposed(ReadOnlySpan<double> L, ReadOnlySpan<double> x, Span<double> result)
    {
        int n = x.Length;
        for (int j = 0; j < n; j++)
        {
            double sum = 0;
            for (int i = j; i < n; i++)
            {
                sum += L[(i * n) + j] * x[i];
            }

            result[j] = sum;
        }
    }

    /// <summary>W ← L W Lᵀ.</summary>
    /// <param name="L">n × n by rows.</param>
    /// <param name="W">n × n by rows, all of it read.</param>
    /// <param name="n">The order.</param>
    public static void Sandwich(ReadOnlySpan<double> L, Span<double> W, int n)
    {
        for (int column = 0; column < n; column++)
        {
            for (int i = n - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += L[(i * n) + m] * W[(m * n) + column];
                }

                W[(i * n) + column] = sum;
            }
        }

        for (int row = 0; row < n; row++)
        {
            Multiply(L, W.Slice(row * n, n));
        }
    }

    /// <summary>W ← L⁻ᵀ W.</summary>
    /// <param name="L">n × n by rows, its diagonal not zero.</param>
    /// <param name="W">n × n by rows.</param>
    /// <param name="n">The order.</param>
    public static void SolveTransposed(ReadOnlySpan<double> L, Span<double> W, int n)
    {
        for (int i = n - 1; i >= 0; i--)
        {
            for (int column = 0; column < n; column++)
            {
                double sum = W[(i * n) + column];
                for (int m = i + 1; m < n; m++)
                {
                    sum -= L[(m * n) + i] * W[(m * n) + column];
                }

                W[(i * n) + column] = sum / L[(i * n) + i];
            }
        }
    }
}
