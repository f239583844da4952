using BayesLmm.Numerics;
using MathNet.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The inverse gamma distribution: 1/x has a gamma distribution with rate <paramref name="Scale"/>.</summary>
internal sealed record InverseGamma(double Shape, double Scale) : PositiveDistribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } =
        new("inv_gamma", [Unitless("shape"), Positive("scale")], numbers => new InverseGamma(numbers[0], numbers[1]));

    private readonly double logNormalizer = (Shape * Math.Log(Scale)) - SpecialFunctions.GammaLn(Shape);

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Shape, Scale];

    /// <inheritdoc/>
    protected override double ProbabilityAbovePositive(double x) => SpecialFunctions.GammaLowerRegularized(Shape, Scale / x);

    /// <inheritdoc/>
    protected override double LogDensityOfPositive(double x, out double slope)
    {
        slope = ((Scale / x) - Shape - 1) / x;
        return logNormalizer - ((Shape + 1) * Math.Log(x)) - (Scale / x);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Scale / random.NextGamma(Shape);
}
