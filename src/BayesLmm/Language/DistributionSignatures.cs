using BayesLmm.Numerics;

namespace BayesLmm.Language;

/// <summary>Which values a distribution's parameter may take. All of them are finite.</summary>
public enum ParameterDomain
{
    /// <summary>Any finite number.</summary>
    Real,

    /// <summary>A finite number above 0.</summary>
    Positive,
}

/// <summary>One parameter of a distribution.</summary>
/// <param name="Name">Its name, as messages write it.</param>
/// <param name="Domain">The values that it may take.</param>
public sealed record DistributionParameter(string Name, ParameterDomain Domain);

/// <summary>A distribution that a prior may name, with its parameters in order.</summary>
/// <param name="Name">Its name in the language.</param>
/// <param name="Parameters">Its parameters, in the order of the arguments.</param>
public sealed record DistributionSignature(string Name, EquatableArray<DistributionParameter> Parameters)
{
    /// <summary>The signature as text: <c>normal(mean, sd)</c>.</summary>
    public override string ToString() => $"{Name}({string.Join(", ", Parameters.Select(parameter => parameter.Name))})";
}

/// <summary>The distributions of the language. What they mean is decided by the stage that makes priors of them; here is their form.</summary>
public static class DistributionSignatures
{
    /// <summary>All distributions, in the order in which messages list them.</summary>
    public static EquatableArray<DistributionSignature> All { get; } =
    [
        new("normal", [Real("mean"), Positive("sd")]),
        new("student_t", [Positive("df"), Real("location"), Positive("scale")]),
        new("cauchy", [Real("location"), Positive("scale")]),
        new("laplace", [Real("location"), Positive("scale")]),
        new("logistic", [Real("location"), Positive("scale")]),
        new("exponential", [Positive("rate")]),
        new("gamma", [Positive("shape"), Positive("rate")]),
        new("inv_gamma", [Positive("shape"), Positive("scale")]),
        new("lognormal", [Real("meanlog"), Positive("sdlog")]),
        new("uniform", [Real("lower"), Real("upper")]),
        new("lkj", [Positive("eta")]),
        new("flat", []),
        new("constant", [Real("value")]),
    ];

    /// <summary>The names of all distributions.</summary>
    public static IEnumerable<string> Names => All.Select(signature => signature.Name);

    /// <summary>The signature of that name, or null. Names are case-sensitive.</summary>
    public static DistributionSignature? Find(string name) => All.FirstOrDefault(signature => signature.Name == name);

    private static DistributionParameter Real(string name) => new(name, ParameterDomain.Real);

    private static DistributionParameter Positive(string name) => new(name, ParameterDomain.Positive);
}
