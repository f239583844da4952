using BayesLmm.Distributions;

namespace BayesLmm.Densities.Coordinates;

/// <summary>
/// One parameter in the sampler's view: a real coordinate x, mapped onto the values that its prior allows; see <see cref="CoordinateKind"/>.
/// A constant has no coordinate.
/// </summary>
internal sealed class ScalarCoordinate
{
    /// <summary>
    /// A signed standard deviation stays this part of its scale away from zero, where the gradient is computed as 0/0. The density is smooth there, so its
    /// value changes by a part of this size only.
    /// </summary>
    private const double SmallestPart = 1e-8;

    private readonly Distribution prior;
    private readonly CoordinateKind kind;
    private readonly double lower;
    private readonly double upper;
    private readonly double scale;
    private readonly double logNormalizer;

    private ScalarCoordinate(Distribution prior, CoordinateKind kind, double lower, double upper, double scale, double logNormalizer, ref int next)
    {
        this.prior = prior;
        this.kind = kind;
        this.lower = lower;
        this.upper = upper;
        this.scale = scale;
        this.logNormalizer = logNormalizer;
        Index = kind == CoordinateKind.Constant ? -1 : next++;
    }

    /// <summary>Where the coordinate stands in the sampler's position, or −1 for a constant.</summary>
    public int Index { get; }

    /// <summary>Whether x and −x stand for the same value.</summary>
    public bool IsFolded => kind == CoordinateKind.Folded;

    /// <summary>Whether the value may have either sign and means its absolute value.</summary>
    public bool IsSigned => kind == CoordinateKind.Signed;

    /// <summary>Whether x is the value itself.</summary>
    public bool IsReal => kind == CoordinateKind.Real;

    /// <summary>Whether the value lies between two bounds, so that x is its logit.</summary>
    public bool IsBetweenBounds => kind == CoordinateKind.Interval;

    /// <summary>How x is mapped onto the parameter's values, in words.</summary>
    public string Description => kind switch
    {
        CoordinateKind.HalfLine => lower == 0 ? "logarithm" : FormattableString.Invariant($"logarithm above {lower}"),
        CoordinateKind.Interval => FormattableString.Invariant($"logit between {lower} and {upper}"),
        CoordinateKind.Signed => "signed and stretched by asinh, smooth through zero",
        CoordinateKind.Folded => "stretched by asinh, and folded at zero",
        _ => "as it is",
    };

    /// <summary>A parameter that can have any real value.</summary>
    public static ScalarCoordinate Real(Distribution prior, ref int next)
    {
        (double lower, double upper) = prior.Support;
        return new ScalarCoordinate(prior, KindFor(prior, lower, upper), lower, upper, 1, 0, ref next);
    }

    /// <summary>A positive parameter on the logarithmic scale, or on an interval; its prior is truncated at zero and renormalised.</summary>
    public static ScalarCoordinate Positive(Distribution prior, ref int next)
    {
        (double lower, double upper) = prior.Support;
        lower = Math.Max(0, lower);
        return new ScalarCoordinate(prior, KindFor(prior, lower, upper), lower, upper, 1, LogPositive(prior), ref next);
    }

    /// <summary>
    /// A parameter that exceeds a bound, on the logarithm of what it exceeds it by, or on an interval; its prior is truncated there and renormalised.
    /// </summary>
    public static ScalarCoordinate Above(double bound, Distribution prior, ref int next)
    {
        (double lower, double upper) = prior.Support;
        lower = prior is Constant ? lower : Math.Max(bound, lower);
        return new ScalarCoordinate(prior, KindFor(prior, lower, upper), lower, upper, 1, prior is Constant ? 0 : Math.Log(prior.ProbabilityAbove(bound)),
            ref next);
    }

    /// <summary>
    /// A standard deviation that may be near zero: signed, when the prior has a positive finite density at zero and the sign does not matter to the
    /// model; otherwise as <see cref="Positive"/>.
    /// </summary>
    /// <param name="prior">The prior; its positive half is meant.</param>
    /// <param name="scale">The size from which the data can distinguish the standard deviation from zero.</param>
    /// <param name="next">The next free index; moved on when it is taken.</param>
    /// <param name="isFolded">Whether the model sees its absolute value, so that x and −x are the same.</param>
    public static ScalarCoordinate StandardDeviation(Distribution prior, double scale, ref int next, bool isFolded = false)
    {
        bool isOpenAtZero =
            prior.Support is { Lower: <= 0, Upper: double.PositiveInfinity } && double.IsFinite(prior.LogDensity(double.Epsilon, out double slope))
            && Math.Abs(slope) < 1e6 / scale;
        return isOpenAtZero
            ? new ScalarCoordinate(
                prior, isFolded ? CoordinateKind.Folded : CoordinateKind.Signed, double.NegativeInfinity, double.PositiveInfinity, scale,
                LogPositive(prior) + Math.Log(2), ref next)
            : Positive(prior, ref next);
    }

    private static double LogPositive(Distribution prior) => prior is Constant ? 0 : Math.Log(prior.ProbabilityPositive);

    private static CoordinateKind KindFor(Distribution prior, double lower, double upper) =>
        prior is Constant ? CoordinateKind.Constant
        : double.IsFinite(upper) ? CoordinateKind.Interval
        : double.IsFinite(lower) ? CoordinateKind.HalfLine
        : CoordinateKind.Real;

    /// <summary>The parameter's value at a position; of a signed standard deviation with its sign.</summary>
    public double Value(ReadOnlySpan<double> position) => kind switch
    {
        CoordinateKind.Constant => lower,
        CoordinateKind.Interval => lower + ((upper - lower) / (1 + Math.Exp(-position[Index]))),
        CoordinateKind.HalfLine => lower + Math.Exp(position[Index]),
        CoordinateKind.Signed => AwayFromZero(scale * Math.Sinh(position[Index])),
        CoordinateKind.Folded => scale * Math.Sinh(Math.Abs(position[Index])),
        _ => position[Index],
    };

    /// <summary>∂ value / ∂x at a position; 0 for a constant.</summary>
    public double Slope(ReadOnlySpan<double> position)
    {
        switch (kind)
        {
            case CoordinateKind.Constant:
                return 0;
            case CoordinateKind.Interval:
                double t = 1 / (1 + Math.Exp(-position[Index]));
                return (upper - lower) * t * (1 - t);
            case CoordinateKind.HalfLine:
                return Math.Exp(position[Index]);
            case CoordinateKind.Signed:
                return scale * Math.Cosh(position[Index]);
            case CoordinateKind.Folded:
                return Math.CopySign(scale * Math.Cosh(position[Index]), position[Index]);
            default:
                return 1;
        }
    }

    /// <summary>The position that has this value, for starting points; values outside the support are moved inside.</summary>
    public double Position(double value)
    {
        switch (kind)
        {
            case CoordinateKind.Interval:
                double t = Math.Clamp((value - lower) / (upper - lower), 1e-3, 1 - 1e-3);
                return Math.Log(t / (1 - t));
            case CoordinateKind.HalfLine:
                return Math.Log(Math.Max(value - lower, 1e-300));
            case CoordinateKind.Signed or CoordinateKind.Folded:
                return Math.Asinh(value / scale);
            default:
                return value;
        }
    }

    /// <summary>Writes the coordinate of a value into a position; nothing for a constant.</summary>
    public void Place(double value, Span<double> position)
    {
        if (Index >= 0)
        {
            position[Index] = Position(value);
        }
    }

    /// <summary>log p(value) + log |∂ value / ∂x|; its derivative by x is added to the gradient.</summary>
    public double AddLogPrior(ReadOnlySpan<double> position, Span<double> gradient)
    {
        if (kind == CoordinateKind.Constant)
        {
            return 0;
        }

        double value = Value(position);
        double logDensity = prior.LogDensity(kind == CoordinateKind.Signed ? Math.Abs(value) : value, out double slope) - logNormalizer;
        double logJacobian = LogJacobian(position[Index], out double jacobianSlope);
        double sign = kind == CoordinateKind.Signed ? Math.Sign(value) : 1;
        gradient[Index] += (sign * slope * Slope(position)) + jacobianSlope;
        return logDensity + logJacobian;
    }

    private double LogJacobian(double x, out double slope)
    {
        double magnitude = Math.Abs(x);
        switch (kind)
        {
            case CoordinateKind.Interval:
                slope = -Math.Tanh(x / 2);
                return Math.Log(upper - lower) - magnitude - (2 * double.LogP1(Math.Exp(-magnitude)));
            case CoordinateKind.HalfLine:
                slope = 1;
                return x;
            case CoordinateKind.Signed or CoordinateKind.Folded:
                // log cosh x without overflow.
                slope = Math.Tanh(x);
                return Math.Log(scale / 2) + magnitude + double.LogP1(Math.Exp(-2 * magnitude));
            default:
                slope = 0;
                return 0;
        }
    }

    private double AwayFromZero(double value) => Math.Abs(value) < SmallestPart * scale ? Math.CopySign(SmallestPart * scale, value) : value;
}

/// <summary>How a coordinate x is mapped onto a parameter's values.</summary>
internal enum CoordinateKind
{
    /// <summary>Not at all: the parameter has one value.</summary>
    Constant,

    /// <summary>value = x.</summary>
    Real,

    /// <summary>value = lower + exp(x).</summary>
    HalfLine,

    /// <summary>value = lower + (upper − lower) / (1 + exp(−x)).</summary>
    Interval,

    /// <summary>
    /// value = scale · sinh(x), whose absolute value is the standard deviation. Changing its sign, and that of the effect's row of the correlation factor,
    /// leaves the covariance matrix unchanged. The density is smooth through zero and of order one there, where log s would have a long tail that ends in a
    /// cliff; far out sinh is an exponential, which keeps tails short as log s does.
    /// </summary>
    Signed,

    /// <summary>
    /// value = scale · sinh|x|: the same without the sign, for densities in whose coordinates a change of sign is no symmetry, because they are made for one
    /// side of zero. The density has a kink at zero where group effects are not integrated out.
    /// </summary>
    Folded,
}
