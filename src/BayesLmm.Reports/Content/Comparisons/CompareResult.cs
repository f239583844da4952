using BayesLmm.Estimation;
using BayesLmm.Numerics;

namespace BayesLmm.Reports.Content.Comparisons;

/// <summary>Models of the same data compared with each other.</summary>
/// <param name="Models">The models by their number of parameters, those with as many in the order in which they were given.</param>
/// <param name="Restricted">Whether likelihoods are restricted ones.</param>
/// <param name="NeedsLikelihood">Whether likelihoods are not restricted because the models have different fixed effects or weights.</param>
/// <param name="Comparisons">Each model but the first with a smaller one.</param>
/// <param name="WasInterrupted">Whether a bootstrap was interrupted.</param>
internal sealed record CompareResult(
    IReadOnlyList<ComparedModel> Models, bool Restricted, bool NeedsLikelihood, IReadOnlyList<ComparedPair> Comparisons, bool WasInterrupted);

/// <summary>A model of a comparison.</summary>
/// <param name="Input">The model.</param>
/// <param name="Fit">Its fit.</param>
internal sealed record ComparedModel(ModelInput Input, ComparedFit Fit)
{
    /// <summary>A model with normal residuals.</summary>
    public ComparedModel(ModelInput input, RemlFit fit)
        : this(input, ComparedFit.Of(fit))
    {
    }

    /// <summary>The model's file, or its formula.</summary>
    public string Name => Input.File ?? Input.Formula;
}

/// <summary>What a comparison takes from a fit, of whatever family.</summary>
/// <param name="ParameterCount">Number of parameters.</param>
/// <param name="LogLikelihood">The log likelihood, restricted or not.</param>
/// <param name="Criterion">−2 log likelihood.</param>
/// <param name="Aic">Akaike's criterion.</param>
/// <param name="Bic">Schwarz's criterion.</param>
/// <param name="Optimum">How the optimum was found.</param>
/// <param name="Undetermined">What the likelihood does not determine; null where it determines every variance.</param>
/// <param name="Collapsed">Directions in which a term has no variance.</param>
internal sealed record ComparedFit(
    int ParameterCount, double LogLikelihood, double Criterion, double Aic, double Bic, OptimumReport Optimum, Indeterminacy? Undetermined,
    EquatableArray<CollapsedDirection> Collapsed)
{
    /// <summary>Whether some term has no variance in some direction.</summary>
    public bool IsSingular => Collapsed.Count > 0;

    /// <summary>Of a model with normal residuals.</summary>
    public static ComparedFit Of(RemlFit fit) =>
        new(fit.ParameterCount, fit.LogLikelihood, fit.Criterion, fit.Aic, fit.Bic, fit.Optimum, fit.Undetermined, fit.Collapsed);

    /// <summary>Of a model of another family.</summary>
    public static ComparedFit Of(LaplaceFit fit) =>
        new(fit.ParameterCount, fit.LogLikelihood, fit.Deviance, fit.Aic, fit.Bic, fit.Optimum, null, fit.Collapsed);
}

/// <summary>Two models compared.</summary>
/// <param name="Small">The index of the smaller one.</param>
/// <param name="Large">The index of the larger one.</param>
/// <param name="Relation">How they compare.</param>
/// <param name="Test">The likelihood-ratio test; null unless one is a special case of the other.</param>
/// <param name="Explanation">The relation in words.</param>
/// <param name="Bootstrap">The bootstrap test; null if not requested, without a test, or if it was interrupted before its first replicate.</param>
internal sealed record ComparedPair(
    int Small, int Large, ModelRelation Relation, LikelihoodRatioTest? Test, string Explanation, BootstrapTest? Bootstrap)
{
    /// <summary>Two models with normal residuals.</summary>
    public ComparedPair(int small, int large, ModelComparison comparison, BootstrapTest? bootstrap)
        : this(small, large, comparison.Relation, comparison.Test, comparison.Explanation, bootstrap)
    {
    }
}
