using System.Numerics.Tensors;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Sampling.Densities;

namespace BayesLmm.Sampling.Normal;

/// <summary>
/// A normal distribution whose signs are changed at random where the target's symmetries allow it. Its density is Σ_g N(gx; m, Σ) / 2^s over the group of sign
/// changes.
/// </summary>
/// <remarks>
/// Where a pivot lies many standard deviations from zero, its reflection adds nothing to the sum and is left out. Of a target with very many symmetries only
/// some are folded: for the others the distribution covers one side.
/// </remarks>
internal sealed class FoldedNormal
{
    private const double FarInSds = 8;      // the reflection's density is then e^−128 of the density where it matters
    private const int MostFolds = 10;       // 1,024 reflections of each point

    private readonly int d;
    private readonly SignSymmetry[] symmetries;   // of the target
    private readonly SignSymmetry[] folds;        // those that are folded, the same throughout a fit: its bounds must not jump
    private readonly SignSymmetry[] near;         // those of them whose reflections overlap

    private FoldedNormal(double[] mean, double[] factor, SignSymmetry[] symmetries, SignSymmetry[] folds, SignSymmetry[] near)
    {
        d = mean.Length;
        Mean = mean;
        Factor = factor;
        this.symmetries = symmetries;
        this.folds = folds;
        this.near = near;
    }

    /// <summary>m.</summary>
    public double[] Mean { get; }

    /// <summary>L, Σ = L Lᵀ, by rows; zero above the diagonal.</summary>
    public double[] Factor { get; }

    /// <summary>s, the number of symmetries that are folded.</summary>
    public int Folds => folds.Length;

    /// <summary>−E log N(x; m, Σ).</summary>
    public double Entropy => (0.5 * SmallCholesky.LogDeterminant(Factor, d)) + (0.5 * d * (1 + NormalConstants.Log2Pi));

    /// <summary>The distribution; null where Σ is not positive definite.</summary>
    /// <param name="mean">m; turned to the side where pivots are not negative.</param>
    /// <param name="covariance">Σ by rows, its signs turned with m.</param>
    /// <param name="symmetries">The target's symmetries; those under which the distribution is nearest to its reflection are folded.</param>
    public static FoldedNormal? Create(double[] mean, double[] covariance, IReadOnlyList<SignSymmetry> symmetries) =>
        Create(mean, covariance, [.. symmetries], [.. symmetries.OrderBy(symmetry => Distance(symmetry, mean, covariance)).Take(MostFolds)]);

    /// <summary>Another distribution with the same symmetries folded; null where Σ is not positive definite.</summary>
    /// <inheritdoc cref="Create(double[], double[], IReadOnlyList{SignSymmetry})" path="/param"/>
    public FoldedNormal? With(double[] mean, double[] covariance) => Create(mean, covariance, symmetries, folds);

    private static FoldedNormal? Create(double[] mean, double[] covariance, SignSymmetry[] symmetries, SignSymmetry[] folds)
    {
        int d = mean.Length;
        double[] factor = [.. covariance];
        foreach (SignSymmetry symmetry in symmetries)
        {
            symmetry.TurnToNearSide(mean, factor);
        }

        if (!SmallCholesky.TryFactor(factor, d))
        {
            return null;
        }

        for (int i = 0; i < d; i++)
        {
            factor.AsSpan((i * d) + i + 1, d - i - 1).Clear();
        }

        return new FoldedNormal(mean, factor, symmetries, folds, [.. folds.Where(symmetry => Distance(symmetry, mean, covariance) < FarInSds)]);
    }

    private static double Distance(SignSymmetry symmetry, double[] mean, double[] covariance) =>
        Math.Abs(mean[symmetry.Pivot]) / Math.Sqrt(covariance[(symmetry.Pivot * mean.Length) + symmetry.Pivot]);

    /// <summary>Σ by rows.</summary>
    public double[] Covariance()
    {
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                covariance[(i * d) + j] = covariance[(j * d) + i] = TensorPrimitives.Dot<double>(Factor.AsSpan(i * d, d), Factor.AsSpan(j * d, d));
            }
        }

        return covariance;
    }

    /// <summary>x = m + L z.</summary>
    public void Place(ReadOnlySpan<double> z, Span<double> x)
    {
        for (int i = 0; i < d; i++)
        {
            x[i] = Mean[i];
            for (int j = 0; j <= i; j++)
            {
                x[i] += Factor[(i * d) + j] * z[j];
            }
        }
    }

    /// <summary>Replaces a gradient by x by one by z.</summary>
    public void ToStandard(Span<double> gradient)
    {
        for (int j = 0; j < d; j++)
        {
            double sum = 0;
            for (int i = j; i < d; i++)
            {
                sum += Factor[(i * d) + j] * gradient[i];
            }

            gradient[j] = sum;
        }
    }

    /// <summary>
    /// log Σ_g N(gx) / N(x) at x = m + L z, at least 0; its derivative by z, with m and L held, is subtracted from <paramref name="gradient"/>.
    /// </summary>
    /// <param name="x">The point; its signs are changed and changed back.</param>
    /// <param name="z">The same, standardised.</param>
    /// <param name="gradient">By z.</param>
    public double SubtractReflections(Span<double> x, ReadOnlySpan<double> z, Span<double> gradient)
    {
        if (near.Length == 0)
        {
            return 0;
        }

        double square = SquareOf(z), sum = 1;
        double[] w = new double[d], slope = new double[d], turned = new double[d];
        for (int g = 1; g < Reflections.Count(near); g++)
        {
            Reflections.MoveTo(g, near, x);
            for (int i = 0; i < d; i++)
            {
                w[i] = x[i] - Mean[i];
            }

            SmallCholesky.SolveLower(Factor, d, w);
            double ratio = Math.Exp(0.5 * (square - SquareOf(w)));
            sum += ratio;

            // ∂ log ratio / ∂z = z − Lᵀ g L⁻ᵀ w
            SmallCholesky.SolveUpper(Factor, d, w);
            w.CopyTo(turned, 0);
            Reflections.Apply(g, near, turned);
            ToStandard(turned);
            for (int i = 0; i < d; i++)
            {
                slope[i] += ratio * (z[i] - turned[i]);
            }
        }

        Reflections.Return(near, x);
        for (int i = 0; i < d; i++)
        {
            gradient[i] -= slope[i] / sum;
        }

        return Math.Log(sum);
    }

    private static double SquareOf(ReadOnlySpan<double> vector) => TensorPrimitives.SumOfSquares(vector);
}
