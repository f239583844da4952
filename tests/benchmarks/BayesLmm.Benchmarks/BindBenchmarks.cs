using System.Globalization;
using BayesLmm.Numerics;
using BenchmarkDotNet.Attributes;

namespace BayesLmm.Benchmarks;

/// <summary>Reading a million rows through DuckDB, and binding a model with two factors and their interaction to them. The ratio is what matters.</summary>
[MemoryDiagnoser]
public class BindBenchmarks
{
    private const int Rows = 1_000_000;

    private readonly Model model = Model.Parse("y ~ x + f * h + (1 + x | g)");
    private string path = "";
    private Table table = null!;

    /// <summary>Writes the table to a temporary file.</summary>
    [GlobalSetup]
    public void Setup()
    {
        path = Path.Combine(Path.GetTempPath(), $"blmm-million-{Environment.ProcessId}.csv");
        RandomStream random = new(1);
        using (StreamWriter writer = new(path))
        {
            writer.WriteLine("y,x,f,h,g");
            for (int i = 0; i < Rows; i++)
            {
                double x = random.NextNormal();
                writer.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{x + random.NextNormal():F6},{x:F6},{"NESW"[random.NextInteger(4)]},{"abcdef"[random.NextInteger(6)]},{random.NextInteger(1000)}"));
            }
        }

        table = TableReader.Read(path);
    }

    /// <summary>Removes the file.</summary>
    [GlobalCleanup]
    public void Cleanup() => File.Delete(path);

    /// <summary>Reading, the measure.</summary>
    [Benchmark(Baseline = true)]
    public Table Read() => TableReader.Read(path, model.Columns);

    /// <summary>Design matrices, checks, priors and cross-products.</summary>
    [Benchmark]
    public BoundModel Bind() => model.Bind(table);
}
