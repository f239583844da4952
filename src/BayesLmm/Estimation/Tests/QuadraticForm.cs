namespace BayesLmm.Estimation.Tests;

/// <summary>Products of a few small square matrices, stored by rows, with vectors and each other.</summary>
internal static class QuadraticForm
{
    /// <summary>aᵀ M b.</summary>
    public static double Evaluate(ReadOnlySpan<double> M, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int p = a.Length;
        double sum = 0;
        for (int i = 0; i < p; i++)
        {
            double row = 0;
            for (int j = 0; j < p; j++)
            {
                row += M[(i * p) + j] * b[j];
            }

            sum += a[i] * row;
        }

        return sum;
    }

    /// <summary>A B, both n × n.</summary>
    public static double[] Multiply(ReadOnlySpan<double> A, ReadOnlySpan<double> B, int n)
    {
        double[] product = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                double a = A[(i * n) + k];
                for (int j = 0; j < n; j++)
                {
                    product[(i * n) + j] += a * B[(k * n) + j];
                }
            }
        }

        return product;
    }

    /// <summary>tr(A B), both n × n.</summary>
    public static double Trace(ReadOnlySpan<double> A, ReadOnlySpan<double> B, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                sum += A[(i * n) + j] * B[(j * n) + i];
            }
        }

        return sum;
    }
}
