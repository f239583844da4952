using BayesLmm.Distributions;
using BayesLmm.FactorGraphs.Conjugate;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Gibbs;

// Under the conjugate prior: τ ~ Gamma(ν/2, ν a), a ~ Gamma(½, 1/A²), so that s = τ^(−½) is half-t: a | τ and τ | a, data are gamma distributions.
// Under another prior p(s): a step of the slice sampler on x = log s, whose density is ∝ p(e^x) e^(x(1 − N)) exp(−S/2 e^(−2x)) given N variables with Σ x² = S.
// It needs no half-t near p, so that it also samples
// a prior that contradicts the data, or whose support has nothing in common with a half-t's bulk.

/// <summary>The conditional draws of one precision.</summary>
internal sealed class PrecisionDraw
{
    private readonly PrecisionPrior.HalfT? halfT;
    private readonly Distribution? own;
    private readonly double scale;

    /// <summary>Makes the draws of a prior.</summary>
    /// <param name="prior">The conjugate prior.</param>
    /// <param name="own">The model's prior, which may be the same; null where the conjugate one is meant.</param>
    public PrecisionDraw(PrecisionPrior prior, Distribution? own)
    {
        halfT = prior as PrecisionPrior.HalfT;
        Value = prior is PrecisionPrior.Fixed known ? known.Value : double.NaN;
        this.own = halfT is null || (own is not null && HalfTPriors.From(own, scale: 1, out bool isExact) == halfT && isExact) ? null : own;
        scale = halfT?.RoundedScale ?? double.NaN;
    }

    /// <summary>τ.</summary>
    public double Value { get; private set; }

    /// <summary>Whether the precision is known.</summary>
    public bool IsKnown => halfT is null;

    /// <summary>The log prior density of the standard deviation, up to a constant; −∞ where it is not positive.</summary>
    public double LogPriorOfSd(double s)
    {
        if (halfT is null)
        {
            return 0;
        }

        double z = s / scale;
        return !(s > 0) ? double.NegativeInfinity : own?.LogDensity(s, out _) ?? (-0.5 * (halfT.Df + 1) * double.LogP1(z * z / halfT.Df));
    }

    /// <summary>Moves to a value, or to the prior's median if the value has density 0; does nothing for a known precision.</summary>
    public void Start(double value)
    {
        if (halfT is null)
        {
            return;
        }

        Value = value;
        if (own is not null && double.IsNegativeInfinity(own.LogDensity(1 / Math.Sqrt(value), out _)))
        {
            double median = own.MedianAbove(0);
            Value = 1 / (median * median);
        }
    }

    /// <summary>Draws a and τ.</summary>
    /// <param name="squares">Σ x² of the variables with this precision.</param>
    /// <param name="count">Their number.</param>
    /// <param name="random">The source of random numbers.</param>
    public void Draw(double squares, double count, RandomStream random)
    {
        if (halfT is null)
        {
            return;
        }

        if (own is not null)
        {
            double x = SliceSampler.Draw(
                -0.5 * Math.Log(Value), 3 / Math.Sqrt(count + 1),
                at => own.LogDensity(Math.Exp(at), out _) + (at * (1 - count)) - (0.5 * squares * Math.Exp(-2 * at)), random);
            Value = Math.Exp(-2 * x);
            return;
        }

        double nu = halfT.Df;
        double a = random.NextGamma((nu + 1) / 2) / (PrecisionPrior.RateOf(scale) + (nu * Value));
        Value = random.NextGamma((nu + count) / 2) / ((nu * a) + (squares / 2));
    }
}
