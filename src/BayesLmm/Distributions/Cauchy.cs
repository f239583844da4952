using BayesLmm.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The Cauchy distribution: Student's t with one degree of freedom.</summary>
internal sealed record Cauchy(double Location, double Scale) : Distribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } =
        new("cauchy", [Real("location"), Positive("scale")], numbers => new Cauchy(numbers[0], numbers[1]));

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Location, Scale];

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => 0.5 + (Math.Atan((Location - x) / Scale) / Math.PI);

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        double z = (x - Location) / Scale;
        slope = -2 * z / ((1 + (z * z)) * Scale);
        return -Math.Log(Math.PI * Scale) - double.LogP1(z * z);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Location + (Scale * Math.Tan(Math.PI * (random.NextUniform() - 0.5)));

    /// <summary>By the quantile function: P(X &gt; x) = atan(scale / (x − location)) / π.</summary>
    protected override double SampleTail(RandomStream random) =>
        Math.Max(0, Location + (Scale / Math.Tan(Math.Atan(-Scale / Location) * random.NextUniform())));
}
