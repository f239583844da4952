using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation.Bootstrap;

// y = o + Xβ̂ + Z Λ̂u + σ̂ W^−½ ε,  u and ε standard normal; Λ̂ not relative to σ̂, which is 1 where the rows' residual standard deviations are given.

/// <summary>Draws responses from a fitted model, with new group effects and new residuals. Safe for several threads at once.</summary>
internal sealed class ResponseSimulator
{
    private readonly RemlFit fit;
    private readonly LinearPredictor predictor;
    private readonly double[] mean;
    private readonly double[] factors;
    private readonly EffectFactors layout;
    private readonly double sigma;

    /// <summary>Prepares to simulate from a fit.</summary>
    public ResponseSimulator(RemlFit fit)
    {
        this.fit = fit;
        LinearPredictor written = fit.Model.CreateWrittenPredictor();
        mean = new double[written.Count];
        written.ComputeFixed([.. fit.FixedEffects.Select(effect => effect.Estimate)], mean);
        predictor = fit.Model.CreatePredictorFromOrigin();

        sigma = fit.Sigma;
        (layout, factors) = fit.RelativeFactors();
        TensorPrimitives.Multiply(factors, sigma, factors);
    }

    /// <summary>A response: first the group effects are drawn, in the order of the effect vector, then the residuals, row by row.</summary>
    public double[] Draw(RandomStream random)
    {
        ReadOnlySpan<double> weights = fit.Model.Weights;
        double[] y = [.. mean], effects = new double[fit.Model.Products.EffectCount], residuals = new double[y.Length];
        random.FillNormal(effects);
        random.FillNormal(residuals);
        layout.Multiply(factors, effects);
        predictor.AddEffects(effects, y);
        for (int row = 0; row < y.Length; row++)
        {
            y[row] += sigma * residuals[row] / (weights.IsEmpty ? 1 : Math.Sqrt(weights[row]));
        }

        return y;
    }
}
