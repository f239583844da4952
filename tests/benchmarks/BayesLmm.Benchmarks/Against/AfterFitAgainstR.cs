using System.Diagnostics;
using System.Globalization;
using BayesLmm.Posteriors.Files;

namespace BayesLmm.Benchmarks.Against;

/// <summary>
/// Leave-one-out cross-validation beside R's loo and marginal means beside emmeans, of the same 4 × 1000 draws of <c>oats</c>, both in warm processes: the
/// processor time of the fastest of some runs. What R's functions take is given to them: the matrix of log likelihoods, a fit, a reference grid.
/// </summary>
internal static class AfterFitAgainstR
{
    private const int Repeats = 12;

    private const string Script = """
        suppressMessages({library(loo); library(lme4); library(emmeans)})
        args <- commandArgs(trailingOnly = TRUE)
        d <- read.csv(args[1]); d$Block <- factor(d$Block); d$Variety <- factor(d$Variety)
        w <- read.csv(args[2], check.names = FALSE)
        best <- function(f) { b <- Inf; for (i in 1:5) b <- min(b, sum(system.time(for (k in 1:4) f())[1:2]) / 4); b }
        X <- model.matrix(~ nitro + Variety, d)
        B <- as.matrix(w[, c("intercept", "nitro", "Variety[Marvellous]", "Variety[Victory]")])
        eta <- B %*% t(X) + as.matrix(w[, sprintf("Block[%s,intercept]", d$Block)]) +
            as.matrix(w[, sprintf("Block:Variety[%s:%s,intercept]", d$Block, d$Variety)])
        ll <- sapply(seq_len(nrow(d)), function(i) dnorm(d$yield[i], eta[, i], w$sigma, log = TRUE))
        chains <- w[[".chain"]]
        psis <- function() suppressWarnings(loo(ll, r_eff = relative_eff(exp(ll), chain_id = chains)))
        l <- psis()
        cat(sprintf("%.6f %.9f\n", best(psis), l$estimates["elpd_loo", "Estimate"]))
        colnames(B) <- colnames(X)
        drawn <- function() as.data.frame(summary(pairs(emmeans(qdrg(~ nitro + Variety, data = d, mcmc = B), "Variety")), point.est = mean))
        cat(sprintf("%.6f %.9f\n", best(drawn), drawn()[1, 2]))
        m <- lmer(yield ~ nitro + Variety + (1 | Block/Variety), d)
        freq <- function() as.data.frame(pairs(emmeans(m, "Variety")))
        cat(sprintf("%.6f %.9f\n", best(freq), freq()$p.value[1]))
        """;

    /// <summary>Runs the comparison.</summary>
    public static int Run()
    {
        BoundModel model = BenchmarkModels.Bind("oats");
        Posterior posterior = model.Sample();
        RemlFit reml = model.FitReml();
        string draws = Path.Combine(Path.GetTempPath(), "bayeslmm_after_fit.wide.csv"), script = Path.Combine(Path.GetTempPath(), "bayeslmm_after_fit.R");
        DrawsFile.Write(posterior, draws);
        File.WriteAllText(script, Script);
        MeansOptions means = new() { Of = ["Variety"], Contrasts = ContrastKind.Pairwise };
        (string Name, Func<double> Work)[] analyses =
        [
            ("leave-one-out by rows, elpd", () => posterior.LeaveRowsOut().Elpd.Elpd),
            ("contrasts of means by draws, the first", () => posterior.Means(means).Contrasts[0].Value!.Mean),
            ("contrasts of means from the REML fit, p value of the first", () =>
                reml.InferFixedEffects(DegreesOfFreedomMethod.KenwardRoger).Means(means).Contrasts[0].AdjustedPValue!.Value),
        ];
        string[] theirs = Output("Rscript", [script, RemlCase.InRepository("examples", "data", "oats.csv"), draws]);
        Console.WriteLine("| analysis | processor time | R | ratio | value | R's |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        for (int i = 0; i < analyses.Length; i++)
        {
            double best = double.PositiveInfinity, value = 0;
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                TimeSpan begin = Environment.CpuUsage.TotalTime;
                value = analyses[i].Work();
                best = Math.Min(best, (Environment.CpuUsage.TotalTime - begin).TotalSeconds);
                Thread.Sleep(50);   // lets the compiler's second tier finish
            }

            double[] r = [.. theirs[i].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
            Console.WriteLine(FormattableString.Invariant(
                $"| {analyses[i].Name} | {1000 * best:F1} ms | {1000 * r[0]:F1} ms | {r[0] / best:F1} times | {value:G7} | {r[1]:G7} |"));
        }

        return 0;
    }

    private static string[] Output(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}.");
    }
}
