using BayesLmm.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>All mass on one value: the parameter is fixed there and not estimated.</summary>
internal sealed record Constant(double Value) : Distribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } = new("constant", [Real("value")], numbers => new Constant(numbers[0]));

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Value];

    /// <inheritdoc/>
    public override (double Lower, double Upper) Support => (Value, Value);

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => Value > x ? 1 : 0;

    /// <summary>0 at the value, as a density over no remaining dimension.</summary>
    public override double LogDensity(double x, out double slope)
    {
        slope = 0;
        return x == Value ? 0 : double.NegativeInfinity;
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Value;
}
