using BayesLmm.Design;
using BayesLmm.Design.Products;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.FactorGraphs.Approximations;

/// <summary>
/// W = [Z, X] and y row by row, times √w, in the coordinates of the cross-products: centred columns, y less the offset and relative to the reference.
/// </summary>
internal sealed record DenseDesign(Matrix<double> W, Vector<double> Y)
{
    public static DenseDesign Of(BoundModel model)
    {
        ModelDesign design = model.Design;
        CrossProducts products = model.Products;
        int q = products.EffectCount, p = products.FixedCount;
        Matrix<double> w = Matrix<double>.Build.Dense(design.RowCount, q + p);
        Vector<double> y = Vector<double>.Build.Dense(design.RowCount);
        for (int row = 0; row < design.RowCount; row++)
        {
            double root = Math.Sqrt(design.Weights?[row] ?? 1);
            y[row] = design.Response[row] - (design.Offset?[row] ?? 0);
            for (int k = 0; k < products.Terms.Count; k++)
            {
                RandomTermDesign term = design.RandomTerms[k];
                for (int i = 0; i < term.Columns.Count; i++)
                {
                    w[row, products.Terms[k].FirstEffectOf(term.Codes[row]) + i] = root * term.Columns[i].Values[row];
                }
            }

            for (int j = 0; j < p; j++)
            {
                double x = design.FixedEffects.Columns[j].Values[row] - products.Fixed.Centers[j];
                w[row, q + j] = root * x;
                y[row] -= x * products.Fixed.Reference[j];
            }

            y[row] *= root;
        }

        return new DenseDesign(w, y);
    }
}
