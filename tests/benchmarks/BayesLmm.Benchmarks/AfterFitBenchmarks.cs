using BenchmarkDotNet.Attributes;

namespace BayesLmm.Benchmarks;

/// <summary>What is done with a posterior: 4 × 1000 draws of sleepstudy.</summary>
[MemoryDiagnoser]
public class AfterFitBenchmarks
{
    private Posterior posterior = null!;
    private Table data = null!;

    /// <summary>Samples.</summary>
    [GlobalSetup]
    public void Setup()
    {
        BoundModel model = BenchmarkModels.Bind("sleepstudy");
        posterior = model.Sample();
        data = BenchmarkModels.Data("sleepstudy");
    }

    /// <summary>Expected values and new observations of all rows, with 95 % intervals.</summary>
    [Benchmark]
    public PosteriorPredictions Predictions() => posterior.Predict();

    /// <summary>Fitted values, residuals and leverages of all rows.</summary>
    [Benchmark]
    public object Augment() => posterior.Augment();

    /// <summary>Means at two values and their difference.</summary>
    [Benchmark]
    public object Means() => posterior.Means(new MeansOptions
    {
        Of = ["Days"], At = [new PredictorValues("Days", [0, 9])], Contrasts = ContrastKind.Pairwise,
    });

    /// <summary>The slope, averaged over the rows with their groups' effects.</summary>
    [Benchmark]
    public object SlopesOverTheData() =>
        posterior.Means(new MeansOptions { Slope = "Days", Average = MeansAverage.Data, Groups = PredictionGroups.Known, Data = data });

    /// <summary>Intraclass correlations and R².</summary>
    [Benchmark]
    public object Variance() => posterior.DecomposeVariance();

    /// <summary>Replicated data and assumptions.</summary>
    [Benchmark]
    public object Check() => posterior.Check();
}
