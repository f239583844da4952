using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Programs;
using BayesLmm.InferNet.Reduction;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Math;
using Wishart = Microsoft.ML.Probabilistic.Distributions.Wishart;

namespace BayesLmm.InferNet.Joint;

/// <summary>Gives a compiled joint program its data, priors and starting values.</summary>
internal sealed class JointObservations
{
    private readonly PriorObservations observations;
    private readonly RunPlan plan;
    private readonly JointProducts products;

    private readonly ProgramMarginals? start;

    private JointObservations(IGeneratedAlgorithm algorithm, RunPlan plan, JointProducts products, JointStructure structure, ProgramMarginals? start)
    {
        observations = new PriorObservations(algorithm, structure.Algorithm);
        this.start = start;
        this.plan = plan;
        this.products = products;
    }

    /// <summary>Sets all observed values of an algorithm.</summary>
    /// <returns>What must be added to the program's evidence to make it the model's.</returns>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="plan">The model.</param>
    /// <param name="structure">What the algorithm was compiled for.</param>
    /// <param name="products">The data.</param>
    /// <param name="start">Distributions of the precisions to start from, or null.</param>
    public static double Set(IGeneratedAlgorithm algorithm, RunPlan plan, JointStructure structure, JointProducts products, ProgramMarginals? start)
    {
        JointObservations joint = new(algorithm, plan, products, structure, start);
        double correction = joint.SetTheta() + joint.SetRows() + (0.5 * plan.Model.Products.LogWeights);
        int q = plan.Model.Products.EffectCount;
        if (structure.HasMixtures)
        {
            joint.observations.SetMixtures(plan.Conjugate.Coefficients, plan.Model.Products.Fixed, j => q + Array.IndexOf(products.FreeColumns, j));
        }

        if (structure.HasIndependentEffects)
        {
            joint.SetIndependentEffects();
        }

        int correlated = 0;
        for (int k = 0; k < plan.Conjugate.Terms.Count; k++)
        {
            if (plan.Conjugate.Terms[k] is CovariancePrior.MatrixF prior)
            {
                joint.SetCorrelatedEffects(JointProgram.Correlated(correlated), plan.Model.Products.Terms[k], prior, start?.Matrices[correlated]);
                correlated++;
            }
        }

        return correction;
    }

    /// <summary>
    /// The prior of θ: almost flat for group effects and mixtures, whose prior the program observes; group effects of known precision have theirs here.
    /// </summary>
    private double SetTheta()
    {
        int q = plan.Model.Products.EffectCount;
        double[] precisions = new double[products.Order], means = new double[products.Order];
        for (int j = 0; j < products.FreeColumns.Length; j++)
        {
            int column = products.FreeColumns[j];
            (precisions[q + j], means[q + j]) =
                PriorObservations.OfCoefficient(plan.Conjugate.Coefficients[column], plan.Model.Products.Fixed.Reference[column]);
        }

        foreach ((PrecisionPrior prior, TermShape term, int effect) in IndependentEffects())
        {
            for (int j = 0; j < term.LevelCount && prior is PrecisionPrior.Fixed; j++)
            {
                precisions[term.FirstEffectOf(j) + effect] = ((PrecisionPrior.Fixed)prior).Value;
            }
        }

        return observations.SetVector(ProgramParts.Theta, precisions, means, [.. Enumerable.Range(0, products.Order).Select(i => products.Scale(i))]);
    }

    /// <summary>The reduced rows; what they lack of the likelihood, τ^(df/2) exp(−τ rss/2), is a gamma factor of τ, or a number where τ is known.</summary>
    /// <returns>What the gamma factor has too much: −df/2 log 2π − (s log(rss/2) − log Γ(s)), s = 1 + df/2.</returns>
    private double SetRows()
    {
        ReducedRows reduced = ReducedRows.Of(products);
        observations.Set("rowCount", reduced.Rank);
        observations.Set("rows", reduced.Rows.Select(Vector.FromArray).ToArray());
        observations.Set("responses", reduced.Responses);
        observations.SetPrecision(ProgramParts.Residual, plan.Conjugate.Residual,
            start?.Residual ?? PriorObservations.Start(Math.Sqrt(products.Yy / products.RowCount)));
        double df = reduced.ResidualDf, half = reduced.ResidualSquares / 2;
        if (plan.Conjugate.Residual is PrecisionPrior.Fixed known)
        {
            return (0.5 * df * (Math.Log(known.Value) - NormalConstants.Log2Pi)) - (known.Value * half);
        }

        if (df == 0)
        {
            observations.Set("residualFactor", Microsoft.ML.Probabilistic.Distributions.Gamma.Uniform());
            return 0;
        }

        double s = 1 + (df / 2);
        observations.Set("residualFactor", Microsoft.ML.Probabilistic.Distributions.Gamma.FromShapeAndRate(s, half));
        return (-0.5 * df * NormalConstants.Log2Pi) - (s * Math.Log(half)) + SpecialFunctions.GammaLn(s);
    }

    private void SetIndependentEffects()
    {
        List<PrecisionPrior.HalfT> sds = [];
        List<Microsoft.ML.Probabilistic.Distributions.Gamma> starts = [];
        List<int> indices = [], groups = [];
        foreach ((PrecisionPrior prior, TermShape term, int effect) in IndependentEffects())
        {
            if (prior is PrecisionPrior.HalfT half)
            {
                for (int j = 0; j < term.LevelCount; j++)
                {
                    indices.Add(term.FirstEffectOf(j) + effect);
                    groups.Add(sds.Count);
                }

                starts.Add(start?.Scalars[sds.Count] ?? PriorObservations.Start(products.Scale(term.FirstEffect + effect, term.Width, term.LevelCount)));
                sds.Add(half);
            }
        }

        observations.Set("groupCount", sds.Count);
        observations.SetPrecisions(JointProgram.Independent, sds, starts);
        observations.Set("effectCount", indices.Count);
        observations.Set("effectIndices", indices.ToArray());
        observations.Set("effectGroups", groups.ToArray());
        observations.Set("effectZeros", new double[indices.Count]);
    }

    private IEnumerable<(PrecisionPrior Prior, TermShape Term, int Effect)> IndependentEffects()
    {
        for (int k = 0; k < plan.Conjugate.Terms.Count; k++)
        {
            if (plan.Conjugate.Terms[k] is CovariancePrior.Independent independent)
            {
                for (int i = 0; i < independent.Precisions.Count; i++)
                {
                    yield return (independent.Precisions[i], plan.Model.Products.Terms[k], i);
                }
            }
        }
    }

    private void SetCorrelatedEffects(string name, TermShape term, CovariancePrior.MatrixF prior, Wishart? first)
    {
        int r = term.Width;
        double[] scales = [.. Enumerable.Range(0, r).Select(i => products.Scale(term.FirstEffect + i, r, term.LevelCount))];
        observations.SetPrecisionMatrix(name, prior, first ?? PriorObservations.Start(prior, scales));
        observations.Set(name + "LevelCount", term.LevelCount);
        observations.Set(name + "Firsts", Enumerable.Range(0, term.LevelCount).Select(j => term.FirstEffectOf(j)).ToArray());
        observations.Set(name + "Zeros", Enumerable.Range(0, term.LevelCount).Select(_ => Vector.Zero(r)).ToArray());
    }
}
