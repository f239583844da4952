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
internal sealed record ComparedModel(ModelInput Input, RemlFit Fit)
{
    /// <summary>The model's file, or its formula.</summary>
    public string Name => Input.File ?? Input.Formula;
}

/// <summary>Two models compared.</summary>
/// <param name="Small">The index of the smaller one.</param>
/// <param name="Large">The index of the larger one.</param>
/// <param name="Comparison">How they compare.</param>
/// <param name="Bootstrap">The bootstrap test; null if not requested, without a test, or if it was interrupted before its first replicate.</param>
internal sealed record ComparedPair(int Small, int Large, ModelComparison Comparison, BootstrapTest? Bootstrap);
