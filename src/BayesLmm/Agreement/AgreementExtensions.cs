using BayesLmm.Agreement;

namespace BayesLmm;

/// <summary>Compares engines' answers with each other.</summary>
public static class AgreementExtensions
{
    /// <summary>Compares a posterior with the REML fit of the same model, and checks the identity that binds the two.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="fit">The REML fit.</param>
    public static AgreementReport CompareWith(this Posterior posterior, RemlFit fit) => EngineComparison.Compare(posterior, fit);
}
