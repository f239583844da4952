using BayesLmm.Models;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Convergence;

namespace BayesLmm.Posteriors;

/// <summary>Works out a posterior's <see cref="ConvergenceReport"/>: what its draws have in common first, then what the way they came about adds.</summary>
internal sealed class ConvergenceJudge
{
    private readonly Posterior posterior;
    private readonly Draws draws;
    private readonly QuantitySummary[] judged;
    private readonly List<string> problems = [];
    private readonly List<string> remarks = [];

    private ConvergenceJudge(Posterior posterior)
    {
        this.posterior = posterior;
        draws = posterior.Draws;

        // Constants have no diagnostics; draws that are all the same without being constant have none either, and that is a problem.
        HashSet<string> constants = [.. posterior.Model.PriorTable.Where(prior => prior.Distribution is Constant).Select(prior => prior.Parameter.Name)];
        judged = [.. posterior.ParameterSummaries.Where(summary => !constants.Contains(summary.Name))];
    }

    private bool AreChains => draws.Origin.Dependence == Dependence.Chains;

    /// <summary>What more draws are advised with: of Gibbs sampling they may never be enough.</summary>
    private string DrawMore => posterior.Engine == PosteriorEngine.Gibbs ? "draw more, or use --engine hmc" : "draw more";

    /// <summary>The report.</summary>
    public static ConvergenceReport Judge(Posterior posterior) => new ConvergenceJudge(posterior).Judge();

    private ConvergenceReport Judge()
    {
        double rHat = judged.Select(summary => summary.RHat).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        double bulk = judged.Select(summary => summary.BulkEss).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        double tail = judged.Select(summary => summary.TailEss).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        TransitionDiagnostics? transitions = draws.Origin.Transitions;
        WeightDiagnostics? weights = draws.Origin.Weights;
        if (posterior.MessagePassing is { } messages)
        {
            JudgeMessages(messages);
        }

        if (weights is { } some)
        {
            JudgeWeights(some);
        }

        JudgeDraws(rHat, bulk, tail);
        if (transitions is { } all)
        {
            JudgeTransitions(all);
        }

        if (draws.Interrupted)
        {
            problems.Add(Interruption());
        }

        return new ConvergenceReport(
            posterior.Engine,
            rHat,
            bulk,
            tail,
            transitions?.Divergences ?? 0,
            transitions?.TreeDepthReached ?? 0,
            transitions?.SmallestEnergyFraction ?? double.NaN,
            weights?.ParetoShape ?? double.NaN,
            draws.Interrupted,
            problems.ToEquatableArray(),
            remarks.ToEquatableArray());
    }

    /// <summary>Whether there are enough draws, and whether chains agree.</summary>
    private void JudgeDraws(double rHat, double bulk, double tail)
    {
        if (AreChains && draws.Chains < 2)
        {
            problems.Add("There is one chain only, so that convergence cannot be judged; run 4.");
        }

        if (judged.Any(summary => (AreChains && double.IsNaN(summary.RHat)) || double.IsNaN(summary.BulkEss) || double.IsNaN(summary.TailEss)))
        {
            problems.Add("There are too few draws, or chains that never moved, so that convergence cannot be judged; draw more.");
        }

        if (rHat > ConvergenceReport.RHatLimit)
        {
            problems.Add(FormattableString.Invariant($"The chains do not agree: R-hat is {rHat:0.000}, more than {ConvergenceReport.RHatLimit}; {DrawMore}."));
        }

        double needed = ConvergenceReport.EssPerChain * posterior.Chains;
        if (bulk < needed || tail < needed)
        {
            problems.Add(FormattableString.Invariant(
                $"The draws say too little: the smallest effective sample size is {Math.Min(bulk, tail):0}, less than {needed:0}; {DrawMore}."));
        }
    }

    /// <summary>Divergences, and the smallest energy fraction of missing information.</summary>
    private void JudgeTransitions(TransitionDiagnostics transitions)
    {
        double energy = transitions.SmallestEnergyFraction;
        if (transitions.Divergences > 0)
        {
            problems.Add($"{transitions.Divergences} transitions diverged; raise target_acceptance.");
        }

        if (energy < ConvergenceReport.EnergyFractionLimit)
        {
            problems.Add(FormattableString.Invariant(
                $"The energy fraction of missing information is {energy:0.00}, less than {ConvergenceReport.EnergyFractionLimit}; give tighter priors."));
        }
    }

    private void JudgeWeights(WeightDiagnostics weights)
    {
        if (!weights.AreReliable)
        {
            string other = posterior.MessagePassing is null ? "--engine hmc" : "--engine gibbs or --engine hmc";
            problems.Add(FormattableString.Invariant(
                $"The importance weights are not to be relied on: Pareto k is {weights.ParetoShape:0.00}, not below {weights.UsableShape:0.00}; use {other}."));
        }
        else if (weights.ParetoShape >= ParetoSmoothing.GoodShape)
        {
            remarks.Add(FormattableString.Invariant(
                $"The importance weights have a heavy tail: Pareto k is {weights.ParetoShape:0.00}, usable but not below {ParetoSmoothing.GoodShape}; --engine hmc is safer."));
        }
    }

    /// <summary>An approximation is no mistake of its draws, and so a remark; what was to become better than that and did not is a problem.</summary>
    private void JudgeMessages(MessagePassingReport messages)
    {
        if (!messages.Converged && !draws.Interrupted)
        {
            problems.Add($"Message passing has not converged in {messages.Sweeps} sweeps; use --engine gibbs or --engine hmc.");
        }
        else if (messages.Shortfall.Length > 0 && !draws.Interrupted)
        {
            string advice = messages.Shortfall.Contains("engine", StringComparison.Ordinal) ? "" : " Use --engine gibbs or --engine hmc.";
            problems.Add($"These are draws of the approximation as it is, whose standard deviations are too small. {messages.Shortfall}{advice}");
        }

        if (messages.Collapsed is { Converged: false, Interrupted: false } normal)
        {
            problems.Add($"The normal distribution of the variance parameters has not converged in {Steps(normal)}; use --refine importance, --engine gibbs or --engine hmc.");
        }

        if (draws.Origin.Dependence != Dependence.Independent)
        {
            return;
        }

        bool isRefinable = posterior.Engine == PosteriorEngine.Vmp && messages.Shortfall.Length == 0;
        string repair = isRefinable ? "--refine importance makes the draws those of the exact posterior" : "where they matter use --engine hmc";
        remarks.Add(messages.Stage switch
        {
            Refinement.LinearResponse => $"Standard deviations are those of the linear response; {repair}.",
            Refinement.Collapsed => $"Variance parameters have a normal distribution on the sampler's scale, which may be too narrow where groups are few; {repair}.",
            _ => $"Standard deviations are those of the approximation, which are too small; {repair}.",
        });
        if (messages is { Stage: Refinement.LinearResponse, Fit.Response.IsPositiveDefinite: false })
        {
            remarks.Add("The linear response is not positive definite, and the variances of the approximation stand in for it.");
        }
    }

    private static string Steps(VariationalNormalFit fit) => fit.Steps == 1 ? "1 step" : $"{fit.Steps} steps";

    private string Interruption() => (draws.Origin.Dependence, draws.Origin.Weights) switch
    {
        (_, { } weights) => $"Sampling was interrupted after {weights.Count} weighted draws.",
        (Dependence.Independent, _) when posterior.MessagePassing is { Collapsed: { } normal } => $"The fit of the collapsed approximation was interrupted after {Steps(normal)}.",
        (Dependence.Independent, _) when posterior.MessagePassing is { Converged: true } => "The refinement was interrupted, so that these are draws of the approximation as it is.",
        (Dependence.Independent, _) => $"Message passing was interrupted after {posterior.MessagePassing?.Sweeps ?? 0} sweeps.",
        _ => $"Sampling was interrupted after {posterior.DrawsPerChain} draws of each chain.",
    };
}
