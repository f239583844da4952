using System.Collections.Concurrent;
using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Sampling;

namespace BayesLmm.Tests.References;

/// <summary>Long runs of the exact engines, made once for all tests that compare with them.</summary>
internal static class LongRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<Posterior>> Runs = new();

    /// <summary>4 × 2500 draws of the No-U-Turn sampler of a model of the folder <c>models</c>.</summary>
    public static Posterior Hamiltonian(string name) => Hamiltonian(name, () => ModelFiles.Bind(name));

    /// <summary>The same of any model.</summary>
    public static Posterior Hamiltonian(string key, Func<BoundModel> bind) => Run(
        "hmc " + key, () => bind().Sample(new SamplingOptions { Seed = 20261122, Draws = 2500, TargetAcceptance = 0.9 }, engine: PosteriorEngine.Hmc));

    /// <summary>4 × 2500 draws of every fifth sweep of blocked Gibbs sampling of a model of the folder <c>models</c>.</summary>
    public static Posterior Gibbs(string name) => Gibbs(name, () => ModelFiles.Bind(name));

    /// <summary>The same of any model.</summary>
    public static Posterior Gibbs(string key, Func<BoundModel> bind) =>
        Run("gibbs " + key, () => bind().SampleGibbs(gibbs: new GibbsOptions { Seed = 20261122, Draws = 2500, Thinning = 5 }));

    private static Posterior Run(string key, Func<Posterior> sample) => Runs.GetOrAdd(key, _ => new Lazy<Posterior>(sample)).Value;
}
