using System.Diagnostics;
using System.Globalization;

namespace BayesLmm.Benchmarks.Against;

/// <summary>
/// Fits the same models with BayesLmm and with R's lme4 in turn, each in a process of its own, and prints times, memory and their ratios. What is timed is the
/// fit from a table in memory: binding and estimation here, <c>lmer</c> with its defaults there; reading the file is not.
/// </summary>
internal static class RemlAgainstLme4
{
    private const string Script = """
        suppressMessages(library(lme4))
        args <- commandArgs(trailingOnly = TRUE)
        d <- read.csv(args[1])
        for (f in strsplit(args[3], ",")[[1]]) if (f %in% names(d)) d[[f]] <- factor(d[[f]])
        formula <- as.formula(args[2])
        best <- Inf
        for (i in seq_len(as.integer(args[4]))) {
          seconds <- system.time(m <- suppressMessages(suppressWarnings(lmer(formula, d))))[["elapsed"]]
          best <- min(best, seconds)
        }
        peak <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
        cat(sprintf("%.6f %.8f %s\n", best, REMLcrit(m), gsub("[^0-9]", "", peak)))
        """;

    /// <summary>Runs the comparison.</summary>
    /// <param name="names">Which cases; all if none is given.</param>
    public static int Run(IReadOnlyList<string> names)
    {
        RemlCase[] cases = [.. RemlCase.All.Where(item => names.Count == 0 || names.Contains(item.Name))];
        string script = Path.Combine(Path.GetTempPath(), "bayeslmm_against_lme4.R");
        File.WriteAllText(script, Script);
        Console.WriteLine("| model | BayesLmm | lme4 | ratio | BayesLmm peak | lme4 peak | criterion, difference |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (RemlCase item in cases)
        {
            item.EnsureData();
            Measurement? ours = Start(Environment.ProcessPath!, OwnArguments(item.Name));
            Measurement? theirs =
                Start("Rscript", [script, item.Data, item.Formula, string.Join(',', item.Factors), item.Repeats.ToString(CultureInfo.InvariantCulture)]);
            Console.WriteLine(FormattableString.Invariant(
                $"| {item.Name} | {Seconds(ours)} | {Seconds(theirs)} | {Ratio(ours, theirs)} | {MiB(ours)} | {MiB(theirs)} | ")
                    + $"{(ours is null || theirs is null ? "" : FormattableString.Invariant($"{ours.Criterion - theirs.Criterion:e1}"))} |");
        }

        return 0;
    }

    /// <summary>One case in this process: prints seconds, criterion and peak memory in KiB.</summary>
    public static int RunOwn(string name)
    {
        RemlCase item = RemlCase.All.Single(item => item.Name == name);
        Table table = item.Read();
        double best = double.PositiveInfinity;
        RemlFit? fit = null;

        // As a long-running program sees it: the least of several, the first of which compiles the code.
        for (int i = 0; i < Math.Max(3, item.Repeats); i++)
        {
            long start = Stopwatch.GetTimestamp();
            fit = Model.Parse(item.Model).Bind(table).FitReml();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        Console.WriteLine(FormattableString.Invariant($"{best:F6} {fit!.Criterion:F8} {new string([.. peak.Where(char.IsAsciiDigit)])}"));
        return 0;
    }

    private static string[] OwnArguments(string name)
    {
        string assembly = typeof(RemlAgainstLme4).Assembly.Location;
        bool isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet";
        return isHost ? [assembly, "reml-own", name] : ["reml-own", name];
    }

    private static Measurement? Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            string[] parts = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return process.ExitCode == 0
                ? new Measurement(double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture),
                    long.Parse(parts[2], CultureInfo.InvariantCulture))
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Seconds(Measurement? measurement) => measurement switch
    {
        null => "failed",
        { Seconds: < 0.1 } => FormattableString.Invariant($"{1000 * measurement.Seconds:F2} ms"),
        _ => FormattableString.Invariant($"{measurement.Seconds:F2} s"),
    };

    private static string Ratio(Measurement? ours, Measurement? theirs) =>
        ours is null || theirs is null ? "" : FormattableString.Invariant($"{theirs.Seconds / ours.Seconds:F1} times faster");

    private static string MiB(Measurement? measurement) => measurement is null ? "" : FormattableString.Invariant($"{measurement.PeakKiB / 1024.0:F0} MiB");

    private sealed record Measurement(double Seconds, double Criterion, long PeakKiB);
}
