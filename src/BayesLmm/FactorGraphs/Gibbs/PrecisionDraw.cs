using BayesLmm.Models.Priors;
using BayesLmm.Numerics.Random;

namespace BayesLmm.FactorGraphs.Gibbs;

// Under the graph: τ ~ Gamma(ν/2, ν a), a ~ Gamma(½, 1/A²), so that s = τ^(−½) is half-t: a | τ and τ | a, data are gamma distributions.
// Under another prior p(s): a step of the slice sampler on x = log s, whose density is ∝ p(e^x) e^(x(1 − N)) exp(−S/2 e^(−2x)) given N variables with Σ x² = S. It needs no neighbour of p, so that a prior that contradicts the data,
// or has none of the half-t's support, is sampled as well as any.

/// <summary>The conditional draws of one precision.</summary>
internal sealed class PrecisionDraw
{
    private readonly PrecisionPrior.HalfT? halfT;
    private readonly Distribution? own;

    /// <summary>Makes the draws of a prior.</summary>
    /// <param name="prior">The graph's prior.</param>
    /// <param name="own">The model's, where it is another; null where the graph's is meant.</param>
    public PrecisionDraw(PrecisionPrior prior, Distribution? own)
    {
        halfT = prior as PrecisionPrior.HalfT;
        Value = prior is PrecisionPrior.Fixed known ? known.Value : double.NaN;
        bool isSame = halfT is null || (own is StudentT { Location: 0 } t && t.Df == halfT.Df && Same(t.Scale)) || (own is Cauchy { Location: 0 } cauchy && halfT.Df == 1 && Same(cauchy.Scale));
        this.own = isSame ? null : own;
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

        double z = s / halfT.Scale;
        return !(s > 0) ? double.NegativeInfinity : own?.LogDensity(s, out _) ?? (-0.5 * (halfT.Df + 1) * double.LogP1(z * z / halfT.Df));
    }

    /// <summary>Goes to a value, or to the prior's median where that has density 0; nothing for a known precision.</summary>
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
    /// <param name="random">Where randomness comes from.</param>
    public void Draw(double squares, double count, RandomStream random)
    {
        if (halfT is null)
        {
            return;
        }

        if (own is not null)
        {
            double x = SliceSampler.Draw(
                -0.5 * Math.Log(Value), 3 / Math.Sqrt(count + 1), at => own.LogDensity(Math.Exp(at), out _) + (at * (1 - count)) - (0.5 * squares * Math.Exp(-2 * at)), random);
            Value = Math.Exp(-2 * x);
            return;
        }

        double nu = halfT.Df;
        double scale = random.NextGamma((nu + 1) / 2) / ((1 / (halfT.Scale * halfT.Scale)) + (nu * Value));
        Value = random.NextGamma((nu + count) / 2) / ((nu * scale) + (squares / 2));
    }

    private bool Same(double scale) => Math.Abs(scale - halfT!.Scale) <= 1e-14 * scale;   // the graph has 1/A²
}
