using BayesLmm.Densities.Coordinates;

namespace BayesLmm.Densities;

/// <summary>
/// How a coefficient takes part in the marginal density. With a flat or normal prior it is integrated out. The same holds for student_t, cauchy and laplace
/// priors, which are normal given a mixing scale w that is sampled in its place: β | w ~ N(location, scale² w). With any other prior it is sampled itself; a
/// constant is neither integrated out nor sampled.
/// </summary>
internal abstract record CoefficientRole
{
    /// <summary>Integrated out under β ~ N(<paramref name="Location"/>, 1 / <paramref name="Precision"/>); precision 0 is a flat prior.</summary>
    internal sealed record Conjugate(double Location, double Precision) : CoefficientRole;

    /// <summary>Integrated out given w; x = log w is the coordinate.</summary>
    internal sealed record ScaleMixture(double Location, double Scale, Mixing Mixing, int Index) : CoefficientRole;

    /// <summary>Sampled, or constant when the coordinate has no index.</summary>
    internal sealed record Sampled(ScalarCoordinate Coordinate) : CoefficientRole;

    /// <summary>The role that a prior requires.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="next">The next free coordinate; moved on when one is taken.</param>
    public static CoefficientRole For(Distribution prior, ref int next) => prior switch
    {
        Flat => new Conjugate(0, 0),
        Normal normal => new Conjugate(normal.Mean, 1 / (normal.Sd * normal.Sd)),
        StudentT t => new ScaleMixture(t.Location, t.Scale, Mixing.InverseGamma(t.Df), next++),
        Cauchy cauchy => new ScaleMixture(cauchy.Location, cauchy.Scale, Mixing.InverseGamma(1), next++),
        Laplace laplace => new ScaleMixture(laplace.Location, laplace.Scale, Mixing.Exponential, next++),
        _ => new Sampled(ScalarCoordinate.Real(prior, ref next)),
    };
}

/// <summary>The distribution of the mixing scale w of a normal scale mixture, on the coordinate x = log w (Andrews &amp; Mallows 1974).</summary>
/// <param name="Df">Degrees of freedom ν of a t prior, w ~ inv_gamma(ν/2, ν/2); 0 for the laplace prior, w ~ exponential(1/2).</param>
/// <param name="LogNormalizer">Logarithm of the density's constant.</param>
internal readonly record struct Mixing(double Df, double LogNormalizer)
{
    /// <summary>Of the laplace distribution.</summary>
    public static Mixing Exponential => new(0, Math.Log(0.5));

    /// <summary>Of Student's t.</summary>
    public static Mixing InverseGamma(double df) => new(df, (0.5 * df * Math.Log(0.5 * df)) - MathNet.Numerics.SpecialFunctions.GammaLn(0.5 * df));

    /// <summary>The log density of x = log w.</summary>
    public double LogDensity(double x, out double slope)
    {
        if (Df == 0)
        {
            double half = 0.5 * Math.Exp(x);
            slope = 1 - half;
            return LogNormalizer + x - half;
        }

        double inverse = 0.5 * Df * Math.Exp(-x);
        slope = inverse - (0.5 * Df);
        return LogNormalizer - (0.5 * Df * x) - inverse;
    }
}
