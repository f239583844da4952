using BayesLmm.Densities;
using BayesLmm.Numerics;
using BayesLmm.Sampling;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>Leaves rows and groups out of a posterior by the cheapest way that is good enough: reweighting, then fitting again.</summary>
internal sealed class LeaveOutRun(Posterior posterior, IPosteriorEngine? engine, IProgress<Progress>? progress, CancellationToken cancellationToken)
{
    /// <summary>Whether the model is fitted again where weights are not good enough; otherwise their numbers stand, with their k.</summary>
    public bool FitsAgain { get; init; } = true;

    /// <summary>Whether nothing can be reweighted, so that each set of rows takes another fit: the draws are not those of a marginal density.</summary>
    public static bool FitsEachAgain(Posterior posterior) => posterior.Source is not MarginalDensity;

    /// <summary>Whether sets of rows can be left out by reweighting draws: those of a marginal density, and of no approximation.</summary>
    public static bool CanReweight(Posterior posterior) =>
        !FitsEachAgain(posterior) && posterior.MessagePassing is not { Stage: not Refinement.Importance };

    /// <summary>Every row. Those whose Pareto k is too large are then left out exactly.</summary>
    /// <param name="only">The rows of the design to leave out, when not all; sums are then over these.</param>
    public LeaveOneOut Rows(IReadOnlyList<int>? only = null)
    {
        LeftOutRow[] rows = RowScores.Compute(posterior, only, progress, cancellationToken);
        int draws = posterior.Chains * (posterior.DrawsPerChain / posterior.GroupEffectThinning);
        double usable = ParetoSmoothing.UsableShape(draws);
        ElpdEstimate psis = ElpdEstimate.Sum([.. rows.Select(row => (row.Elpd, row.LogPredictive - row.Elpd))]);
        ElpdEstimate waic = ElpdEstimate.Sum([.. rows.Select(row => (row.WaicElpd, row.LogPredictive - row.WaicElpd))]);
        int[] unreliable = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row].ParetoK >= usable)];
        LeftOutGroup[] exact = unreliable.Length == 0 || (!FitsAgain && !CanReweight(posterior))
            ? []
            : Sets([.. unreliable.Select(row => new LeftOutRows(FormattableString.Invariant($"row {rows[row].Row}"), [only?[row] ?? row]))], out _, out _);
        for (int i = 0; i < exact.Length; i++)
        {
            ref LeftOutRow row = ref rows[unreliable[i]];
            row = exact[i].IsDetermined
                ? row with { Exact = exact[i].Elpd, WasRefitted = exact[i].WasRefitted, Pit = exact[i].Pit }
                : row with { Exact = double.NegativeInfinity };
        }

        return new LeaveOneOut(EquatableArray.Create<LeftOutRow>(rows), psis, waic, usable, draws);
    }

    /// <summary>Sets of rows that have something in common.</summary>
    /// <param name="name">The grouping factor, or the condition.</param>
    /// <param name="sets">The sets.</param>
    public LeaveGroupsOut Groups(string name, IReadOnlyList<LeftOutRows> sets)
    {
        LeftOutGroup[] groups = Sets(sets, out ParameterWithout[] all, out int draws);
        return new LeaveGroupsOut(name, EquatableArray.Create<LeftOutGroup>(groups), EquatableArray.Create<ParameterWithout>(all),
            ParetoSmoothing.UsableShape(posterior.Draws.Count), draws);
    }

    /// <summary>The fewest rows or groups that change the sign of a coefficient.</summary>
    /// <param name="coefficient">Which coefficient.</param>
    /// <param name="of">What is left out.</param>
    /// <param name="parts">The rows or groups.</param>
    public SignChange Sign(int coefficient, string of, IReadOnlyList<LeftOutRows> parts)
    {
        if (posterior.Source is not MarginalDensity density)
        {
            throw new NotSupportedException(
                $"Each of {parts.Count} {of} would take a fit of its own, because draws of the engine {posterior.Engine} for this model cannot be reweighted.");
        }

        RequireExactDraws();
        return new SignSearch(posterior, density, coefficient, progress, cancellationToken).Run(of, parts, Engine());
    }

    private LeftOutGroup[] Sets(IReadOnlyList<LeftOutRows> sets, out ParameterWithout[] all, out int drawCount)
    {
        if (posterior.Source is not MarginalDensity density)
        {
            all = [.. Refits.Parameters(posterior, [])];
            drawCount = posterior.Draws.Count;
            LeftOutGroup[] refitted = new LeftOutGroup[sets.Count];
            for (int i = 0; i < refitted.Length; i++)
            {
                refitted[i] = Refits.Run(posterior, Engine(), sets[i], all, null, cancellationToken);
                progress?.Report(new Progress(true, i + 1, refitted.Length));
            }

            return refitted;
        }

        RequireExactDraws();
        (LeftOutGroup[] groups, all, drawCount) = Deletions.Run(posterior, density, sets, progress, cancellationToken);
        double usable = ParetoSmoothing.UsableShape(posterior.Draws.Count);
        int[] again = FitsAgain ? [.. Enumerable.Range(0, groups.Length).Where(i => groups[i].ParetoK >= usable)] : [];
        for (int done = 0; done < again.Length; done++)
        {
            progress?.Report(new Progress(true, done, again.Length));   // anew from none: each is a fit of its own
            int i = again[done];
            groups[i] = Refits.Run(posterior, Engine(), sets[i], all, null, cancellationToken) with
            {
                LogPredictive = groups[i].LogPredictive,
                ParetoK = groups[i].ParetoK,
            };
        }

        return groups;
    }

    /// <summary>Draws of an approximation of the variance parameters' posterior would be reweighted as if they were of the posterior itself.</summary>
    private void RequireExactDraws()
    {
        if (!CanReweight(posterior))
        {
            throw new NotSupportedException(
                $"These draws are of an approximation ({posterior.Engine}, not refined). Leaving groups out reweights draws of the exact posterior: use the "
                    + $"engine {HmcEngine.Id} or {ImportanceEngine.Id}, or refine the approximation by importance sampling.");
        }
    }

    /// <summary>The engine that fits again: the one given, otherwise the posterior's own with the options of the model.</summary>
    private IPosteriorEngine Engine() => engine ?? posterior.Engine switch
    {
        HmcEngine.Id => new HmcEngine(),
        ImportanceEngine.Id => new ImportanceEngine(),
        GibbsEngine.Id => new GibbsEngine(),
        MessagePassingEngine.Id => new MessagePassingEngine(posterior.MessagePassing?.Stage ?? Refinement.Importance),
        string name => throw new NotSupportedException(
            $"The model must be fitted again without some rows, and the engine '{name}' is not one that can be made here: hand it over."),
    };
}
