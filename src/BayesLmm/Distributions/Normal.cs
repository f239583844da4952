using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The normal distribution with mean <paramref name="Mean"/> and standard deviation <paramref name="Sd"/>.</summary>
internal sealed record Normal(double Mean, double Sd) : Distribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } = new("normal", [Real("mean"), Positive("sd")], numbers => new Normal(numbers[0], numbers[1]));

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Mean, Sd];

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => MathNet.Numerics.Distributions.Normal.CDF(0, 1, (Mean - x) / Sd);

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        double z = (x - Mean) / Sd;
        slope = -z / Sd;
        return -NormalConstants.HalfLog2Pi - Math.Log(Sd) - (0.5 * z * z);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Mean + (Sd * random.NextNormal());

    /// <summary>By rejection from a shifted exponential (Robert 1995, Statistics and Computing 5:121).</summary>
    protected override double SampleTail(RandomStream random)
    {
        double start = -Mean / Sd, rate = 0.5 * (start + Math.Sqrt((start * start) + 4));
        double excess, distance;
        do
        {
            excess = random.NextExponential() / rate;
            distance = start + excess - rate;
        }
        while (random.NextExponential() < 0.5 * distance * distance);
        return Sd * excess;
    }
}
