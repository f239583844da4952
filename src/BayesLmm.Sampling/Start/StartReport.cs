using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Start;

/// <summary>How the starting points were found.</summary>
/// <param name="Kind"><see cref="StartKind.Mode"/> or <see cref="StartKind.Random"/>: what was done, whatever was requested; <see cref="StartKind.Auto"/> if
/// the caller gave the start.</param>
/// <param name="Explanation">Why, in a sentence.</param>
/// <param name="Mode">The posterior mode in the sampled coordinates, if it was found, or the start that was given; otherwise empty.</param>
/// <param name="LogDensityAtMode">The log density there; NaN without a mode.</param>
/// <param name="Evaluations">The number of gradients that the search took.</param>
internal sealed record StartReport(StartKind Kind, string Explanation, EquatableArray<double> Mode, double LogDensityAtMode, int Evaluations);
