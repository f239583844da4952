using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.FactorGraphs.Conjugate;

namespace BayesLmm.InferNet.Tests.Reduction;

/// <summary>
/// W = [Z, X] row by row from a model's design, times √w, in the coordinates of the cross-products: columns of X that are not known, centred; y less the
/// offset, the reference and what known coefficients explain.
/// </summary>
internal sealed record DenseDesign(double[][] W, double[] Y, int[] FreeColumns)
{
    public int Order => W[0].Length;

    public static DenseDesign Of(BoundModel model, ConjugateModel graph)
    {
        ModelDesign design = model.Design;
        CrossProducts products = model.Products;
        int q = products.EffectCount, p = products.FixedCount;
        int[] free = [.. Enumerable.Range(0, p).Where(j => graph.Coefficients[j] is not CoefficientPrior.Fixed)];
        double[][] w = new double[design.RowCount][];
        double[] y = new double[w.Length];
        for (int row = 0; row < w.Length; row++)
        {
            double root = Math.Sqrt(design.Weights?[row] ?? 1);
            w[row] = new double[q + free.Length];
            y[row] = design.Response[row] - (design.Offset?[row] ?? 0);
            for (int k = 0; k < products.Terms.Count; k++)
            {
                RandomTermDesign term = design.RandomTerms[k];
                int first = products.Terms[k].FirstEffectOf(term.Codes[row]);
                for (int i = 0; i < term.Columns.Count; i++)
                {
                    w[row][first + i] = root * term.Columns[i].Values[row];
                }
            }

            for (int j = 0; j < p; j++)
            {
                double x = design.FixedEffects.Columns[j].Values[row] - products.Fixed.Centers[j];
                y[row] -= x * (graph.Coefficients[j] is CoefficientPrior.Fixed known ? known.Value : products.Fixed.Reference[j]);
                if (Array.IndexOf(free, j) is >= 0 and int column)
                {
                    w[row][q + column] = root * x;
                }
            }

            y[row] *= root;
        }

        return new DenseDesign(w, y, free);
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
