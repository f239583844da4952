using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace BayesLmm.Benchmarks.Against;

/// <summary>
/// Fits models of binary data and counts in turn with <c>blmm fit</c> and rstanarm's <c>stan_glmer</c>, in processor seconds of whole processes, children
/// included; and by maximum likelihood here and with lme4's <c>glmer</c>, the fastest of some fits from a table in memory.
/// </summary>
internal static class FamiliesAgainstR
{
    /// <summary>Fits are repeated so often, or so long: until the compiler has done with their code.</summary>
    private const int Fits = 200, EnoughSeconds = 6;

    private const string Script = """
        args <- commandArgs(trailingOnly = TRUE)
        suppressMessages(library(args[1], character.only = TRUE))
        d <- read.csv(args[2])
        for (f in strsplit(args[5], ",")[[1]]) if (f %in% names(d)) d[[f]] <- factor(d[[f]])
        if (args[1] == "rstanarm") {
            m <- suppressWarnings(stan_glmer(as.formula(args[3]), d, family = get(args[4])(), refresh = 0, seed = 1, cores = 1))
            draws <- as.array(m)
            names <- grep("^b\\[", dimnames(draws)[[3]], invert = TRUE, value = TRUE)
            cat(sprintf("%.3f\n", min(sapply(names, function(p) posterior::ess_bulk(draws[, , p])))))
        } else {
            best <- Inf
            for (i in 1:3) {
                time <- system.time(m <- suppressWarnings(glmer(as.formula(args[3]), d, family = get(args[4])())))
                best <- min(best, sum(time[c("user.self", "sys.self")]))
            }
            cat(sprintf("%.9f\n%.6f\n", as.numeric(logLik(m)), best))
        }
        """;

    /// <summary>Runs the comparison.</summary>
    /// <param name="blmm">The program; null for the repository's own, built in Release.</param>
    /// <param name="arguments">Which cases, all if none is given; <c>--no-r</c> leaves R out.</param>
    public static int Run(string? blmm, IReadOnlyList<string> arguments)
    {
        string program = blmm ?? RemlCase.InRepository("src", "BayesLmm.Cli", "bin", "Release", "net10.0", "blmm");
        if (!File.Exists(program))
        {
            Console.Error.WriteLine($"{program} is not there: build it with 'dotnet build src/BayesLmm.Cli -c Release'.");
            return 1;
        }

        bool withR = !arguments.Contains("--no-r");
        string[] names = [.. arguments.Where(argument => argument != "--no-r")];
        string script = Path.Combine(Path.GetTempPath(), "bayeslmm_families_against_r.R");
        File.WriteAllText(script, Script);
        Console.WriteLine("| model | blmm fit, CPU | wall | smallest bulk ESS | largest R-hat | rstanarm, CPU | ESS | ratio of ESS a CPU second "
            + "| ML, CPU | glmer, CPU | ratio | log likelihood, ours − glmer's |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (FamilyCase item in FamilyCase.All.Where(item => names.Length == 0 || names.Contains(item.Name)))
        {
            string model = item.WriteModel();
            string[] r = [item.Data, item.Formula, item.Family, string.Join(',', item.Factors)];
            Measured fit = Measured.Of(program, ["fit", model, "--engine", item.Engine, "--draws", $"{item.Draws}", "--format", "json", "--quiet"]);
            using JsonDocument document = JsonDocument.Parse(fit.Output);
            JsonElement[] parameters = [.. document.RootElement.GetProperty("posterior").EnumerateArray()];
            double ess = parameters.Min(parameter => parameter.GetProperty("ess_bulk").GetDouble());
            string rhat = parameters[0].GetProperty("rhat").ValueKind == JsonValueKind.Number
                ? Text($"{parameters.Max(parameter => parameter.GetProperty("rhat").GetDouble()):F4}")
                : "none: draws are independent";
            string stan = " | | ";
            if (withR && item.IsForStan)
            {
                Measured theirs = Measured.Of("Rscript", [script, "rstanarm", .. r]);
                double stanEss = theirs.LastNumber;
                stan = Text($"{theirs.Processor:F1} s | {stanEss:F0} | {ess / fit.Processor / (stanEss / theirs.Processor):F0} times");
            }

            (double own, double logLikelihood) = OwnLikelihood(model);
            string glmer = " | | ";
            if (withR)
            {
                double[] theirs = [.. Measured.Of("Rscript", [script, "lme4", .. r]).Output.Split('\n').Where(line => line.Length > 0)
                    .TakeLast(2).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
                glmer = Text($"{theirs[1]:F3} s | {theirs[1] / own:F0} times | {logLikelihood - theirs[0]:g3}");
            }

            Console.WriteLine(Text(
                $"| {item.Name} | {fit.Processor:F2} s | {fit.Wall:F2} s | {ess:F0} | {rhat} | {stan} | {own:F4} s | {glmer} |"));
        }

        return 0;
    }

    /// <summary>Processor seconds of the fastest of some fits by maximum likelihood in this process, data in memory, and the log likelihood.</summary>
    private static (double Processor, double LogLikelihood) OwnLikelihood(string path)
    {
        Model model = Model.Parse(File.ReadAllText(path), path);
        BoundModel bound = model.Bind(TableReader.Read(model.DataPath!, model.Columns));
        double best = double.PositiveInfinity, value = 0;
        Process self = Process.GetCurrentProcess();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Fits && (i < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < EnoughSeconds); i++)
        {
            self.Refresh();
            TimeSpan begin = self.TotalProcessorTime;
            value = bound.FitLaplace().LogLikelihood;
            self.Refresh();
            best = Math.Min(best, (self.TotalProcessorTime - begin).TotalSeconds);
        }

        return (best, value);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>One run of a program.</summary>
    /// <param name="Output">What it wrote.</param>
    /// <param name="Processor">Processor seconds, those of its children included.</param>
    /// <param name="Wall">Seconds from start to exit.</param>
    private sealed record Measured(string Output, double Processor, double Wall)
    {
        public double LastNumber => double.Parse(Output.Split('\n').Last(line => line.Length > 0), CultureInfo.InvariantCulture);

        /// <summary>Runs a program under the shell's clock, which counts what children took.</summary>
        public static Measured Of(string program, IEnumerable<string> arguments)
        {
            string times = Path.GetTempFileName();
            const string Timed = "TIMEFORMAT='%U %S'; { time \"$@\" 2>&3; } 2>\"$BLMM_TIMES\" 3>/dev/null";
            ProcessStartInfo start = new("bash", ["-c", Timed, "bash", program, .. arguments])
            {
                RedirectStandardOutput = true,
                Environment = { ["BLMM_TIMES"] = times },
            };
            long begin = Stopwatch.GetTimestamp();
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            double wall = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            double processor = File.ReadAllText(times).Trim().Split('\n')[^1].Split(' ').Sum(part => double.Parse(part, CultureInfo.InvariantCulture));
            File.Delete(times);
            return new Measured(output, processor, wall);
        }
    }
}
