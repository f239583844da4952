using BayesLmm.Design;
using BayesLmm.Hamiltonian;
using BayesLmm.Models;
using BayesLmm.Numerics.Random;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors;

/// <summary>Turns draws of a density's coordinates into draws of parameters and group effects.</summary>
internal static class DrawTable
{
    /// <summary>Streams from here on draw group effects and coefficients, one a chain; below are the sampler's.</summary>
    private const ulong FirstStream = 1UL << 32;

    /// <summary>For every draw of the marginal density's φ one exact, independent draw of coefficients and group effects; a position of the conditional density has them in it.</summary>
    public static (DrawColumn[] Parameters, DrawColumn[] GroupEffects) Create(IModelDensity density, SamplingOptions options, SamplingResult sampling)
    {
        BoundModel model = density.Model;
        string[] parameterNames = [.. model.Parameters.Select(parameter => parameter.Name)];
        int count = sampling.Chains * sampling.DrawsPerChain;
        double[][] parameters = [.. parameterNames.Select(_ => new double[count])];
        double[][] effects = new double[model.Products.EffectCount][];
        for (int i = 0; i < effects.Length; i++)
        {
            effects[i] = new double[count];
        }

        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxThreads == 0 ? Environment.ProcessorCount : options.MaxThreads };
        Parallel.For(0, sampling.Chains, parallel, chain => FillChain(density, options, sampling, chain, parameters, effects));
        return ([.. parameterNames.Select((name, i) => new DrawColumn(name, parameters[i]))], NameEffects(model, effects));
    }

    private static void FillChain(IModelDensity density, SamplingOptions options, SamplingResult sampling, int chain, double[][] parameters, double[][] effects)
    {
        IModelDensityEvaluator evaluator = density.CreateEvaluator();
        int chainIndex = sampling.ChainReports[chain].Chain;
        RandomStream random = new(options.Seed, FirstStream + (ulong)chainIndex);
        double[] normals = new double[evaluator.DrawLength];
        double[] coefficients = new double[density.Model.FixedEffects.Count];
        double[] b = new double[effects.Length];
        for (int draw = 0; draw < sampling.DrawsPerChain; draw++)
        {
            int row = (chain * sampling.DrawsPerChain) + draw;
            random.FillNormal(normals);
            evaluator.Draw(sampling.Draw(chain, draw), normals, coefficients, b);
            int column = 0;
            foreach (double coefficient in coefficients)
            {
                parameters[column++][row] = coefficient;
            }

            for (int k = 0; k < density.Model.GroupTerms.Count; k++)
            {
                column = FillTerm(evaluator, k, density.Model.GroupTerms[k], parameters, column, row);
            }

            if (!density.Model.HasKnownErrors)
            {
                parameters[column++][row] = evaluator.Sigma;
            }

            if (density.Model.Family == ResidualFamily.StudentT)
            {
                parameters[column][row] = evaluator.Nu;
            }

            for (int i = 0; i < b.Length; i++)
            {
                effects[i][row] = b[i];
            }
        }
    }

    /// <summary>Standard deviations, then the correlations R = C Cᵀ in the order of <see cref="GroupTerm.Parameters"/>, with the signs of the sampler's standard deviations undone.</summary>
    private static int FillTerm(IModelDensityEvaluator evaluator, int k, GroupTerm term, double[][] parameters, int column, int row)
    {
        int r = term.Width;
        ReadOnlySpan<double> sds = evaluator.Sds(k);
        foreach (double sd in sds)
        {
            parameters[column++][row] = Math.Abs(sd);
        }

        ReadOnlySpan<double> C = evaluator.CorrelationFactor(k);
        for (int i = 0; term.Correlated && i < r; i++)
        {
            for (int j = i + 1; j < r; j++)
            {
                double correlation = 0;
                for (int m = 0; m <= i; m++)
                {
                    correlation += C[(i * r) + m] * C[(j * r) + m];
                }

                parameters[column++][row] = Math.Sign(sds[i]) * Math.Sign(sds[j]) * correlation;
            }
        }

        return column;
    }

    private static DrawColumn[] NameEffects(BoundModel model, double[][] effects)
    {
        List<DrawColumn> columns = new(effects.Length);
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            GroupTerm term = model.GroupTerms[k];
            TermShape shape = model.Products.Terms[k];
            for (int j = 0; j < shape.LevelCount; j++)
            {
                for (int i = 0; i < shape.Width; i++)
                {
                    columns.Add(new DrawColumn(Parameter.GroupEffect(term.Group, term.Levels[j], term.Effects[i]), effects[shape.FirstEffect + (j * shape.Width) + i]));
                }
            }
        }

        return [.. columns];
    }
}
