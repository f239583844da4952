using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Specification.Formulas;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation;

// With V = I + ZΛΛᵀZᵀ, V_i = ∂V/∂θ_i = Z(E_iΛᵀ + ΛE_iᵀ)Zᵀ, V_ij = Z(E_iE_jᵀ + E_jE_iᵀ)Zᵀ, r² = yᵀPy and κ = df/r² (or 1 when σ is known), the Hessian of the
// criterion is
//     −tr(PV_iPV_j) + 2κ yᵀPV_iPV_jPy − (κ²/df) yᵀPV_iPy yᵀPV_jPy + [tr(PV_ij) − κ yᵀPV_ijPy].
// κ yᵀPV_iPV_jPy has about the expectation of tr(PV_iPV_j), at the price of one solution for each i, and takes its place (Gilmour, Thompson & Cullis 1995). The
// bracket is exact: the gradient by a whole factor is 2GΛ, and it is 2G_ab for two entries (a, c) and (b, c) of one column. Where a factor vanishes it is all
// of the Hessian.

/// <summary>
/// The curvature of the <see cref="RemlCriterion"/> by its factors, approximated by the average of observed and expected information, exact where a variance is
/// 0. Costs as many solutions as there are components of θ.
/// </summary>
internal sealed class AverageInformation
{
    private readonly RemlCriterion criterion;
    private readonly (int Term, int Row, int Column)[] entries;
    private readonly double[] directions; // a_i, V_iPy = Z a_i: d vectors of q
    private readonly double[] product;

    /// <summary>Allocates the memory.</summary>
    public AverageInformation(RemlCriterion criterion)
    {
        this.criterion = criterion;
        int d = criterion.Layout.Dimension, q = criterion.Products.EffectCount;
        entries = [.. Enumerable.Range(0, d).Select(Entry)];
        directions = new double[d * q];
        product = new double[q];
    }

    /// <summary>
    /// The approximate Hessian by θ, at the point of the criterion's last evaluation with gradient. No diagonal of a factor may be exactly 0.
    /// </summary>
    public Matrix<double> Compute()
    {
        int d = entries.Length, q = criterion.Products.EffectCount;
        double variance = criterion.Sigma * criterion.Sigma;
        Matrix<double> H = Matrix<double>.Build.Dense(d, d);
        double[] squares = new double[d];
        for (int i = 0; i < d; i++)
        {
            squares[i] = SetDirection(i, directions.AsSpan(i * q, q));
        }

        for (int i = 0; i < d; i++)
        {
            directions.AsSpan(i * q, q).CopyTo(product);
            criterion.Given.MultiplyByProjection(product);
            for (int j = 0; j <= i; j++)
            {
                double value = TensorPrimitives.Dot<double>(product, directions.AsSpan(j * q, q)) / variance;
                if (!criterion.SigmaIsKnown)
                {
                    value -= squares[i] * squares[j] / (variance * variance * criterion.DegreesOfFreedom);
                }

                H[i, j] = H[j, i] = value;
            }
        }

        AddLinearPart(H);
        return H;
    }

    private (int Term, int Row, int Column) Entry(int i)
    {
        int place = criterion.Layout.Place(i), k = 0;
        while (place >= criterion.Factors.Starts[k + 1])
        {
            k++;
        }

        int r = criterion.Products.Terms[k].Width;
        place -= criterion.Factors.Starts[k];
        return (k, place / r, place % r);
    }

    /// <summary>a_i = E_i u + Λ E_iᵀ ZᵀPy, and yᵀPV_iPy.</summary>
    private double SetDirection(int i, Span<double> a)
    {
        (int k, int row, int column) = entries[i];
        TermShape term = criterion.Products.Terms[k];
        int r = term.Width;
        ReadOnlySpan<double> u = criterion.Given.ScaledEffects, w = criterion.Given.Scores, L = criterion.Factors.Of(k, criterion.Given.Lambda);
        double sum = 0;
        a.Clear();
        for (int first = term.FirstEffect; first < term.FirstEffectOf(term.LevelCount); first += r)
        {
            double score = w[first + row], effect = u[first + column];
            a[first + row] = effect;
            for (int m = column; m < r; m++)
            {
                a[first + m] += L[(m * r) + column] * score;
            }

            sum += score * effect;
        }

        return 2 * sum;
    }

    /// <summary>Adds 2G_ab where i and j are in one column of one factor; D = 2GΛ is solved for G from its last column to its first.</summary>
    private void AddLinearPart(Matrix<double> H)
    {
        for (int k = 0; k < criterion.Products.Terms.Count; k++)
        {
            TermShape term = criterion.Products.Terms[k];
            int r = term.Width;
            ReadOnlySpan<double> L = criterion.Factors.Of(k, criterion.Given.Lambda), D = criterion.Factors.Of(k, criterion.GradientByFactors);
            double[] G = new double[r * r];
            for (int row = 0; row < r; row++)
            {
                for (int column = r - 1; column >= 0; column--)
                {
                    double sum = 0.5 * D[(row * r) + column];
                    for (int m = column + 1; m < r; m++)
                    {
                        sum -= G[(row * r) + m] * L[(m * r) + column];
                    }

                    G[(row * r) + column] = sum / L[(column * r) + column];
                }
            }

            for (int i = 0; i < entries.Length; i++)
            {
                for (int j = 0; j < entries.Length; j++)
                {
                    if (entries[i].Term == k && entries[j].Term == k && entries[i].Column == entries[j].Column)
                    {
                        H[i, j] += G[(entries[i].Row * r) + entries[j].Row] + G[(entries[j].Row * r) + entries[i].Row];
                    }
                }
            }
        }
    }
}
