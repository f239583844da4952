namespace BayesLmm.Design.Columns;

/// <summary>A column of a design matrix.</summary>
/// <param name="Name">The coefficient's name: <c>x</c>, <c>f[b]</c>, <c>x:f[b]</c>.</param>
/// <param name="Term">The term that it belongs to: <c>x</c>, <c>f</c>, <c>x:f</c>.</param>
/// <param name="Values">One value a row.</param>
internal sealed record DesignColumn(string Name, string Term, double[] Values);
