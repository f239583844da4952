using BayesLmm.Distributions;
using BayesLmm.Models;

namespace BayesLmm.Posteriors.Checks;

/// <summary>
/// The log prior density at draws: of the coefficients, the intercept at the predictors' means, of standard deviations, correlation matrices and the family's
/// parameters, each on its own scale and up to a constant. Flat priors and constants add nothing. The distribution N(0, Σ) of group effects is part of the
/// model, not of the prior.
/// </summary>
internal sealed class LogPrior(BoundModel model)
{
    private readonly double[] beta = new double[model.FixedEffects.Count];

    /// <summary>The log prior at a draw.</summary>
    /// <param name="coefficients">β of the model as written.</param>
    /// <param name="reader">A reader at the draw's position.</param>
    public double At(ReadOnlySpan<double> coefficients, IPositionReader reader)
    {
        coefficients.CopyTo(beta);
        model.Products.Fixed.Coordinates.FromWritten(beta);
        model.Products.Fixed.Coordinates.AddReference(beta);
        double sum = 0;
        for (int j = 0; j < beta.Length; j++)
        {
            sum += Density(model.FixedEffects[j].Prior, beta[j]);
        }

        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            for (int i = 0; i < term.Width; i++)
            {
                sum += Density(term.SdPriors[i], Math.Abs(reader.Sds(k)[i]));
            }

            for (int i = 0; term.CorrelationPrior is { } lkj && i < term.Width; i++)
            {
                sum += 2 * (lkj.Eta - 1) * Math.Log(reader.CorrelationFactor(k)[(i * term.Width) + i]);   // |R| is the square of the product
            }
        }

        for (int i = 0; i < model.FamilyPriors.Count; i++)
        {
            sum += Density(model.FamilyPriors[i].Prior, reader.FamilyParameters[i]);
        }

        return sum;
    }

    private static double Density(Distribution prior, double value) => prior is Constant ? 0 : prior.LogDensity(value, out _);
}
