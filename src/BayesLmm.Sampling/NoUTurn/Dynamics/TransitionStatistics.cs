namespace BayesLmm.Sampling.NoUTurn.Dynamics;

/// <summary>What one transition of the No-U-Turn sampler did: the sampler's columns beside a draw.</summary>
/// <param name="LogDensity">The log density at the draw, up to the target's constant (CmdStan's <c>lp__</c>).</param>
/// <param name="AcceptanceStatistic">The mean over the trajectory's steps of min(1, exp(H₀ − H)), between 0 and 1 (<c>accept_stat__</c>).</param>
/// <param name="StepSize">The step size ε, with its jitter (<c>stepsize__</c>).</param>
/// <param name="TreeDepth">The number of completed doublings of the trajectory (<c>treedepth__</c>).</param>
/// <param name="Leapfrogs">The number of the integrator's steps, each one gradient (<c>n_leapfrog__</c>).</param>
/// <param name="Diverged">Whether the trajectory ended because the integrator's energy error passed 1000 (<c>divergent__</c>).</param>
/// <param name="Energy">The Hamiltonian at the draw, −log density + kinetic energy (<c>energy__</c>).</param>
internal readonly record struct TransitionStatistics(
    double LogDensity, double AcceptanceStatistic, double StepSize, int TreeDepth, int Leapfrogs, bool Diverged, double Energy);
