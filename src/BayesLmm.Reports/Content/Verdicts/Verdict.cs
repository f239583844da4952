using BayesLmm.Reports.Content.Comparisons;
using BayesLmm.Reports.Content.Fits;
using BayesLmm.Reports.Content.Laplace;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Verdicts;

/// <summary>The reasons not to trust a result, as sentences; none when all is well.</summary>
internal static class Verdict
{
    /// <summary>Of a fit.</summary>
    public static IEnumerable<string> Of(FitResult result) =>
    [
        .. result.Agreement is not { Identity.Holds: false } ? [] : (string[])["the engines disagree; this is a defect of the software, please report it."],
        .. result.Agreement is not { Identity.IsChecked: false }
            ? []
            : (string[])["The model's equations are singular to working precision: center predictors that are far from 0."],
        .. ConvergenceWording.Problems(result.Posterior.Convergence, result.Advice),
        .. (result.Further?.Untrustworthy ?? []).SelectMany(
            answer => ConvergenceWording.Problems(answer.Posterior.Convergence, result.Advice).Select(problem => $"{answer.Name}: {problem}")),
        .. result.Reml is { Undetermined: null } reml ? Of(reml) : [],
        .. result.Laplace is { Optimum.Converged: false } ? ["The maximum of the likelihood was not reached."] : (string[])[],
    ];

    /// <summary>Of an investigation of a REML fit.</summary>
    public static IEnumerable<string> Of(RemlResult result)
    {
        foreach (string sentence in Of(result.Fit))
        {
            yield return sentence;
        }

        if (result.Findings.Interrupted.Count > 0)
        {
            yield return $"Interrupted before these were done: {string.Join(", ", result.Findings.Interrupted)}.";
        }

        if (result.Findings.Bootstrap is { IsCancelled: true } bootstrap)
        {
            yield return $"The bootstrap was interrupted after {bootstrap.Fitted + bootstrap.Failures.Count} of {bootstrap.Requested} replicates.";
        }
    }

    /// <summary>Of a fit by maximum likelihood of a model of another family than the normal.</summary>
    public static IEnumerable<string> Of(LaplaceResult result) =>
    [
        .. result.Fit.Optimum.Converged ? [] : (string[])["The maximum of the likelihood was not reached."],
        .. result.Interrupted.Count == 0 ? [] : (string[])[$"Interrupted before these were done: {string.Join(", ", result.Interrupted)}."],
    ];

    /// <summary>Of a comparison.</summary>
    public static IEnumerable<string> Of(CompareResult result) =>
    [
        .. result.Models.Where(model => !model.Fit.Optimum.Converged).Select(model => model.Fit.Undetermined is null
            ? $"The optimum of '{model.Name}' was not reached."
            : $"The likelihood does not determine every variance of '{model.Name}'."),
        .. result.WasInterrupted ? ["The bootstrap was interrupted."] : (string[])[],
    ];

    /// <summary>Of a REML fit.</summary>
    public static IEnumerable<string> Of(RemlFit fit) =>
        fit.Optimum.Converged ? []
        : fit.Undetermined is { } undetermined
            ? VarianceWording.TradeOffs(undetermined.TradeOffs).Select(words => $"The likelihood does not determine every variance: {words}.")
        : fit.Optimum.IsFlat ? ["The likelihood is flat: a variance cannot be told from the fixed effects or from another variance."]
        : ["The REML optimum was not reached."];
}
