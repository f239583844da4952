using BayesLmm.InferNet.Planning;
using BayesLmm.InferNet.Programs;
using BayesLmm.InferNet.Reduction;
using BayesLmm.Sampling;
using Microsoft.ML.Probabilistic;

namespace BayesLmm.InferNet.Joint;

/// <summary>One run of a joint program: observations in, iterations until the marginals stop changing, an approximation out.</summary>
internal static class JointRun
{
    /// <summary>
    /// Runs a plan. Expectation propagation starts at the fixed point of variational message passing, from which more models converge; if it breaks down with
    /// improper messages, it starts again with messages that are made proper.
    /// </summary>
    /// <exception cref="InvalidOperationException">Message passing broke down.</exception>
    public static ProgramResult Run(
        RunPlan plan, JointProducts products, CompiledPrograms programs, InferNetOptions options, IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        if (plan.Algorithm == InferNetAlgorithm.Vmp)
        {
            return Run(plan, products, programs, options, null, progress, cancellationToken).Result;
        }

        InferNetOptions first = options with { Algorithm = InferNetAlgorithm.Vmp };
        (ProgramResult variational, ProgramMarginals start) =
            Run(plan with { Algorithm = InferNetAlgorithm.Vmp }, products, programs, first, null, progress, cancellationToken);

        // Here, because a run that breaks down loses what it compiled.
        programs.Create(JointStructure.Of(plan), JointProgram.Build, out TimeSpan compileTime);
        try
        {
            return Propagate(improper: true);
        }
        catch (BrokenMessagesException)
        {
            return Propagate(improper: false);
        }

        ProgramResult Propagate(bool improper) =>
            ImproperMessages.During(improper, () => Run(plan, products, programs, options, start, progress, cancellationToken).Result, cancellationToken)
                with { MadeProper = !improper, CompileTime = compileTime + variational.CompileTime };
    }

    private static (ProgramResult Result, ProgramMarginals Precisions) Run(
        RunPlan plan,
        JointProducts products,
        CompiledPrograms programs,
        InferNetOptions options,
        ProgramMarginals? start,
        IProgress<Progress>? progress,
        CancellationToken cancellationToken)
    {
        JointStructure structure = JointStructure.Of(plan);
        IGeneratedAlgorithm algorithm = programs.Create(structure, JointProgram.Build, out TimeSpan compileTime);
        double correction = JointObservations.Set(algorithm, plan, structure, products, start);
        double[] largest = [.. Enumerable.Range(0, products.Order).Select(i => ProgramRun.RunawayFactor * products.Scale(i))];
        JointMarginals? marginals = null;
        ProgramRun run = new(algorithm, () => (marginals = JointMarginals.Of(algorithm, structure)).State(), largest);
        RunOutcome outcome = run.Iterate(options, progress, cancellationToken);
        return (new ProgramResult(outcome, marginals!.ToApproximation(plan, products, outcome.LogOdds + correction), compileTime), marginals.Precisions);
    }
}
