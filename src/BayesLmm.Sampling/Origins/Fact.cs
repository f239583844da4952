using BayesLmm.Numerics;

namespace BayesLmm.Sampling.Origins;

/// <summary>A named fact about a run: <c>warmup</c>, <c>stepSizes</c>.</summary>
/// <param name="Name">The name, as members of JSON are written.</param>
internal abstract record Fact(string Name)
{
    /// <summary>A number; one that is not finite is unknown.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Value">The number.</param>
    public sealed record Number(string Name, double Value) : Fact(Name);

    /// <summary>A word of a closed vocabulary.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Value">The word.</param>
    public sealed record Word(string Name, string Value) : Fact(Name);

    /// <summary>Several numbers.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Values">The numbers.</param>
    public sealed record Numbers(string Name, EquatableArray<double> Values) : Fact(Name);
}
