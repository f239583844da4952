namespace BayesLmm.Design.Columns;

/// <summary>A column of a design matrix.</summary>
/// <param name="Name">The coefficient's name.</param>
/// <param name="Values">One value a row.</param>
internal sealed record DesignColumn(string Name, double[] Values);
