namespace BayesLmm.FactorGraphs.Variational;

/// <summary>
/// Unconstrained coordinates of a positive definite r × r matrix ΛΛᵀ: row by row, Λ_ij / Λ_ii for j &lt; i, then log Λ_ii. The units of the effects only shift
/// the logarithms.
/// </summary>
internal static class CovarianceCoordinates
{
    /// <summary>r (r + 1) / 2.</summary>
    public static int Count(int r) => r * (r + 1) / 2;

    /// <summary>The coordinates.</summary>
    /// <param name="Lambda">Λ, lower triangular with a positive diagonal, by rows.</param>
    /// <param name="r">Order.</param>
    /// <param name="x">Receives the coordinates.</param>
    public static void FromFactor(ReadOnlySpan<double> Lambda, int r, Span<double> x)
    {
        for (int i = 0, c = 0; i < r; i++)
        {
            double diagonal = Lambda[(i * r) + i];
            for (int j = 0; j < i; j++)
            {
                x[c++] = Lambda[(i * r) + j] / diagonal;
            }

            x[c++] = Math.Log(diagonal);
        }
    }

    /// <summary>Λ from its coordinates; zero above the diagonal.</summary>
    public static void ToFactor(ReadOnlySpan<double> x, int r, Span<double> Lambda)
    {
        Lambda.Clear();
        for (int i = 0, c = 0; i < r; i++)
        {
            double diagonal = Math.Exp(x[c + i]);
            for (int j = 0; j < i; j++)
            {
                Lambda[(i * r) + j] = x[c++] * diagonal;
            }

            Lambda[(i * r) + i] = diagonal;
            c++;
        }
    }
}
