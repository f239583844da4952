using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// The posterior without each of several groups of rows: how well the other rows predict the group, and every parameter without it. With normal residuals the
/// draws of the variance parameters are reweighted by p(φ | y₋) / p(φ | y) with Pareto smoothing, and coefficients and group effects have their exact
/// distribution given these; where the weights are not good enough, and with other residuals, the model is fitted again.
/// </summary>
/// <param name="Name">The grouping factor; or the condition that chose the rows.</param>
/// <param name="Groups">The groups, in the order of the factor's levels.</param>
/// <param name="Parameters">Every parameter with all rows: <see cref="ParameterWithout.Shift"/> is 0.</param>
/// <param name="UsableShape">The Pareto k from which the model is fitted again: min(1 − 1/log₁₀ S, 0.7) for the S draws of the posterior.</param>
/// <param name="DrawCount">
/// The number of draws of the variance parameters at which groups were left out. Where that is expensive they are fewer than the posterior has, at least 50,
/// and the values at the other draws are those of a quadratic function of the variance parameters fitted to these, if it fits them to 0.02 in the log density;
/// otherwise these draws alone are reweighted.
/// </param>
public sealed record LeaveGroupsOut(
    string Name, EquatableArray<LeftOutGroup> Groups, EquatableArray<ParameterWithout> Parameters, double UsableShape, int DrawCount)
{
    /// <summary>The sum over groups: how well new groups are predicted. Groups that the others do not determine are left out.</summary>
    public ElpdEstimate Elpd { get; } =
        ElpdEstimate.Sum([.. Groups.Where(group => group.IsDetermined).Select(group => (group.Elpd, group.LogPredictive - group.Elpd))]);

    /// <summary>The largest Pareto k of a group; of groups for which nothing was reweighted, none.</summary>
    public double LargestK { get; } = Groups.Select(group => group.ParetoK).Where(k => !double.IsNaN(k)).DefaultIfEmpty(double.NaN).Max();

    /// <summary>The number of groups without which the model was fitted again.</summary>
    public int Refits => Groups.Count(group => group.WasRefitted);

    /// <summary>The largest shift of each parameter, and the group that makes it.</summary>
    public EquatableArray<(LeftOutGroup Group, ParameterWithout Parameter)> Largest { get; } =
        LargestShifts([.. Groups.Where(group => group.IsDetermined && !IsRough(group, UsableShape))], Parameters.Count);

    /// <summary>The groups whose weights are not good enough and without which nothing was fitted again: their numbers are rough.</summary>
    internal IEnumerable<LeftOutGroup> Rough => Groups.Where(group => IsRough(group, UsableShape));

    private static bool IsRough(LeftOutGroup group, double usable) => group.ParetoK >= usable && !group.WasRefitted;

    private static EquatableArray<(LeftOutGroup, ParameterWithout)> LargestShifts(LeftOutGroup[] known, int parameters)
    {
        return known.Length == 0
            ? []
            : Enumerable.Range(0, parameters).Select(i => (Group: known.MaxBy(group => Math.Abs(group.Parameters[i].Shift))!, Index: i))
                .Select(largest => (largest.Group, largest.Group.Parameters[largest.Index])).ToEquatableArray();
    }
}

/// <summary>The posterior without a group of rows.</summary>
/// <param name="Level">The group's name.</param>
/// <param name="Rows">The number of its rows.</param>
/// <param name="Elpd">log p(y_g | y_−g), the log density of all of its rows together given all others.</param>
/// <param name="MonteCarloError">Its Monte Carlo standard error.</param>
/// <param name="LogPredictive">The log density with the variance parameters' posterior given all rows: what <paramref name="Elpd"/> lacks of it is what the
/// group says about them.</param>
/// <param name="ParetoK">The shape of the weights' tail; NaN where nothing was reweighted.</param>
/// <param name="Parameters">Every parameter without it; empty if the other rows do not determine all of them.</param>
public sealed record LeftOutGroup(
    string Level, int Rows, double Elpd, double MonteCarloError, double LogPredictive, double ParetoK, EquatableArray<ParameterWithout> Parameters)
{
    /// <summary>Whether the model was fitted again without the group.</summary>
    public bool WasRefitted { get; init; }

    /// <summary>Whether the other rows determine every coefficient; otherwise there is no posterior without the group.</summary>
    public bool IsDetermined => Parameters.Count > 0;

    /// <summary>For one row its standard normal score given the others, averaged over the draws as a probability.</summary>
    internal double Pit { get; init; } = double.NaN;
}

/// <summary>A parameter without some rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The posterior mean.</param>
/// <param name="Sd">The posterior standard deviation.</param>
/// <param name="Shift">By how many of its posterior standard deviations with all rows the mean moves.</param>
/// <param name="MeanError">The Monte Carlo standard error of the mean.</param>
public readonly record struct ParameterWithout(string Name, double Mean, double Sd, double Shift, double MeanError);
