using System.Diagnostics;
using BayesLmm.Sampling;

namespace BayesLmm.Benchmarks.Against;

/// <summary>Times every analysis of a posterior of sleepstudy in a warm process, and prints milliseconds of the clock and of the processors.</summary>
internal static class AfterFitFigures
{
    private const int Warm = 15, Measured = 25;

    /// <summary>Times leaving out each level of grouping factors of a saved fit, in a process that was not warm.</summary>
    /// <param name="path">The saved fit.</param>
    /// <param name="groups">The grouping factors.</param>
    public static int LeaveOut(string path, IReadOnlyList<string> groups)
    {
        Posterior posterior = SavedFit.Open(path).Posterior;
        foreach (string group in groups)
        {
            TimeSpan begin = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            LeaveGroupsOut result = posterior.LeaveGroupsOut(group);
            Console.WriteLine(FormattableString.Invariant(
                $"{group}: {result.Groups.Count} levels, {result.Refits} refits, largest k {result.LargestK:F2}, at {result.DrawCount} draws: ")
                    + FormattableString.Invariant($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s, ")
                    + FormattableString.Invariant($"processors {(Environment.CpuUsage.TotalTime - begin).TotalSeconds:F1} s, elpd {result.Elpd.Elpd:F3}"));
        }

        return 0;
    }

    /// <summary>Runs the analyses.</summary>
    /// <param name="names">Which; all if none is given.</param>
    public static int Run(IReadOnlyList<string> names)
    {
        Posterior posterior = BenchmarkModels.Bind("sleepstudy").Sample();
        Table data = BenchmarkModels.Data("sleepstudy");
        RemlFit reml = BenchmarkModels.Bind("sleepstudy").FitReml();
        MeansOptions means = new() { Of = ["Days"], At = [new PredictorValues("Days", [0, 9])], Contrasts = ContrastKind.Pairwise };
        int refits = 0;
        (string Name, Action Work)[] analyses =
        [
            ("summaries", () => posterior.Summarize()),
            ("a quantity by expression", () => posterior.Quantity("ratio", "Days / intercept")),
            ("a hypothesis", () => posterior.TestHypothesis("Days > 5")),
            ("predictions of all rows", () => posterior.Predict()),
            ("predictions of a new table", () => posterior.Predict(data, new PosteriorPredictionOptions { Groups = PredictionGroups.New })),
            ("augmented data", () => posterior.Augment()),
            ("means and their difference", () => posterior.Means(means)),
            ("slopes over the data", () => posterior.Means(new MeansOptions
            {
                Slope = "Days", Average = MeansAverage.Data, Groups = PredictionGroups.Known, Data = data,
            })),
            ("group coefficients", () => posterior.Coefficients("Subject")),
            ("ranks", () => posterior.Ranks("Subject", "Days")),
            ("pooling", () => posterior.Pooling("Subject")),
            ("variance shares", () => posterior.DecomposeVariance()),
            ("checks", () => posterior.Check()),
            ("power-scaling", () => posterior.ScalePowers()),
            ("leave rows out", () => refits = posterior.LeaveRowsOut().Refits),
            ("leave groups out", () => refits = posterior.LeaveGroupsOut("Subject").Refits),
            ("leave a condition out", () => posterior.LeaveOut(data, "Days > 7")),
            ("agreement with REML", () => posterior.CompareWith(reml)),
        ];
        Console.WriteLine("| analysis | wall, median | wall, fastest | processors, mean | refits |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach ((string name, Action work) in analyses.Where(item => names.Count == 0 || names.Contains(item.Name)))
        {
            for (int i = 0; i < Warm; i++)
            {
                work();
                Thread.Sleep(20);   // lets the compiler's second tier finish
            }

            refits = 0;
            double[] walls = new double[Measured];
            TimeSpan begin = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < Measured; i++)
            {
                long start = Stopwatch.GetTimestamp();
                work();
                walls[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            double processor = (Environment.CpuUsage.TotalTime - begin).TotalMilliseconds / Measured;
            Array.Sort(walls);
            Console.WriteLine(FormattableString.Invariant($"| {name} | {walls[Measured / 2]:F1} ms | {walls[0]:F1} ms | {processor:F1} ms | {refits} |"));
        }

        return 0;
    }
}
