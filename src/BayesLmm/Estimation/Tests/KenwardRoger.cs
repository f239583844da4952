using System.Numerics.Tensors;
using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Tests;

// Kenward & Roger (1997), as Halekoh & Højsgaard (2014) write it. V is linear in its parameters, V = Σ γ_i G_i, ∂V/∂γ_i = G_i, Φ = (XᵀV⁻¹X)⁻¹:
//     P_i = −XᵀV⁻¹G_iV⁻¹X    Q_ij = XᵀV⁻¹G_iV⁻¹G_jV⁻¹X    K_ij = tr(V⁻¹G_iV⁻¹G_j)
//     W = 2 [K_ij − 2 tr(ΦQ_ij) + tr(ΦP_iΦP_j)]⁻¹                 the covariance matrix of γ̂ from the expected information
//     Φ_A = Φ + 2Φ [Σ_ij W_ij (Q_ij − P_iΦP_j)] Φ
// Nothing depends on which parameters V is written in as long as it is linear in them. So in place of σ², with G = I, we take the scale of all of V, with G =
// V: then P = −Φ⁻¹, Q_Vj = −P_j, Q_VV = Φ⁻¹, K_Vj = tr(V⁻¹G_j), K_VV = n, and no matrix of n rows occurs. For the same reason V, Φ and γ may be relative to the
// estimated σ². When σ is known the scale is no parameter. With C = ZᵀV⁻¹Z, T = ZᵀV⁻¹X and the pattern E_i of γ_i in the effects, G_i = ZE_iZᵀ:  P_i = −TᵀE_iT,
// Q_ij = TᵀE_iCE_jT,  K_ij = tr(CE_iCE_j).

/// <summary>Kenward and Roger's covariance matrix, degrees of freedom and scale.</summary>
internal sealed class KenwardRoger : ICovarianceUncertainty
{
    /// <summary>When the denominator degrees of freedom are this close to 2, where the mean of F is infinite, F is not scaled: as in pbkrtest.</summary>
    private const double NearTwo = 1e-2;

    private readonly int p;
    private readonly double[] phi;      // Φ relative to σ²
    private readonly double[][] change; // ΦP_iΦ: minus the derivatives of Φ
    private readonly Matrix<double> W;

    internal KenwardRoger(int p, double[] phi, double[][] change, Matrix<double> W, double[] adjusted, int solutions)
    {
        this.p = p;
        this.phi = phi;
        this.change = change;
        this.W = W;
        Covariance = adjusted;
        Solutions = solutions;
    }

    /// <summary>Φ_A.</summary>
    public double[] Covariance { get; }

    /// <summary>The number of systems solved of the size of the random effects.</summary>
    public int Solutions { get; }

    public double DegreesOfFreedom(ReadOnlySpan<double> l)
    {
        // One row: A_1 = A_2 = A, and the formulas for several reduce to 2/A with scale 1.
        double[] a = new double[change.Length];
        double v = QuadraticForm.Evaluate(phi, l, l);
        for (int i = 0; i < a.Length; i++)
        {
            a[i] = QuadraticForm.Evaluate(change[i], l, l) / v;
        }

        Vector<double> relative = Vector<double>.Build.Dense(a);
        double A = relative * (W * relative);
        return A > 0 ? 2 / A : double.PositiveInfinity;
    }

    public (double? DegreesOfFreedom, double Scale) Joint(double[][] rows)
    {
        int q = rows.Length;
        double[] theta = ThetaMatrix(rows);
        double[][] products = [.. change.Select(matrix => QuadraticForm.Multiply(theta, matrix, p))];
        double A1 = 0, A2 = 0;
        for (int i = 0; i < products.Length; i++)
        {
            for (int j = 0; j < products.Length; j++)
            {
                A1 += W[i, j] * Diagonal(products[i]) * Diagonal(products[j]);
                A2 += W[i, j] * QuadraticForm.Trace(products[i], products[j], p);
            }
        }

        if (!(A2 > 0))
        {
            return (double.PositiveInfinity, 1);
        }

        // Kenward & Roger (1997), p. 987: the constants that make the approximation exact for Hotelling's T² and for balanced analyses of variance.
        double B = (A1 + (6 * A2)) / (2 * q), g = (((q + 1) * A1) - ((q + 4) * A2)) / ((q + 2) * A2), common = (3 * q) + (2 * (1 - g));
        double c1 = g / common, c2 = (q - g) / common, c3 = (q + 2 - g) / common;
        double mean = 1 - (A2 / q), spread = 1 - (c2 * B);
        double rho = mean / spread * (mean / spread) * (1 + (c1 * B)) / (q * (1 - (c3 * B)));
        double df = 4 + ((q + 2) / ((q * rho) - 1));
        double scale = Math.Abs(df - 2) < NearTwo ? 1 : df * mean / (df - 2);
        return df > 0 && double.IsFinite(df) && scale > 0 ? (df, scale) : (null, 1);
    }

    /// <summary>Θ = Lᵀ(LΦLᵀ)⁻¹L.</summary>
    private double[] ThetaMatrix(double[][] rows)
    {
        int q = rows.Length;
        double[] middle = new double[q * q], inverse = new double[q * q], theta = new double[p * p];
        for (int i = 0; i < q; i++)
        {
            for (int j = 0; j < q; j++)
            {
                middle[(i * q) + j] = QuadraticForm.Evaluate(phi, rows[i], rows[j]);
            }
        }

        if (!SmallCholesky.TryFactor(middle, q))
        {
            throw new InvalidOperationException($"The {q} contrasts are linearly dependent to working precision.");
        }

        SmallCholesky.Invert(middle, q, inverse);
        for (int i = 0; i < q; i++)
        {
            for (int j = 0; j < q; j++)
            {
                for (int a = 0; a < p; a++)
                {
                    TensorPrimitives.MultiplyAdd(rows[j], inverse[(i * q) + j] * rows[i][a], theta.AsSpan(a * p, p), theta.AsSpan(a * p, p));
                }
            }
        }

        return theta;
    }

    private double Diagonal(double[] matrix)
    {
        double sum = 0;
        for (int i = 0; i < p; i++)
        {
            sum += matrix[(i * p) + i];
        }

        return sum;
    }
}
