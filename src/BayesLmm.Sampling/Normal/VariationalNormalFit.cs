using BayesLmm.Numerics;
using BayesLmm.Sampling.Normal;

namespace BayesLmm.Sampling.Normal;

/// <summary>A normal distribution fitted to a density by <see cref="VariationalNormal"/>. Immutable.</summary>
/// <param name="Mean">Its mean m, in the density's coordinates; on the side of the density's symmetries where pivots are not negative.</param>
/// <param name="Covariance">Its covariance matrix Σ, d × d by rows. Where the density has symmetries, N(m, Σ) with signs changed at random is what was
/// fitted.</param>
/// <param name="Bounds">The lower bound of the logarithm of the density's integral at the start and after each step, each an average over the points; it does
/// not decrease. With few points and much skewness the average may be some hundredths above the bound itself.</param>
/// <param name="Length">The length of the next full step; see <see cref="VariationalNormalOptions.Tolerance"/>.</param>
/// <param name="Converged">Whether that is short enough.</param>
/// <param name="Interrupted">Whether it was cancelled before that.</param>
/// <param name="Evaluations">Gradients of the density that it took.</param>
/// <param name="Elapsed">Wall-clock time.</param>
internal sealed record VariationalNormalFit(
    EquatableArray<double> Mean, EquatableArray<double> Covariance, EquatableArray<double> Bounds, double Length, bool Converged, bool Interrupted,
    int Evaluations, TimeSpan Elapsed)
{
    /// <summary>The largest bound.</summary>
    public double LowerBound => Bounds[^1];

    /// <summary>Steps that were taken.</summary>
    public int Steps => Bounds.Count - 1;

    /// <summary>
    /// Independent draws from N(m, Σ), chain after chain, the same for the same seed; each chain has a random stream of its own, so that the first draws do not
    /// depend on their number. If the density has symmetries, these draws are on one side of them up to overlap: change signs at random if sides matter.
    /// </summary>
    /// <param name="chains">The number of chains.</param>
    /// <param name="draws">Draws of each.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Chains × draws × coordinates.</returns>
    public double[] Draw(int chains, int draws, ulong seed) => NormalDraws.Of(Mean.Span, Covariance.Span, chains, draws, seed);
}
