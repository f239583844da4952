using BayesLmm.Numerics;

namespace BayesLmm.Distributions;

/// <summary>The distributions of the language.</summary>
internal static class DistributionSignatures
{
    /// <summary>All distributions, in the order in which messages list them.</summary>
    public static EquatableArray<DistributionSignature> All { get; } =
    [
        Normal.Signature,
        StudentT.Signature,
        Cauchy.Signature,
        Laplace.Signature,
        Logistic.Signature,
        Exponential.Signature,
        Gamma.Signature,
        InverseGamma.Signature,
        LogNormal.Signature,
        Uniform.Signature,
        Lkj.Signature,
        Flat.Signature,
        Constant.Signature,
    ];

    /// <summary>The names of all distributions.</summary>
    public static IEnumerable<string> Names => All.Select(signature => signature.Name);

    /// <summary>The signature of that name, or null. Names are case-sensitive.</summary>
    public static DistributionSignature? Find(string name) => All.FirstOrDefault(signature => signature.Name == name);
}
