using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>The improper uniform distribution over all values a parameter can have.</summary>
public sealed record Flat : Distribution
{
    /// <summary>Its form in the language.</summary>
    public static DistributionSignature Signature { get; } = new("flat", [], _ => new Flat());

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [];

    /// <inheritdoc/>
    public override bool IsProper => false;

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => 1;

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        slope = 0;
        return 0;
    }

    /// <summary>Always thrown: a flat distribution has no draws.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override double Sample(RandomStream random) => throw new InvalidOperationException("A flat prior is improper: there is no draw from it.");
}
