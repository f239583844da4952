using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The distribution of exp(z), z normal.</summary>
/// <param name="MeanLog">Mean of the logarithm.</param>
/// <param name="SdLog">Standard deviation of the logarithm.</param>
internal sealed record LogNormal(double MeanLog, double SdLog) : PositiveDistribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } =
        new("lognormal", [Real("meanlog"), Positive("sdlog")], numbers => new LogNormal(numbers[0], numbers[1]));

    /// <inheritdoc/>
    public override string Name => Signature.Name;

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
