using BayesLmm.Densities.Coordinates;
using BayesLmm.Equations;
using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Densities;

// With student_t residuals (u, β) cannot be integrated out exactly. At φ its distribution is near a normal one N(â, V) at its mode, V a little wider than the
// curvature's inverse, and
//     p̂(y | φ) = 1/M Σ_m p(y, a_m | φ) / N(a_m; â, V),   a_1 … a_M ~ N(â, V) in antithetic pairs
// is an unbiased estimate of p(y | φ). Importance sampling with unbiased estimates in place of densities is exact (Fearnhead, Papaspiliopoulos & Roberts 2008;
// Tran et al. 2013), and one of the a_m, taken with probability in proportion to its ratio, is a draw that belongs to the point. The random numbers of a point
// are a function of the point, so the estimate is one too, and the draw can be repeated. A method that returns to a neighbourhood (IEstimatedDensityEvaluator)
// asks for the same random numbers there; the estimate is then a smooth function of φ, and its differences come from φ and not from luck.

/// <summary>
/// An unbiased estimate of the marginal density of a model with student_t residuals: the coordinates of <see cref="MarginalDensity"/>, then that of ν where it
/// is not constant.
/// </summary>
internal sealed class StudentMarginal : ILogDensity, IPositionSource
{
    /// <summary>Few pairs are enough for weights: they add little to the weights' variance.</summary>
    private const int PairsOfWeights = 4;

    private const double WidestDifference = 0.05, DifferencePart = 0.1;

    /// <summary>Makes the density.</summary>
    /// <param name="model">A model with student_t residuals whose coefficients have flat, normal, student_t, cauchy, laplace or constant priors.</param>
    /// <param name="seed">Seed of the estimates' random numbers.</param>
    public StudentMarginal(BoundModel model, ulong seed)
    {
        Pairs = PairsOfWeights;
        Model = model;
        Seed = seed;
        Gaussian = new MarginalDensity(model);
        int next = Gaussian.HasNothingToSample ? 0 : Gaussian.Dimension;
        Nu = ScalarCoordinate.Above(StudentTFamily.SmallestNu, model.NuPrior!, ref next);
        Dimension = Math.Max(1, next);
        Rows = RowProducts.Create(model);
        Widths = [.. Enumerable.Repeat(WidestDifference, Dimension)];
    }

    private StudentMarginal(StudentMarginal other, int pairs, EquatableArray<double> widths) =>
        (Model, Seed, Pairs, Gaussian, Nu, Dimension, Rows, Widths) =
            (other.Model, other.Seed, pairs, other.Gaussian, other.Nu, other.Dimension, other.Rows, widths);

    /// <inheritdoc/>
    public BoundModel Model { get; }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SignSymmetry> Symmetries => Gaussian.Symmetries;

    /// <summary>Whether such a density can be made for the model.</summary>
    public bool IsPossible => Gaussian.Roles.All(role => role is not CoefficientRole.Sampled { Coordinate.Index: >= 0 });

    /// <summary>
    /// Whether all variance parameters are constant: the only coordinate is then a standard normal number, as in
    /// <see cref="MarginalDensity.HasNothingToSample"/>.
    /// </summary>
    public bool HasNothingToSample => Gaussian.HasNothingToSample && Nu.Index < 0;

    internal MarginalDensity Gaussian { get; }

    internal ScalarCoordinate Nu { get; }

    internal RowProducts Rows { get; }

    internal ulong Seed { get; }

    /// <summary>Antithetic pairs of draws in each estimate.</summary>
    internal int Pairs { get; }

    /// <summary>Half the widths of the central differences that approximate derivatives.</summary>
    internal EquatableArray<double> Widths { get; }

    /// <summary>
    /// The same density for methods that take its logarithm and its gradient: the logarithm of an estimate is too small by half its variance, and differences
    /// must be narrow relative to the density.
    /// </summary>
    /// <param name="pairs">Antithetic pairs of draws in each estimate.</param>
    /// <param name="start">About where and how wide the density is.</param>
    public StudentMarginal WithGradient(int pairs, ImportanceStart start) => new(
        this, pairs,
        [.. Enumerable.Range(0, Dimension).Select(i => Math.Min(WidestDifference, DifferencePart * Math.Sqrt(start.Covariance[(i * Dimension) + i])))]);

    /// <inheritdoc/>
    public ILogDensityEvaluator CreateEvaluator() => new StudentMarginalEvaluator(this);

    /// <inheritdoc/>
    public IPositionReader CreateReader() => new StudentMarginalEvaluator(this);
}
