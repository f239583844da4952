using BayesLmm.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.Estimation;

/// <summary>
/// What the likelihood does not determine about a fit: some of its variances are one choice among many of the same likelihood. Anything that is the same in all
/// of them is determined.
/// </summary>
/// <param name="Directions">In how many directions the variances can move.</param>
/// <param name="TradeOffs">Which of them trade off, and what the data hold.</param>
/// <param name="Others">Fits that are as likely, one for each direction.</param>
internal sealed record Indeterminacy(int Directions, EquatableArray<VarianceTradeOff> TradeOffs, EquatableArray<RemlFit> Others)
{
    /// <summary>Numbers that differ by less than this part are the same: the rounding of fits that are equally likely.</summary>
    private const double Rounding = 1e-5;

    /// <summary>Whether a parameter is one of those that trade off.</summary>
    /// <param name="parameter">A variance parameter.</param>
    public bool Concerns(Parameter parameter) => TradeOffs.Any(tradeOff => tradeOff.Parameters.Contains(parameter));

    /// <summary>A quantity that is computed from a fit, or NaN where it differs between equally likely fits.</summary>
    /// <param name="value">Its value for the fit.</param>
    /// <param name="of">Computes it.</param>
    /// <param name="scale">What differences are measured by; the value itself if 0.</param>
    public double IfDetermined(double value, Func<RemlFit, double> of, double scale = 0) =>
        IfSame(value, Others.Select(of), scale);

    /// <summary>A number, or NaN where others are not the same.</summary>
    /// <param name="value">The number.</param>
    /// <param name="others">The others.</param>
    /// <param name="scale">What differences are measured by; the number itself if 0.</param>
    public static double IfSame(double value, IEnumerable<double> others, double scale = 0) =>
        others.All(other => Math.Abs(other - value) <= Rounding * Math.Max(scale, Math.Abs(value))) ? value : double.NaN;
}
