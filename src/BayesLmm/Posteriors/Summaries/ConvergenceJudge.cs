using BayesLmm.Distributions;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.Summaries;

/// <summary>Computes a posterior's <see cref="ConvergenceReport"/>: first the checks that all draws share, then those of the method that made them.</summary>
internal sealed class ConvergenceJudge
{
    private readonly BoundModel model;
    private readonly EngineRun run;
    private readonly Draws draws;
    private readonly QuantitySummary[] judged;
    private readonly List<Finding> findings = [];

    private ConvergenceJudge(BoundModel model, EngineRun run, IEnumerable<QuantitySummary> parameters)
    {
        this.model = model;
        this.run = run;
        draws = run.Draws;

        // Constants have no diagnostics; neither have draws that are all the same although the parameter is not constant, and that is a problem.
        HashSet<Parameter> constants = [.. model.PriorTable.Where(prior => prior.Distribution is Constant).Select(prior => prior.Parameter)];
        judged = [.. model.Parameters.Zip(parameters).Where(pair => !constants.Contains(pair.First)).Select(pair => pair.Second)];
    }

    private bool AreChains => draws.Origin.Dependence == Dependence.Chains;

    /// <summary>Whether more draws are known to help: with a sampler that reports nothing about its transitions they may never be enough.</summary>
    private bool MoreMaySuffice => !AreChains || draws.Origin.Transitions is not null;

    /// <summary>The report.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">Its draws, and where they come from.</param>
    /// <param name="parameters">The summaries of its parameters.</param>
    public static ConvergenceReport Judge(BoundModel model, EngineRun run, IEnumerable<QuantitySummary> parameters) =>
        new ConvergenceJudge(model, run, parameters).Judge();

    private ConvergenceReport Judge()
    {
        double rHat = judged.Select(summary => summary.RHat).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
        double bulk = judged.Select(summary => summary.BulkEss).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        double tail = judged.Select(summary => summary.TailEss).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Min();
        TransitionDiagnostics? transitions = draws.Origin.Transitions;
        WeightDiagnostics? weights = draws.Origin.Weights;
        if (run.MessagePassing is { } messages)
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
            findings.Add(Interruption());
        }

        // The likelihood of other families than the normal one is not flat in these directions, though it may be nearly so.
        if (model.Family.NormalForm == NormalForm.Exact && VarianceTradeOff.Of(model) is { Count: > 0 } tradeOffs)
        {
            findings.Add(new Finding.HeldByPriors(tradeOffs));
        }

        return new ConvergenceReport(
            run.Engine,
            rHat,
            bulk,
            tail,
            transitions?.Divergences ?? 0,
            transitions?.TreeDepthReached ?? 0,
            transitions?.SmallestEnergyFraction ?? double.NaN,
            weights?.ParetoShape ?? double.NaN,
            draws.Interrupted,
            findings.ToEquatableArray());
    }

    /// <summary>Whether there are enough draws, and whether chains agree.</summary>
    private void JudgeDraws(double rHat, double bulk, double tail)
    {
        if (AreChains && draws.Chains < 2)
        {
            findings.Add(new Finding.OneChain());
        }

        if (judged.Any(summary => (AreChains && double.IsNaN(summary.RHat)) || double.IsNaN(summary.BulkEss) || double.IsNaN(summary.TailEss)))
        {
            findings.Add(new Finding.TooFewDraws());
        }

        if (rHat > ConvergenceReport.RHatLimit)
        {
            findings.Add(new Finding.ChainsDisagree(rHat, MoreMaySuffice));
        }

        double needed = ConvergenceReport.EssPerChain * draws.Chains;
        if (bulk < needed || tail < needed)
        {
            findings.Add(new Finding.SmallSample(Math.Min(bulk, tail), needed, MoreMaySuffice));
        }
    }

    /// <summary>Divergences, and the smallest energy fraction of missing information.</summary>
    private void JudgeTransitions(TransitionDiagnostics transitions)
    {
        double energy = transitions.SmallestEnergyFraction;
        if (transitions.Divergences > 0)
        {
            findings.Add(new Finding.Divergent(transitions.Divergences));
        }

        if (energy < ConvergenceReport.EnergyFractionLimit)
        {
            findings.Add(new Finding.LowEnergyFraction(energy));
        }
    }

    private void JudgeWeights(WeightDiagnostics weights)
    {
        if (!weights.AreReliable)
        {
            findings.Add(new Finding.UnreliableWeights(weights.ParetoShape, weights.UsableShape, AfterMessagePassing: run.MessagePassing is not null));
        }
        else if (weights.ParetoShape >= ParetoSmoothing.GoodShape)
        {
            findings.Add(new Finding.HeavyWeights(weights.ParetoShape));
        }
    }

    /// <summary>Draws of an approximation that was asked for get a remark; an approximation that should have been refined and was not is a problem.</summary>
    private void JudgeMessages(MessagePassingReport messages)
    {
        if (!messages.Converged && !draws.Interrupted)
        {
            findings.Add(new Finding.MessagesNotConverged(messages.Sweeps));
        }
        else if (messages.NotRefined is { } shortfall && !draws.Interrupted)
        {
            findings.Add(new Finding.NotRefined(shortfall));
        }

        if (messages.Collapsed is { Converged: false, Interrupted: false } normal)
        {
            findings.Add(new Finding.NormalNotConverged(normal.Steps));
        }

        if (draws.Origin.Dependence != Dependence.Independent)
        {
            return;
        }

        findings.Add(new Finding.Approximate(messages.Stage, messages.IsRefinable));
        if (messages is { Stage: Refinement.LinearResponse, HasIndefiniteResponse: true })
        {
            findings.Add(new Finding.IndefiniteResponse());
        }
    }

    private Finding.Interrupted Interruption()
    {
        if (draws.Origin.Weights is { } weights)
        {
            return new Finding.Interrupted(InterruptedWork.Weighting, weights.Count);
        }

        return draws.Origin.Dependence != Dependence.Independent ? new Finding.Interrupted(InterruptedWork.Chains, draws.DrawsPerChain)
            : run.MessagePassing is { Collapsed: { } normal } ? new Finding.Interrupted(InterruptedWork.NormalFit, normal.Steps)
            : run.MessagePassing is { Converged: true } ? new Finding.Interrupted(InterruptedWork.Refinement, 0)
            : new Finding.Interrupted(InterruptedWork.Messages, run.MessagePassing?.Sweeps ?? 0);
    }
}
