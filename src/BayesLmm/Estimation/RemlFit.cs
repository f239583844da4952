using BayesLmm.Equations;
using BayesLmm.Estimation;
using BayesLmm.Models;
using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>A fit by restricted maximum likelihood (or by maximum likelihood): estimates, predicted group effects, and how the optimum was found.</summary>
public sealed record RemlFit
{
    private readonly KeptEquations kept = new();

    /// <summary>Creates a fit from what was estimated.</summary>
    internal RemlFit(
        BoundModel model,
        bool restricted,
        double criterion,
        int rowCount,
        EquatableArray<ParameterEstimate> fixedEffects,
        EquatableArray<double> covariance,
        EquatableArray<ParameterEstimate> varianceComponents,
        EquatableArray<GroupEffects> groupEffects,
        EquatableArray<CollapsedDirection> collapsed,
        EquatableArray<double> theta,
        OptimumReport optimum)
    {
        Model = model;
        Restricted = restricted;
        Criterion = criterion;
        RowCount = rowCount;
        FixedEffects = fixedEffects;
        Covariance = covariance;
        VarianceComponents = varianceComponents;
        GroupEffects = groupEffects;
        Collapsed = collapsed;
        Theta = theta;
        Optimum = optimum;
    }

    /// <summary>The fitted model.</summary>
    public BoundModel Model { get; internal init; }

    /// <summary>True for REML, false for ML.</summary>
    public bool Restricted { get; internal init; }

    /// <summary>−2 log restricted likelihood (or likelihood) at the optimum.</summary>
    public double Criterion { get; internal init; }

    /// <summary>Number of rows, n.</summary>
    public int RowCount { get; internal init; }

    /// <summary>The coefficients with standard errors.</summary>
    public EquatableArray<ParameterEstimate> FixedEffects { get; internal init; }

    /// <summary>Covariance matrix of the coefficients, p × p by rows.</summary>
    public EquatableArray<double> Covariance { get; internal init; }

    /// <summary>Standard deviations, correlations and sigma, under the parameters' names.</summary>
    public EquatableArray<ParameterEstimate> VarianceComponents { get; internal init; }

    /// <summary>
    /// The best linear unbiased predictions of the group effects, term by term. Where the likelihood does not determine the variances, these are one choice;
    /// <see cref="RemlExtensions.PredictGroupEffects"/> says what does not depend on it.
    /// </summary>
    public EquatableArray<GroupEffects> GroupEffects { get; internal init; }

    /// <summary>Directions in which a term has no variance; the fit is singular when there is one.</summary>
    internal EquatableArray<CollapsedDirection> Collapsed { get; init; }

    /// <summary>
    /// The relative factor at the optimum, of the effects of <see cref="Model"/>'s cross-products, laid out as <see cref="ThetaLayout"/> says.
    /// </summary>
    internal EquatableArray<double> Theta { get; init; }

    /// <summary>How the optimum was found.</summary>
    public OptimumReport Optimum { get; internal init; }

    /// <summary>What the likelihood does not determine; null when it determines every variance.</summary>
    internal Indeterminacy? Undetermined { get; init; }

    /// <summary>Whether the likelihood determines a parameter.</summary>
    /// <param name="parameter">One of the fit's parameters.</param>
    internal bool Determines(Parameter parameter) => Undetermined is not { } undetermined || !undetermined.Concerns(parameter);

    /// <summary>Whether the search ended at a maximum, be it one of many of the same likelihood.</summary>
    internal bool IsAtMaximum => Optimum.Converged || Undetermined is not null;

    /// <summary><see cref="GroupEffects"/>, with NaN where the likelihood does not determine them.</summary>
    internal EquatableArray<GroupEffects> DeterminedEffects => Undetermined is not { } undetermined ? GroupEffects
        : GroupEffects.Select((effects, k) => effects with
        {
            Values = effects.Values.Select((value, i) => undetermined.IfDetermined(
                value, other => other.GroupEffects[k].Values[i], effects.Values.Max(Math.Abs))).ToEquatableArray(),
        }).ToEquatableArray();

    /// <summary>The restricted log likelihood (or the log likelihood).</summary>
    public double LogLikelihood => -0.5 * Criterion;

    /// <summary>
    /// The parameters that the fit estimates, in the model's order: those of a model with normal residuals, whatever residuals the model has.
    /// </summary>
    public IEnumerable<Parameter> Parameters =>
        FixedEffects.Concat(VarianceComponents).Select(estimate => estimate.Parameter);

    /// <summary>
    /// Number of parameters: coefficients, components of θ, and σ unless it is known, less the directions that the likelihood does not determine.
    /// </summary>
    public int ParameterCount =>
        FixedEffects.Count + Theta.Count + (VarianceComponents.Any(component => component.Parameter == Parameter.Sigma) ? 1 : 0)
            - (Undetermined?.Directions ?? 0);

    /// <summary>Akaike's criterion, −2 log likelihood + 2 · parameters.</summary>
    public double Aic => Criterion + (2 * ParameterCount);

    /// <summary>Schwarz's criterion, −2 log likelihood + log n · parameters.</summary>
    public double Bic => Criterion + (Math.Log(RowCount) * ParameterCount);

    /// <summary>σ: the estimated residual standard deviation, or 1 when the rows' are known and in the weights.</summary>
    public double Sigma => Model.HasKnownErrors ? 1 : this[Parameter.Sigma.Name];

    /// <summary>The mixed model equations at the estimates, solved once.</summary>
    internal FittedEquations Equations => kept.Of(Model, Restricted, Theta);

    /// <summary>Whether some term has no variance in some direction.</summary>
    public bool IsSingular => Collapsed.Count > 0;

    /// <summary>The estimate of a parameter; NaN for a correlation with an effect of no variance.</summary>
    /// <exception cref="ArgumentException">The model has no such parameter.</exception>
    public double this[string parameter] => Find(parameter).Estimate;

    /// <summary>
    /// The estimate of a parameter and its standard error; null if the fit has no such parameter, for example <c>nu</c>, because it takes residuals as normal.
    /// </summary>
    public (double Estimate, double StandardError)? TryGet(string parameter)
    {
        foreach (ParameterEstimate estimate in FixedEffects.Concat(VarianceComponents))
        {
            if (estimate.Name == parameter)
            {
                return (estimate.Estimate, estimate.StandardError);
            }
        }

        return null;
    }

    /// <summary>The standard error of a parameter's estimate; NaN where it has none.</summary>
    /// <exception cref="ArgumentException">The model has no such parameter.</exception>
    public double StandardError(string parameter) => Find(parameter).StandardError;

    /// <summary>Λ relative to σ, of the effects of <see cref="Model"/>'s cross-products.</summary>
    internal (EffectFactors Layout, double[] Lambda) RelativeFactors()
    {
        EffectFactors layout = new(Model.Products.Terms);
        double[] lambda = new double[layout.Length];
        new ThetaLayout(Model.Products.Terms).Expand(Theta.Span, lambda);
        return (layout, lambda);
    }

    /// <summary>
    /// The estimates of a term's parameters in the coordinates in which a model's priors are meant: of effects as written, or at the origin of far predictors.
    /// </summary>
    /// <param name="model">The model that was fitted.</param>
    /// <param name="term">Which term.</param>
    internal double[] ParametersFor(BoundModel model, int term)
    {
        GroupTerm own = Model.GroupTerms[term];
        if (model.Products.Written.OriginOf(term) is null)
        {
            return [.. own.Parameters.Select(parameter => this[parameter.Name])];
        }

        (EffectFactors layout, double[] lambda) = RelativeFactors();
        return own.Structure.ReadParameters(layout.Of(term, lambda.AsSpan()), Sigma, own.Width);
    }

    private (double Estimate, double StandardError) Find(string parameter) =>
        TryGet(parameter) ?? throw new ArgumentException($"The model has no parameter '{parameter}'.", nameof(parameter));
}

/// <summary>The estimate of a parameter.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Estimate">The estimate; NaN for a correlation with an effect of no variance.</param>
/// <param name="StandardError">
/// A coefficient's standard error, given the variance components; the asymptotic standard error of a standard deviation or correlation, NaN when the fit is
/// singular.
/// </param>
public sealed record ParameterEstimate(Parameter Parameter, double Estimate, double StandardError)
{
    /// <summary>The parameter's name.</summary>
    public string Name => Parameter.Name;
}

/// <summary>The predicted effects of one term's levels.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effects">The effects' names, r of them.</param>
/// <param name="Levels">The levels' names, J of them.</param>
/// <param name="Values">b, J × r by rows.</param>
public sealed record GroupEffects(string Group, EquatableArray<string> Effects, EquatableArray<string> Levels, EquatableArray<double> Values);

/// <summary>A linear combination of a term's effects that has no variance between the levels.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Effects">The effects' names.</param>
/// <param name="Weights">
/// The combination: Σ weight · effect / its standard deviation is the same for all levels; a single weight stands for an effect without variance. The largest
/// weight is 1.
/// </param>
internal sealed record CollapsedDirection(string Group, EquatableArray<string> Effects, EquatableArray<double> Weights)
{
    /// <summary>Two weights of one size, as those of a correlation of 1 or −1, differ by less than this.</summary>
    private const double Rounding = 1e-2;

    /// <summary>The predictors far from 0 from whose means it is measured; none where the effects as written have it.</summary>
    public EquatableArray<string> Centered { get; init; } = [];

    /// <summary>In words.</summary>
    public override string ToString()
    {
        string centered = string.Join(", ", Centered.Select(name => $"center({name})")), names = string.Join(", ", Centered);
        string start = Centered.Count == 0 ? $"{Group}: " : $"{Group}: with {centered} in place of {names}, ";
        string end = Centered.Count == 0 ? "" : $"; as written it is that at {string.Join(", ", Centered.Select(name => $"{name} = 0"))}, far from the data";
        (string Effect, double Weight)[] parts = [.. Effects.Zip(Weights).Where(part => part.Second != 0)];
        if (parts.Length == 1)
        {
            return $"{start}the variance of {parts[0].Effect} is 0{end}";
        }

        if (parts.Length == 2 && Math.Abs(Math.Abs(parts[0].Weight) - Math.Abs(parts[1].Weight)) < Rounding)
        {
            string sign = parts[0].Weight * parts[1].Weight > 0 ? "−" : "";
            return $"{start}the correlation of {parts[0].Effect} and {parts[1].Effect} is {sign}1{end}";
        }

        string sum = string.Join(" + ", parts.Select(
            part => part.Weight == 1 ? part.Effect : FormattableString.Invariant($"{part.Weight:0.###}·{part.Effect}")));
        return $"{start}in units of the standard deviations, the combination {sum.Replace("+ -", "− ", StringComparison.Ordinal)} has variance 0";
    }
}

/// <summary>How the optimum was found.</summary>
/// <param name="Converged">Whether the estimates can no longer move by a noticeable part of a standard error.</param>
/// <param name="IsFlat">Whether some variance cannot be distinguished from the fixed effects or from another variance: its estimate then only reflects the
/// start of the search.</param>
/// <param name="RemainingStandardErrors">The most standard errors by which a variance parameter could still move.</param>
/// <param name="Evaluations">Evaluations of the criterion, with or without gradient.</param>
/// <param name="Iterations">Steps of the optimiser.</param>
public sealed record OptimumReport(bool Converged, bool IsFlat, double RemainingStandardErrors, int Evaluations, int Iterations);

/// <summary>
/// What the likelihood does not determine about a fit: some of its variances are one choice among many of the same likelihood. Anything that is the same in all
/// of them is determined.
/// </summary>
/// <param name="Directions">In how many directions the variances can move.</param>
/// <param name="TradeOffs">Which of them trade off, and what the data hold.</param>
/// <param name="Others">Fits that are as likely, one for each direction.</param>
internal sealed record Indeterminacy(int Directions, EquatableArray<VarianceTradeOff> TradeOffs, EquatableArray<RemlFit> Others)
{
    /// <summary>Numbers that differ by less than this part are the same: the rounding of fits that are equally likely.</summary>
    private const double Rounding = 1e-5;

    /// <summary>Whether a parameter is one of those that trade off.</summary>
    /// <param name="parameter">A variance parameter.</param>
    public bool Concerns(Parameter parameter) => TradeOffs.Any(tradeOff => tradeOff.Parameters.Contains(parameter));

    /// <summary>A quantity that is computed from a fit, or NaN where it differs between equally likely fits.</summary>
    /// <param name="value">Its value for the fit.</param>
    /// <param name="of">Computes it.</param>
    /// <param name="scale">What differences are measured by; the value itself if 0.</param>
    public double IfDetermined(double value, Func<RemlFit, double> of, double scale = 0) =>
        IfSame(value, Others.Select(of), scale);

    /// <summary>A number, or NaN where others are not the same.</summary>
    /// <param name="value">The number.</param>
    /// <param name="others">The others.</param>
    /// <param name="scale">What differences are measured by; the number itself if 0.</param>
    public static double IfSame(double value, IEnumerable<double> others, double scale = 0) =>
        others.All(other => Math.Abs(other - value) <= Rounding * Math.Max(scale, Math.Abs(value))) ? value : double.NaN;
}
