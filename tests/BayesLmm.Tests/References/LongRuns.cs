using System.Collections.Concurrent;
using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Posteriors;
using BayesLmm.Sampling;

namespace BayesLmm.Tests.References;

/// <summary>Long runs of the exact engines on the models of the folder <c>models</c>, made once for all tests that compare with them.</summary>
internal static class LongRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<Posterior>> HamiltonianRuns = new(), GibbsRuns = new();

    /// <summary>4 × 2500 draws of the No-U-Turn sampler.</summary>
    public static Posterior Hamiltonian(string name) => HamiltonianRuns.GetOrAdd(
        name, _ => new Lazy<Posterior>(() => ModelFiles.Bind(name).Sample(new SamplingOptions { Seed = 20261122, Draws = 2500, TargetAcceptance = 0.9 }, engine: PosteriorEngine.Hmc))).Value;

    /// <summary>4 × 2500 draws of every fifth sweep of blocked Gibbs sampling.</summary>
    public static Posterior Gibbs(string name) => GibbsRuns.GetOrAdd(
        name, _ => new Lazy<Posterior>(() => ModelFiles.Bind(name).SampleGibbs(gibbs: new GibbsOptions { Seed = 20261122, Draws = 2500, Thinning = 5 }))).Value;
}
