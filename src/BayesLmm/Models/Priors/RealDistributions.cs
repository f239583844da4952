using BayesLmm.Numerics;
using BayesLmm.Numerics.Random;
using MathNet.Numerics;

namespace BayesLmm.Models.Priors;

/// <summary>The normal distribution with mean <paramref name="Mean"/> and standard deviation <paramref name="Sd"/>.</summary>
public sealed record Normal(double Mean, double Sd) : Distribution
{
    /// <inheritdoc/>
    public override string Name => "normal";

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

/// <summary>Student's t with <paramref name="Df"/> degrees of freedom, shifted to <paramref name="Location"/> and scaled.</summary>
public sealed record StudentT(double Df, double Location, double Scale) : Distribution
{
    private readonly double logNormalizer =
        SpecialFunctions.GammaLn((Df + 1) / 2) - SpecialFunctions.GammaLn(Df / 2) - (0.5 * Math.Log(Df * Math.PI)) - Math.Log(Scale);

    /// <inheritdoc/>
    public override string Name => "student_t";

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

/// <summary>The Cauchy distribution: Student's t with one degree of freedom.</summary>
public sealed record Cauchy(double Location, double Scale) : Distribution
{
    /// <inheritdoc/>
    public override string Name => "cauchy";

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

/// <summary>The double exponential distribution with density exp(−|x − location| / scale) / (2 scale).</summary>
public sealed record Laplace(double Location, double Scale) : Distribution
{
    /// <inheritdoc/>
    public override string Name => "laplace";

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [Location, Scale];

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => Location >= x ? 1 - (0.5 * Math.Exp((x - Location) / Scale)) : 0.5 * Math.Exp((Location - x) / Scale);

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        slope = -Math.Sign(x - Location) / Scale;
        return -Math.Log(2 * Scale) - (Math.Abs(x - Location) / Scale);
    }

    /// <inheritdoc/>
    public override double Sample(RandomStream random) => Location + (Scale * (random.NextExponential() - random.NextExponential()));

    /// <summary>An exponential distribution has no memory.</summary>
    protected override double SampleTail(RandomStream random) => Scale * random.NextExponential();
}

/// <summary>The logistic distribution.</summary>
public sealed record Logistic(double Location, double Scale) : Distribution
{
    /// <inheritdoc/>
    public override string Name => "logistic";

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

/// <summary>The uniform distribution between two numbers.</summary>
public sealed record Uniform(double Lower, double Upper) : Distribution
{
    /// <inheritdoc/>
    public override string Name => "uniform";

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

/// <summary>The improper uniform distribution over all values a parameter can have.</summary>
public sealed record Flat : Distribution
{
    /// <inheritdoc/>
    public override string Name => "flat";

    /// <inheritdoc/>
    public override EquatableArray<double> Arguments => [];

    /// <inheritdoc/>
    public override bool IsProper => false;

    /// <inheritdoc/>
    public override double ProbabilityAbove(double x) => 1;

    /// <inheritdoc/>
    public override double LogDensity(double x, out double slope)
    {
        slope = 0;
        return 0;
    }

    /// <summary>Always thrown: there is nothing to draw from.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override double Sample(RandomStream random) => throw new InvalidOperationException("A flat prior is improper: there is no draw from it.");
}

/// <summary>All mass on one value: the parameter is fixed there and not estimated.</summary>
public sealed record Constant(double Value) : Distribution
{
    /// <inheritdoc/>
    public override string Name => "constant";

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
