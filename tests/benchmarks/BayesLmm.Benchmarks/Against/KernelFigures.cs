using System.Diagnostics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics.Parallel;

namespace BayesLmm.Benchmarks.Against;

/// <summary>Times the dense kernels at several sizes and prints the share of the machine's peak that each reaches.</summary>
internal static class KernelFigures
{
    private static readonly (int M, int N, int K)[] Products = [(48, 48, 48), (96, 96, 96), (96, 96, 1000), (256, 256, 256), (192, 1000, 1000)];

    private static readonly int[] Orders = [84, 256, 328, 1128, 3685];

    /// <summary>Runs all.</summary>
    public static int Run()
    {
        double peak = Peak.OfOneCore();
        int cores = Environment.ProcessorCount;
        Console.WriteLine(FormattableString.Invariant($"Peak of one core, measured: {peak:0.0} GFlop/s; {cores} cores."));
        Console.WriteLine();
        Console.WriteLine("| kernel | threads | time | GFlop/s | share of peak |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        Random random = new(1);
        foreach ((int m, int n, int k) in Products)
        {
            double[] A = Numbers(random, m * k), B = Numbers(random, n * k), C = new double[m * n];
            Print($"product {m} × {n} × {k}", 1, Best(() => ProductKernels.SubtractProduct(A, k, m, B, k, n, k, C, n)), 2.0 * m * n * k, peak);
        }

        foreach (int threads in cores > 1 ? new[] { 1, cores } : [1])
        {
            foreach (int n in Orders)
            {
                PanelKernels kernels = new(new WorkTeam(threads));
                double[] A = Numbers(random, n * n), L = new double[n * n], U = new double[n * n], V = new double[n * n];
                for (int i = 0; i < n; i++)
                {
                    A[(i * n) + i] = n;
                }

                double operations = (double)n * n * n / 3;
                Print($"factor {n}", threads, Best(() =>
                {
                    A.CopyTo(L, 0);
                    kernels.TryFactor(L, 0, n, n);
                }), operations, peak);
                Print($"invert {n}", threads, Best(() => kernels.InvertTransposed(L, 0, n, U)), operations, peak);
                Print($"square {n}", threads, Best(() => kernels.Square(U, n, V, 0)), operations, peak);
            }
        }

        return 0;
    }

    private static void Print(string name, int threads, double seconds, double operations, double peak) => Console.WriteLine(FormattableString.Invariant(
        $"| {name} | {threads} | {seconds * 1e3:0.000} ms | {operations / seconds / 1e9:0.0} | {100 * operations / seconds / 1e9 / (peak * threads):0} % |"));

    /// <summary>The least time of a call, over about a second of them.</summary>
    private static double Best(Action action)
    {
        double best = double.PositiveInfinity;
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < 5 || Stopwatch.GetElapsedTime(begun).TotalSeconds < 1; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
}
