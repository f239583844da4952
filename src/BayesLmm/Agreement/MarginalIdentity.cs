using BayesLmm.Densities;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Estimation;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Agreement;

/// <summary>
/// Harville's identity (1974): with flat priors on the coefficients, the density of the data with coefficients and group effects integrated out is the
/// restricted likelihood. Checked pointwise on the model at hand: log posterior − log prior − log Jacobian from the sampler's density, against −½ × the REML
/// criterion, which is computed from another formula. A failure is a defect of this software.
/// </summary>
internal static class MarginalIdentity
{
    /// <summary>Number of points.</summary>
    public const int DefaultPoints = 24;

    /// <summary>
    /// Largest relative difference in a well-conditioned model: both sides are sums of terms of the size of the criterion or, far out, somewhat larger, each
    /// good to about 1e-13. Where the equations are ill-conditioned, <see cref="IdentityRounding"/> says what doubles can do.
    /// </summary>
    public const double Tolerance = 1e-8;

    /// <summary>Where rounding alone explains a larger relative difference, the two sides say nothing about each other.</summary>
    private const double LeastDigits = 1e-3;

    /// <summary>A prior whose logarithm is this many times larger than the criterion takes digits from the difference: it says how exact that can be.</summary>
    private const double FarLarger = 1e3;

    /// <summary>σ is far from where the data have it when it is moved by this factor.</summary>
    private const double FarAway = 1e4;

    /// <summary>If an estimate is near zero, points lie around this part of σ, in units of what the effect adds to fitted values.</summary>
    private const double SmallestSd = 1e-3;

    /// <summary>How far the points spread, in units of the logarithm of a standard deviation.</summary>
    private const double Reach = 2;

    /// <summary>Checks the identity at points around and far from the REML estimate, standard deviations near zero among them.</summary>
    /// <param name="model">The model. Its priors of coefficients are replaced by flat ones; those of the variance parameters stay.</param>
    /// <param name="fit">The REML fit around which the points lie.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="seed">Seed of the points.</param>
    public static IdentityReport Check(BoundModel model, RemlFit fit, int points = DefaultPoints, ulong seed = 1)
    {
        BoundModel flat = model with { FixedEffects = model.FixedEffects.Select(effect => effect with { Prior = new Flat() }).ToEquatableArray() };
        MarginalDensity density = new(flat);
        return Check(density, Points(density, fit, points, seed));
    }

    /// <summary>Checks the identity at given positions.</summary>
    /// <param name="density">The marginal density.</param>
    /// <param name="positions">Where.</param>
    /// <param name="evaluator">Replaces the density's own evaluator: the seam through which the check itself is tested.</param>
    internal static IdentityReport Check(MarginalDensity density, IReadOnlyList<double[]> positions, ILogDensityEvaluator? evaluator = null)
    {
        RemlCriterion criterion = new(density.Model.Products);
        MarginalDensityEvaluator own = density.CreateEvaluator();
        double[] gradient = new double[density.Dimension];
        double worst = 0, tolerance = Tolerance;
        int singular = 0;
        int compared = 0;
        foreach (double[] position in positions)
        {
            double logDensity = own.Evaluate(position, gradient);
            if (!double.IsFinite(own.LogPrior))
            {
                continue;   // the prior forbids the point, so that there is nothing to compare
            }

            double marginal = (evaluator?.Evaluate(position, gradient) ?? logDensity) - own.LogPrior;
            double restricted = -0.5 * criterion.EvaluateAt(own.Sigma, Factors(own, criterion.Factors));
            if (!double.IsFinite(restricted))
            {
                singular++;
                continue;
            }

            double size = Math.Max(1, Math.Abs(restricted)), prior = Math.Abs(own.LogPrior), scale = prior > FarLarger * size ? prior : size;
            double difference = Math.Abs(marginal - restricted) / scale;
            difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
            double allowed = difference <= Tolerance ? Tolerance : Math.Max(Tolerance, IdentityRounding.Bound(criterion, own.Sigma) / scale);
            if (!(allowed <= LeastDigits))
            {
                singular++;
                continue;
            }

            compared++;
            if (difference / allowed > worst / tolerance)
            {
                (worst, tolerance) = (difference, allowed);
            }
        }

        return new IdentityReport(compared, worst, tolerance) { SingularPoints = singular };
    }

    /// <summary>The covariance matrices' factors diag(s) C at the evaluator's last position.</summary>
    private static double[] Factors(MarginalDensityEvaluator evaluator, EffectFactors layout)
    {
        double[] factors = new double[layout.Length];
        for (int k = 0; k < evaluator.Density.Model.GroupTerms.Count; k++)
        {
            ReadOnlySpan<double> s = evaluator.Sds(k), C = evaluator.CorrelationFactor(k);
            for (int i = 0; i < C.Length; i++)
            {
                factors[layout.Starts[k] + i] = s[i / s.Length] * C[i];
            }
        }

        return factors;
    }

    /// <summary>Random positions: around the estimate, then farther and farther away; every fourth has one standard deviation near zero.</summary>
    internal static IReadOnlyList<double[]> Points(MarginalDensity density, RemlFit fit, int points, ulong seed)
    {
        BoundModel model = density.Model;
        double sigma = fit.Sigma;
        RandomStream random = new(seed);
        List<double[]> positions = [];
        for (int i = 0; i < points; i++)
        {
            double reach = Reach * (i + 1) / points;
            int collapsed = i % 4 == 3 && model.GroupTerms.Count > 0 ? random.NextInteger(model.GroupTerms.Count) : -1;
            double[][] sds = new double[model.GroupTerms.Count][], correlations = new double[model.GroupTerms.Count][];
            for (int k = 0; k < sds.Length; k++)
            {
                double[] estimates = fit.ParametersFor(model, k);
                sds[k] = [.. model.GroupTerms[k].Effects.Select((_, i) =>
                    Math.Max(estimates[i], SmallestSd * sigma / model.Products.RootMeanSquare(model.Products.Terms[k], i))
                    * Math.Exp(reach * random.NextNormal()) * (collapsed == k ? 1e-6 : 1))];
                correlations[k] = [.. Enumerable.Range(0, Lkj.CoordinateCount(model.GroupTerms[k].Width)).Select(_ => reach * random.NextNormal())];
            }

            double drawn = sigma * Math.Exp(reach * random.NextNormal());
            double[] position = density.PositionOf(drawn, sds, correlations);
            double moved = density.Sigma.Value(position) / drawn;
            if (moved is < 1 / FarAway or > FarAway)
            {
                // The prior of σ holds it far from the data's: the other standard deviations go with it, or no digit would be left.
                position = density.PositionOf(moved * drawn, [.. sds.Select(own => Array.ConvertAll(own, sd => moved * sd))], correlations);
            }

            positions.Add(position);
        }

        return positions;
    }
}

/// <summary>What the check of Harville's identity found.</summary>
/// <param name="Points">Number of points at which both sides could be computed.</param>
/// <param name="LargestRelativeDifference">The largest |left − right| / max(1, |right|).</param>
/// <param name="Tolerance">The largest allowed difference: what rounding explains at the worst point.</param>
internal sealed record IdentityReport(int Points, double LargestRelativeDifference, double Tolerance)
{
    /// <summary>Number of points at which the model's equations are singular to working precision.</summary>
    public int SingularPoints { get; init; }

    /// <summary>Whether the equations could be solved somewhere, or nowhere had to be.</summary>
    public bool IsChecked => Points > 0 || SingularPoints == 0;

    /// <summary>Whether the identity holds wherever it could be checked.</summary>
    public bool Holds => LargestRelativeDifference <= Tolerance;
}
