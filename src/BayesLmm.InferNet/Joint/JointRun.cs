using System.Diagnostics;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.InferNet.Priors;
using BayesLmm.InferNet.Reduction;
using BayesLmm.Numerics;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Distributions;

namespace BayesLmm.InferNet.Joint;

/// <summary>One run of a program: observations in, iterations until the marginals stand still, moments out.</summary>
internal static class JointRun
{
    /// <summary>Runs a model whose size and priors have been checked.</summary>
    public static InferNetResult Run(
        BoundModel model,
        JointProducts products,
        ConjugatePriors priors,
        CompiledPrograms programs,
        InferNetOptions options,
        CancellationToken cancellationToken)
    {
        ProgramStructure structure = ProgramStructure.Of(model);
        IGeneratedAlgorithm algorithm = programs.Create(structure, out TimeSpan compileTime);
        long start = Stopwatch.GetTimestamp();
        double correction = JointObservations.Set(algorithm, model, products, priors);

        // Thrown from its events, an exception leaves the algorithm between two iterations.
        algorithm.ProgressChanged += (_, _) => cancellationToken.ThrowIfCancellationRequested();
        JointMarginals marginals = Iterate(algorithm, structure, options, out int iterations, out double change);
        double logEvidence = algorithm.Marginal<Bernoulli>(JointProgram.Evidence).LogOdds + correction;
        ApproximationMoments moments = ApproximationMoments.Of(model, marginals.ToApproximation(model, logEvidence));
        return new InferNetResult(
            model,
            moments.Parameters,
            moments.GroupEffects,
            logEvidence,
            iterations,
            change <= options.Tolerance,
            change,
            priors.Substitutions,
            compileTime,
            Stopwatch.GetElapsedTime(start));
    }

    /// <summary>
    /// Iterates until the marginals change by no more than the tolerance. The evidence is right only then: on the way it mixes old messages with new ones.
    /// </summary>
    private static JointMarginals Iterate(
        IGeneratedAlgorithm algorithm, ProgramStructure structure, InferNetOptions options, out int iterations, out double change)
    {
        algorithm.Execute(1);
        iterations = 1;
        change = double.PositiveInfinity;
        JointMarginals marginals = JointMarginals.Of(algorithm, structure);
        while (iterations < options.Iterations && !(change <= options.Tolerance))
        {
            int next = Math.Min(InferNetOptions.CheckEvery, options.Iterations - iterations);
            algorithm.Update(next);
            iterations += next;
            JointMarginals updated = JointMarginals.Of(algorithm, structure);
            change = updated.ChangeFrom(marginals);
            marginals = updated;
        }

        return marginals;
    }
}
