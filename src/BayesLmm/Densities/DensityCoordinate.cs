namespace BayesLmm;

/// <summary>One coordinate of an <see cref="IModelDensity"/>, in words.</summary>
/// <param name="Parameter">What it moves: a parameter, the mixing scale of a coefficient's prior, or the group effects of a term.</param>
/// <param name="Scale">The scale that it is sampled on.</param>
public sealed record DensityCoordinate(string Parameter, string Scale);
