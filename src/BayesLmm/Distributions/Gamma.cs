using BayesLmm.Numerics;
using MathNet.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The gamma distribution with mean <paramref name="Shape"/> / <paramref name="Rate"/>.</summary>
internal sealed record Gamma(double Shape, double Rate) : PositiveDistribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } =
        new("gamma", [Unitless("shape"), Positive("rate")], numbers => new Gamma(numbers[0], numbers[1]));

    private readonly double logNormalizer = (Shape * Math.Log(Rate)) - SpecialFunctions.GammaLn(Shape);

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Shape, Rate];

    /// <inheritdoc/>
    protected override double ProbabilityAbovePositive(double x) => SpecialFunctions.GammaUpperRegularized(Shape, Rate * x);

    /// <inheritdoc/>
    protected override double LogDensityOfPositive(double x, out double slope)
    {
        slope = ((Shape - 1) / x) - Rate;
        return logNormalizer + ((Shape - 1) * Math.Log(x)) - (Rate * x);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => random.NextGamma(Shape) / Rate;
}
