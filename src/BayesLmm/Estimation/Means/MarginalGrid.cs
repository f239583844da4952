using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Marginal means, or slopes, over a grid, and contrasts of them.</summary>
/// <typeparam name="TValue">What is known of each: a <see cref="ContrastTest"/> from a REML fit, a <see cref="DrawnEstimate"/> from a posterior.</typeparam>
/// <param name="Means">The means or slopes, those of one combination of what they are compared within together.</param>
/// <param name="Contrasts">The contrasts, in the same order.</param>
public sealed record MarginalGrid<TValue>(EquatableArray<GridEntry<TValue>> Means, EquatableArray<GridEntry<TValue>> Contrasts)
    where TValue : class
{
    /// <summary>The request.</summary>
    public required MeansOptions Options { get; init; }

    /// <summary>The numeric columns that are at one value in all means, with that value.</summary>
    public EquatableArray<PredictorValues> HeldAt { get; init; } = [];

    /// <summary>The factors whose levels are averaged over.</summary>
    public EquatableArray<string> AveragedOver { get; init; } = [];

    /// <summary>How p values of the contrasts are adjusted.</summary>
    public PValueAdjustment Adjustment { get; init; }

    /// <summary>
    /// For each combination of what means are compared within, the test that all means are equal; empty for a posterior, and where there is nothing to compare.
    /// </summary>
    public EquatableArray<GridEntry<JointTest>> JointTests { get; init; } = [];
}

/// <summary>A mean, slope, contrast or test of a grid.</summary>
/// <param name="Name">The values of what means are of, or the name of the contrast.</param>
/// <param name="By">The values of what means are compared within, as <c>nitro = 0.2</c>.</param>
/// <param name="Value">What is known of it; null where the data do not determine it.</param>
/// <param name="AdjustedPValue">For a contrast of a REML fit, p adjusted for the number of contrasts.</param>
public sealed record GridEntry<TValue>(string Name, EquatableArray<string> By, TValue? Value, double? AdjustedPValue = null)
    where TValue : class;
