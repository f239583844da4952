using BayesLmm.Numerics.Dense;
using MathNet.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

// τ ~ Gamma(ν/2, ν a), a ~ Gamma(½, 1/A²); x_1 … x_N ~ N(0, 1/τ), S = E Σ x².   q(a) = Gamma((ν+1)/2, 1/A² + ν Eτ), q(τ) = Gamma((ν+N)/2, ν Ea + S/2).

/// <summary>
/// The messages of one precision: q(a) from E τ, then q(τ) from q(a) and the expected squares. One coordinate, log E τ; none for a known precision.
/// </summary>
internal sealed class PrecisionUpdate
{
    private readonly double df;
    private readonly double hyperRate;
    private double scaleRate;
    private double shape;
    private double rate;

    public PrecisionUpdate(PrecisionPrior prior)
    {
        switch (prior)
        {
            case PrecisionPrior.HalfT halfT:
                df = halfT.Df;
                hyperRate = PrecisionPrior.RateOf(halfT.RoundedScale);
                break;
            case PrecisionPrior.Fixed known:
                IsKnown = true;
                Mean = known.Value;
                break;
            default:
                throw new NotSupportedException($"The prior {prior.GetType().Name} of a precision is not known.");
        }
    }

    /// <summary>Whether the precision is known.</summary>
    public bool IsKnown { get; }

    /// <summary>E τ: of the coordinate that was read, then of the updated distribution.</summary>
    public double Mean { get; private set; }

    /// <summary>q(τ).</summary>
    public PrecisionMarginal Marginal => IsKnown ? PrecisionMarginal.Known(Mean) : PrecisionMarginal.Gamma(shape, rate);

    /// <summary>The variance of log E τ's coordinate under q, Var τ / (E τ)² = 1/shape.</summary>
    public double CoordinateVariance => 1 / shape;

    private double ScaleShape => (df + 1) / 2;

    private double MeanLogScale => SpecialFunctions.DiGamma(ScaleShape) - Math.Log(scaleRate);

    /// <summary>Takes E τ, and updates q(a).</summary>
    public void Read(double mean)
    {
        Mean = mean;
        scaleRate = hyperRate + (df * mean);
    }

    /// <summary>Updates q(τ).</summary>
    /// <param name="squares">S.</param>
    /// <param name="count">N.</param>
    public void Update(double squares, double count)
    {
        if (!IsKnown)
        {
            shape = (df + count) / 2;
            rate = (df * ScaleShape / scaleRate) + (squares / 2);
            Mean = shape / rate;
        }
    }

    /// <summary>E log p(τ | a) under q(a), for a distribution of τ that is made elsewhere.</summary>
    public double ExpectedLogPrior(double tau) =>
        WishartIntegrals.ExpectedLogGamma(df / 2, Math.Log(df) + MeanLogScale, df * ScaleShape / scaleRate, Math.Log(tau), tau);

    /// <summary>E log p(a) − E log q(a): the part of the bound that remains.</summary>
    public double ScaleBound => IsKnown ? 0
        : WishartIntegrals.ExpectedLogGamma(0.5, Math.Log(hyperRate), hyperRate, MeanLogScale, ScaleShape / scaleRate)
            + WishartIntegrals.Entropy(ScaleShape, 1, Math.Log(scaleRate));

    /// <summary>Takes a distribution of τ that was made elsewhere, by its moments.</summary>
    public void Take(double mean, double variance)
    {
        if (!IsKnown)
        {
            (shape, rate, Mean) = (mean * mean / variance, mean / variance, mean);
        }
    }

    /// <summary>E log p(x | τ) + E log p(τ, a) − E log q(τ) − E log q(a).</summary>
    /// <param name="squares">S.</param>
    /// <param name="count">N.</param>
    public double Bound(double squares, double count)
    {
        double meanLog = IsKnown ? Math.Log(Mean) : SpecialFunctions.DiGamma(shape) - Math.Log(rate);
        double bound = (0.5 * count * (meanLog - NormalConstants.Log2Pi)) - (0.5 * Mean * squares);
        if (IsKnown)
        {
            return bound;
        }

        return bound
            + WishartIntegrals.ExpectedLogGamma(df / 2, Math.Log(df) + MeanLogScale, df * ScaleShape / scaleRate, meanLog, Mean)
            + WishartIntegrals.Entropy(shape, 1, Math.Log(rate))
            + ScaleBound;
    }
}
