using BayesLmm.Distributions;

namespace BayesLmm.FactorGraphs.Conjugate;

/// <summary>A conjugate prior of a precision τ = s⁻².</summary>
internal abstract record PrecisionPrior
{
    /// <summary>Known.</summary>
    /// <param name="Value">The precision.</param>
    public sealed record Fixed(double Value) : PrecisionPrior;

    /// <summary>
    /// s has the positive half of student_t(df, 0, scale): τ ~ Gamma(ν/2, rate ν a), a ~ Gamma(½, rate 1/A²) (Wand et al. 2011, result 5).
    /// </summary>
    /// <param name="Df">Degrees of freedom, ν.</param>
    /// <param name="Scale">A.</param>
    public sealed record HalfT(double Df, double Scale) : PrecisionPrior
    {
        /// <summary>The rate of a, 1/A².</summary>
        public double ScaleRate => RateOf(Scale);

        /// <summary>
        /// A computed back from its rate, which may differ from <see cref="Scale"/> in the last bits. Engines compute with it: every draw for a seed and every
        /// bound was made with this rounding and keeps it.
        /// </summary>
        internal double RoundedScale => RoundedScaleOf(Scale);

        /// <summary>As in the language of models.</summary>
        public override string ToString() => FormattableString.Invariant($"student_t({Df:R}, 0, {Scale:G6})");
    }

    /// <summary>1/A².</summary>
    internal static double RateOf(double scale) => 1 / (scale * scale);

    /// <summary>1/√(1/A²), see <see cref="HalfT.RoundedScale"/>.</summary>
    internal static double RoundedScaleOf(double scale) => 1 / Math.Sqrt(RateOf(scale));
}

/// <summary>The prior of the degrees of freedom of student_t residuals, its part above a bound; a constant one means that they are known.</summary>
/// <param name="Prior">The prior.</param>
/// <param name="Above">The bound.</param>
internal sealed record DegreesOfFreedomPrior(Distribution Prior, double Above);
