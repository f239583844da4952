using BayesLmm.Design;
using BayesLmm.Estimation;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation.Tests;

/// <summary>
/// The formulas of Kenward and Roger and of Satterthwaite as the papers have them, with matrices of n rows: V = Σ γ_i G_i in absolute variances, σ² the last of
/// them unless it is known. Rows of y, X and Z are multiplied by √w.
/// </summary>
internal sealed class DenseInference
{
    private readonly Matrix<double> X;
    private readonly Vector<double> y;
    private readonly List<Matrix<double>> G = [];
    private readonly Matrix<double> inverseV;
    private readonly bool restricted;
    private (Matrix<double> W, Matrix<double> Adjusted, Matrix<double>[] P)? adjustment;

    public DenseInference(RemlFit fit)
    {
        restricted = fit.Restricted;
        ModelDesign design = fit.Model.Design;
        int n = design.RowCount;
        double[] roots = design.Weights is { } weights ? Array.ConvertAll(weights, Math.Sqrt) : [.. Enumerable.Repeat(1.0, n)];
        X = Matrix<double>.Build.Dense(n, design.FixedEffects.Columns.Count, (i, j) => roots[i] * design.FixedEffects.Columns[j].Values[i]);
        y = Vector<double>.Build.Dense(n, i => roots[i] * (design.Response[i] - (design.Offset?[i] ?? 0)));
        double sigma2 = fit.Sigma * fit.Sigma;
        Matrix<double> V = Matrix<double>.Build.DenseIdentity(n) * sigma2;
        RemlCriterion layout = new(fit.Model.Products);
        double[] lambda = new double[layout.Factors.Length];
        layout.Layout.Expand(fit.Theta.Span, lambda);
        for (int k = 0; k < design.RandomTerms.Count; k++)
        {
            RandomTermDesign term = design.RandomTerms[k];
            int r = term.Columns.Count;
            Matrix<double> factor = Matrix<double>.Build.Dense(r, r, (i, j) => lambda[layout.Factors.Starts[k] + (i * r) + j]);
            Matrix<double> covariance = sigma2 * factor * factor.Transpose();
            for (int a = 0; a < r; a++)
            {
                for (int b = a; b < (term.Structure.HasCorrelations ? r : a + 1); b++)
                {
                    Matrix<double> pattern = Matrix<double>.Build.Dense(n, n, (i, j) => term.Codes[i] != term.Codes[j] ? 0 : roots[i] * roots[j] * (a == b
                        ? term.Columns[a].Values[i] * term.Columns[a].Values[j]
                        : (term.Columns[a].Values[i] * term.Columns[b].Values[j]) + (term.Columns[b].Values[i] * term.Columns[a].Values[j])));
                    G.Add(pattern);
                    V += covariance[a, b] * pattern;
                }
            }
        }

        if (!fit.Model.HasKnownErrors)
        {
            G.Add(Matrix<double>.Build.DenseIdentity(n));
        }

        inverseV = V.Inverse();
        Phi = (X.Transpose() * inverseV * X).Inverse();
        Beta = Phi * X.Transpose() * inverseV * y;
    }

    public Matrix<double> Phi { get; }

    public Vector<double> Beta { get; }

    /// <summary>Kenward &amp; Roger's W and Φ_A, and their P_i.</summary>
    public (Matrix<double> W, Matrix<double> Adjusted, Matrix<double>[] P) Adjust() => adjustment ??= ComputeAdjustment();

    private (Matrix<double> W, Matrix<double> Adjusted, Matrix<double>[] P) ComputeAdjustment()
    {
        Matrix<double>[] VG = [.. G.Select(g => inverseV * g)], right = [.. VG.Select(vg => vg * inverseV * X)],
            left = [.. VG.Select(vg => X.Transpose() * vg)];
        Matrix<double>[] P = [.. right.Select(vgvx => -X.Transpose() * vgvx)];
        Matrix<double> Q(int i, int j) => left[i] * right[j];
        Matrix<double> W = 2 * Matrix<double>.Build.Dense(G.Count, G.Count, (i, j) =>
            VG[i].PointwiseMultiply(VG[j].Transpose()).Enumerate().Sum() - (2 * (Phi * Q(i, j)).Trace()) + (Phi * P[i] * Phi * P[j]).Trace()).Inverse();
        Matrix<double> sum = Matrix<double>.Build.Dense(X.ColumnCount, X.ColumnCount);
        for (int i = 0; i < G.Count; i++)
        {
            for (int j = 0; j < G.Count; j++)
            {
                sum += W[i, j] * (Q(i, j) - (P[i] * Phi * P[j]));
            }
        }

        return (W, Phi + (2 * Phi * sum * Phi), P);
    }

    /// <summary>Kenward &amp; Roger's scaled F and its denominator degrees of freedom: E* and V* of the paper, then m and λ.</summary>
    public (double F, double DegreesOfFreedom) KenwardRoger(Matrix<double> L)
    {
        (Matrix<double> W, Matrix<double> adjusted, Matrix<double>[] P) = Adjust();
        double q = L.RowCount, A1 = 0, A2 = 0;
        Matrix<double> theta = L.Transpose() * (L * Phi * L.Transpose()).Inverse() * L;
        for (int i = 0; i < P.Length; i++)
        {
            for (int j = 0; j < P.Length; j++)
            {
                Matrix<double> left = theta * Phi * P[i] * Phi, right = theta * Phi * P[j] * Phi;
                A1 += W[i, j] * left.Trace() * right.Trace();
                A2 += W[i, j] * (left * right).Trace();
            }
        }

        double B = (A1 + (6 * A2)) / (2 * q), g = (((q + 1) * A1) - ((q + 4) * A2)) / ((q + 2) * A2), d = (3 * q) + (2 * (1 - g));
        double c1 = g / d, c2 = (q - g) / d, c3 = (q + 2 - g) / d;
        double mean = 1 / (1 - (A2 / q)), variance = 2 / q * (1 + (c1 * B)) / ((1 - (c2 * B)) * (1 - (c2 * B)) * (1 - (c3 * B)));
        double rho = variance / (2 * mean * mean), m = 4 + ((q + 2) / ((q * rho) - 1)), lambda = m / (mean * (m - 2));
        Vector<double> estimate = L * Beta;
        return (lambda / q * (estimate * (L * adjusted * L.Transpose()).Inverse() * estimate), m);
    }

    /// <summary>
    /// Satterthwaite's degrees of freedom by the observed information about the variances themselves: ∂²(−2 log L)/∂γ_i∂γ_j = −tr(PG_iPG_j) + 2 yᵀPG_iPG_jPy,
    /// with V⁻¹ in place of P in the trace for the likelihood.
    /// </summary>
    public double Satterthwaite(Vector<double> l)
    {
        Matrix<double> P = inverseV - (inverseV * X * Phi * X.Transpose() * inverseV), inTrace = restricted ? P : inverseV;
        Vector<double> Py = P * y;
        Vector<double>[] GPy = [.. G.Select(g => g * Py)];
        Matrix<double>[] TG = [.. G.Select(g => inTrace * g)];
        Matrix<double> H = Matrix<double>.Build.Dense(G.Count, G.Count, (i, j) =>
            (2 * (GPy[i] * (P * GPy[j]))) - TG[i].PointwiseMultiply(TG[j].Transpose()).Enumerate().Sum());
        Vector<double> XPhi = X * (Phi * l), v = inverseV * XPhi;
        Vector<double> slope = Vector<double>.Build.Dense(G.Count, i => v * G[i] * v);
        double variance = l * Phi * l;
        return 2 * variance * variance / (slope * (2 * H.Inverse()) * slope);
    }
}
