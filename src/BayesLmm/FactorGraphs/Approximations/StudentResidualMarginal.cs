using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Approximations;

/// <summary>
/// The joint distribution of the precision τ and the degrees of freedom ν of student_t residuals, on a grid about its mode in t = log τ and a coordinate s of
/// ν.
/// </summary>
/// <param name="Coordinate">What s is.</param>
/// <param name="LogPrecisions">t of the points.</param>
/// <param name="NuCoordinates">s of the points.</param>
/// <param name="Weights">The probabilities of the points, which sum to 1.</param>
/// <param name="Steps">The grid's two steps, (t, s) each: 0 in a direction that is known.</param>
internal sealed record StudentResidualMarginal(
    DegreesOfFreedomScale Coordinate, EquatableArray<double> LogPrecisions, EquatableArray<double> NuCoordinates, EquatableArray<double> Weights,
    EquatableArray<double> Steps)
{
    /// <summary>E σ and its standard deviation, σ = τ^(−½).</summary>
    public (double Mean, double Sd) Scale => Moments(LogPrecisions, t => Math.Exp(-0.5 * t));

    /// <summary>E ν and its standard deviation.</summary>
    public (double Mean, double Sd) DegreesOfFreedom => Moments(NuCoordinates, Coordinate.ValueAt);

    /// <summary>A draw, uniform in the cell of a point.</summary>
    internal (double Precision, double DegreesOfFreedom) Draw(RandomStream random)
    {
        double left = random.NextUniform(), first = random.NextUniform() - 0.5, second = random.NextUniform() - 0.5;
        int i = 0;
        while (i < Weights.Count - 1 && left > Weights[i])
        {
            left -= Weights[i++];
        }

        return (
            Math.Exp(LogPrecisions[i] + (first * Steps[0]) + (second * Steps[2])),
            Coordinate.ValueAt(NuCoordinates[i] + (first * Steps[1]) + (second * Steps[3])));
    }

    private (double Mean, double Sd) Moments(EquatableArray<double> coordinates, Func<double, double> value)
    {
        double mean = 0, square = 0;
        for (int i = 0; i < Weights.Count; i++)
        {
            mean += Weights[i] * value(coordinates[i]);
        }

        for (int i = 0; i < Weights.Count; i++)
        {
            double distance = value(coordinates[i]) - mean;
            square += Weights[i] * distance * distance;
        }

        return (mean, Math.Sqrt(square));
    }
}

/// <summary>
/// The unconstrained coordinate s of degrees of freedom ν between two bounds: log(ν − lower), or where the upper one is finite the log odds log((ν − lower) /
/// (upper − ν)).
/// </summary>
/// <param name="Lower">What ν exceeds.</param>
/// <param name="Upper">What it is less than; may be +∞.</param>
internal readonly record struct DegreesOfFreedomScale(double Lower, double Upper)
{
    /// <summary>ν at s.</summary>
    public double ValueAt(double s) => Lower + (double.IsFinite(Upper) ? (Upper - Lower) / (1 + Math.Exp(-s)) : Math.Exp(s));

    /// <summary>s of ν.</summary>
    public double CoordinateOf(double nu) => Math.Log(nu - Lower) - (double.IsFinite(Upper) ? Math.Log(Upper - nu) : 0);

    /// <summary>log dν/ds at s.</summary>
    public double LogSlopeAt(double s) => double.IsFinite(Upper) ? Math.Log(Upper - Lower) - s - (2 * double.LogP1(Math.Exp(-s))) : s;
}
