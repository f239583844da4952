using BayesLmm.Design;
using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Priors;

/// <summary>
/// Some rows of a model's data at parameters drawn from the priors: their linear predictor with group effects drawn anew for each parameter value, and new
/// observations of them. Owns its memory.
/// </summary>
internal sealed class PriorRows
{
    private readonly BoundModel model;
    private readonly int[] rows;
    private readonly LinearPredictor predictor;
    private readonly double[] effects;
    private readonly double[] fitted;
    private readonly double[] responses;
    private readonly double[][] familyParameters;

    /// <summary>Takes rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Which rows of the design.</param>
    public PriorRows(BoundModel model, int[] rows)
    {
        this.model = model;
        this.rows = rows;
        predictor = model.Design.CreatePredictorOfOwnLevels(model.Products.Fixed.Centers.Span, rows);
        effects = new double[Enumerable.Range(0, predictor.TermCount).Sum(k => predictor.Shape(k).EffectCount)];
        fitted = new double[rows.Length];
        responses = new double[rows.Length];
        familyParameters = [.. model.FamilyPriors.Select(_ => new double[rows.Length])];
    }

    /// <summary>η of every row for one draw of the parameters.</summary>
    public ReadOnlySpan<double> Predict(PriorSampler draw, RandomStream random)
    {
        for (int k = 0; k < predictor.TermCount; k++)
        {
            DrawEffects(k, draw, random);
        }

        predictor.Compute(draw.Coefficients, effects, fitted);
        return fitted;
    }

    /// <summary>The expected response of every row for one draw of the parameters; NaN where it does not exist.</summary>
    public ReadOnlySpan<double> Expect(PriorSampler draw, RandomStream random)
    {
        Predict(draw, random);
        if (model.Family.Domain != ResponseDomain.Real)
        {
            FillFamilyParameters(draw);
            foreach ((int first, int last) in RunsOfWeights())
            {
                model.Family.Rows.Means(WeightOf(first), fitted.AsSpan(first..last), familyParameters);
            }
        }

        return fitted;
    }

    /// <summary>A new observation of every row for one draw of the parameters.</summary>
    public ReadOnlySpan<double> Simulate(PriorSampler draw, RandomStream random)
    {
        Predict(draw, random);
        FillFamilyParameters(draw);
        foreach ((int first, int last) in RunsOfWeights())
        {
            model.Family.Rows.Simulate(WeightOf(first), fitted.AsSpan(first..last), familyParameters, random, responses.AsSpan(first..last));
        }

        return responses;
    }

    private void FillFamilyParameters(PriorSampler draw)
    {
        for (int i = 0; i < familyParameters.Length; i++)
        {
            Array.Fill(familyParameters[i], draw.FamilyParameters[i]);
        }
    }

    /// <summary>The rows in stretches of equal weights.</summary>
    private IEnumerable<(int First, int Last)> RunsOfWeights()
    {
        for (int first = 0, last; first < rows.Length; first = last)
        {
            last = first + 1;
            while (last < rows.Length && WeightOf(last) == WeightOf(first))
            {
                last++;
            }

            yield return (first, last);
        }
    }

    private double WeightOf(int place) => model.Design.Weights?[rows[place]] ?? 1;

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
