using System.Text;
using BayesLmm.Agreement;
using BayesLmm.Cli.Fits;
using BayesLmm.Cli.Terminal;
using BayesLmm.Reml;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>What a message says when an exit code is not 0: empty when all is well.</summary>
internal static class Verdict
{
    /// <summary>Of a fit.</summary>
    public static string Of(FitReport report)
    {
        StringBuilder text = new();
        if (!report.Agreement.Identity.Holds)
        {
            text.Append("blmm: the engines disagree; this is a defect of the software, please report it.\n");
        }

        foreach (string problem in ConvergenceWording.Problems(report.Convergence, CommandLineWords.Instance))
        {
            text.Append("blmm: ").Append(problem).Append('\n');
        }

        foreach (EngineAnswer answer in report.Further?.Untrustworthy ?? [])
        {
            text.Append(string.Concat(ConvergenceWording.Problems(answer.Posterior.Convergence, CommandLineWords.Instance).Select(problem => $"blmm: {answer.Name}: {problem}\n")));
        }

        return text.Append(Of(report.Reml)).ToString();
    }

    /// <summary>Of a REML fit.</summary>
    public static string Of(RemlReport report) =>
        Of(report.Reml)
        + (report.Findings.Interrupted.Count > 0 ? $"blmm: Interrupted before these were done: {string.Join(", ", report.Findings.Interrupted)}.\n" : "")
        + (report.Findings.Bootstrap is { IsCancelled: true } bootstrap
            ? $"blmm: The bootstrap was interrupted after {bootstrap.Fitted + bootstrap.Failures.Count} of {bootstrap.Requested} replicates.\n" : "");

    /// <summary>Of a comparison.</summary>
    public static string Of(CompareReport report) =>
        string.Concat(report.Models.Where(model => !model.Fit.Optimum.Converged).Select(model => $"blmm: The optimum of '{model.Name}' was not reached.\n"))
        + (report.WasInterrupted ? "blmm: The bootstrap was interrupted.\n" : "");

    /// <summary>Of a REML fit.</summary>
    public static string Of(RemlFit fit) => fit.Optimum.Converged ? "" : fit.Optimum.IsFlat ? "blmm: The likelihood is flat: a variance cannot be told from the fixed effects or from another variance.\n" : "blmm: The REML optimum was not reached.\n";
}
