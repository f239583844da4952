namespace BayesLmm.Sampling.NoUTurn;

/// <summary>Chains that were run first, to learn about a density: what they cost counts as warm-up of those that are kept.</summary>
/// <param name="Reports">Their reports, in the order of the chains.</param>
/// <param name="Gradients">The gradients of each after its own warm-up.</param>
internal sealed record PilotRun(IReadOnlyList<ChainReport> Reports, IReadOnlyList<long> Gradients)
{
    /// <summary>Iterations of each chain.</summary>
    public int Iterations { get; init; }

    /// <summary>The report of a chain with what its pilot cost.</summary>
    public ChainReport AddTo(ChainReport report)
    {
        ChainReport before = Reports[report.Chain];
        return report with
        {
            WarmupIterations = report.WarmupIterations + Iterations,
            WarmupDivergences = report.WarmupDivergences + before.WarmupDivergences,
            WarmupLeapfrogs = report.WarmupLeapfrogs + before.WarmupLeapfrogs + Gradients[report.Chain],
            WarmupTime = report.WarmupTime + before.WarmupTime + before.SamplingTime,
        };
    }

    /// <summary>Progress of the pilot, or of the chains behind it, as that of the whole.</summary>
    public static IProgress<Progress>? Shift(IProgress<Progress>? progress, int before, int total, bool isPilot) =>
        progress is null ? null : new Shifted(progress, before, total, isPilot);

    private sealed class Shifted(IProgress<Progress> inner, int before, int total, bool isPilot) : IProgress<Progress>
    {
        public void Report(Progress value) => inner.Report(
            new Progress(value.IsSampling && !isPilot, value.Done + before, total) { Chain = value.Chain, Divergences = isPilot ? 0 : value.Divergences });
    }
}
