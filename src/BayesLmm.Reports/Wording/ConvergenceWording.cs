using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Sampling;

namespace BayesLmm.Reports.Wording;

/// <summary>What speaks against draws, in sentences with advice.</summary>
internal static class ConvergenceWording
{
    /// <summary>The problems, one sentence each with advice; empty if the draws can be trusted.</summary>
    public static IEnumerable<string> Problems(ConvergenceReport report, AdviceWords advice) =>
        report.Findings.Where(finding => finding.IsProblem).Select(finding => Of(finding, advice));

    /// <summary>The remarks on draws that can be used, one sentence each.</summary>
    public static IEnumerable<string> Remarks(ConvergenceReport report, AdviceWords advice) =>
        report.Findings.Where(finding => !finding.IsProblem).Select(finding => Of(finding, advice));

    /// <summary>One finding in a sentence.</summary>
    public static string Of(Finding finding, AdviceWords advice) => finding switch
    {
        Finding.OneChain => "There is one chain only, so that convergence cannot be judged; run 4.",
        Finding.TooFewDraws => "There are too few draws, or chains that never moved, so that convergence cannot be judged; draw more.",
        Finding.ChainsDisagree chains => FormattableString.Invariant(
            $"The chains do not agree: R-hat is {chains.RHat:0.000}, more than {ConvergenceReport.RHatLimit}; {DrawMore(chains.MoreMaySuffice, advice)}."),
        Finding.SmallSample sample => FormattableString.Invariant(
            $"The draws say too little: the smallest effective sample size is {sample.Size:0}, less than {sample.Needed:0}; ")
                + FormattableString.Invariant($"{DrawMore(sample.MoreMaySuffice, advice)}."),
        Finding.Divergent divergent => $"{divergent.Count} transitions diverged; raise target_acceptance.",
        Finding.LowEnergyFraction energy => FormattableString.Invariant(
            $"The energy fraction of missing information is {energy.Fraction:0.00}, less than {ConvergenceReport.EnergyFractionLimit}; give tighter priors."),
        Finding.UnreliableWeights weights => FormattableString.Invariant(
            $"The importance weights are not to be relied on: Pareto k is {weights.ParetoShape:0.00}, not below {weights.UsableShape:0.00}; use ")
                + FormattableString.Invariant($"{Exact(weights.AfterMessagePassing, advice)}."),
        Finding.HeavyWeights weights => FormattableString.Invariant(
            $"The importance weights have a heavy tail: Pareto k is {weights.ParetoShape:0.00}, usable but not below {ParetoSmoothing.GoodShape}; ")
                + FormattableString.Invariant($"{advice.Engine(HmcEngine.Id)} is safer."),
        Finding.MessagesNotConverged messages => $"Message passing has not converged in {messages.Sweeps} sweeps; use {Exact(true, advice)}.",
        Finding.NotRefined { Shortfall: var shortfall } =>
            "These are draws of the approximation as it is, whose standard deviations are too small. "
                + $"{MessagePassingWording.Of(shortfall)}{(MessagePassingWording.NamesEngines(shortfall) ? "" : $" Use {Exact(true, advice)}.")}",
        Finding.NormalNotConverged normal =>
            $"The normal distribution of the variance parameters has not converged in {Steps(normal.Steps)}; use {advice.Refine(Refinement.Importance)}, "
                + $"{Exact(true, advice)}.",
        Finding.Approximate approximate => $"{Approximation(approximate.Stage)}; {Repair(approximate.IsRefinable, advice)}.",
        Finding.IndefiniteResponse => "The linear response is not positive definite, and the variances of the approximation stand in for it.",
        Finding.HeldByPriors held =>
            $"{VarianceWording.Sentence(held.TradeOffs)} Only the priors hold what the data do not.",
        Finding.Interrupted interrupted => Interruption(interrupted),
        _ => throw new ArgumentOutOfRangeException(nameof(finding), finding, "There are no words for this finding."),
    };

    private static string DrawMore(bool suffices, AdviceWords advice) => suffices ? "draw more" : $"draw more, or use {advice.Engine(HmcEngine.Id)}";

    private static string Exact(bool withGibbs, AdviceWords advice) => withGibbs ? advice.Either(GibbsEngine.Id, HmcEngine.Id) : advice.Engine(HmcEngine.Id);

    private static string Repair(bool isRefinable, AdviceWords advice) => isRefinable
        ? $"{advice.Refine(Refinement.Importance)} makes the draws those of the exact posterior"
        : $"where they matter use {advice.Engine(HmcEngine.Id)}";

    private static string Approximation(Refinement stage) => stage switch
    {
        Refinement.LinearResponse => "Standard deviations are those of the linear response",
        Refinement.Collapsed => "Variance parameters have a normal distribution on the sampler's scale, which may be too narrow where groups are few",
        _ => "Standard deviations are those of the approximation, which are too small",
    };

    private static string Interruption(Finding.Interrupted interrupted) => interrupted.Work switch
    {
        InterruptedWork.Weighting => $"Sampling was interrupted after {interrupted.Done} weighted draws.",
        InterruptedWork.NormalFit => $"The fit of the collapsed approximation was interrupted after {Steps(interrupted.Done)}.",
        InterruptedWork.Refinement => "The refinement was interrupted, so that these are draws of the approximation as it is.",
        InterruptedWork.Messages => $"Message passing was interrupted after {interrupted.Done} sweeps.",
        _ => $"Sampling was interrupted after {interrupted.Done} draws of each chain.",
    };

    private static string Steps(int count) => count == 1 ? "1 step" : $"{count} steps";
}
