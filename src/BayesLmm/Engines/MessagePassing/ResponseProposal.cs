using BayesLmm.Densities;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Start;

namespace BayesLmm.Engines.MessagePassing;

/// <summary>
/// Converts the answer of message passing, with its linear response, to the coordinates φ of the marginal density: a centre, and a covariance matrix by the
/// delta method.
/// </summary>
internal sealed class ResponseProposal
{
    /// <summary>
    /// The largest distance of a logit between two bounds from the middle in a proposal's centre: message passing does not know the bounds, and its result may
    /// lie
    /// beyond them, where a coordinate has neither a value nor a slope.
    /// </summary>
    private const double FarthestLogit = 3;

    /// <summary>Beyond this a logit is so curved that the linear response does not describe it.</summary>
    private const double StraightLogit = 2;

    private readonly MarginalDensity density;
    private readonly ConjugateModel conjugate;
    private readonly ReadOnlyMemory<double> effectMeans;
    private readonly int[] mixtures;

    private ResponseProposal(MarginalDensity density, VariationalFit fit)
    {
        this.density = density;
        conjugate = fit.Approximation.Model;
        effectMeans = fit.Approximation.Effects.Means.ToArray();
        mixtures = [.. Enumerable.Range(0, conjugate.Coefficients.Count)
            .Where(j => conjugate.Coefficients[j] is CoefficientPrior.GammaMixture or CoefficientPrior.ExponentialMixture)];
    }

    /// <summary>The proposal of the linear response.</summary>
    /// <param name="density">The marginal density of the model that was fitted.</param>
    /// <param name="fit">The fit, with its response.</param>
    public static ImportanceStart Of(MarginalDensity density, VariationalFit fit) => Of(density, fit, fit.Response!.Covariance.Span) with
    {
        Explanation = fit.Response.IsPositiveDefinite
            ? "The proposal is the linear response of message passing."
            : "The linear response of message passing is not positive definite; the proposal has the variances of its own distributions.",
    };

    /// <summary>The proposal with a given covariance of message passing's coordinates.</summary>
    /// <param name="density">The marginal density of the model that was fitted.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="response">The covariance matrix by rows, of as many coordinates as precisions have.</param>
    public static ImportanceStart Of(MarginalDensity density, VariationalFit fit, ReadOnlySpan<double> response)
    {
        ResponseProposal proposal = new(density, fit);
        double[] x = [.. fit.Coordinates.Take((int)Math.Round(Math.Sqrt(response.Length)))], center = proposal.Place(x);
        int d = density.Dimension;
        double[,] jacobian = new double[d, x.Length];
        for (int c = 0; c < x.Length; c++)
        {
            // A secant as wide as the coordinate's uncertainty: where a bound bends φ, a tangent could have any slope.
            double at = x[c], step = Math.Clamp(Math.Sqrt(response[(c * x.Length) + c]), 1e-6, 1);
            x[c] = at + step;
            double[] up = proposal.Place(x);
            x[c] = at - step;
            double[] down = proposal.Place(x);
            x[c] = at;
            for (int i = 0; i < d; i++)
            {
                jacobian[i, c] = (up[i] - down[i]) / (2 * step);
            }
        }

        double[] covariance = proposal.OwnVariances(fit);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                for (int a = 0; a < x.Length; a++)
                {
                    for (int b = 0; b < x.Length; b++)
                    {
                        covariance[(i * d) + j] += jacobian[i, a] * response[(a * x.Length) + b] * jacobian[j, b];
                    }
                }
            }
        }

        foreach (ScalarCoordinate coordinate in Bounded(density))
        {
            int i = coordinate.Index;
            center[i] = Math.Clamp(center[i], -FarthestLogit, FarthestLogit);
            if (!(covariance[(i * d) + i] > 1e-6))
            {
                covariance[(i * d) + i] = 1;
            }
        }

        return new ImportanceStart(EquatableArray.Create<double>(center), EquatableArray.Create<double>(covariance), "");
    }

    /// <summary>Whether a parameter is so near to a bound of its prior that a normal distribution on the sampler's scale does not describe it.</summary>
    /// <param name="density">The density.</param>
    /// <param name="start">A proposal.</param>
    public static bool IsBent(MarginalDensity density, ImportanceStart start) => Bounded(density).Any(coordinate =>
        Math.Abs(start.Center[coordinate.Index]) + Math.Sqrt(start.Covariance[(coordinate.Index * density.Dimension) + coordinate.Index]) > StraightLogit);

    private static IEnumerable<ScalarCoordinate> Bounded(MarginalDensity density) => density.Terms.SelectMany(term => term.Sds)
        .Append(density.Sigma)
        .Concat(density.Roles.OfType<CoefficientRole.Sampled>().Select(role => role.Coordinate))
        .Where(coordinate => coordinate.IsBetweenBounds);

    /// <summary>φ at coordinates of message passing.</summary>
    private double[] Place(double[] x)
    {
        BoundModel model = density.Model;
        int c = 0;
        double sigma = conjugate.Residual is PrecisionPrior.Fixed known ? 1 / Math.Sqrt(known.Value) : Math.Exp(-0.5 * x[c++]);
        double[][] sds = new double[model.GroupTerms.Count][], correlations = new double[sds.Length][];
        for (int k = 0; k < sds.Length; k++)
        {
            int r = model.GroupTerms[k].Width;
            sds[k] = new double[r];
            correlations[k] = [];
            if (conjugate.Terms[k] is CovariancePrior.Independent independent)
            {
                for (int i = 0; i < r; i++)
                {
                    sds[k][i] = independent.Precisions[i] is PrecisionPrior.Fixed constant ? 1 / Math.Sqrt(constant.Value) : Math.Exp(-0.5 * x[c++]);
                }

                continue;
            }

            int count = CovarianceCoordinates.Count(r);
            correlations[k] = PlaceCovariance(x.AsSpan(c, count), r, sds[k]);
            c += count;
        }

        double[] position = density.PositionOf(sigma, sds, correlations);
        ReadOnlySpan<double> means = effectMeans.Span[model.Products.EffectCount..];
        foreach (int j in mixtures)
        {
            double logScale = -x[c++];
            if (density.Roles[j] is CoefficientRole.ScaleMixture mixture)
            {
                position[mixture.Index] = logScale;   // w = 1/κ
            }
        }

        for (int j = 0; j < density.Roles.Length; j++)
        {
            if (density.Roles[j] is CoefficientRole.Sampled sampled)
            {
                sampled.Coordinate.Place(model.Products.Fixed.Coordinates.Absolute(j, means[j]), position);
            }
        }

        return position;
    }

    /// <summary>Standard deviations, and the unconstrained coordinates of the correlation matrix.</summary>
    private static double[] PlaceCovariance(ReadOnlySpan<double> x, int r, double[] sds)
    {
        double[] C = new double[r * r], y = new double[Lkj.CoordinateCount(r)];
        CovarianceCoordinates.ToFactor(x, r, C);
        for (int i = 0; i < r; i++)
        {
            sds[i] = Math.Sqrt(C.AsSpan(i * r, r).ToArray().Sum(value => value * value));
            for (int j = 0; j <= i; j++)
            {
                C[(i * r) + j] /= sds[i];
            }
        }

        Lkj.Coordinates(C, r, y);
        return y;
    }

    /// <summary>
    /// The variances of coordinates for which message passing has no precision: sampled coefficients, and the only coordinate of a model in which nothing is
    /// sampled.
    /// </summary>
    private double[] OwnVariances(VariationalFit fit)
    {
        int d = density.Dimension, q = density.Model.Products.EffectCount;
        double[] covariance = new double[d * d];
        if (density.HasNothingToSample)
        {
            covariance[0] = 1;
        }

        for (int j = 0; j < density.Roles.Length; j++)
        {
            if (density.Roles[j] is CoefficientRole.Sampled { Coordinate: { Index: >= 0 } coordinate })
            {
                double mean = density.Model.Products.Fixed.Coordinates.Absolute(j, fit.Approximation.Effects.Means[q + j]),
                    sd = Math.Sqrt(fit.Approximation.Effects.Variances[q + j]);
                double halfWidth = 0.5 * (coordinate.Position(mean + sd) - coordinate.Position(mean - sd));
                // there is no position beyond a bound
                covariance[(coordinate.Index * d) + coordinate.Index] = coordinate.IsReal ? sd * sd : Math.Min(1, halfWidth * halfWidth);
            }
        }

        return covariance;
    }
}
