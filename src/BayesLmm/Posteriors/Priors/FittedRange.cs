using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Priors;

/// <summary>
/// The lowest and highest fitted value, Xβ + offset + Zb, over the rows of a design, with group effects b drawn anew for each parameter value.
/// </summary>
internal sealed class FittedRange
{
    /// <summary>The number of evenly spaced rows that represent a larger table.</summary>
    public const int MostRows = 500;

    private readonly BoundModel model;
    private readonly int[] rows;
    private readonly LinearPredictor predictor;
    private readonly double[] effects;
    private readonly double[] fitted;

    public FittedRange(BoundModel model)
    {
        this.model = model;
        int n = model.Design.RowCount, count = Math.Min(n, MostRows);
        rows = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * n / count))];
        predictor = model.Design.CreatePredictorOfOwnLevels(model.Products.Fixed.Centers.Span, rows);
        effects = new double[Enumerable.Range(0, predictor.TermCount).Sum(k => predictor.Shape(k).EffectCount)];
        fitted = new double[count];
    }

    /// <summary>The lowest and highest observed response in the rows that are used.</summary>
    public (double Lowest, double Highest) Observed => (rows.Min(row => model.Design.Response[row]), rows.Max(row => model.Design.Response[row]));

    /// <summary>The range for one draw of the parameters.</summary>
    public (double Lowest, double Highest) Of(PriorSampler draw, RandomStream random)
    {
        for (int k = 0; k < predictor.TermCount; k++)
        {
            DrawEffects(k, draw, random);
        }

        predictor.Compute(draw.Coefficients, effects, fitted);
        return (TensorPrimitives.Min<double>(fitted), TensorPrimitives.Max<double>(fitted));
    }

    /// <summary>b_j = diag(s) C u_j for every level among the rows.</summary>
    private void DrawEffects(int k, PriorSampler draw, RandomStream random)
    {
        double[] sds = draw.Sds[k], C = draw.CorrelationFactors[k];
        int r = sds.Length;
        Span<double> b = effects.AsSpan(predictor.Shape(k).FirstEffect, predictor.Shape(k).EffectCount);
        random.FillNormal(b);
        for (int first = 0; first < b.Length; first += r)
        {
            for (int i = r - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += C[(i * r) + m] * b[first + m];
                }

                b[first + i] = sds[i] * sum;
            }
        }
    }
}
