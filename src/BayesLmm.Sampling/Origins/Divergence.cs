using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Origins;

/// <summary>
/// A trajectory, after warm-up, on which the integrator failed: a hint that the chains do not reach some region, and where it lies
/// (Betancourt 2017, §6.2).
/// </summary>
/// <param name="Chain">The chain, counted from 0.</param>
/// <param name="Draw">The kept draw whose transition it happened in, counted from 0.</param>
/// <param name="Start">Where the transition started.</param>
/// <param name="Position">The position at which the energy error was found.</param>
/// <param name="EnergyError">H − H₀ there: above 1000, or infinite or NaN where the density could not be computed.</param>
internal sealed record Divergence(int Chain, int Draw, EquatableArray<double> Start, EquatableArray<double> Position, double EnergyError);
