using BayesLmm.Models;

namespace BayesLmm.Plots.Statistics;

/// <summary>Posterior means of group effects.</summary>
internal static class GroupMeans
{
    /// <summary>The posterior mean of an effect of each level, in the order of the levels.</summary>
    public static IEnumerable<double> Of(Posterior posterior, GroupTerm term, string effect) =>
        term.Levels.Select(level => Mean(posterior[Parameter.GroupEffect(term.Group, level, effect)]));

    /// <summary>The posterior mean of the standard deviation of an effect.</summary>
    public static double SdOf(Posterior posterior, GroupTerm term, string effect) => Mean(posterior[Parameter.Sd(term.Group, effect).Name]);

    /// <summary>The mean of some draws.</summary>
    public static double Mean(DrawColumn column) => System.Numerics.Tensors.TensorPrimitives.Average(column.Values);
}
