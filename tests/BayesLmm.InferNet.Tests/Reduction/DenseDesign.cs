using BayesLmm.Design;
using BayesLmm.Design.Columns;

namespace BayesLmm.InferNet.Tests.Reduction;

/// <summary>W = [Z, X] row by row from a model's design, in the coordinates of the cross-products: centred columns, y relative to the reference.</summary>
internal sealed record DenseDesign(double[][] W, double[] Y)
{
    public int Order => W[0].Length;

    public static DenseDesign Of(BoundModel model)
    {
        ModelDesign design = model.Design;
        CrossProducts products = model.Products;
        int q = products.EffectCount, p = products.FixedCount;
        double[][] w = new double[design.RowCount][];
        double[] y = new double[w.Length];
        for (int row = 0; row < w.Length; row++)
        {
            w[row] = new double[q + p];
            y[row] = design.Response[row];
            for (int k = 0; k < products.Terms.Count; k++)
            {
                RandomTermDesign term = design.RandomTerms[k];
                int first = products.Terms[k].FirstEffect + (term.Codes[row] * products.Terms[k].Width);
                for (int i = 0; i < term.Columns.Count; i++)
                {
                    w[row][first + i] = term.Columns[i].Values[row];
                }
            }

            for (int j = 0; j < p; j++)
            {
                DesignColumn column = design.FixedEffects.Columns[j];
                w[row][q + j] = column.Values[row] - (j > 0 && design.FixedEffects.HasIntercept ? column.Values.Average() : 0);
                y[row] -= w[row][q + j] * products.Fixed.Reference[j];
            }
        }

        return new DenseDesign(w, y);
    }

    /// <summary>‖y − Wθ‖².</summary>
    public double ResidualSquares(double[] theta)
    {
        double sum = 0;
        for (int row = 0; row < W.Length; row++)
        {
            double residual = Y[row];
            for (int i = 0; i < theta.Length; i++)
            {
                residual -= W[row][i] * theta[i];
            }

            sum += residual * residual;
        }

        return sum;
    }
}
