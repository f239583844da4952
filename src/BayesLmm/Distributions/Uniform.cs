using BayesLmm.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>The uniform distribution between two numbers.</summary>
internal sealed record Uniform(double Lower, double Upper) : Distribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } =
        new("uniform", [Real("lower"), Real("upper")], numbers => new Uniform(numbers[0], numbers[1])) { AreBounds = true };

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Lower, Upper];

    /// <inheritdoc/>
    public override (double Lower, double Upper) Support => (Lower, Upper);

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => Math.Clamp((Upper - x) / (Upper - Lower), 0, 1);

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        slope = 0;
        return x < Lower || x > Upper ? double.NegativeInfinity : -Math.Log(Upper - Lower);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Lower + ((Upper - Lower) * random.NextUniform());

    /// <inheritdoc/>
    protected override double SampleTail(RandomStream random) => Upper * random.NextUniform();
}
