using BayesLmm.Densities;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;

namespace BayesLmm.Engines.Hmc;

/// <summary>Draws from the posterior of a model whose coefficients and group effects cannot be integrated out.</summary>
internal static class ConditionalRun
{
    /// <summary>Warm-up iterations from a mode of the variance parameters: a pilot of half of them places and scales the coordinates anew.</summary>
    private const int Warmup = 200;

    /// <summary>Warm-up iterations from a guess.</summary>
    private const int WarmupFromGuess = 400;

    /// <summary>Below this energy fraction a chain crawls between energies.</summary>
    private const double SmallestEnergyFraction = 0.3;

    /// <summary>The acceptance statistic of the second attempt.</summary>
    private const double CarefulAcceptance = 0.95;

    /// <summary>
    /// Draws by the split integrator. Where its trajectories diverged or crawled, a second run takes the leapfrog with shorter steps, and the better run is
    /// kept: its origin says which integrator it was.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to sample; what is left open is chosen here.</param>
    /// <param name="guess">A guess of the variances, where there is one.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="cancellationToken">Ends sampling early.</param>
    /// <returns>The density in the coordinates of the draws, and the draws.</returns>
    public static (ConditionalDensity Density, Draws Draws) Draw(
        BoundModel model, SamplingOptions options, VarianceGuess? guess, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        ConditionalRows rows = ConditionalRows.Of(model);
        ConditionalReference? found = ReferenceSearch.TryFind(model, rows, guess, cancellationToken);
        ConditionalDensity density = new(model, rows, found ?? ConditionalReference.FromGuess(model, rows, guess));
        SamplingOptions chosen = options with
        {
            Warmup = options.Warmup ?? (found is null ? WarmupFromGuess : Warmup),
            Metric = options.Metric == MetricKind.Auto ? MetricKind.Unit : options.Metric,
            Start = options.Start == StartKind.Auto ? StartKind.Random : options.Start,
            Integrator = IntegratorKind.Split,
        };
        (ConditionalDensity Density, Draws Draws) first = Sample(density, chosen, progress, cancellationToken);
        if (IsGood(first.Draws) || first.Draws.Interrupted)
        {
            return first;
        }

        SamplingOptions careful = chosen with
        {
            Integrator = IntegratorKind.Leapfrog,
            TargetAcceptance = Math.Max(CarefulAcceptance, options.TargetAcceptance),
            Warmup = options.Warmup ?? WarmupFromGuess,
        };
        (ConditionalDensity Density, Draws Draws) second = Sample(first.Density, careful, progress, cancellationToken);
        return second.Draws.Interrupted || second.Draws.Origin.Divergences.Count > first.Draws.Origin.Divergences.Count ? first : second;
    }

    private static bool IsGood(Draws draws) =>
        draws.Origin is not Trajectories trajectories
        || (trajectories.Divergences.Count == 0 && !(trajectories.SmallestEnergyFraction < SmallestEnergyFraction));

    private static (ConditionalDensity Density, Draws Draws) Sample(
        ConditionalDensity density, SamplingOptions options, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        ConditionalDensity last = density;
        Draws draws = NoUTurnSampler.SampleWithPilot(
            density, pilot => last = PilotMoments.Refine(density, pilot), options, progress, cancellationToken);
        return (last, draws);
    }
}
