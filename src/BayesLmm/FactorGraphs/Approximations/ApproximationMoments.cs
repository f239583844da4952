using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Products;
using BayesLmm.Distributions;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.FactorGraphs.Approximations;

/// <summary>Means and standard deviations of a model's own quantities under an approximation: closed forms, no draws. Immutable.</summary>
/// <param name="Parameters">Every parameter, in the order of <see cref="BoundModel.Parameters"/>, on the scale of the model as written.</param>
/// <param name="GroupEffects">Every group effect, term by term and level by level.</param>
internal sealed record ApproximationMoments(EquatableArray<QuantityMoments> Parameters, EquatableArray<QuantityMoments> GroupEffects)
{
    /// <summary>The moments of a model's quantities.</summary>
    /// <param name="model">The model.</param>
    /// <param name="approximation">Of its posterior.</param>
    /// <exception cref="ArgumentException">The model has unknown degrees of freedom, and the approximation has no distribution of them.</exception>
    public static ApproximationMoments From(BoundModel model, VariationalApproximation approximation)
    {
        List<QuantityMoments> parameters = [.. Coefficients(model, approximation.Effects)];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            parameters.AddRange(Term(model.GroupTerms[k], model.Products.Written.OriginOf(k), approximation.Terms[k]));
        }

        if (!model.HasKnownErrors)
        {
            parameters.Add(approximation.StudentResiduals is { } residuals
                ? new QuantityMoments(Parameter.Sigma.Name, residuals.Scale.Mean, residuals.Scale.Sd)
                : Sd(Parameter.Sigma, approximation.Residual));
        }

        if (model.NuPrior is not null)
        {
            parameters.Add((model.NuPrior, approximation.StudentResiduals) switch
            {
                (Constant nu, _) => new QuantityMoments(Parameter.Nu.Name, nu.Value, 0),
                (_, { } marginal) => new QuantityMoments(Parameter.Nu.Name, marginal.DegreesOfFreedom.Mean, marginal.DegreesOfFreedom.Sd),
                _ => throw new ArgumentException("The approximation has no distribution of nu.", nameof(approximation)),
            });
        }

        return new ApproximationMoments(parameters.ToEquatableArray(), Effects(model, approximation.Effects).ToEquatableArray());
    }

    /// <summary>β of the model as written.</summary>
    private static QuantityMoments[] Coefficients(BoundModel model, EffectsMarginal effects)
    {
        FixedProducts products = model.Products.Fixed;
        int q = model.Products.EffectCount, p = products.Count;
        double[] means = [.. effects.Means.Slice(q, p)];
        products.Coordinates.ToWritten(means);
        return [.. means.Select((mean, j) =>
        {
            double variance = products.Origin is not null || (j == 0 && products.HasIntercept)
                ? WrittenVariance(products, q, j, effects)
                : effects.Variances[q + j];
            return new QuantityMoments(model.FixedEffects[j].Name, mean, Math.Sqrt(variance));
        })];
    }

    /// <summary>The variance of a coefficient of the model as written: of the intercept that of β_0 − Σ center_j β_j.</summary>
    private static double WrittenVariance(FixedProducts products, int q, int j, EffectsMarginal effects)
    {
        double[] weights = new double[q + products.Count];
        weights[q + j] = 1;
        products.Coordinates.CenterWeights(weights.AsSpan(q));
        return effects.VarianceOf(weights);
    }

    private static QuantityMoments Sd(Parameter parameter, PrecisionMarginal precision)
    {
        (double mean, double sd) = precision.IsKnown ? (1 / Math.Sqrt(precision.Mean), 0) : PrecisionMoments.OfSd(precision.Shape, precision.Rate);
        return new QuantityMoments(parameter.Name, mean, sd);
    }

    private static IEnumerable<QuantityMoments> Term(GroupTerm term, PredictorOrigin? origin, CovarianceMarginal marginal)
    {
        if (marginal is CovarianceMarginal.Independent independent)
        {
            return term.Effects.Select((effect, i) => Sd(Parameter.Sd(term.Group, effect), independent.Precisions[i]));
        }

        CovarianceMarginal.Correlated wishart = (CovarianceMarginal.Correlated)marginal;
        int r = term.Width;

        // Of effects as written, b = U⁻¹ b_c, the precision matrix is Wishart with the rate U⁻¹ B U⁻ᵀ.
        double[] rate = [.. wishart.Rate];
        origin?.CovarianceToWritten(rate);
        double Rate(int i, int j) => rate[(i * r) + j];
        List<QuantityMoments> moments = [];
        for (int i = 0; i < r; i++)
        {
            (double mean, double sd) = PrecisionMoments.OfSd(wishart.Shape, Rate(i, i), r);
            moments.Add(new QuantityMoments(Parameter.Sd(term.Group, term.Effects[i]).Name, mean, sd));
        }

        for (int i = 0; i < r; i++)
        {
            for (int j = i + 1; j < r; j++)
            {
                (double mean, double sd) = CorrelationMoments.OfCorrelation(wishart.Shape, Rate(i, j) / Math.Sqrt(Rate(i, i) * Rate(j, j)), r);
                moments.Add(new QuantityMoments(Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]).Name, mean, sd));
            }
        }

        return moments;
    }

    private static List<QuantityMoments> Effects(BoundModel model, EffectsMarginal effects)
    {
        List<QuantityMoments> moments = [];
        double[] means = [.. effects.Means[..model.Products.EffectCount]];
        model.Products.Written.ToWritten(means);
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            PredictorOrigin? origin = model.Products.Written.OriginOf(k);
            TermShape shape = model.Products.Terms[k];
            for (int e = 0; e < shape.LevelCount * shape.Width; e++)
            {
                int index = shape.FirstEffect + e;
                string name = Parameter.GroupEffect(term.Group, term.Levels[e / shape.Width], term.Effects[e % shape.Width]);
                double variance = origin is null ? effects.Variances[index] : WrittenVariance(model, origin, shape, e, effects);
                moments.Add(new QuantityMoments(name, means[index], Math.Sqrt(variance)));
            }
        }

        return moments;
    }

    /// <summary>The variance of a group effect of the model as written.</summary>
    private static double WrittenVariance(BoundModel model, PredictorOrigin origin, TermShape shape, int e, EffectsMarginal effects)
    {
        double[] weights = new double[model.Products.EffectCount + model.Products.FixedCount];
        Span<double> own = weights.AsSpan(shape.FirstEffectOf(e / shape.Width), shape.Width);
        own[e % shape.Width] = 1;
        origin.WeightsFromWritten(own);
        return effects.VarianceOf(weights);
    }
}
