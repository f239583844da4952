using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Sampling.NoUTurn.Dynamics;
using BenchmarkDotNet.Attributes;

namespace BayesLmm.Benchmarks;

/// <summary>One value with gradient of the marginal density, and one transition of the sampler on it.</summary>
[MemoryDiagnoser]
public class MarginalDensityBenchmarks
{
    private MarginalDensityEvaluator evaluator = null!;
    private HamiltonianKernel kernel = null!;
    private double[] position = null!;
    private double[] gradient = null!;

    /// <summary>The model.</summary>
    [Params("dyestuff", "sleepstudy", "penicillin", "orthodont", "radon")]
    public string ModelName { get; set; } = "";

    /// <summary>Samples the model once, so that the step size and metric are those of a real chain.</summary>
    [GlobalSetup]
    public void Setup()
    {
        BoundModel model = BenchmarkModels.Bind(ModelName);
        MarginalDensity density = new(model);
        Draws result = NoUTurnSampler.Sample(density, new SamplingOptions { Draws = 100, TargetAcceptance = 0.9 });
        evaluator = density.CreateEvaluator();
        position = result.Draw(0, 99).ToArray();
        gradient = new double[density.Dimension];
        kernel = new HamiltonianKernel(density, new RandomStream(1), ((Trajectories)result.Origin).ChainReports[0].Metric,
            maxDepth: 10) { StepSize = ((Trajectories)result.Origin).ChainReports[0].StepSize };
        kernel.MoveTo(position);
    }

    /// <summary>Value and gradient.</summary>
    [Benchmark]
    public double Gradient() => evaluator.Evaluate(position, gradient);

    /// <summary>One No-U-Turn transition; divide by its leapfrogs for the cost of a step.</summary>
    [Benchmark]
    public TransitionStatistics Transition() => kernel.Transition();
}
