using BayesLmm.Models.Priors;
using BayesLmm.Numerics.Random;

namespace BayesLmm.FactorGraphs.Gibbs;

// Under the graph: τ ~ Gamma(ν/2, ν a), a ~ Gamma(½, 1/A²), so that s = τ^(−½) is half-t. Under another prior p(s) the target has p(s) p(a | τ) in place of half-t(s) p(a | τ): a | τ is drawn as ever, and τ given a and the
// data, drawn as under the graph, is accepted with probability min(1, [p(s')/half-t(s')] / [p(s)/half-t(s)]).

/// <summary>The conditional draws of one precision.</summary>
internal sealed class PrecisionDraw
{
    private readonly PrecisionPrior.HalfT? halfT;
    private readonly Distribution? own;
    private double logRatio = double.NegativeInfinity;

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

    /// <summary>Goes to a value; nothing for a known precision.</summary>
    public void Start(double value)
    {
        if (halfT is not null)
        {
            Value = value;
            logRatio = LogRatio(value);
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

        double nu = halfT.Df;
        double scale = random.NextGamma((nu + 1) / 2) / ((1 / (halfT.Scale * halfT.Scale)) + (nu * Value));
        double proposal = random.NextGamma((nu + count) / 2) / ((nu * scale) + (squares / 2));
        double ratio = LogRatio(proposal);
        if (double.IsNegativeInfinity(logRatio) || random.NextExponential() > logRatio - ratio)
        {
            (Value, logRatio) = (proposal, ratio);
        }
    }

    private bool Same(double scale) => Math.Abs(scale - halfT!.Scale) <= 1e-14 * scale;   // the graph has 1/A²

    private double LogRatio(double tau)
    {
        if (own is null)
        {
            return 0;
        }

        double s = 1 / Math.Sqrt(tau), z = s / halfT!.Scale;
        return own.LogDensity(s, out _) + (0.5 * (halfT.Df + 1) * double.LogP1(z * z / halfT.Df));
    }
}
