using BayesLmm.Estimation;
using BayesLmm.Estimation.Laplace;
using BayesLmm.Families;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// A fit of a model of any family by maximum likelihood, in which group effects are integrated over by Laplace's approximation or by adaptive quadrature:
/// estimates with standard errors, conditional modes of the group effects, and how the optimum was found.
/// </summary>
public sealed record LaplaceFit
{
    /// <summary>A shape beyond this adds nothing that can be seen to the variance of a count below a thousand.</summary>
    private const double LargeShape = 1e6;

    internal LaplaceFit(BoundModel model, LaplaceOptions options, double logLikelihood, OptimumReport optimum)
    {
        Model = model;
        Options = options;
        LogLikelihood = logLikelihood;
        Optimum = optimum;
    }

    /// <summary>The fitted model.</summary>
    public BoundModel Model { get; internal init; }

    /// <summary>How the likelihood was approximated.</summary>
    public LaplaceOptions Options { get; internal init; }

    /// <summary>The log likelihood at the optimum, with all constants.</summary>
    public double LogLikelihood { get; internal init; }

    /// <summary>Number of rows, n.</summary>
    public int RowCount => Model.Design.RowCount;

    /// <summary>The coefficients with standard errors, which allow for the estimation of the variances.</summary>
    public EquatableArray<ParameterEstimate> FixedEffects { get; internal init; } = [];

    /// <summary>Covariance matrix of the coefficients, p × p by rows.</summary>
    public EquatableArray<double> Covariance { get; internal init; } = [];

    /// <summary>
    /// Covariance matrix of the coefficients given the variances and the family's parameters, p × p by rows: smaller than <see cref="Covariance"/>, and what
    /// lme4 reports with <c>use.hessian = FALSE</c>.
    /// </summary>
    public EquatableArray<double> CovarianceGivenVariances { get; internal init; } = [];

    /// <summary>
    /// Standard deviations and correlations of the group effects, and the family's parameters, under the parameters' names; standard errors are NaN where the
    /// fit is singular.
    /// </summary>
    public EquatableArray<ParameterEstimate> VarianceComponents { get; internal init; } = [];

    /// <summary>The modes of the group effects given the estimates, term by term.</summary>
    public EquatableArray<GroupEffects> GroupEffects { get; internal init; } = [];

    /// <summary>
    /// The standard deviations of the group effects given the estimates, from the curvature at the modes, in the places of
    /// <see cref="GroupEffects"/>.
    /// </summary>
    public EquatableArray<GroupEffects> ConditionalSds { get; internal init; } = [];

    /// <summary>How the optimum was found.</summary>
    public OptimumReport Optimum { get; internal init; }

    /// <summary>Directions in which a term has no variance; the fit is singular when there is one.</summary>
    internal EquatableArray<CollapsedDirection> Collapsed { get; init; } = [];

    /// <summary>Λ at the optimum, of the effects of <see cref="Model"/>'s cross-products, laid out as <see cref="ThetaLayout"/> says.</summary>
    internal EquatableArray<double> Theta { get; init; } = [];

    /// <summary>The coordinates of the optimum; see <see cref="LaplaceLayout"/>.</summary>
    internal EquatableArray<double> Point { get; init; } = [];

    /// <summary>The covariance matrix of <see cref="Point"/>, by rows; empty where the likelihood is not curved at the optimum.</summary>
    internal EquatableArray<double> PointCovariance { get; init; } = [];

    /// <summary>The gradient of the log likelihood by <see cref="Point"/> in units of standard errors, where the search ended: the largest part.</summary>
    internal double LargestScore { get; init; }

    /// <summary>η of the rows in the table's order, with the modes of the group effects.</summary>
    internal EquatableArray<double> Predictor { get; init; } = [];

    /// <summary>Whether the shape of a negative binomial has gone to infinity, as it does where counts vary no more than a poisson allows.</summary>
    internal bool SeesNoOverdispersion =>
        VarianceComponents.Any(component => component.Parameter == NegativeBinomialFamily.Shape.Parameter && component.Estimate > LargeShape);

    /// <summary>Whether some term has no variance in some direction.</summary>
    public bool IsSingular => Collapsed.Count > 0;

    /// <summary>−2 log likelihood.</summary>
    public double Deviance => -2 * LogLikelihood;

    /// <summary>Number of parameters: coefficients, free entries of the covariance matrices, and the family's parameters.</summary>
    public int ParameterCount => Point.Count;

    /// <summary>Akaike's criterion, −2 log likelihood + 2 · parameters.</summary>
    public double Aic => Deviance + (2 * ParameterCount);

    /// <summary>Schwarz's criterion, −2 log likelihood + log n · parameters.</summary>
    public double Bic => Deviance + (Math.Log(RowCount) * ParameterCount);

    /// <summary>The estimate of a parameter; NaN for a correlation with an effect of no variance.</summary>
    /// <exception cref="ArgumentException">The model has no such parameter.</exception>
    public double this[string parameter] => Find(parameter).Estimate;

    /// <summary>The standard error of a parameter's estimate; NaN where it has none.</summary>
    /// <exception cref="ArgumentException">The model has no such parameter.</exception>
    public double StandardError(string parameter) => Find(parameter).StandardError;

    private ParameterEstimate Find(string parameter) =>
        FixedEffects.Concat(VarianceComponents).FirstOrDefault(estimate => estimate.Name == parameter)
            ?? throw new ArgumentException($"The model has no parameter '{parameter}'.", nameof(parameter));
}
