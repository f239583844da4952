using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace BayesLmm.Sampling.Importance;

// x = m + A y, the columns of A the principal axes. With z from the standard multivariate normal or t_ν: y_j = q⁺_j |z_j| with probability q⁺_j / (q⁺_j +
// q⁻_j), otherwise −q⁻_j |z_j|. The density of y is Π 2/(q⁺_j + q⁻_j) · f(y_j / q^±_j), continuous at 0 (Villani & Larsson 2006, eq. 1-3), unlike Geweke's
// (1989, §4), whose halves have equal probability. With q⁺ = q⁻ = 1 it is the usual normal or t.

/// <summary>A normal or t distribution with a scale for each half of each of its axes. Immutable.</summary>
internal sealed class SplitProposal
{
    private readonly int d;
    private readonly double[] center;
    private readonly double[] A;          // d × d by rows
    private readonly double[] inverse;    // A⁻¹
    private readonly double[] above;      // q⁺
    private readonly double[] below;      // q⁻
    private readonly double nu;           // ∞ for the normal
    private readonly double logConstant;

    /// <summary>Makes a proposal.</summary>
    /// <param name="center">m.</param>
    /// <param name="axes">A and its inverse.</param>
    /// <param name="above">q⁺, positive.</param>
    /// <param name="below">q⁻, positive.</param>
    /// <param name="nu">Degrees of freedom; +∞ for normal.</param>
    public SplitProposal(double[] center, PrincipalAxes axes, double[] above, double[] below, double nu)
    {
        d = center.Length;
        this.center = center;
        A = axes.Columns;
        inverse = axes.Inverse;
        this.above = above;
        this.below = below;
        this.nu = nu;
        logConstant = double.IsPositiveInfinity(nu)
            ? -0.5 * d * NormalConstants.Log2Pi
            : SpecialFunctions.GammaLn((nu + d) / 2) - SpecialFunctions.GammaLn(nu / 2) - (0.5 * d * Math.Log(nu * Math.PI));
        logConstant -= axes.LogDeterminant;
        for (int j = 0; j < d; j++)
        {
            logConstant += Math.Log(2 / (above[j] + below[j]));
        }
    }

    /// <summary>Draws x.</summary>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="y">Memory, d numbers.</param>
    /// <param name="x">Receives the draw.</param>
    public void Draw(RandomStream random, Span<double> y, Span<double> x)
    {
        double stretch = double.IsPositiveInfinity(nu) ? 1 : Math.Sqrt(nu / (2 * random.NextGamma(nu / 2)));
        for (int j = 0; j < d; j++)
        {
            bool up = random.NextUniform() * (above[j] + below[j]) < above[j];
            double z = stretch * Math.Abs(random.NextNormal());
            y[j] = up ? above[j] * z : -below[j] * z;
        }

        for (int i = 0; i < d; i++)
        {
            x[i] = center[i] + TensorPrimitives.Dot(A.AsSpan(i * d, d), y);
        }
    }

    /// <summary>The normalised log density at x. Allocates nothing.</summary>
    /// <param name="x">The point.</param>
    /// <param name="work">Memory, d numbers.</param>
    public double LogDensity(ReadOnlySpan<double> x, Span<double> work)
    {
        TensorPrimitives.Subtract(x, center, work);
        double squares = 0;
        for (int j = 0; j < d; j++)
        {
            double y = TensorPrimitives.Dot<double>(inverse.AsSpan(j * d, d), work);
            double z = y / (y >= 0 ? above[j] : below[j]);
            squares += z * z;
        }

        return logConstant - (double.IsPositiveInfinity(nu) ? 0.5 * squares : 0.5 * (nu + d) * double.LogP1(squares / nu));
    }
}

/// <summary>The principal axes of a covariance Σ = A Aᵀ, of the coordinates scaled to unit variance so that their units do not matter.</summary>
/// <param name="Columns">A, d × d by rows; its columns are the axes, of the length of one standard deviation.</param>
/// <param name="Inverse">A⁻¹.</param>
/// <param name="LogDeterminant">log |det A|.</param>
internal sealed record PrincipalAxes(double[] Columns, double[] Inverse, double LogDeterminant)
{
    private const double SmallestEigenvalue = 1e-10;   // of the correlation matrix

    /// <summary>The axes of a covariance, d × d by rows, with positive variances.</summary>
    public static PrincipalAxes Of(double[] covariance, int d)
    {
        double[] sds = [.. Enumerable.Range(0, d).Select(i => Math.Sqrt(covariance[(i * d) + i]))];
        Matrix<double> correlation = Matrix<double>.Build.Dense(d, d, (i, j) => covariance[(i * d) + j] / (sds[i] * sds[j]));
        Evd<double> evd = correlation.Evd(Symmetricity.Symmetric);
        double[] A = new double[d * d];
        double[] inverse = new double[d * d];
        double logDeterminant = sds.Sum(Math.Log);
        for (int j = 0; j < d; j++)
        {
            double length = Math.Sqrt(Math.Max(evd.EigenValues[j].Real, SmallestEigenvalue));
            logDeterminant += Math.Log(length);
            for (int i = 0; i < d; i++)
            {
                A[(i * d) + j] = sds[i] * evd.EigenVectors[i, j] * length;
                inverse[(j * d) + i] = evd.EigenVectors[i, j] / (length * sds[i]);
            }
        }

        return new PrincipalAxes(A, inverse, logDeterminant);
    }
}
