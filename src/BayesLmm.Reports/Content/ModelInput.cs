using BayesLmm.Specification.Formulas;

namespace BayesLmm.Reports.Content;

/// <summary>A model bound to its data, and where both came from.</summary>
/// <param name="Model">The bound model.</param>
/// <param name="Text">The model's text.</param>
/// <param name="File">The model's file as it was named; null when the model was no file.</param>
/// <param name="DataPath">The data file as it was named.</param>
internal sealed record ModelInput(BoundModel Model, string Text, string? File, string DataPath)
{
    /// <summary>The file with the data, where they can be read again; null if it is unknown.</summary>
    public string? DataFile { get; init; } = DataPath;

    /// <summary>The saved fit that it was taken from; null for a model that met its data now.</summary>
    public SavedFit? Saved { get; init; }

    /// <summary>The formula as it was read.</summary>
    public string Formula => Model.Specification.FormulaText;
}
