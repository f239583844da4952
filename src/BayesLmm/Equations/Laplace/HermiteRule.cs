using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Equations.Laplace;

// ∫ e^(−x²) f(x) dx ≈ Σ ω_k f(x_k). Nodes are eigenvalues of the Jacobi matrix (Golub & Welsch 1969), improved by a Newton step; ω_k =
// 1/Σ_{j<K} p_j(x_k)² with the
// orthonormal polynomials p_j, a sum of squares, which keeps the smallest weights to working precision.

/// <summary>The nodes and weights of Gauss–Hermite quadrature. Immutable.</summary>
internal sealed class HermiteRule
{
    private readonly double[] nodes;
    private readonly double[] logWeights;

    /// <summary>Computes a rule.</summary>
    /// <param name="count">Number of nodes, K; at least 1.</param>
    public HermiteRule(int count)
    {
        Matrix<double> jacobi = Matrix<double>.Build.Dense(count, count);
        for (int j = 1; j < count; j++)
        {
            jacobi[j, j - 1] = jacobi[j - 1, j] = Math.Sqrt(0.5 * j);
        }

        nodes = [.. jacobi.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).Order()];
        logWeights = new double[count];
        for (int k = 0; k < count; k++)
        {
            (double value, double slope, _) = Polynomials(count, nodes[k]);
            nodes[k] = count % 2 == 1 && k == count / 2 ? 0 : nodes[k] - (value / slope);
            logWeights[k] = -Math.Log(Polynomials(count, nodes[k]).Squares);
        }
    }

    /// <summary>x_k, ascending.</summary>
    public ReadOnlySpan<double> Nodes => nodes;

    /// <summary>log ω_k.</summary>
    public ReadOnlySpan<double> LogWeights => logWeights;

    /// <summary>p_K and its derivative at x, and the sum of squares of the polynomials before it.</summary>
    private static (double Value, double Slope, double Squares) Polynomials(int count, double x)
    {
        double before = 0, own = Math.Pow(Math.PI, -0.25), squares = 0;
        for (int j = 0; j < count; j++)
        {
            squares += own * own;
            (before, own) = (own, (x * Math.Sqrt(2.0 / (j + 1)) * own) - (Math.Sqrt((double)j / (j + 1)) * before));
        }

        return (own, Math.Sqrt(2.0 * count) * before, squares);
    }
}
