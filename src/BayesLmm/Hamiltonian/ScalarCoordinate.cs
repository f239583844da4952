using BayesLmm.Models.Priors;

namespace BayesLmm.Hamiltonian;

/// <summary>
/// One parameter as the sampler sees it: a real coordinate x, mapped onto the values that its prior allows. The whole line is mapped by the identity, a half-line by
/// lower + exp(x), an interval by lower + (upper − lower) / (1 + exp(−x)); a constant has no coordinate.
/// </summary>
internal sealed class ScalarCoordinate
{
    private readonly Distribution prior;
    private readonly double lower;
    private readonly double upper;
    private readonly double logNormalizer;

    private ScalarCoordinate(Distribution prior, int index, bool positive)
    {
        this.prior = prior;
        Index = prior is Constant ? -1 : index;
        (lower, upper) = prior.Support;
        if (positive)
        {
            lower = Math.Max(0, lower);
            logNormalizer = prior is Constant ? 0 : Math.Log(prior.ProbabilityPositive);
        }
    }

    /// <summary>Where the coordinate stands in the sampler's position, or −1 for a constant.</summary>
    public int Index { get; }

    /// <summary>A parameter that can have any real value.</summary>
    public static ScalarCoordinate Real(Distribution prior, ref int next) => Take(new ScalarCoordinate(prior, next, positive: false), ref next);

    /// <summary>A positive parameter; its prior is cut at zero and normalised again.</summary>
    public static ScalarCoordinate Positive(Distribution prior, ref int next) => Take(new ScalarCoordinate(prior, next, positive: true), ref next);

    private static ScalarCoordinate Take(ScalarCoordinate coordinate, ref int next)
    {
        next += coordinate.Index < 0 ? 0 : 1;
        return coordinate;
    }

    /// <summary>The parameter's value at a position.</summary>
    public double Value(ReadOnlySpan<double> position)
    {
        if (Index < 0)
        {
            return lower;
        }

        double x = position[Index];
        if (double.IsFinite(upper))
        {
            return lower + ((upper - lower) / (1 + Math.Exp(-x)));
        }

        return double.IsFinite(lower) ? lower + Math.Exp(x) : x;
    }

    /// <summary>∂ value / ∂x at a position; 0 for a constant.</summary>
    public double Slope(ReadOnlySpan<double> position)
    {
        if (Index < 0)
        {
            return 0;
        }

        double x = position[Index];
        if (double.IsFinite(upper))
        {
            double t = 1 / (1 + Math.Exp(-x));
            return (upper - lower) * t * (1 - t);
        }

        return double.IsFinite(lower) ? Math.Exp(x) : 1;
    }

    /// <summary>The position that has this value, for starting points; values outside the support are moved inside.</summary>
    public double Position(double value)
    {
        if (double.IsFinite(upper))
        {
            double t = Math.Clamp((value - lower) / (upper - lower), 1e-3, 1 - 1e-3);
            return Math.Log(t / (1 - t));
        }

        return double.IsFinite(lower) ? Math.Log(Math.Max(value - lower, 1e-8)) : value;
    }

    /// <summary>log p(value) + log |∂ value / ∂x|; its derivative by x is added to the gradient.</summary>
    public double AddLogPrior(ReadOnlySpan<double> position, Span<double> gradient)
    {
        if (Index < 0)
        {
            return 0;
        }

        double logDensity = prior.LogDensity(Value(position), out double slope) - logNormalizer;
        double logJacobian = LogJacobian(position[Index], out double jacobianSlope);
        gradient[Index] += (slope * Slope(position)) + jacobianSlope;
        return logDensity + logJacobian;
    }

    private double LogJacobian(double x, out double slope)
    {
        if (double.IsFinite(upper))
        {
            double magnitude = Math.Abs(x);
            slope = -Math.Tanh(x / 2);
            return Math.Log(upper - lower) - magnitude - (2 * double.LogP1(Math.Exp(-magnitude)));
        }

        slope = double.IsFinite(lower) ? 1 : 0;
        return double.IsFinite(lower) ? x : 0;
    }
}
