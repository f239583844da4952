using BayesLmm.Design.Products;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Sparse;
using MathNet.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

// r × r correlation matrix R = C Cᵀ, density ∝ |R|^(η−1) (Lewandowski, Kurowicka & Joe 2009). Row i of C is built from canonical partial correlations
// z_ij = tanh(y_ij), j < i:  C_ij = z_ij Π_{l<j} √(1 − z_il²),  C_ii = Π_{l<i} √(1 − z_il²).
// Under LKJ(η) the z_ij are independent with density ∝ (1 − z²)^(α_j − 1), α_j = η + (r − 2 − j)/2, so that with the Jacobian dz/dy = sech²y
// log p(y) = Σ_ij ( 2α_j log sech y_ij − log B(α_j, ½) ).

/// <summary>The LKJ prior of a correlation matrix, and its unconstrained coordinates y.</summary>
/// <param name="Eta">η: 1 is uniform over correlation matrices, more favours small correlations.</param>
internal sealed record Lkj(double Eta) : PriorDistribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } = new("lkj", [Unitless("eta")], numbers => new Lkj(numbers[0]));

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Eta];

    /// <summary>Number of unconstrained coordinates of an r × r correlation matrix: r (r − 1) / 2, row by row.</summary>
    public static int CoordinateCount(int r) => r * (r - 1) / 2;

    /// <summary>The Cholesky factor C of the correlation matrix at y.</summary>
    /// <param name="y">r (r − 1) / 2 coordinates, row by row.</param>
    /// <param name="r">Order of the matrix.</param>
    /// <param name="C">Receives C, r × r by rows, zero above the diagonal.</param>
    public static void CholeskyFactor(ReadOnlySpan<double> y, int r, Span<double> C)
    {
        C.Clear();
        int t = 0;
        for (int i = 0; i < r; i++)
        {
            double rest = 1;
            for (int j = 0; j < i; j++, t++)
            {
                C[(i * r) + j] = Math.Tanh(y[t]) * rest;
                rest *= Sech(y[t]);
            }

            C[(i * r) + i] = rest;
        }
    }

    /// <summary>The coordinates y of a correlation matrix, from its Cholesky factor: what <see cref="CholeskyFactor"/> undoes.</summary>
    /// <param name="C">C, r × r by rows, with a positive diagonal.</param>
    /// <param name="r">Order of the matrix.</param>
    /// <param name="y">Receives r (r − 1) / 2 coordinates, row by row.</param>
    public static void Coordinates(ReadOnlySpan<double> C, int r, Span<double> y)
    {
        int t = 0;
        for (int i = 0; i < r; i++)
        {
            double rest = 1;
            for (int j = 0; j < i; j++, t++)
            {
                double z = C[(i * r) + j] / rest;
                y[t] = Math.Atanh(z);
                rest *= Math.Sqrt(1 - (z * z));
            }
        }
    }

    /// <summary>An exact draw of the correlation matrix, as its Cholesky factor: the partial correlations are independent, z² ~ beta(½, α_j).</summary>
    /// <param name="r">Order of the matrix.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="C">Receives C, r × r by rows, zero above the diagonal.</param>
    public void Sample(int r, RandomStream random, Span<double> C)
    {
        C.Clear();
        for (int i = 0; i < r; i++)
        {
            double rest = 1;
            for (int j = 0; j < i; j++)
            {
                // z = x / √(x² + χ²), χ² with 2α degrees of freedom: unlike a ratio of two gammas, it is never 0/0, however small α is.
                double x = random.NextNormal(), chiSquare = 2 * random.NextGamma(Eta + (0.5 * (r - 2 - j)));
                double length = Math.Sqrt((x * x) + chiSquare);
                C[(i * r) + j] = x / length * rest;
                rest *= Math.Sqrt(chiSquare) / length;
            }

            C[(i * r) + i] = rest;
        }
    }

    /// <summary>Adds to a gradient in y what a gradient in C implies by the chain rule.</summary>
    /// <param name="y">The coordinates.</param>
    /// <param name="r">Order of the matrix.</param>
    /// <param name="C">The factor at <paramref name="y"/>.</param>
    /// <param name="byC">∂f/∂C_ij for j ≤ i, r × r by rows.</param>
    /// <param name="byY">∂f/∂y is added to this.</param>
    public static void AddGradient(ReadOnlySpan<double> y, int r, ReadOnlySpan<double> C, ReadOnlySpan<double> byC, Span<double> byY)
    {
        // ∂C_ij/∂y_ij = √rest_j sech² y_ij;  for m > j: ∂C_im/∂y_ij = −z_ij C_im.
        int t = 0;
        for (int i = 0; i < r; i++)
        {
            double rest = 1;
            for (int j = 0; j < i; j++, t++)
            {
                double later = 0;
                for (int m = j + 1; m <= i; m++)
                {
                    later += byC[(i * r) + m] * C[(i * r) + m];
                }

                double sech = Sech(y[t]);
                byY[t] += (byC[(i * r) + j] * rest * sech * sech) - (Math.Tanh(y[t]) * later);
                rest *= sech;
            }
        }
    }

    /// <summary>
    /// The log density of the coordinates y without its constant, <see cref="LogNormalizer"/>; its gradient is added to <paramref name="gradient"/>.
    /// </summary>
    /// <param name="y">The coordinates.</param>
    /// <param name="r">Order of the matrix.</param>
    /// <param name="gradient">∂ log p / ∂y is added to this.</param>
    public double LogKernel(ReadOnlySpan<double> y, int r, Span<double> gradient)
    {
        double sum = 0;
        int t = 0;
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < i; j++, t++)
            {
                double twoAlpha = (2 * Eta) + r - 2 - j;
                sum += twoAlpha * LogSech(y[t]);
                gradient[t] -= twoAlpha * Math.Tanh(y[t]);
            }
        }

        return sum;
    }

    /// <summary>−Σ log B(α_j, ½): what makes the density of y integrate to one.</summary>
    /// <param name="r">Order of the matrix.</param>
    public double LogNormalizer(int r)
    {
        double sum = 0;
        for (int j = 0; j < r - 1; j++)
        {
            sum -= (r - 1 - j) * LogBetaHalf(Eta + (0.5 * (r - 2 - j)));
        }

        return sum;
    }

    /// <summary>log B(α, ½) = log ∫ sech^2α(y) dy.</summary>
    private static double LogBetaHalf(double alpha) =>
        SpecialFunctions.GammaLn(alpha) + (0.5 * Math.Log(Math.PI)) - SpecialFunctions.GammaLn(alpha + 0.5);

    private static double Sech(double y) => Math.Exp(LogSech(y));

    private static double LogSech(double y)
    {
        double magnitude = Math.Abs(y);
        return Math.Log(2) - magnitude - double.LogP1(Math.Exp(-2 * magnitude));
    }
}
