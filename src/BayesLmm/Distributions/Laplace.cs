using BayesLmm.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The double exponential distribution with density exp(−|x − location| / scale) / (2 scale).</summary>
internal sealed record Laplace(double Location, double Scale) : Distribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } =
        new("laplace", [Real("location"), Positive("scale")], numbers => new Laplace(numbers[0], numbers[1]));

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Location, Scale];

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => Location >= x ? 1 - (0.5 * Math.Exp((x - Location) / Scale)) : 0.5 * Math.Exp((Location - x) / Scale);

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        slope = -Math.Sign(x - Location) / Scale;
        return -Math.Log(2 * Scale) - (Math.Abs(x - Location) / Scale);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Location + (Scale * (random.NextExponential() - random.NextExponential()));

    /// <summary>An exponential distribution has no memory.</summary>
    protected override double SampleTail(RandomStream random) => Scale * random.NextExponential();
}
