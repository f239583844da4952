using BayesLmm.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The exponential distribution with mean 1 / <paramref name="Rate"/>.</summary>
internal sealed record Exponential(double Rate) : PositiveDistribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } = new("exponential", [Positive("rate")], numbers => new Exponential(numbers[0]));

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Rate];

    /// <inheritdoc/>
    protected override double ProbabilityAbovePositive(double x) => Math.Exp(-Rate * x);

    /// <inheritdoc/>
    protected override double LogDensityOfPositive(double x, out double slope)
    {
        slope = -Rate;
        return Math.Log(Rate) - (Rate * x);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => random.NextExponential() / Rate;
}
