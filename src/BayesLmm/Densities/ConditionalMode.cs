using System.Numerics.Tensors;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Equations.Laplace;
using BayesLmm.Families;

namespace BayesLmm.Densities;

/// <summary>The most likely (u, β) given φ, or values near them, and the rows' information there. Immutable.</summary>
/// <param name="Lambda">Λ at φ.</param>
/// <param name="Unknowns">(û, β̂): scaled effects, then the coefficients that are not part of φ, relative to the cross-products' reference.</param>
/// <param name="Effects">b̂ = Λû.</param>
/// <param name="Scores">Zᵀℓ' there; Λᵀ of it is û at a mode.</param>
/// <param name="Weighted">ZᵀWZ, ZᵀWX and XᵀWX with weights W that are not negative.</param>
/// <param name="Precision">P: precisions of normal priors of the coefficients.</param>
internal sealed record ConditionalMode(
    double[] Lambda, double[] Unknowns, double[] Effects, double[] Scores, CrossProducts Weighted, double[] Precision)
{
    /// <summary>How much of a change of Λ the effects' map sees.</summary>
    public MapDamping Damping { get; init; } = MapDamping.None;

    /// <summary>The same with the rows' information multiplied.</summary>
    public ConditionalMode WithInformation(double factor) => factor == 1 ? this : this with { Weighted = Scaled(Weighted, factor) };

    /// <summary>Were the likelihood normal, with the information that a row has on average.</summary>
    /// <param name="coordinates">The unknowns.</param>
    /// <param name="shared">The rows.</param>
    /// <param name="phi">φ.</param>
    /// <exception cref="InvalidOperationException">The equations cannot be factored.</exception>
    public static ConditionalMode Normal(ConditionalCoordinates coordinates, ConditionalRows shared, ReadOnlySpan<double> phi)
    {
        ObservedRows rows = shared.Rows;
        BoundModel model = coordinates.Model;
        CrossProducts products = model.Products;
        double tau = InformationAt(coordinates, coordinates.FamilyAt(phi));
        double[] beta = coordinates.KnownCoefficients(phi), byBeta = new double[products.FixedCount], effects = new double[products.EffectCount];
        double[] predictor = new double[rows.Count], residuals = new double[rows.Count];
        void Residuals()
        {
            rows.Predictor.Compute(beta, effects, predictor);
            TensorPrimitives.Subtract(rows.PseudoResponse, predictor, residuals);
            if (!rows.Weights.IsEmpty)
            {
                TensorPrimitives.Multiply(residuals, rows.Weights, residuals);
            }
        }

        Residuals();
        double[] scores = new double[products.EffectCount];
        rows.Predictor.ComputeTransposed(residuals, byBeta, scores);
        JointEffectsGivenVariances given = new(shared.Equations);
        double[] lambda = LambdaAt(coordinates, phi);
        lambda.CopyTo(given.Lambda);
        for (int j = 0; j < coordinates.LinearColumns.Length; j++)
        {
            int column = coordinates.LinearColumns[j];
            (double location, double precision) = NormalStandIn.Of(model.FixedEffects[column].Prior);
            given.Precision[j] = precision;
            given.Location[j] = products.Fixed.Coordinates.Relative(column, location);
        }

        if (!given.TrySolve(tau, scores, byBeta))
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"The mixed model equations cannot be factored at the reference value, 1/σ² = {tau:g3}."));
        }

        double[] unknowns = given.Means.ToArray();
        given.Effects.CopyTo(effects);
        for (int j = 0; j < coordinates.LinearColumns.Length; j++)
        {
            beta[coordinates.LinearColumns[j]] = unknowns[products.EffectCount + j];
        }

        Residuals();
        rows.Predictor.ComputeTransposed(residuals, byBeta, scores);
        TensorPrimitives.Multiply(scores, tau, scores);
        return new ConditionalMode(lambda, unknowns, effects, scores, Scaled(products, tau), given.Precision.ToArray());
    }

    /// <summary>1/σ² of normal residuals that are as informative as the family's rows.</summary>
    /// <param name="coordinates">The unknowns.</param>
    /// <param name="family">The family's parameters.</param>
    public static double InformationAt(ConditionalCoordinates coordinates, double[] family)
    {
        double information = coordinates.Model.Family.Density.Information(coordinates.Model.Response, family);
        return information > 0 && double.IsFinite(information) ? information : 1;
    }

    /// <summary>Λ at φ.</summary>
    public static double[] LambdaAt(ConditionalCoordinates coordinates, ReadOnlySpan<double> phi)
    {
        CovarianceFactors factors = new(coordinates.Terms, new EffectFactors(coordinates.Model.Products.Terms));
        factors.Read(phi);
        return factors.Lambda.ToArray();
    }

    /// <summary>The mode and the information there by Newton's method; null where none is found.</summary>
    /// <param name="coordinates">The unknowns.</param>
    /// <param name="shared">The rows.</param>
    /// <param name="phi">φ.</param>
    public static ConditionalMode? TryFind(ConditionalCoordinates coordinates, ConditionalRows shared, ReadOnlySpan<double> phi)
    {
        ReferencePrior prior = new(coordinates);
        prior.HoldAt(phi);
        LaplaceApproximation laplace = new(shared.OfLaplace, prior, equations: shared.AllEquations);
        double[] lambda = LambdaAt(coordinates, phi);
        lambda.CopyTo(laplace.Lambda, 0);
        coordinates.FamilyAt(phi).CopyTo(laplace.Parameters, 0);
        if (!double.IsFinite(laplace.Evaluate()))
        {
            return null;
        }

        // Where information may be negative at other φ, what is expected: the maps must exist there too.
        RowDensity density = coordinates.Model.Family.Density;
        double[] weights = laplace.Curvatures.ToArray();
        if (!density.IsLogConcave)
        {
            density.ExpectedCurvature(shared.OfLaplace.Weights, laplace.Predictor, laplace.Parameters, weights, new double[weights.Length]);
        }

        WeightedProducts weighted = new(shared.OfLaplace, withFixed: true);
        weighted.Weigh(weights);
        int q = laplace.ScaledEffects.Length;
        double[] unknowns = new double[coordinates.InnerCount], precision = new double[coordinates.LinearColumns.Length];
        laplace.ScaledEffects.CopyTo(unknowns);
        for (int j = 0; j < precision.Length; j++)
        {
            unknowns[q + j] = laplace.Beta[coordinates.LinearColumns[j]];
            precision[j] = laplace.Precisions[coordinates.LinearColumns[j]];
        }

        return new ConditionalMode(lambda, unknowns, laplace.Effects.ToArray(), laplace.EffectScores.ToArray(), weighted.Products, precision);
    }

    private static CrossProducts Scaled(CrossProducts products, double tau)
    {
        double[] Times(ReadOnlySpan<double> numbers)
        {
            double[] scaled = new double[numbers.Length];
            TensorPrimitives.Multiply(numbers, tau, scaled);
            return scaled;
        }

        return products.WithNumbers(
            products.Fixed with { Xx = new(Times(products.Fixed.Xx.Span)) }, products.Blocks.WithValues(Times(products.Blocks.Values)), Times(products.ZX),
            Times(products.ZY));
    }
}
