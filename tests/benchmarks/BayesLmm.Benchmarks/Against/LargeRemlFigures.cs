using System.Diagnostics;
using System.Globalization;
using BayesLmm.Equations;
using BayesLmm.Estimation.Tests;

namespace BayesLmm.Benchmarks.Against;

/// <summary>
/// Fits maximal and large crossed models, each in a process of its own, and prints times, memory and what share of the machine's peak the dense algebra
/// reaches, beside lme4 in turn and figures that others published.
/// </summary>
internal static class LargeRemlFigures
{
    private const string Script = """
        suppressMessages(library(lme4))
        args <- commandArgs(trailingOnly = TRUE)
        d <- read.csv(args[1])
        seconds <- system.time(m <- suppressMessages(suppressWarnings(lmer(as.formula(args[2]), d))))[["elapsed"]]
        cat(sprintf("%.6f %.8f\n", seconds, REMLcrit(m)))
        """;

    /// <summary>Runs the comparison.</summary>
    /// <param name="arguments">Which cases, all if none is given; <c>--no-r</c> leaves lme4 out.</param>
    public static int Run(IReadOnlyList<string> arguments)
    {
        string[] names = [.. arguments.Where(name => name != "--no-r")];
        bool withR = names.Length == arguments.Count;
        string script = Path.Combine(Path.GetTempPath(), "bayeslmm_large_lme4.R");
        File.WriteAllText(script, Script);
        double peak = Peak.OfOneCore();
        Console.WriteLine(FormattableString.Invariant($"Peak of one core, measured: {peak:0.0} GFlop/s; {Environment.ProcessorCount} cores."));
        Console.WriteLine();
        Console.WriteLine(
            "| model | time | processor time | goal | evaluations | criterion | lme4 | ratio | published | ratio | peak memory | share of peak |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (LargeRemlCase item in LargeRemlCase.All.Where(item => names.Length == 0 || names.Contains(item.Name)))
        {
            double[] ours = Start(Environment.ProcessPath!, OwnArguments(item.Name));
            double[] theirs = withR && item.IsForLme4 ? Start("Rscript", [script, item.Data, item.Formula]) : [];
            string lme4 = theirs.Length == 2 ? FormattableString.Invariant($"{theirs[0]:0.00} s to {theirs[1]:0.00}") : string.Empty;
            Console.WriteLine(ours.Length < 6
                ? $"| {item.Name} | failed |"
                : FormattableString.Invariant($"| {item.Name} | {ours[0]:0.000} s | {ours[1]:0.000} s | {item.Goal} s | {ours[2]:0} | {ours[3]:0.00} | ")
                    + $"{lme4} | "
                    + $"{Ratio(theirs.Length == 2 ? theirs[0] : double.NaN, ours[0])} | {Published(item)} | {Ratio(item.Published, ours[0])} | "
                    + FormattableString.Invariant($"{ours[4]:0} MiB | ")
                    + (double.IsNaN(ours[5]) ? "|" : FormattableString.Invariant($"{100 * ours[5] / ours[1] / peak:0} % |")));
        }

        return 0;
    }

    /// <summary>
    /// One case in this process: prints seconds and processor seconds of the fastest of some runs, evaluations, criterion, peak memory in MiB, and 10⁹
    /// operations of dense algebra, of one factorisation and one inverse an evaluation.
    /// </summary>
    public static int RunOwn(string name)
    {
        LargeRemlCase item = LargeRemlCase.All.Single(item => item.Name == name);
        BoundModel model = Model.Parse(item.Formula).Bind(item.Read());
        RemlFit? fit = null;
        double seconds = double.PositiveInfinity, processor = double.PositiveInfinity;
        Stopwatch all = Stopwatch.StartNew();
        for (int i = 0; i < 2 || (all.Elapsed.TotalSeconds < 5 && i < 200); i++)
        {
            fit = item.IsKenwardRoger ? fit ?? model.FitReml() : null;
            TimeSpan begun = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            if (item.IsKenwardRoger)
            {
                KenwardRogerAdjustment.Compute(fit!, null, CancellationToken.None);
            }
            else
            {
                fit = model.FitReml();
            }

            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - begun).TotalSeconds);
        }

        double factor = 2 * MixedModelEquations.Analyze(model.Products, []).Structure.Multiplications / 1e9;
        double operations = item.IsKenwardRoger ? double.NaN : 3 * factor * fit!.Optimum.Evaluations;
        double peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{seconds:R} {processor:R} {fit!.Optimum.Evaluations} {fit.Criterion:R} {peak:R} {operations:R}"));
        return 0;
    }

    private static string[] OwnArguments(string name)
    {
        bool isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet";
        return isHost ? [typeof(LargeRemlFigures).Assembly.Location, "large-reml-own", name] : ["large-reml-own", name];
    }

    private static string Published(LargeRemlCase item) => double.IsNaN(item.Published) ? string.Empty : FormattableString.Invariant($"{item.Published} s");

    private static string Ratio(double theirs, double ours) => double.IsNaN(theirs) ? string.Empty : FormattableString.Invariant($"{theirs / ours:0.0} times");

    private static double[] Start(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode != 0 ? [] : [.. output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
    }
}
