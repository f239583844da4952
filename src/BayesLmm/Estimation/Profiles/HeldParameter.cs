using BayesLmm.Estimation.Minimization;
using BayesLmm.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation.Profiles;

// A profile of the deviance d = −2 log likelihood: d(v) = min over x of d(v, x), where v is the parameter of interest and x are free coordinates of all others.
// By the envelope theorem d'(v) = ∂d/∂v at the minimising x, so that ζ(v) = ±√(d(v) − d(v̂)) and its slope cost one minimisation.

/// <summary>
/// The deviance as a smooth function of one parameter, in a coordinate v, and of free coordinates x of the others: every x is allowed, variances of zero and
/// singular covariance matrices included. Owns a criterion. Not thread-safe.
/// </summary>
internal abstract class HeldParameter
{
    private Matrix<double>? nearby;
    private double nearbyV;

    /// <summary>The free coordinates at the maximum of the likelihood: where searches begin. Of order one.</summary>
    public abstract double[] Start { get; }

    /// <summary>
    /// Further free coordinates to begin from: with a parameter held far from its estimate the likelihood of the others may have several maxima, typically one
    /// with a variance of zero and one without.
    /// </summary>
    public abstract IEnumerable<double[]> OtherStarts { get; }

    /// <summary>v at the maximum of the likelihood.</summary>
    public abstract double Estimate { get; }

    /// <summary>The smallest possible v; −∞ without a bound.</summary>
    public virtual double Least => double.NegativeInfinity;

    /// <summary>The largest possible v; +∞ without a bound.</summary>
    public virtual double Largest => double.PositiveInfinity;

    /// <summary>How far from the estimate v is followed: a profile that is still below the cut-off there has no end point.</summary>
    public virtual double Reach => double.PositiveInfinity;

    /// <summary>A first guess of how far v must go to change the deviance by about one.</summary>
    public abstract double Step { get; }

    /// <summary>σ at the last evaluation.</summary>
    public abstract double Sigma { get; }

    /// <summary>The factors at the last evaluation, not relative to σ.</summary>
    public abstract ReadOnlySpan<double> Factors { get; }

    /// <summary>The parameter as it is reported at coordinate v.</summary>
    public virtual double Report(double v) => v;

    /// <summary>The deviance at (v, x) with its derivatives; +∞, with undefined derivatives, where it cannot be computed.</summary>
    /// <param name="v">The coordinate of the parameter of interest.</param>
    /// <param name="x">The free coordinates.</param>
    /// <param name="gradient">Receives the derivatives by x.</param>
    /// <param name="byV">Receives the derivative by v.</param>
    public abstract double Evaluate(double v, ReadOnlySpan<double> x, Span<double> gradient, out double byV);

    /// <summary>
    /// The same with v at a bound, <see cref="Least"/> or <see cref="Largest"/>, where some of x would be redundant, without these; the same object if none
    /// are.
    /// </summary>
    public virtual HeldParameter AtBound(double bound) => this;

    /// <summary>The least deviance at v.</summary>
    /// <param name="v">The coordinate that is held.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public ProfiledPoint Minimize(double v, double[] start, CancellationToken cancellationToken)
    {
        double[] gradient = new double[start.Length];
        double[] x = start;
        bool converged = true;
        if (start.Length > 0)
        {
            // Along a profile the curvature changes slowly: the last one, corrected on the way, usually suffices; if not, the gradient is differenced.
            double Function(ReadOnlySpan<double> point, Span<double> slope) => Evaluate(v, point, slope, out _);
            MinimizationResult? minimum = nearby is { } known && known.RowCount == start.Length && Math.Abs(v - nearbyV) < 2 * Step
                ? TrustRegion.Minimize(Function, start, cancellationToken, () => known)
                : null;
            minimum = minimum is { Converged: true } ? minimum : TrustRegion.Minimize(Function, minimum?.Point ?? start, cancellationToken);
            (nearby, nearbyV) = (minimum.Converged ? minimum.Hessian : null, v);
            x = minimum.Point;
            converged = minimum.Converged;
        }

        double deviance = Evaluate(v, x, gradient, out double byV);
        return new ProfiledPoint(v, deviance, byV, x, converged);
    }
}

/// <summary>The deviance minimised with one parameter held.</summary>
/// <param name="V">Where the parameter is held.</param>
/// <param name="Deviance">The least deviance.</param>
/// <param name="Slope">Its derivative by v.</param>
/// <param name="Free">The free coordinates at the minimum.</param>
/// <param name="Converged">Whether the minimisation converged.</param>
internal sealed record ProfiledPoint(double V, double Deviance, double Slope, double[] Free, bool Converged);

/// <summary>The maximum of the likelihood that profiles start from.</summary>
/// <param name="Model">The model.</param>
/// <param name="Theta">The relative factor.</param>
/// <param name="Sigma">σ; 1 when it is known.</param>
/// <param name="Deviance">−2 log likelihood.</param>
internal sealed record LikelihoodMaximum(BoundModel Model, EquatableArray<double> Theta, double Sigma, double Deviance)
{
    /// <summary>The maximum that a fit by maximum likelihood found.</summary>
    public static LikelihoodMaximum From(RemlFit fit) => new(fit.Model, fit.Theta, fit.Sigma, fit.Criterion);

    /// <summary>The unit in which an entry of a term's factor is of order one: σ over the root mean square of the column of Z that it acts on.</summary>
    /// <param name="term">Which term.</param>
    /// <param name="effect">The row of its factor.</param>
    public double Unit(int term, int effect) => Sigma / Model.Products.RootMeanSquare(Model.Products.Terms[term], effect);
}
