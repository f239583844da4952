using BayesLmm.Densities.Coordinates;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Families;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Densities;

namespace BayesLmm.Densities;

/// <summary>
/// The posterior density of a Gaussian model's variance parameters, with the coefficients and group effects integrated out exactly
/// (Harville 1974; Lai, Domke &amp; Sheldon 2024). Its coordinates φ are, in this order: log σ; for each term one coordinate for each of its standard
/// deviations (<see cref="CoordinateKind.Signed"/>) and the unconstrained coordinates of its correlation matrix; and what priors of coefficients add
/// (<see cref="CoefficientRole"/>).
/// </summary>
/// <remarks>A parameter whose prior has a bounded support gets a coordinate that respects it, and a constant one gets none.</remarks>
internal sealed class MarginalDensity : IModelDensity
{
    /// <summary>Builds coordinates and equations.</summary>
    /// <param name="model">The model; its residuals are taken to be normal, whatever its family says, with any standard deviation where the family has none.
    /// </param>
    public MarginalDensity(BoundModel model)
    {
        Model = model;
        int next = 0;
        Sigma = ScalarCoordinate.Positive(model.PriorOf(FamilyParameter.Sigma) ?? new Flat(), ref next);
        TermCoordinates[] terms = new TermCoordinates[model.GroupTerms.Count];
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k] = new TermCoordinates(model.GroupTerms[k], TermCoordinates.DetectableSds(model.Products, k), ref next);
        }

        CoefficientRole[] roles = new CoefficientRole[model.FixedEffects.Count];
        for (int j = 0; j < roles.Length; j++)
        {
            roles[j] = CoefficientRole.For(model.FixedEffects[j].Prior, ref next);
        }

        Terms = terms;
        Roles = roles;
        HasNothingToSample = next == 0;
        Dimension = Math.Max(1, next);
        Equations = MixedModelEquations.Analyze(model.Products, [.. Enumerable.Range(0, roles.Length).Where(j => roles[j] is not CoefficientRole.Sampled)]);
    }

    private MarginalDensity(MarginalDensity other, BoundModel model)
    {
        (Model, Sigma, Terms, Roles, HasNothingToSample, Dimension) =
            (model, other.Sigma, other.Terms, other.Roles, other.HasNothingToSample, other.Dimension);
        Equations = other.Equations.With(model.Products);
    }

    /// <summary>The model.</summary>
    public BoundModel Model { get; }

    /// <summary>At least 1: see <see cref="HasNothingToSample"/>.</summary>
    public int Dimension { get; }

    /// <summary>
    /// Whether every variance parameter is constant and every coefficient integrated out. The only coordinate is then a standard normal number on which nothing
    /// depends, so that coefficients and group effects are drawn in the usual way.
    /// </summary>
    public bool HasNothingToSample { get; }

    /// <summary>The mixed model equations of the effects and of the coefficients that are integrated out.</summary>
    public MixedModelEquations Equations { get; }

    /// <summary>What the coordinates are, in their order.</summary>
    public IReadOnlyList<DensityCoordinate> Coordinates => [.. CoordinateWords.OfMarginal(Model, Sigma, Terms, Roles)];

    /// <summary>
    /// Changing the sign of a signed standard deviation, and of the correlations of its effect with the others, leaves the covariance matrix unchanged: with D
    /// =
    /// diag(±1), R → DRD has the Cholesky factor DCD, so that the partial correlations and their coordinates change sign as the correlations do.
    /// </summary>
    public IReadOnlyList<SignSymmetry> Symmetries => [.. Terms.SelectMany(term => term.Symmetries)];

    internal ScalarCoordinate Sigma { get; }

    internal TermCoordinates[] Terms { get; }

    internal CoefficientRole[] Roles { get; }

    /// <summary>The density given other rows, in the same coordinates and with the same priors.</summary>
    /// <param name="model">The model of those rows, whose cross-products have the same levels at the same places.</param>
    public MarginalDensity Given(BoundModel model) => new(this, model);

    /// <summary>Makes an evaluator with memory of its own.</summary>
    public MarginalDensityEvaluator CreateEvaluator() => new(this);

    IModelDensityEvaluator IModelDensity.CreateEvaluator() => CreateEvaluator();

    ILogDensityEvaluator ILogDensity.CreateEvaluator() => CreateEvaluator();

    /// <summary>
    /// The coordinates of given variance parameters, for starting points and checks; mixing scales start at 1, sampled coefficients at their least-squares
    /// values.
    /// </summary>
    /// <param name="sigma">The residual standard deviation.</param>
    /// <param name="sds">For each term the standard deviations of its effects.</param>
    /// <param name="correlationCoordinates">For each term the unconstrained coordinates of its correlation matrix.</param>
    public double[] PositionOf(double sigma, IReadOnlyList<double[]> sds, IReadOnlyList<double[]> correlationCoordinates)
    {
        double[] position = new double[Dimension];
        Sigma.Place(sigma, position);
        for (int k = 0; k < Terms.Length; k++)
        {
            for (int i = 0; i < Terms[k].Sds.Length; i++)
            {
                Terms[k].Sds[i].Place(sds[k][i], position);
            }

            if (Terms[k].Correlation is not null)
            {
                correlationCoordinates[k].CopyTo(position.AsSpan(Terms[k].FirstCorrelation));
            }
        }

        for (int j = 0; j < Roles.Length; j++)
        {
            if (Roles[j] is CoefficientRole.Sampled sampled)
            {
                sampled.Coordinate.Place(Model.Products.Fixed.Reference[j], position);
            }
        }

        return position;
    }

    /// <summary>A reasonable point: every standard deviation a part of the response's.</summary>
    public double[] StartingPoint()
    {
        double spread = Math.Sqrt(Model.Products.Fixed.Yy / Model.Products.RowCount);
        return PositionOf(
            spread / 2,
            [.. Enumerable.Range(0, Terms.Length).Select(k => Array.ConvertAll(TermCoordinates.DetectableSds(Model.Products, k), scale => 2 * scale))],
            [.. Terms.Select(term => new double[term.CorrelationCount])]);
    }
}
