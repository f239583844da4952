using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Saved;

/// <summary>Where a fit came from and what was asked of it: what its file says beyond the posterior itself.</summary>
/// <param name="ModelFile">The model's file as it was named; null for a model that was no file.</param>
/// <param name="ModelPath">The full path of that file.</param>
/// <param name="DataPath">The full path of the data's file; null for data that were no file.</param>
/// <param name="Settings">What was asked of the fit beyond its model, by name.</param>
internal sealed record FitSource(string? ModelFile, string? ModelPath, string? DataPath, EquatableArray<FitSetting> Settings)
{
    /// <summary>A fit of which no more is known than its posterior.</summary>
    public static FitSource Unknown { get; } = new(null, null, null, []);
}

/// <summary>Something that was asked of a fit beyond its model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value as text.</param>
internal sealed record FitSetting(string Name, string Value);
