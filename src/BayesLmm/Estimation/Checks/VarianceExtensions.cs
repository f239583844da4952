using BayesLmm.Estimation.Checks;

namespace BayesLmm;

/// <summary>Decomposes the variance of a fit's response.</summary>
public static class VarianceExtensions
{
    /// <summary>Where the response's variance comes from, with intraclass correlations and R².</summary>
    /// <param name="fit">The fit.</param>
    public static VarianceDecomposition DecomposeVariance(this RemlFit fit) => VarianceDecomposer.Decompose(fit);
}
