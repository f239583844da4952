using BayesLmm.Numerics;
using BayesLmm.Numerics.Random;

namespace BayesLmm.FactorGraphs.Approximations;

/// <summary>The joint distribution of the precision τ and the degrees of freedom ν of student_t residuals, on a grid about its mode in t = log τ and s = log(ν − bound).</summary>
/// <param name="Bound">What ν exceeds.</param>
/// <param name="LogPrecisions">t of the points.</param>
/// <param name="LogExcesses">s of the points.</param>
/// <param name="Weights">The probabilities of the points, which sum to 1.</param>
/// <param name="Steps">The grid's two steps, (t, s) each: 0 in a direction that is known.</param>
public sealed record StudentResidualMarginal(
    double Bound, EquatableArray<double> LogPrecisions, EquatableArray<double> LogExcesses, EquatableArray<double> Weights, EquatableArray<double> Steps)
{
    /// <summary>E σ and its standard deviation, σ = τ^(−½).</summary>
    public (double Mean, double Sd) Scale => Moments(LogPrecisions, t => Math.Exp(-0.5 * t));

    /// <summary>E ν and its standard deviation.</summary>
    public (double Mean, double Sd) DegreesOfFreedom => Moments(LogExcesses, s => Bound + Math.Exp(s));

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
            Bound + Math.Exp(LogExcesses[i] + (first * Steps[1]) + (second * Steps[3])));
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
