using BayesLmm.Design;
using BayesLmm.FactorGraphs;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Hamiltonian;
using BayesLmm.Models;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.MessagePassing;

/// <summary>
/// Carries the answer of message passing with its linear response over to the coordinates φ of the marginal density: a centre, and a covariance matrix by the delta method.
/// </summary>
internal sealed class ResponseProposal
{
    private const double Step = 1e-4;

    private readonly MarginalDensity density;
    private readonly MixedModelGraph graph;
    private readonly ReadOnlyMemory<double> effectMeans;
    private readonly int[] mixtures;

    private ResponseProposal(MarginalDensity density, VariationalFit fit)
    {
        this.density = density;
        graph = fit.Approximation.Model;
        effectMeans = fit.Approximation.Effects.Means.ToArray();
        mixtures = [.. Enumerable.Range(0, graph.Coefficients.Count).Where(j => graph.Coefficients[j] is CoefficientPrior.GammaMixture or CoefficientPrior.ExponentialMixture)];
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
            double at = x[c];
            x[c] = at + Step;
            double[] up = proposal.Place(x);
            x[c] = at - Step;
            double[] down = proposal.Place(x);
            x[c] = at;
            for (int i = 0; i < d; i++)
            {
                jacobian[i, c] = (up[i] - down[i]) / (2 * Step);
            }
        }

        double[] covariance = proposal.OwnVariances(center, fit);
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

        return new ImportanceStart(EquatableArray.Create<double>(center), EquatableArray.Create<double>(covariance), "");
    }

    /// <summary>φ at coordinates of message passing.</summary>
    private double[] Place(double[] x)
    {
        BoundModel model = density.Model;
        int c = 0;
        double sigma = graph.Residual is PrecisionPrior.Fixed known ? 1 / Math.Sqrt(known.Value) : Math.Exp(-0.5 * x[c++]);
        double[][] sds = new double[model.GroupTerms.Count][], correlations = new double[sds.Length][];
        for (int k = 0; k < sds.Length; k++)
        {
            int r = model.GroupTerms[k].Width;
            sds[k] = new double[r];
            correlations[k] = [];
            if (graph.Terms[k] is CovariancePrior.Independent independent)
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
                sampled.Coordinate.Place(means[j] + model.Products.Fixed.Reference[j], position);
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

    /// <summary>The variances of coordinates that message passing has no precision for: sampled coefficients, and the one of a model in which nothing is sampled.</summary>
    private double[] OwnVariances(double[] center, VariationalFit fit)
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
                double slope = coordinate.Slope(center);
                covariance[(coordinate.Index * d) + coordinate.Index] = fit.Approximation.Effects.Variances[q + j] / (slope * slope);
            }
        }

        return covariance;
    }
}
