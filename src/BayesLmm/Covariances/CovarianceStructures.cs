using BayesLmm.Numerics;

namespace BayesLmm.Covariances;

/// <summary>The covariance structures that a model can name.</summary>
internal static class CovarianceStructures
{
    /// <summary>All of them.</summary>
    public static EquatableArray<CovarianceStructure> All { get; } = [new Unstructured(), new Diagonal()];

    /// <summary>The structure for a formula's bar.</summary>
    public static CovarianceStructure WithBar(string bar) => All.Single(structure => structure.Bar == bar);
}
