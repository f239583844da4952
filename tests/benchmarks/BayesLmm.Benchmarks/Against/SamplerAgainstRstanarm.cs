using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace BayesLmm.Benchmarks.Against;

/// <summary>
/// Samples the same models with <c>blmm fit</c> and with R's rstanarm (<c>stan_lmer</c> with its defaults) in turn, and prints whole-process times, the
/// smallest bulk effective sample size over all parameters, what that makes a second, and the ratio.
/// </summary>
internal static class SamplerAgainstRstanarm
{
    private const string Script = """
        suppressMessages(library(rstanarm))
        args <- commandArgs(trailingOnly = TRUE)
        d <- read.csv(args[1])
        for (f in strsplit(args[3], ",")[[1]]) if (f %in% names(d)) d[[f]] <- factor(d[[f]])
        m <- suppressWarnings(stan_lmer(as.formula(args[2]), d, refresh = 0, seed = 1, cores = 2))
        draws <- as.array(m)
        names <- grep("^b\\[", dimnames(draws)[[3]], invert = TRUE, value = TRUE)
        cat(sprintf("%.3f\n", min(sapply(names, function(p) posterior::ess_bulk(draws[, , p])))))
        """;

    /// <summary>Runs the comparison.</summary>
    /// <param name="blmm">The program; null for the repository's own, built in Release.</param>
    /// <param name="names">Which cases; all if none is given.</param>
    public static int Run(string? blmm, IReadOnlyList<string> names)
    {
        string program = blmm ?? RemlCase.InRepository("src", "BayesLmm.Cli", "bin", "Release", "net10.0", "blmm");
        if (!File.Exists(program))
        {
            Console.Error.WriteLine($"{program} is not there: build it with 'dotnet build src/BayesLmm.Cli -c Release'.");
            return 1;
        }

        string script = Path.Combine(Path.GetTempPath(), "bayeslmm_against_rstanarm.R");
        File.WriteAllText(script, Script);
        Console.WriteLine("| model | blmm fit | smallest bulk ESS | largest R-hat | rstanarm | smallest bulk ESS | ratio of ESS a second | sampling alone |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (RemlCase item in RemlCase.ForSampling.Where(item => names.Count == 0 || names.Contains(item.Name)))
        {
            item.EnsureData();
            long start = Stopwatch.GetTimestamp();
            using JsonDocument own = JsonDocument.Parse(Output(program, ["fit", item.Model, "--data", item.Data, "--format", "json", "--quiet"]));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            JsonElement[] parameters = [.. own.RootElement.GetProperty("posterior").EnumerateArray()];
            double ess = parameters.Min(parameter => parameter.GetProperty("ess_bulk").GetDouble()), rhat = parameters.Max(RHat);
            double sampling = own.RootElement.GetProperty("timings").GetProperty("sampling").GetDouble();
            string theirs = " | | ";
            if (item.IsForStan)
            {
                start = Stopwatch.GetTimestamp();
                double stanEss = double.Parse(Output("Rscript", [script, item.Data, item.Formula, string.Join(',', item.Factors)]).Split('\n')
                    .Last(line => line.Length > 0), CultureInfo.InvariantCulture);
                double stanSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                theirs = FormattableString.Invariant($"{stanSeconds:F1} s | {stanEss:F0} | {ess / seconds / (stanEss / stanSeconds):F0} times");
            }

            Console.WriteLine(FormattableString.Invariant($"| {item.Name} | {seconds:F2} s | {ess:F0} | {
                (double.IsNaN(rhat) ? "by importance" : rhat.ToString("F3", CultureInfo.InvariantCulture))} | {theirs} | {sampling:F2} s |"));
        }

        return 0;
    }

    /// <summary>R-hat, which only chains have.</summary>
    private static double RHat(JsonElement parameter) =>
        parameter.GetProperty("rhat") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;

    private static string Output(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
