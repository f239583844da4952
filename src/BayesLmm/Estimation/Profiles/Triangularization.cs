namespace BayesLmm.Estimation.Profiles;

// M = L Qᵀ, L lower triangular with diagonal ≥ 0, Q orthogonal, by plane rotations of columns (Golub & Van Loan 2013, §5.2.5); the only divisor is the length
// of a non-zero vector, so that rows of zeros need no special case.

/// <summary>Makes small square matrices lower triangular by rotating their columns.</summary>
internal static class Triangularization
{
    /// <summary>Replaces M by L = M Q.</summary>
    /// <param name="m">r × r by rows.</param>
    /// <param name="r">The order.</param>
    /// <param name="q">Receives Q, r × r by rows.</param>
    public static void Apply(Span<double> m, int r, Span<double> q)
    {
        q[..(r * r)].Clear();
        for (int i = 0; i < r; i++)
        {
            q[(i * r) + i] = 1;
        }

        for (int i = 0; i < r; i++)
        {
            for (int j = i + 1; j < r; j++)
            {
                double a = m[(i * r) + i], b = m[(i * r) + j];
                if (b == 0)
                {
                    continue;
                }

                double length = double.Hypot(a, b);
                Rotate(m, r, i, j, a / length, b / length);
                Rotate(q, r, i, j, a / length, b / length);
                m[(i * r) + i] = length;
                m[(i * r) + j] = 0;
            }

            if (m[(i * r) + i] < 0)
            {
                Negate(m, r, i);
                Negate(q, r, i);
            }
        }
    }

    /// <summary>result = G Qᵀ.</summary>
    /// <param name="g">r × r by rows.</param>
    /// <param name="q">r × r by rows.</param>
    /// <param name="r">The order.</param>
    /// <param name="result">Receives the product, r × r by rows.</param>
    public static void Undo(ReadOnlySpan<double> g, ReadOnlySpan<double> q, int r, Span<double> result)
    {
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                double sum = 0;
                for (int k = 0; k < r; k++)
                {
                    sum += g[(i * r) + k] * q[(j * r) + k];
                }

                result[(i * r) + j] = sum;
            }
        }
    }

    private static void Rotate(Span<double> m, int r, int i, int j, double cosine, double sine)
    {
        for (int row = 0; row < r; row++)
        {
            double a = m[(row * r) + i], b = m[(row * r) + j];
            m[(row * r) + i] = (cosine * a) + (sine * b);
            m[(row * r) + j] = (cosine * b) - (sine * a);
        }
    }

    private static void Negate(Span<double> m, int r, int column)
    {
        for (int row = 0; row < r; row++)
        {
            m[(row * r) + column] = -m[(row * r) + column];
        }
    }
}
