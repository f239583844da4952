using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Sampling.Normal;

// With x = m + L z the natural gradient of E log π(x) + ½ log |Σ| is, by the identities of Bonnet and Price, Σ⁻¹ ← (1 − ρ) Σ⁻¹ − ρ E ∇²log π, m ← m + ρ Σ E
// ∇log π (Khan & Nielsen 2018, eq. 30-31; Opper & Archambeau 2009 for where it stands still), and by Stein's lemma Lᵀ E[∇²log π] L = E[∇_z log π zᵀ], so that
// gradients are enough. In the coordinates z all of this is about the identity matrix.

/// <summary>The direction of a step of the mean and the covariance, in the standardised coordinates of where it starts.</summary>
internal sealed class NormalStep
{
    private const double Longest = 2;                          // of the mean, in standard deviations
    // the precision along an axis changes by at most these factors; the mean moves as if a sharper precision were used in full
    private const double Flattest = 0.25, Sharpest = 16;

    private readonly int d;
    private readonly double[] slope;
    private readonly Evd<double> axes;

    private NormalStep(double[] slope, Evd<double> axes)
    {
        d = slope.Length;
        this.slope = slope;
        this.axes = axes;
        double[] shift = Shift(1);
        double square = shift.Sum(value => value * value);
        for (int i = 0; i < d; i++)
        {
            double change = (1 / axes.EigenValues[i].Real) - 1;
            square += 0.5 * change * change;
        }

        Length = Math.Sqrt(square);
    }

    /// <summary>
    /// The length of the full step without limits: √(‖Δm‖² + ½ Σ (relative change of a variance)²) in standardised coordinates; +∞ where the density is not
    /// curved along an axis.
    /// </summary>
    public double Length { get; }

    /// <summary>The step at a distribution with these averages.</summary>
    /// <param name="slope">E ∇_z log π.</param>
    /// <param name="products">E[∇_z log π zᵀ], d × d by rows.</param>
    public static NormalStep Of(double[] slope, double[] products)
    {
        int d = slope.Length;
        return new NormalStep(slope, Matrix<double>.Build.Dense(d, d, (i, j) => -0.5 * (products[(i * d) + j] + products[(j * d) + i]))
            .Evd(Symmetricity.Symmetric));
    }

    /// <summary>The distribution that a part of the step leads to.</summary>
    /// <param name="from">Where it starts.</param>
    /// <param name="part">ρ, in (0, 1].</param>
    public FoldedNormal? Take(FoldedNormal from, double part)
    {
        double[] shift = Shift(part), mean = new double[d];
        from.Place(shift, mean);
        Matrix<double> spread = Matrix<double>.Build.Dense(d, d, (i, j) => from.Factor[(i * d) + j]) * axes.EigenVectors;
        for (int j = 0; j < d; j++)
        {
            spread.SetColumn(j, spread.Column(j) / Math.Sqrt(Precision(j, part)));
        }

        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < d; k++)
                {
                    sum += spread[i, k] * spread[j, k];
                }

                covariance[(i * d) + j] = covariance[(j * d) + i] = sum;
            }
        }

        return from.With(mean, covariance);
    }

    /// <summary>Along an axis, relative to where the step starts.</summary>
    private double Precision(int axis, double part) => 1 - part + (part * Math.Clamp(axes.EigenValues[axis].Real, Flattest, Sharpest));

    private double[] Shift(double part)
    {
        double[] shift = new double[d];
        for (int k = 0; k < d; k++)
        {
            double along = 0;
            for (int i = 0; i < d; i++)
            {
                along += axes.EigenVectors[i, k] * slope[i];
            }

            along *= part / (1 - part + (part * Math.Max(axes.EigenValues[k].Real, Flattest)));
            for (int i = 0; i < d; i++)
            {
                shift[i] += axes.EigenVectors[i, k] * along;
            }
        }

        double length = Math.Sqrt(shift.Sum(value => value * value));
        return length > Longest * part ? [.. shift.Select(value => value * Longest * part / length)] : shift;
    }
}
