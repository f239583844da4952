namespace BayesLmm.Estimation.Tests;

/// <summary>Products of a few small square matrices, stored by rows, with vectors and each other.</summary>
internal static class QuadraticForm
{
    /// <summary>aᵀ M b, in time proportional to the numbers of weights of a and b that are not 0: a coefficient's own has one.</summary>
    public static double Evaluate(ReadOnlySpan<double> M, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int p = a.Length, last = b.LastIndexOfAnyExcept(0.0);
        double sum = 0;
        for (int i = a.IndexOfAnyExcept(0.0); i >= 0 && i < p; i++)
        {
            if (a[i] == 0)
            {
                continue;
            }

            double row = 0;
            ReadOnlySpan<double> Mi = M.Slice(i * p, p);
            for (int j = b.IndexOfAnyExcept(0.0); j >= 0 && j <= last; j++)
            {
                row += Mi[j] * b[j];
            }

            sum += a[i] * row;
        }

        return sum;
    }

    /// <summary>aᵀ M b of all pairs of some rows: each product of M with a row is made once.</summary>
    public static double[,] EvaluateAll(ReadOnlySpan<double> M, double[][] rows)
    {
        int n = rows.Length, p = n == 0 ? 0 : rows[0].Length;
        double[,] values = new double[n, n];
        double[] product = new double[p];
        for (int j = 0; j < n; j++)
        {
            ReadOnlySpan<double> b = rows[j];
            for (int i = 0; i < p; i++)
            {
                double row = 0;
                ReadOnlySpan<double> Mi = M.Slice(i * p, p);
                for (int k = 0; k < p; k++)
                {
                    row += Mi[k] * b[k];
                }

                product[i] = row;
            }

            for (int i = 0; i < n; i++)
            {
                double sum = 0;
                ReadOnlySpan<double> a = rows[i];
                for (int k = 0; k < p; k++)
                {
                    sum += a[k] * product[k];
                }

                values[i, j] = sum;
            }
        }

        return values;
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
