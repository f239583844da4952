using BayesLmm.Models;

namespace BayesLmm.Plots.Sources;

/// <summary>What a figure is made from: a fit, and which of its parameters and groups are shown.</summary>
/// <param name="Fit">The fit.</param>
/// <param name="Selection">Which quantities and groups.</param>
internal sealed record FigureSource(FitAnalyses Fit, FigureSelection Selection)
{
    /// <summary>The draws.</summary>
    public Posterior Posterior => Fit.Posterior;

    /// <summary>The model.</summary>
    public BoundModel Model => Fit.Model;

    /// <summary>The formula, which is the title of most figures.</summary>
    public string Title => Fit.Model.Specification.FormulaText;

    /// <summary>The parameters that are shown, or the group effects that were named.</summary>
    public IReadOnlyList<DrawColumn> Quantities => Selection.Quantities;

    /// <summary>The grouping factors that are shown.</summary>
    public IReadOnlyList<string> Groups => Selection.Groups;

    /// <summary>The terms of a grouping factor.</summary>
    public IEnumerable<GroupTerm> TermsOf(string group) => Model.GroupTerms.Where(term => term.Group == group);

    /// <summary>What bounds the values of a quantity.</summary>
    public (double Lower, double Upper) BoundsOf(DrawColumn column) => KindOf(column) switch
    {
        ParameterKind.GroupSd or ParameterKind.ResidualSd or ParameterKind.Shape => (0, double.PositiveInfinity),
        ParameterKind.GroupCorrelation => (-1, 1),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    /// <summary>What estimates the parameters beside the posterior.</summary>
    public string Estimator => Model.Family.IsDiscrete ? "ML" : "REML";

    /// <summary>
    /// The estimate of a parameter by REML, or by maximum likelihood for binary, binomial and count responses; null for a group effect, for a parameter that
    /// has none, and where the optimum was not reached.
    /// </summary>
    public (double Estimate, double StandardError)? EstimateOf(DrawColumn column) => KindOf(column) is null ? null
        : Fit.HasReml ? (Fit.Reml.Optimum.Converged ? Fit.Reml.TryGet(column.Name) : null)
        : MaximumOf(column.Name);

    /// <summary>The estimate of a parameter where the likelihood is greatest; null if it has none.</summary>
    public (double Estimate, double StandardError)? MaximumOf(string parameter) =>
        Fit.Laplace is { Optimum.Converged: true } fit
            && fit.FixedEffects.Concat(fit.VarianceComponents).FirstOrDefault(own => own.Name == parameter) is { } estimate
            && double.IsFinite(estimate.Estimate)
                ? (estimate.Estimate, estimate.StandardError) : null;

    /// <summary>What a parameter is; null for a group effect.</summary>
    public ParameterKind? KindOf(DrawColumn column) => Model.Parameters.FirstOrDefault(parameter => parameter.Name == column.Name)?.Kind;
}
