using BayesLmm.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The logistic distribution.</summary>
internal sealed record Logistic(double Location, double Scale) : Distribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } =
        new("logistic", [Real("location"), Positive("scale")], numbers => new Logistic(numbers[0], numbers[1]));

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Location, Scale];

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => 1 / (1 + Math.Exp((x - Location) / Scale));

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        // Symmetric in z, so |z| keeps the exponential from overflowing.
        double z = (x - Location) / Scale;
        slope = -Math.Tanh(z / 2) / Scale;
        double magnitude = Math.Abs(z);
        return -magnitude - Math.Log(Scale) - (2 * double.LogP1(Math.Exp(-magnitude)));
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random)
    {
        double u = random.NextUniform();
        return Location + (Scale * Math.Log(u / (1 - u)));
    }

    /// <summary>By the quantile function: the odds of exceeding x are exp(−(x − location) / scale).</summary>
    protected override double SampleTail(RandomStream random)
    {
        // x = location + scale log((1 − p) / p), p = u P(X > 0); log P(X > 0) = location/scale − log(1 + exp(location/scale)) takes the location out.
        double logOdds = Location / Scale, u = random.NextUniform();
        double p = u * ProbabilityPositive;
        return Scale * (double.LogP1(-p) - Math.Log(u) + double.LogP1(Math.Exp(logOdds)));
    }
}
