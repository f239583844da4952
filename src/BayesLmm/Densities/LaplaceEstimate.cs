using BayesLmm.Densities.Coordinates;
using BayesLmm.Models;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Densities;

// At φ the distribution of a = (u, β) is near a normal one N(â, H⁻¹) at its mode, and
//     p̂(y | φ) = 1/M Σ_m p(y, a_m | φ) / N(a_m; â, H⁻¹),   a_1 … a_M ~ N(â, H⁻¹) in antithetic pairs
// is an unbiased estimate of p(y | φ), of which Laplace's approximation is the value at a_1 = â. Importance sampling with unbiased estimates is exact, and one
// of the a_m, taken with probability in proportion to its ratio, belongs to the point: see StudentMarginal. With Laplace's approximation itself in place of the
// estimate, and a ~ N(â, H⁻¹), the draws are those of the posterior as Laplace's approximation has it, and their distance from the exact posterior is its
// error.

/// <summary>
/// The marginal density of φ of a model whose coefficients and group effects cannot be integrated out: by an unbiased estimate, or by Laplace's approximation.
/// Immutable.
/// </summary>
internal sealed class LaplaceEstimate : ILogDensity, IPositionSource
{
    private readonly ConditionalReference reference;

    /// <summary>Makes the density.</summary>
    /// <param name="model">A model in which <see cref="IsPossible"/>.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="reference">The mode of φ and its curvature.</param>
    /// <param name="seed">Seed of the estimates' random numbers.</param>
    /// <param name="isExact">Whether ratios correct Laplace's approximation.</param>
    public LaplaceEstimate(BoundModel model, ConditionalRows rows, ConditionalReference reference, ulong seed, bool isExact)
    {
        this.reference = reference;
        Model = model;
        Rows = rows;
        Seed = seed;
        IsExact = isExact;
        Layout = new ConditionalCoordinates(model, reference.Scales);
        Dimension = Math.Max(1, Layout.OuterCount);
        LaplaceMarginal marginal = new(Layout, rows);
        marginal.Evaluate(reference.Center, new double[Layout.OuterCount]);
        Start = marginal.Approximation.Unknowns.ToArray();
    }

    /// <inheritdoc/>
    public BoundModel Model { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <summary>Whether ratios correct Laplace's approximation.</summary>
    public bool IsExact { get; }

    /// <summary>Standard deviations are the same on both sides of zero.</summary>
    public IReadOnlyList<SignSymmetry> Symmetries =>
        [.. Layout.Terms.SelectMany(term => term.Sds).Where(sd => sd.IsFolded).Select(sd => new SignSymmetry(sd.Index, [sd.Index]))];

    /// <summary>Where importance sampling begins.</summary>
    public ImportanceStart ImportanceStart
    {
        get
        {
            int m = Layout.OuterCount;
            double[] covariance = new double[Dimension * Dimension];
            covariance[0] = 1;
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < m; j++)
                {
                    double sum = 0;
                    for (int k = 0; k <= Math.Min(i, j); k++)
                    {
                        sum += reference.Factor[(i * m) + k] * reference.Factor[(j * m) + k];
                    }

                    covariance[(i * m) + j] = sum;
                }
            }

            double[] center = m == 0 ? [0] : reference.Center;
            return new ImportanceStart([.. center], [.. covariance], "The proposal begins at the mode of Laplace's approximation.");
        }
    }

    /// <summary>φ.</summary>
    internal ConditionalCoordinates Layout { get; }

    internal ConditionalRows Rows { get; }

    internal ulong Seed { get; }

    /// <summary>The mode of (u, β) at the reference, from which every search begins, so that a value depends on its point alone.</summary>
    internal double[] Start { get; }

    /// <summary>Whether such a density can be made: every coefficient has a prior with a density everywhere.</summary>
    public static bool IsPossible(BoundModel model) =>
        model.FixedEffects.All(effect => effect.Prior.Support is (double.NegativeInfinity, double.PositiveInfinity));

    /// <inheritdoc/>
    public ILogDensityEvaluator CreateEvaluator() => new LaplaceEstimateEvaluator(this);

    /// <inheritdoc/>
    public IPositionReader CreateReader() => new LaplaceEstimateEvaluator(this);
}
