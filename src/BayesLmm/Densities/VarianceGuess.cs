using BayesLmm.Densities.Coordinates;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>A rough guess of a model's variance parameters, for example from a fit with normal residuals.</summary>
/// <param name="Sigma">The residual standard deviation.</param>
/// <param name="Sds">For each term the standard deviations of its effects; too small ones are raised to the size that the data can distinguish from
/// zero.</param>
/// <param name="Correlations">For each term the correlation matrix of its effects, r × r by rows; NaN counts as 0, and all are shrunk towards 0.</param>
public sealed record VarianceGuess(double Sigma, IReadOnlyList<double[]> Sds, IReadOnlyList<double[]> Correlations)
{
    /// <summary>Correlations are multiplied by this, so that perfect ones are not.</summary>
    private const double Shrinkage = 0.9;

    /// <summary>The least standard deviation, as part of the size that the data can distinguish from zero.</summary>
    private const double LeastPart = 0.3;

    /// <summary>Parts of the response's spread.</summary>
    public static VarianceGuess FromSpread(BoundModel model)
    {
        double spread = Math.Sqrt(model.Products.Fixed.Yy / model.Products.RowCount);
        return new VarianceGuess(
            spread > 0 ? spread / 2 : 1,
            [.. model.GroupTerms.Select((_, k) => Array.ConvertAll(TermCoordinates.DetectableSds(model.Products, k), scale => 2 * scale))],
            [.. model.GroupTerms.Select(term => new double[term.Width * term.Width])]);
    }

    /// <summary>The standard deviations of a term, none too small.</summary>
    internal double[] SafeSds(BoundModel model, int term)
    {
        double[] least = TermCoordinates.DetectableSds(model.Products, term);
        return [.. Sds[term].Zip(least, (sd, scale) => double.IsFinite(sd) ? Math.Max(sd, LeastPart * scale) : scale)];
    }

    /// <summary>The unconstrained coordinates of a term's correlation matrix, none too far out.</summary>
    internal double[] SafeCorrelations(int term, int r)
    {
        double[] C = new double[r * r], y = new double[Lkj.CoordinateCount(r)];
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = i == j ? 1 : Shrinkage * Correlations[term][(i * r) + j];
                C[(i * r) + j] = double.IsFinite(value) ? value : 0;
            }
        }

        if (SmallCholesky.TryFactor(C, r))
        {
            Lkj.Coordinates(C, r, y);
        }

        return y;
    }
}
