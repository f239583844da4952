using BayesLmm.Design;
using BayesLmm.InferNet.Reduction;
using BayesLmm.Models;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;

namespace BayesLmm.InferNet.Priors;

/// <summary>A model's priors as message passing has them, with what had to be replaced.</summary>
/// <param name="Coefficients">Of the coefficients, in the order of the model; the intercept's is that at the predictors' means.</param>
/// <param name="Sds">Of the standard deviations, term by term.</param>
/// <param name="Covariances">Of the terms' covariance matrices; null for a term with independent effects, whose <paramref name="Sds"/> count.</param>
/// <param name="Sigma">Of the residual standard deviation.</param>
/// <param name="Substitutions">What was replaced by what, one sentence each.</param>
internal sealed record ConjugatePriors(
    CoefficientPrior[] Coefficients, HalfT[][] Sds, MatrixF?[] Covariances, HalfT Sigma, EquatableArray<string> Substitutions)
{
    /// <summary>The priors of a model.</summary>
    /// <exception cref="NotSupportedException">A prior has no counterpart.</exception>
    public static ConjugatePriors Of(BoundModel model, JointProducts products)
    {
        List<string> substitutions = [];
        CoefficientPrior[] coefficients = [.. model.FixedEffects.Select(effect => Coefficient(effect, substitutions))];
        HalfT[][] sds = new HalfT[model.GroupTerms.Count][];
        MatrixF?[] covariances = new MatrixF?[sds.Length];
        for (int k = 0; k < sds.Length; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            TermShape shape = model.Products.Terms[k];
            sds[k] = [.. term.Effects.Select((effect, i) => Sd(
                Parameter.Sd(term.Group, effect), term.SdPriors[i], products.Scale(shape.FirstEffect + i, shape.Width, shape.LevelCount), substitutions))];
            if (term.Correlated)
            {
                covariances[k] = MatrixF.For(sds[k]);
                substitutions.Add(MatrixSentence(term));
            }
        }

        double residualSd = Math.Sqrt(products.Yy / products.RowCount);
        HalfT sigma = Sd(Parameter.Sigma, model.SigmaPrior, residualSd, substitutions);
        return new ConjugatePriors(coefficients, sds, covariances, sigma, substitutions.ToEquatableArray());
    }

    private static CoefficientPrior Coefficient(FixedEffect effect, List<string> substitutions)
    {
        CoefficientPrior prior = CoefficientPrior.For(effect.Prior, out bool isExact);
        if (!isExact)
        {
            substitutions.Add(Sentence(effect.Name, effect.Prior, prior.ToString()));
        }

        return prior;
    }

    private static HalfT Sd(Parameter parameter, Distribution prior, double scale, List<string> substitutions)
    {
        HalfT half = HalfT.For(prior, scale, out bool isExact);
        if (!isExact)
        {
            substitutions.Add(Sentence(parameter.Name, prior, half.ToString()));
        }

        return half;
    }

    private static string Sentence(string name, Distribution prior, string substitute) => $"{name} ~ {substitute} stands for {prior}.";

    private static string MatrixSentence(GroupTerm term) =>
        "A matrix-F prior of the covariance matrix, whose standard deviations keep their priors' medians, "
        + $"stands for {term.CorrelationPrior} and the priors of sd({term.Group}).";
}
