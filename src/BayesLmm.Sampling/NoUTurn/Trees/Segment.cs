namespace BayesLmm.Sampling.NoUTurn.Trees;

/// <summary>A run of neighbouring states on a trajectory: the result of a subtree.</summary>
/// <param name="First">The state earliest in time.</param>
/// <param name="Last">The state latest in time.</param>
/// <param name="Sum">The sum of the momenta over all states, ρ.</param>
/// <param name="Selected">The state that was selected among them.</param>
/// <param name="LogWeight">The log of the sum of the states' weights.</param>
internal readonly record struct Segment(int First, int Last, int Sum, int Selected, double LogWeight);
