using BayesLmm.FactorGraphs.Variational;
using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Programs;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Distributions;
using Microsoft.ML.Probabilistic.Math;

namespace BayesLmm.InferNet.MeanField;

/// <summary>
/// One run of a mean-field program. Its standard deviations of coefficients are up to 96 % too small, because it takes every effect to be independent of every
/// other; its precisions are nearly those of the joint form, and given their means one factorisation has the joint distribution of all effects.
/// </summary>
internal static class MeanFieldRun
{
    /// <summary>Runs a plan.</summary>
    /// <exception cref="InvalidOperationException">Message passing broke down.</exception>
    public static ProgramResult Run(RunPlan plan, CompiledPrograms programs, InferNetOptions options, IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        MeanFieldStructure structure = MeanFieldStructure.Of(plan);
        IGeneratedAlgorithm algorithm = programs.Create(structure, MeanFieldProgram.Build, out TimeSpan compileTime);
        double correction = MeanFieldObservations.Set(algorithm, plan, structure);
        ProgramRun run = new(algorithm, () => Read(algorithm, structure), null);
        RunOutcome outcome = run.Iterate(options, progress, cancellationToken);
        ProgramMarginals marginals = Precisions(algorithm, structure);
        PrecisionMarginal residual = marginals.ResidualOf(plan.Conjugate);
        EquatableArray<CovarianceMarginal> terms = marginals.TermsOf(plan.Conjugate);
        EquatableArray<double> mixing = marginals.MixingOf(plan.Conjugate);
        JointEffects effects = EffectsGivenPrecisions.Solve(plan.Model.Products, plan.Conjugate.Coefficients, residual, terms, mixing);
        return new ProgramResult(outcome, new VariationalApproximation(plan.Conjugate, effects, residual, terms, mixing, outcome.LogOdds + correction),
            compileTime);
    }

    private static MarginalState Read(IGeneratedAlgorithm algorithm, MeanFieldStructure structure)
    {
        (double[] Means, double[] Sds)[] parts = [.. Effects(algorithm, structure)];
        return Precisions(algorithm, structure).State([.. parts.SelectMany(part => part.Means)], [.. parts.SelectMany(part => part.Sds)]);
    }

    private static ProgramMarginals Precisions(IGeneratedAlgorithm algorithm, MeanFieldStructure structure)
    {
        IEnumerable<int> parts = Enumerable.Range(0, structure.Parts.Count);
        return new ProgramMarginals(
            structure.HasKnownResidual ? null : ProgramMarginals.OfScalar(algorithm, ProgramParts.Residual),
            structure.HasMixtures ? ProgramMarginals.OfArray(algorithm, ProgramParts.Mixtures) : [],
            [.. parts.Where(k => structure.Parts[k] is { Width: 1, HasKnownPrecision: false })
                .Select(k => ProgramMarginals.OfScalar(algorithm, MeanFieldProgram.Precision(k)))],
            [.. parts.Where(k => structure.Parts[k].Width > 1).Select(k => ProgramMarginals.OfMatrix(algorithm, MeanFieldProgram.Precision(k)))]);
    }

    /// <summary>Means and standard deviations of the coefficients, and of the effects part by part.</summary>
    private static IEnumerable<(double[] Means, double[] Sds)> Effects(IGeneratedAlgorithm algorithm, MeanFieldStructure structure)
    {
        if (structure.HasCoefficients)
        {
            yield return Of(algorithm.Marginal<VectorGaussian>(ProgramParts.Theta));
        }

        for (int k = 0; k < structure.Parts.Count; k++)
        {
            if (structure.Parts[k].Width == 1)
            {
                IList<Gaussian> effects = (IList<Gaussian>)algorithm.Marginal(MeanFieldProgram.Effects(k));
                yield return ([.. effects.Select(effect => effect.GetMean())], [.. effects.Select(effect => Math.Sqrt(effect.GetVariance()))]);
                continue;
            }

            (double[] Means, double[] Sds)[] levels = [.. ((IList<VectorGaussian>)algorithm.Marginal(MeanFieldProgram.Effects(k))).Select(Of)];
            yield return ([.. levels.SelectMany(level => level.Means)], [.. levels.SelectMany(level => level.Sds)]);
        }
    }

    private static (double[] Means, double[] Sds) Of(VectorGaussian vector)
    {
        Vector mean = Vector.Zero(vector.Dimension);
        PositiveDefiniteMatrix variance = new(vector.Dimension, vector.Dimension);
        vector.GetMeanAndVariance(mean, variance);
        return (mean.ToArray(), [.. Enumerable.Range(0, mean.Count).Select(i => Math.Sqrt(variance[i, i]))]);
    }
}
