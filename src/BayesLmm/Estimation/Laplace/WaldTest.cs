namespace BayesLmm;

/// <summary>An estimate with its standard error, the test that it is 0, and an interval, all by the normal approximation.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="StandardError">Its standard error; NaN where it has none.</param>
/// <param name="Z">Estimate over standard error; null for parameters that cannot be tested against 0.</param>
/// <param name="PValue">Two-sided.</param>
/// <param name="Lower">The interval's lower end; NaN where there is none.</param>
/// <param name="Upper">Its upper end.</param>
public sealed record WaldTest(Parameter Parameter, double Estimate, double StandardError, double? Z, double? PValue, double Lower, double Upper)
{
    /// <summary>The parameter's name.</summary>
    public string Name => Parameter.Name;

    /// <summary>Of a coefficient.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="level">The interval's level.</param>
    internal static WaldTest OfCoefficient(ParameterEstimate estimate, double level)
    {
        double z = estimate.Estimate / estimate.StandardError, half = Quantile(level) * estimate.StandardError;
        double p = 2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -Math.Abs(z));
        return new WaldTest(
            estimate.Parameter, estimate.Estimate, estimate.StandardError, z, p, estimate.Estimate - half, estimate.Estimate + half);
    }

    /// <summary>Of a positive parameter, with an interval on the scale of its logarithm.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="level">The interval's level.</param>
    internal static WaldTest OfPositive(ParameterEstimate estimate, double level)
    {
        double factor = Math.Exp(Quantile(level) * estimate.StandardError / estimate.Estimate);
        return new WaldTest(
            estimate.Parameter, estimate.Estimate, estimate.StandardError, null, null, estimate.Estimate / factor, estimate.Estimate * factor);
    }

    /// <summary>Of a correlation, with an interval on the scale of its inverse hyperbolic tangent.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="level">The interval's level.</param>
    internal static WaldTest OfCorrelation(ParameterEstimate estimate, double level)
    {
        double r = estimate.Estimate, half = Quantile(level) * estimate.StandardError / (1 - (r * r));
        return new WaldTest(
            estimate.Parameter, r, estimate.StandardError, null, null, Math.Tanh(Math.Atanh(r) - half), Math.Tanh(Math.Atanh(r) + half));
    }

    private static double Quantile(double level) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 0.5 + (0.5 * level));
}
