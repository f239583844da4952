using System.Numerics.Tensors;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design.Products;

namespace BayesLmm.Densities.Groups;

// Groups of few 0/1 rows say of probabilities what is their mean over groups. With V the variance of the effects' part of a row's predictor, averaged over
// rows, coefficients are there those of one group over f = √(1 + V/v), v the variance of the latent response (Zeger, Liang & Albert 1988, eq. 4.2): in these
// coordinates coefficients and variances are all but independent. Coefficients of a mean count but for the intercept are the same for one group and for all.

/// <summary>
/// Coordinates of the coefficients whose prior has a density everywhere: of probabilities those of the average over groups, which depend least on the
/// effects' variances. The density is exact in any. Immutable.
/// </summary>
internal sealed class AveragedCoefficients
{
    private readonly ConditionalCoordinates layout;
    private readonly BayesLmm.Design.Products.Coordinates coordinates;
    private readonly double[][] squares;
    private readonly double latent;

    public AveragedCoefficients(ConditionalCoordinates layout, GroupBlocks blocks)
    {
        this.layout = layout;
        CrossProducts products = layout.Model.Products;
        coordinates = products.Fixed.Coordinates;
        Family family = layout.Model.Family;
        latent = family.Link == Link.Log ? double.PositiveInfinity : Families.BinomialLink.Of(family.Link).LatentVariance(0.5);
        squares = new double[layout.Terms.Length][];
        for (int k = 0; k < squares.Length; k++)
        {
            int r = layout.Terms[k].Width, first = blocks.TermOffsets[k];
            squares[k] = new double[r * r];
            for (int i = 0; i < r * r; i++)
            {
                ReadOnlySpan<double> one = blocks.Columns[first + (i / r)], other = blocks.Columns[first + (i % r)];
                squares[k][i] = TensorPrimitives.Dot(one, other) / one.Length;
            }
        }
    }

    /// <summary>V at the factors' position.</summary>
    public double Variance(CovarianceFactors factors)
    {
        double sum = 0;
        for (int k = 0; k < squares.Length; k++)
        {
            int r = layout.Terms[k].Width;
            ReadOnlySpan<double> L = factors.Of(k);
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j < r; j++)
                {
                    for (int c = 0; c <= Math.Min(i, j); c++)
                    {
                        sum += squares[k][(i * r) + j] * L[(i * r) + c] * L[(j * r) + c];
                    }
                }
            }
        }

        return sum;
    }

    /// <summary>β, less the cross-products' reference, of some coordinates; returns the logarithm of the Jacobian.</summary>
    /// <param name="variance">V.</param>
    /// <param name="averaged">A number for each of the coefficients.</param>
    /// <param name="beta">Receives them at their places among all.</param>
    public double ToBeta(double variance, ReadOnlySpan<double> averaged, Span<double> beta)
    {
        double factor = Factor(variance);
        for (int i = 0; i < averaged.Length; i++)
        {
            int column = layout.LinearColumns[i];
            beta[column] = coordinates.Relative(column, factor * averaged[i]);
        }

        return averaged.Length * Math.Log(factor);
    }

    /// <summary>The coordinate of a coefficient.</summary>
    /// <param name="variance">V.</param>
    /// <param name="column">Which.</param>
    /// <param name="beta">The coefficient less the cross-products' reference.</param>
    public double FromBeta(double variance, int column, double beta) => coordinates.Absolute(column, beta) / Factor(variance);

    /// <summary>f.</summary>
    public double Factor(double variance) => Math.Sqrt(1 + (variance / latent));
}
