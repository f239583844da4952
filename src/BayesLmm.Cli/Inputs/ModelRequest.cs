namespace BayesLmm.Cli.Inputs;

/// <summary>The model and data that the user asked for.</summary>
/// <param name="Model">A file's path or a formula.</param>
/// <param name="Data">The data file that takes the place of the model's own, or null.</param>
/// <param name="Factors">Columns to read as factors, besides the model's own.</param>
internal sealed record ModelRequest(string Model, string? Data, IReadOnlyList<string> Factors);
