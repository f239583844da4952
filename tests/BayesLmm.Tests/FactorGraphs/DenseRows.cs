using BayesLmm.Design;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs;

/// <summary>
/// A model's data as one dense matrix W = [Z, X], effects in the products' numbering: straight from the design, nothing taken from cross-products but the
/// numbering and the centres of X, which are part of what the model's intercept means.
/// </summary>
internal sealed class DenseRows
{
    public DenseRows(BoundModel model)
    {
        ModelDesign design = model.Design;
        (int n, int q, int p) = (design.RowCount, model.Products.EffectCount, design.FixedEffects.Columns.Count);
        (EffectCount, FixedCount) = (q, p);
        W = Matrix<double>.Build.Dense(n, q + p);
        Y = Vector<double>.Build.Dense(n, i => design.Response[i] - (design.Offset?[i] ?? 0));
        Weights = Vector<double>.Build.Dense(n, i => design.Weights?[i] ?? 1);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < p; j++)
            {
                W[i, q + j] = design.FixedEffects.Columns[j].Values[i] - model.Products.Fixed.Centers[j];
            }

            for (int k = 0; k < design.RandomTerms.Count; k++)
            {
                RandomTermDesign term = design.RandomTerms[k];
                for (int c = 0; c < term.Columns.Count; c++)
                {
                    W[i, model.Products.Terms[k].FirstEffectOf(term.Codes[i]) + c] = term.Columns[c].Values[i];
                }
            }
        }
    }

    /// <summary>n × (q + p).</summary>
    public Matrix<double> W { get; }

    /// <summary>Response less offset.</summary>
    public Vector<double> Y { get; }

    /// <summary>1 where there are none.</summary>
    public Vector<double> Weights { get; }

    public int EffectCount { get; }

    public int FixedCount { get; }

    /// <summary>Σ w (y − Wa)².</summary>
    public double ResidualSquares(Vector<double> a, Vector<double>? weights = null) => (weights ?? Weights) * (Y - (W * a)).PointwisePower(2);

    /// <summary>Wᵀ diag(w) W.</summary>
    public Matrix<double> Gram => field ??= GramOf(Weights);

    /// <summary>The same with other weights.</summary>
    public Matrix<double> GramOf(Vector<double> weights) => W.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfDiagonalVector(weights) * W);
}
