using BayesLmm.Numerics;

namespace BayesLmm.Distributions;

/// <summary>Which values a distribution's parameter may take. All of them are finite.</summary>
internal enum ParameterDomain
{
    /// <summary>Any finite number.</summary>
    Real,

    /// <summary>A finite number above 0.</summary>
    Positive,

    /// <summary>A number above 0 that has no unit, such as degrees of freedom.</summary>
    Shape,
}

/// <summary>One parameter of a distribution.</summary>
/// <param name="Name">Its name, as messages write it.</param>
/// <param name="Domain">The values that it may take.</param>
internal sealed record DistributionParameter(string Name, ParameterDomain Domain)
{
    /// <summary>The largest size that can be computed with: beyond it not even ratios of such sizes are numbers.</summary>
    public double Largest => Domain == ParameterDomain.Shape ? 1e9 : 1e250;

    /// <summary>The smallest size other than 0 that can be computed with.</summary>
    public double Smallest => Domain == ParameterDomain.Shape ? 1e-6 : 1e-250;

    internal static DistributionParameter Real(string name) => new(name, ParameterDomain.Real);

    internal static DistributionParameter Positive(string name) => new(name, ParameterDomain.Positive);

    internal static DistributionParameter Unitless(string name) => new(name, ParameterDomain.Shape);
}

/// <summary>The form of a distribution in the language: its name and its parameters in order, and how it is made of them.</summary>
internal sealed record DistributionSignature
{
    internal DistributionSignature(string name, EquatableArray<DistributionParameter> parameters, Func<IReadOnlyList<double>, PriorDistribution> create)
    {
        Name = name;
        Parameters = parameters;
        Create = create;
    }

    /// <summary>Its name in the language.</summary>
    public string Name { get; }

    /// <summary>Its parameters, in the order of the arguments.</summary>
    public EquatableArray<DistributionParameter> Parameters { get; }

    /// <summary>Whether the two parameters are bounds, so that the first lies below the second.</summary>
    public bool AreBounds { get; internal init; }

    /// <summary>Makes the distribution of as many numbers as there are parameters, each in its domain.</summary>
    internal Func<IReadOnlyList<double>, PriorDistribution> Create { get; }

    /// <summary>The signature as text: <c>normal(mean, sd)</c>.</summary>
    public override string ToString() => $"{Name}({string.Join(", ", Parameters.Select(parameter => parameter.Name))})";
}
