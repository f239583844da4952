using BayesLmm.Numerics;
using BayesLmm.Numerics.Random;
using MathNet.Numerics;

namespace BayesLmm.Models.Priors;

/// <summary>A distribution of a positive quantity.</summary>
public abstract record PositiveDistribution : Distribution
{
    /// <inheritdoc/>
    public sealed override (double Lower, double Upper) Support => (0, double.PositiveInfinity);

    /// <inheritdoc/>
    public sealed override double ProbabilityAbove(double x) => x <= 0 ? 1 : ProbabilityAbovePositive(x);

    /// <summary>P(X &gt; x) for x &gt; 0.</summary>
    /// <param name="x">A positive value.</param>
    protected abstract double ProbabilityAbovePositive(double x);

    /// <inheritdoc/>
    public sealed override double LogDensity(double x, out double slope)
    {
        if (x <= 0)
        {
            slope = 0;
            return double.NegativeInfinity;
        }

        return LogDensityOfPositive(x, out slope);
    }

    /// <summary>log p(x) for x &gt; 0.</summary>
    /// <param name="x">A positive value.</param>
    /// <param name="slope">∂ log p / ∂x.</param>
    protected abstract double LogDensityOfPositive(double x, out double slope);
}

/// <summary>The exponential distribution with mean 1 / <paramref name="Rate"/>.</summary>
public sealed record Exponential(double Rate) : PositiveDistribution
{
    /// <inheritdoc/>
    public override string Name => "exponential";

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

/// <summary>The gamma distribution with mean <paramref name="Shape"/> / <paramref name="Rate"/>.</summary>
public sealed record Gamma(double Shape, double Rate) : PositiveDistribution
{
    private readonly double logNormalizer = (Shape * Math.Log(Rate)) - SpecialFunctions.GammaLn(Shape);

    /// <inheritdoc/>
    public override string Name => "gamma";

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

/// <summary>The inverse gamma distribution: 1/x has a gamma distribution with rate <paramref name="Scale"/>.</summary>
public sealed record InverseGamma(double Shape, double Scale) : PositiveDistribution
{
    private readonly double logNormalizer = (Shape * Math.Log(Scale)) - SpecialFunctions.GammaLn(Shape);

    /// <inheritdoc/>
    public override string Name => "inv_gamma";

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

/// <summary>The distribution of exp(z), z normal.</summary>
/// <param name="MeanLog">Mean of the logarithm.</param>
/// <param name="SdLog">Standard deviation of the logarithm.</param>
public sealed record LogNormal(double MeanLog, double SdLog) : PositiveDistribution
{
    /// <inheritdoc/>
    public override string Name => "lognormal";

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [MeanLog, SdLog];

    /// <inheritdoc/>
    protected override double ProbabilityAbovePositive(double x) => MathNet.Numerics.Distributions.Normal.CDF(0, 1, (MeanLog - Math.Log(x)) / SdLog);

    /// <inheritdoc/>
    protected override double LogDensityOfPositive(double x, out double slope)
    {
        double log = Math.Log(x);
        double z = (log - MeanLog) / SdLog;
        slope = -(1 + (z / SdLog)) / x;
        return -NormalConstants.HalfLog2Pi - Math.Log(SdLog) - log - (0.5 * z * z);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Math.Exp(MeanLog + (SdLog * random.NextNormal()));
}
