using BayesLmm.Numerics;

namespace BayesLmm.Families;

/// <summary>The families of the language.</summary>
internal static class KnownFamilies
{
    /// <summary>All families, in the order in which messages list them.</summary>
    public static EquatableArray<Family> All { get; } =
    [
        new GaussianFamily(),
        new StudentTFamily(),
        new BernoulliFamily(),
        new BinomialFamily(),
        new PoissonFamily(),
        new NegativeBinomialFamily(),
    ];

    /// <summary>The family of a model that names none.</summary>
    public static Family Default => All[0];

    /// <summary>The family of that name, or null. Names are case-sensitive.</summary>
    public static Family? Find(string name) => All.FirstOrDefault(family => family.Name == name);
}
