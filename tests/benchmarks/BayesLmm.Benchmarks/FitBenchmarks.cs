using BayesLmm.FactorGraphs.Variational;
using BenchmarkDotNet.Attributes;

namespace BayesLmm.Benchmarks;

/// <summary>Whole fits in a warm process, data already read and bound.</summary>
[MemoryDiagnoser]
public class FitBenchmarks
{
    private BoundModel model = null!;

    /// <summary>The model.</summary>
    [Params("dyestuff", "sleepstudy", "radon")]
    public string ModelName { get; set; } = "";

    /// <summary>Reads and binds.</summary>
    [GlobalSetup]
    public void Setup() => model = BenchmarkModels.Bind(ModelName);

    /// <summary>The REML fit.</summary>
    [Benchmark]
    public RemlFit Reml() => model.FitReml();

    /// <summary>Structured message passing to convergence, with its linear response.</summary>
    [Benchmark]
    public object MessagePassing() => model.FitVariational();

    /// <summary>Four chains of 1000 draws, with the draws of coefficients and group effects.</summary>
    [Benchmark]
    public Posterior Sample() => model.Sample();
}
