using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Estimation;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation;

/// <summary>
/// A mixed model written out with n × n matrices, at a fit's θ and σ: GLS, BLUPs, and the joint covariance of their errors from V = R + ZGZᵀ. Works where G is
/// singular too. Effects are numbered term by term in the order of the model.
/// </summary>
internal sealed class DenseMixedModel
{
    public DenseMixedModel(RemlFit fit)
    {
        ModelDesign design = fit.Model.Design;
        int n = design.RowCount;
        double sigma = fit.Sigma;
        Theta = [.. fit.Theta];
        Layout = new EffectFactors(fit.Model.Products.Terms);
        double[] lambda = new double[Layout.Length];
        new ThetaLayout(fit.Model.Products.Terms).Expand(Theta, lambda);
        X = Matrix<double>.Build.DenseOfColumnArrays(design.FixedEffects.Columns.Select(column => column.Values));
        R = Matrix<double>.Build.DenseDiagonal(n, n, i => sigma * sigma / (design.Weights?[i] ?? 1));
        FirstEffect = new int[design.RandomTerms.Count + 1];
        Sigmas = new Matrix<double>[design.RandomTerms.Count];
        for (int k = 0; k < design.RandomTerms.Count; k++)
        {
            int r = design.RandomTerms[k].Columns.Count, start = Layout.Starts[k];
            Matrix<double> L = Matrix<double>.Build.Dense(r, r, (i, j) => sigma * lambda[start + (i * r) + j]);
            Sigmas[k] = L * L.Transpose();
            FirstEffect[k + 1] = FirstEffect[k] + (r * design.RandomTerms[k].Levels.Count);
        }

        int q = FirstEffect[^1];
        Z = Matrix<double>.Build.Dense(n, Math.Max(1, q));
        G = Matrix<double>.Build.Dense(Math.Max(1, q), Math.Max(1, q));
        for (int k = 0; k < Sigmas.Length; k++)
        {
            RandomTermDesign term = design.RandomTerms[k];
            int r = term.Columns.Count;
            for (int i = 0; i < n; i++)
            {
                for (int c = 0; c < r; c++)
                {
                    Z[i, FirstEffect[k] + (term.Codes[i] * r) + c] = term.Columns[c].Values[i];
                }
            }

            for (int level = 0; level < term.Levels.Count; level++)
            {
                G.SetSubMatrix(FirstEffect[k] + (level * r), FirstEffect[k] + (level * r), Sigmas[k]);
            }
        }

        Y = Vector<double>.Build.Dense(n, i => design.Response[i] - (design.Offset?[i] ?? 0));
        Matrix<double> inverseV = (R + (Z * G * Z.Transpose())).Inverse();
        CovarianceOfBeta = (X.Transpose() * inverseV * X).Inverse();
        Beta = CovarianceOfBeta * X.Transpose() * inverseV * Y;
        P = inverseV - (inverseV * X * CovarianceOfBeta * X.Transpose() * inverseV);
        B = G * Z.Transpose() * inverseV * (Y - (X * Beta));
        Conditional = G - (G * Z.Transpose() * inverseV * Z * G);
        Matrix<double> prediction = G - (G * Z.Transpose() * P * Z * G);
        Matrix<double> cross = -CovarianceOfBeta * X.Transpose() * inverseV * Z * G;
        Joint = Matrix<double>.Build.DenseOfMatrixArray(new[,] { { CovarianceOfBeta, cross }, { cross.Transpose(), prediction } });
    }

    public double[] Theta { get; }

    public EffectFactors Layout { get; }

    public Matrix<double> X { get; }

    public Matrix<double> Z { get; }

    public Matrix<double> G { get; }

    public Matrix<double> R { get; }

    public Matrix<double> P { get; }

    public Vector<double> Y { get; }

    public Vector<double> Beta { get; }

    public Vector<double> B { get; }

    public Matrix<double> CovarianceOfBeta { get; }

    /// <summary>Var(b | y, β).</summary>
    public Matrix<double> Conditional { get; }

    /// <summary>The covariance of (β̂ − β, b̂ − b).</summary>
    public Matrix<double> Joint { get; }

    /// <summary>Σ_k of each term.</summary>
    public Matrix<double>[] Sigmas { get; }

    /// <summary>The first effect of each term.</summary>
    public int[] FirstEffect { get; }

    /// <summary>√ of the error variance of xᵀβ̂ + zᵀb̂.</summary>
    public double StandardError(Vector<double> x, Vector<double> z)
    {
        Vector<double> both = Vector<double>.Build.DenseOfEnumerable(x.Concat(z));
        return Math.Sqrt(both * Joint * both);
    }
}
