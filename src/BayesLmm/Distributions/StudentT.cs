using BayesLmm.Numerics;
using MathNet.Numerics;
using static BayesLmm.Distributions.DistributionParameter;

namespace BayesLmm.Distributions;

/// <summary>Student's t with <paramref name="Df"/> degrees of freedom, shifted to <paramref name="Location"/> and scaled.</summary>
internal sealed record StudentT(double Df, double Location, double Scale) : Distribution
{
    /// <summary>Its form in the language.</summary>
    internal static DistributionSignature Signature { get; } =
        new("student_t", [Unitless("df"), Real("location"), Positive("scale")], numbers => new StudentT(numbers[0], numbers[1], numbers[2]));

    private readonly double logNormalizer =
        SpecialFunctions.GammaLn((Df + 1) / 2) - SpecialFunctions.GammaLn(Df / 2) - (0.5 * Math.Log(Df * Math.PI)) - Math.Log(Scale);

    /// <inheritdoc/>
    public override string Name => Signature.Name;

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Df, Location, Scale];

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => Location == x ? 0.5 : MathNet.Numerics.Distributions.StudentT.CDF(0, 1, Df, (Location - x) / Scale);

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        double z = (x - Location) / Scale;
        slope = -(Df + 1) * z / ((Df + (z * z)) * Scale);
        return logNormalizer - (0.5 * (Df + 1) * double.LogP1(z * z / Df));
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Location + (Scale * random.NextNormal() / Math.Sqrt(2 / Df * random.NextGamma(Df / 2)));

    /// <summary>
    /// By rejection from a Pareto distribution that touches the density at its highest point. With a = −location / scale, c² = ν + a² and z = a + x:
    /// ν + z² = (c + a x / c)² + ν x² / c², so (c + a x / c)^−(ν+1) is above the density (ν + z²)^−(ν+1)/2.
    /// </summary>
    protected override double SampleTail(RandomStream random)
    {
        double a = -Location / Scale, cc = Df + (a * a);
        double x, acceptance;
        do
        {
            x = cc / a * Math.Max(0, Math.Pow(random.NextUniform(), -1 / Df) - 1);

            // 1 − (ν x²/c²) / (c² + 2 a x + x²), written so that neither x = 0 nor x = ∞ is 0/0.
            acceptance = Math.Pow(1 - (Df / cc / ((cc / x / x) + (2 * a / x) + 1)), 0.5 * (Df + 1));
        }
        while (random.NextUniform() > acceptance);
        return Scale * x;
    }
}
