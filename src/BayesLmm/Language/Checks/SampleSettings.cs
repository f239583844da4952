using BayesLmm.Numerics;

namespace BayesLmm.Language.Checks;

/// <summary>A setting of the <c>sample</c> statement and the values that it may take.</summary>
/// <param name="Name">Its name in the language.</param>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value.</param>
/// <param name="IsInteger">Whether it counts something; otherwise the bounds themselves are excluded.</param>
internal sealed record SampleSettingRule(string Name, double Minimum, double Maximum, bool IsInteger)
{
    /// <summary>Whether <paramref name="value"/> is allowed.</summary>
    public bool Allows(double value) =>
        IsInteger ? value >= Minimum && value <= Maximum && Math.Floor(value) == value : value > Minimum && value < Maximum;
}

/// <summary>The settings of the <c>sample</c> statement.</summary>
internal static class SampleSettings
{
    /// <summary>All settings, in the order in which messages list them. A seed is exact up to 2⁵³ because the language has one kind of number.</summary>
    public static EquatableArray<SampleSettingRule> All { get; } =
    [
        new("chains", 1, 1_000, IsInteger: true),
        new("draws", 1, 100_000_000, IsInteger: true),
        new("warmup", 0, 100_000_000, IsInteger: true),
        new("seed", 0, 9_007_199_254_740_992, IsInteger: true),
        new("target_acceptance", 0, 1, IsInteger: false),
        new("max_tree_depth", 1, 20, IsInteger: true),
    ];

    /// <summary>The names of all settings.</summary>
    public static IEnumerable<string> Names => All.Select(rule => rule.Name);

    /// <summary>The rule of that name, or null.</summary>
    public static SampleSettingRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);
}
