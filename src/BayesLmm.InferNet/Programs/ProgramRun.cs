using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.InferNet.Planning;
using BayesLmm.Sampling;
using Microsoft.ML.Probabilistic;
using Microsoft.ML.Probabilistic.Distributions;

namespace BayesLmm.InferNet.Programs;

/// <summary>What to run: an algorithm with its data, and how to read it.</summary>
/// <param name="Algorithm">The algorithm; owned by the run.</param>
/// <param name="Read">Reads the numbers by which convergence is judged.</param>
/// <param name="LargestMeans">Means beyond these have diverged; null if none can.</param>
internal sealed record ProgramRun(IGeneratedAlgorithm Algorithm, Func<MarginalState> Read, double[]? LargestMeans)
{
    /// <summary>A mean has diverged if it is this many times the value that would explain all of the data.</summary>
    public const double RunawayFactor = 1e4;

    /// <summary>
    /// Iterates until the marginals change by no more than the tolerance. The evidence is correct only then: before that it mixes old messages with new ones.
    /// </summary>
    /// <exception cref="InvalidOperationException">Message passing broke down.</exception>
    public RunOutcome Iterate(InferNetOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        int iterations = 0;

        // Thrown from its events, an exception leaves the algorithm between two iterations.
        Algorithm.ProgressChanged += (_, _) => cancellationToken.ThrowIfCancellationRequested();
        return Breakdown.Guard(options.Algorithm, () => iterations, () =>
        {
            Algorithm.Execute(1);
            iterations = 1;
            double change = double.PositiveInfinity;
            MarginalState state = Look();
            progress?.Report(new Progress(isSampling: false, iterations, options.Iterations));
            while (iterations < options.Iterations && !(change <= options.Tolerance))
            {
                int next = Math.Min(InferNetOptions.CheckEvery, options.Iterations - iterations);
                Algorithm.Update(next);
                iterations += next;
                MarginalState updated = Look();
                change = updated.ChangeFrom(state);
                state = updated;
                progress?.Report(new Progress(isSampling: false, iterations, options.Iterations));
            }

            return new RunOutcome(iterations, change, Algorithm.Marginal<Bernoulli>(ProgramParts.Evidence).LogOdds);
        });
    }

    private MarginalState Look()
    {
        MarginalState state = Read();
        for (int i = 0; i < state.Means.Length; i++)
        {
            if (!double.IsFinite(state.Means[i]) || !(state.Sds[i] > 0) || !double.IsFinite(state.Sds[i]))
            {
                throw new BreakdownException("a standard deviation of an effect is no longer a positive number");
            }

            if (LargestMeans is not null && Math.Abs(state.Means[i]) > LargestMeans[i])
            {
                throw new BreakdownException("the mean of an effect ran away");
            }
        }

        return Array.TrueForAll(state.Precisions, double.IsFinite) ? state : throw new BreakdownException("an expected precision is no longer a finite number");
    }
}

/// <summary>The result of the iterations.</summary>
/// <param name="Iterations">The number of iterations.</param>
/// <param name="Change">The change between the last two looks.</param>
/// <param name="LogOdds">The program's log evidence.</param>
internal readonly record struct RunOutcome(int Iterations, double Change, double LogOdds);

/// <summary>A posterior as a program gives it.</summary>
/// <param name="Outcome">How it got there.</param>
/// <param name="Approximation">The distributions.</param>
/// <param name="CompileTime">What compiling took.</param>
internal sealed record ProgramResult(RunOutcome Outcome, VariationalApproximation Approximation, TimeSpan CompileTime)
{
    /// <summary>Whether expectation propagation needed its messages to be made proper: see <see cref="ImproperMessages"/>.</summary>
    public bool MadeProper { get; init; }
}
