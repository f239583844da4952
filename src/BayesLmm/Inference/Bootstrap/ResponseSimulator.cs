using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Models.Equations;
using BayesLmm.Numerics.Random;
using BayesLmm.Reml;

namespace BayesLmm.Inference.Bootstrap;

// y = o + Xβ̂ + Z Λ̂u + σ̂ W^−½ ε,  u and ε standard normal; Λ̂ not relative to σ̂, which is 1 where the rows' residual standard deviations are given.

/// <summary>Draws responses from a fitted model, with new group effects and new residuals. Safe for several threads at once.</summary>
internal sealed class ResponseSimulator
{
    private readonly RemlFit fit;
    private readonly double[] mean;
    private readonly double[] factors;
    private readonly EffectFactors layout;
    private readonly double sigma;

    /// <summary>Prepares to simulate from a fit.</summary>
    public ResponseSimulator(RemlFit fit)
    {
        this.fit = fit;
        ModelDesign design = fit.Model.Design;
        mean = design.Offset is { } offset ? [.. offset] : new double[design.RowCount];
        for (int j = 0; j < fit.FixedEffects.Count; j++)
        {
            TensorPrimitives.MultiplyAdd(design.FixedEffects.Columns[j].Values, fit.FixedEffects[j].Estimate, mean, mean);
        }

        sigma = fit.Model.HasKnownErrors ? 1 : fit["sigma"];
        layout = new EffectFactors(fit.Model.Products.Terms);
        factors = new double[layout.Length];
        new ThetaLayout(fit.Model.Products.Terms).Expand(fit.Theta.Span, factors);
        TensorPrimitives.Multiply(factors, sigma, factors);
    }

    /// <summary>A response: first the group effects are drawn, in the order of the effect vector, then the residuals, row by row.</summary>
    public double[] Draw(RandomStream random)
    {
        ModelDesign design = fit.Model.Design;
        double[] y = [.. mean], effects = new double[fit.Model.Products.EffectCount], residuals = new double[y.Length];
        random.FillNormal(effects);
        random.FillNormal(residuals);
        layout.Multiply(factors, effects);
        for (int k = 0; k < design.RandomTerms.Count; k++)
        {
            RandomTermDesign term = design.RandomTerms[k];
            TermShape shape = fit.Model.Products.Terms[k];
            for (int c = 0; c < shape.Width; c++)
            {
                double[] z = term.Columns[c].Values;
                for (int row = 0; row < y.Length; row++)
                {
                    y[row] += z[row] * effects[shape.FirstEffectOf(term.Codes[row]) + c];
                }
            }
        }

        for (int row = 0; row < y.Length; row++)
        {
            y[row] += sigma * residuals[row] / (design.Weights is { } weights ? Math.Sqrt(weights[row]) : 1);
        }

        return y;
    }
}
