using BayesLmm.Design.Products;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

/// <summary>The result of structured variational message passing. Immutable.</summary>
/// <param name="Approximation">The distributions.</param>
/// <param name="Coordinates">The expected precisions on the scale of the linear response: log E τ; for each term log E τ_i of independent effects, or the
/// coordinates of (E P)⁻¹ of correlated ones; log E κ of each mixture; with student_t residuals log E[τ λ_i] of each row.</param>
/// <param name="Response">The covariance matrix of these coordinates; null if it was not computed.</param>
/// <param name="Bounds">The lower bound after each accepted step; it never decreases, except by rounding.</param>
/// <param name="Sweeps">The number of sweeps, including those of rejected extrapolations.</param>
/// <param name="Converged">Whether the expected precisions had stopped changing.</param>
/// <param name="LastChange">The largest change of a coordinate in the last sweep.</param>
/// <param name="Interrupted">Whether it was cancelled before that.</param>
/// <param name="Elapsed">Wall-clock time.</param>
internal sealed record VariationalFit(
    VariationalApproximation Approximation,
    EquatableArray<double> Coordinates,
    LinearResponse? Response,
    EquatableArray<double> Bounds,
    int Sweeps,
    bool Converged,
    double LastChange,
    bool Interrupted,
    TimeSpan Elapsed)
{
    /// <summary>
    /// The covariance matrix of the coordinates of precisions under q itself, d × d by rows: those of student_t residuals' rows, behind them, have none.
    /// </summary>
    public EquatableArray<double> OwnCovariance { get; init; }
}

/// <summary>
/// The covariance matrix of the expected precisions' coordinates by linear response (Giordano, Broderick &amp; Jordan 2018): how the means of q move when the
/// log density is tilted, (I − J)⁻¹ V, with V their covariance under q and J the Jacobian of a sweep. It has the dependence between precisions and effects that
/// q itself lacks.
/// </summary>
/// <param name="Covariance">d × d by rows.</param>
/// <param name="IsPositiveDefinite">Whether it is positive definite; otherwise <paramref name="Covariance"/> is V, that of q.</param>
/// <param name="Convergence">The largest modulus of an eigenvalue of J: how much of an error one plain sweep leaves.</param>
internal sealed record LinearResponse(EquatableArray<double> Covariance, bool IsPositiveDefinite, double Convergence);
