using BayesLmm.Design;
using BayesLmm.Models;
using BayesLmm.Models.Equations;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Hamiltonian;

/// <summary>
/// The posterior density of a Gaussian model's variance parameters, with the coefficients and group effects integrated out exactly
/// (Harville 1974; Lai, Domke &amp; Sheldon 2024). Its coordinates φ are, in this order: log σ; for each term one coordinate for each of its standard
/// deviations (<see cref="CoordinateKind.Signed"/>) and the unconstrained coordinates of its correlation matrix; and what priors of coefficients add
/// (<see cref="CoefficientRole"/>).
/// </summary>
/// <remarks>A parameter whose prior has a bounded support gets a coordinate that respects it, and a constant one gets none.</remarks>
public sealed class MarginalDensity : ILogDensity
{
    /// <summary>Works out coordinates and equations.</summary>
    /// <param name="model">The model.</param>
    public MarginalDensity(BoundModel model)
    {
        Model = model;
        int next = 0;
        Sigma = ScalarCoordinate.Positive(model.SigmaPrior, ref next);
        TermCoordinates[] terms = new TermCoordinates[model.GroupTerms.Count];
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k] = new TermCoordinates(model.GroupTerms[k], DetectableSds(model.Products, k), ref next);
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

    /// <summary>The model.</summary>
    public BoundModel Model { get; }

    /// <summary>At least 1: see <see cref="HasNothingToSample"/>.</summary>
    public int Dimension { get; }

    /// <summary>
    /// Whether every variance parameter is constant and every coefficient integrated out. The one coordinate is then a standard normal number that nothing depends on, so that
    /// draws of coefficients and group effects come about in the same way as ever.
    /// </summary>
    public bool HasNothingToSample { get; }

    /// <summary>The mixed model equations of the effects and of the coefficients that are integrated out.</summary>
    public MixedModelEquations Equations { get; }

    /// <summary>What the coordinates are, in their order.</summary>
    public IReadOnlyList<MarginalCoordinate> Coordinates => [.. MarginalCoordinate.Of(this)];

    /// <summary>
    /// Changing the sign of a signed standard deviation, and of the correlations of its effect with the others, leaves the covariance matrix as it is: with D = diag(±1), R → DRD has the Cholesky factor DCD, so that the
    /// partial correlations and their coordinates change sign as the correlations do.
    /// </summary>
    public IReadOnlyList<SignSymmetry> Symmetries => [.. Terms.SelectMany(term => term.Symmetries)];

    internal ScalarCoordinate Sigma { get; }

    internal TermCoordinates[] Terms { get; }

    internal CoefficientRole[] Roles { get; }

    /// <summary>Makes an evaluator with memory of its own.</summary>
    public MarginalEvaluator CreateEvaluator() => new(this);

    ILogDensityEvaluator ILogDensity.CreateEvaluator() => CreateEvaluator();

    /// <summary>The coordinates of given variance parameters, for starting points and checks; mixing scales start at 1, sampled coefficients at their least-squares values.</summary>
    /// <param name="sigma">The residual standard deviation.</param>
    /// <param name="sds">For each term the standard deviations of its effects.</param>
    /// <param name="correlationCoordinates">For each term the unconstrained coordinates of its correlation matrix.</param>
    public double[] PositionOf(double sigma, IReadOnlyList<double[]> sds, IReadOnlyList<double[]> correlationCoordinates)
    {
        double[] position = new double[Dimension];
        Place(Sigma, sigma, position);
        for (int k = 0; k < Terms.Length; k++)
        {
            for (int i = 0; i < Terms[k].Sds.Length; i++)
            {
                Place(Terms[k].Sds[i], sds[k][i], position);
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
                Place(sampled.Coordinate, Model.Products.Fixed.Reference[j], position);
            }
        }

        return position;
    }

    /// <summary>
    /// For each effect of a term the size of standard deviation that the data can begin to tell from zero: that of the response around the fixed effects, over the root of the
    /// information that one level has about its effect. Only the order of magnitude matters.
    /// </summary>
    private static double[] DetectableSds(CrossProducts products, int term)
    {
        TermShape shape = products.Terms[term];
        double spread = Math.Sqrt(products.Fixed.Yy / products.RowCount);
        double[] scales = new double[shape.Width];
        for (int i = 0; i < scales.Length; i++)
        {
            scales[i] = spread / Math.Sqrt(products.SumOfSquares(shape, i) / shape.LevelCount);
        }

        return scales;
    }

    /// <summary>A reasonable point: every standard deviation a part of the response's.</summary>
    public double[] StartingPoint()
    {
        double spread = Math.Sqrt(Model.Products.Fixed.Yy / Model.Products.RowCount);
        return PositionOf(
            spread / 2,
            [.. Enumerable.Range(0, Terms.Length).Select(k => Array.ConvertAll(DetectableSds(Model.Products, k), scale => 2 * scale))],
            [.. Terms.Select(term => new double[term.CorrelationCount])]);
    }

    private static void Place(ScalarCoordinate coordinate, double value, double[] position)
    {
        if (coordinate.Index >= 0)
        {
            position[coordinate.Index] = coordinate.Position(value);
        }
    }
}

/// <summary>The coordinates of one random term's covariance matrix.</summary>
internal sealed class TermCoordinates
{
    public TermCoordinates(GroupTerm term, double[] scales, ref int next)
    {
        ScalarCoordinate[] sds = new ScalarCoordinate[term.Width];
        for (int i = 0; i < sds.Length; i++)
        {
            sds[i] = ScalarCoordinate.StandardDeviation(term.SdPriors[i], scales[i], ref next);
        }

        Sds = sds;
        Width = term.Width;
        Correlation = term.CorrelationPrior;
        FirstCorrelation = next;
        if (Correlation is not null)
        {
            next += Lkj.CoordinateCount(Width);
            CorrelationLogNormalizer = Correlation.LogNormalizer(Width);
        }
    }

    /// <summary>Number of effects, r.</summary>
    public int Width { get; }

    /// <summary>The standard deviations' coordinates.</summary>
    public ScalarCoordinate[] Sds { get; }

    /// <summary>The prior of the correlation matrix, or null where it is the identity.</summary>
    public Lkj? Correlation { get; }

    /// <summary>Where the correlation matrix's coordinates start.</summary>
    public int FirstCorrelation { get; }

    /// <summary>Number of coordinates of the correlation matrix.</summary>
    public int CorrelationCount => Correlation is null ? 0 : Lkj.CoordinateCount(Width);

    /// <summary>For each signed standard deviation the coordinates whose signs change with its own; those of correlations are row by row below the diagonal.</summary>
    public IEnumerable<SignSymmetry> Symmetries
    {
        get
        {
            for (int i = 0; i < Width; i++)
            {
                if (!Sds[i].IsSigned)
                {
                    continue;
                }

                List<int> coordinates = [Sds[i].Index];
                for (int row = 1, t = FirstCorrelation; Correlation is not null && row < Width; row++)
                {
                    for (int column = 0; column < row; column++, t++)
                    {
                        if (row == i || column == i)
                        {
                            coordinates.Add(t);
                        }
                    }
                }

                yield return new SignSymmetry(Sds[i].Index, coordinates.ToEquatableArray());
            }
        }
    }

    /// <summary>Logarithm of the constant of the correlation matrix's prior.</summary>
    public double CorrelationLogNormalizer { get; }
}
