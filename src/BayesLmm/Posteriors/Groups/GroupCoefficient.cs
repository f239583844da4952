namespace BayesLmm;

/// <summary>A coefficient of one level of a grouping factor.</summary>
/// <param name="Level">The level.</param>
/// <param name="Coefficient">The coefficient.</param>
/// <param name="Value">
/// The level's coefficient, fixed and group effect together, as R's <c>coef</c> gives it: with predictors of whole levels at 0, or at their reference level.
/// </param>
/// <param name="Effect">The group effect alone: by how much the level exceeds an average one.</param>
public sealed record GroupCoefficient(string Level, string Coefficient, DrawnEstimate Value, DrawnEstimate Effect);
