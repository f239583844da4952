using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Gibbs;

// Under the conjugate prior: P ~ W((ν + r − 1)/2, ν diag(a)), a_i ~ Gamma(½, 1/A_i²); with a integrated out
//     p(Σ) ∝ |Σ|^(−(ν+2r)/2) Π (ν P_ii + 1/A_i²)^(−(ν+r)/2)                         (Huang & Wand 2013)
// The model: standard deviations s_i ~ p_i and R ~ lkj(η), dΣ = 2^r Π s_i^r ds dR:   p(Σ) ∝ Π p_i(s_i) s_i^(−r) |R|^(η−1)
// The target has the model's prior times p(a | P); P given a and the data, drawn as under the conjugate prior, is accepted with probability
// min(1, [model/conjugate at the proposal] / [model/conjugate where the chain is]). Interweaving reaches points that no proposal reaches.

/// <summary>Correlated effects.</summary>
internal sealed class HuangWandDraw : CovarianceDraw
{
    private readonly int r;
    private readonly double nu;
    private readonly double[] hyperRates;
    private readonly GroupTerm? own;
    private readonly double[] covariance;
    private readonly double[] proposal;
    private readonly double[] precision;
    private readonly double[] proposedPrecision;
    private readonly double[] rate;
    private readonly double[] work;
    private double logRatio;

    public HuangWandDraw(CovariancePrior.HuangWand prior, GroupTerm? own)
    {
        r = prior.Scales.Count;
        nu = prior.Df;
        hyperRates = [.. prior.RoundedScales.Select(PrecisionPrior.RateOf)];
        this.own = own;
        (covariance, proposal, precision, proposedPrecision, rate) =
            (new double[r * r], new double[r * r], new double[r * r], new double[r * r], new double[r * r]);
        work = new double[2 * r * r];
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Covariance => covariance;

    /// <inheritdoc/>
    public override void Start(CovarianceMarginal marginal, RandomStream random)
    {
        CovarianceMarginal.Correlated correlated = (CovarianceMarginal.Correlated)marginal;
        correlated.Rate.Span.CopyTo(rate);
        if (Propose(correlated.Shape, random, out double ratio) && !double.IsNegativeInfinity(ratio))
        {
            Accept(ratio);
            return;
        }

        // The model's prior has density 0 there; it is positive for independent effects at the medians.
        double[] L = new double[r * r];
        for (int i = 0; i < r; i++)
        {
            L[(i * r) + i] = own?.SdPriors[i] is { } prior ? prior.MedianAbove(0) : 1 / Math.Sqrt(hyperRates[i]);
        }

        Replace(L);
    }

    /// <inheritdoc/>
    public override void Draw(ReadOnlySpan<double> S, int levels, RandomStream random)
    {
        for (int i = 0; i < r * r; i++)
        {
            rate[i] = S[i] / 2;
        }

        for (int i = 0; i < r; i++)
        {
            double scale = random.NextGamma((nu + r) / 2) / (hyperRates[i] + (nu * precision[(i * r) + i]));
            rate[(i * r) + i] += nu * scale;
        }

        if (Propose(((nu + r - 1) / 2) + (levels / 2.0), random, out double ratio) && random.NextExponential() > logRatio - ratio)
        {
            Accept(ratio);
        }
    }

    /// <inheritdoc/>
    public override bool IsFree(int i, int j) => true;

    /// <summary>p(L) = p(Σ) |∂Σ/∂L|, the latter ∝ Π L_ii^(r − i), i counted from 0.</summary>
    public override double LogPriorOfFactor(ReadOnlySpan<double> L)
    {
        double logDeterminant = 0, sum = 0;
        for (int i = 0; i < r; i++)
        {
            double diagonal = L[(i * r) + i];
            if (!(diagonal > 0))
            {
                return double.NegativeInfinity;
            }

            logDeterminant += 2 * Math.Log(diagonal);
            sum += (r - i) * Math.Log(diagonal);
        }

        if (own is not null)
        {
            return sum + LogOwnPrior(L, logDeterminant);
        }

        SmallCholesky.Invert(L, r, proposedPrecision);
        return sum + LogConjugatePrior(proposedPrecision, logDeterminant);
    }

    /// <inheritdoc/>
    public override void Replace(ReadOnlySpan<double> L)
    {
        for (int i = 0; i < r; i++)
        {
            for (int j = 0; j < r; j++)
            {
                double sum = 0;
                for (int m = 0; m <= Math.Min(i, j); m++)
                {
                    sum += L[(i * r) + m] * L[(j * r) + m];
                }

                covariance[(i * r) + j] = sum;
            }
        }

        SmallCholesky.Invert(L, r, precision);
        logRatio = LogRatio(L, precision);
    }

    /// <summary>log p(Σ) of the model, from the factor.</summary>
    private double LogOwnPrior(ReadOnlySpan<double> L, double logDeterminant)
    {
        double eta = own!.CorrelationPrior!.Eta, sum = (eta - 1) * logDeterminant;
        for (int i = 0; i < r; i++)
        {
            double square = 0;
            for (int j = 0; j <= i; j++)
            {
                square += L[(i * r) + j] * L[(i * r) + j];
            }

            sum += own.SdPriors[i].LogDensity(Math.Sqrt(square), out _) - (0.5 * (r + (2 * (eta - 1))) * Math.Log(square));
        }

        return sum;
    }

    /// <summary>log p(Σ) of the model less that of the conjugate prior; 0 where the latter is the target's.</summary>
    private double LogRatio(ReadOnlySpan<double> L, ReadOnlySpan<double> P)
    {
        if (own is null)
        {
            return 0;
        }

        double logDeterminant = SmallCholesky.LogDeterminant(L, r);
        return LogOwnPrior(L, logDeterminant) - LogConjugatePrior(P, logDeterminant);
    }

    /// <summary>log p(Σ) of the conjugate prior, from P = Σ⁻¹.</summary>
    private double LogConjugatePrior(ReadOnlySpan<double> P, double logDeterminant)
    {
        double sum = -0.5 * (nu + (2 * r)) * logDeterminant;
        for (int i = 0; i < r; i++)
        {
            sum -= 0.5 * (nu + r) * Math.Log((nu * P[(i * r) + i]) + hyperRates[i]);
        }

        return sum;
    }

    private void Accept(double ratio)
    {
        proposal.CopyTo(covariance, 0);
        proposedPrecision.CopyTo(precision, 0);
        logRatio = ratio;
    }

    /// <summary>
    /// Draws Σ, with its inverse and log model prior − log conjugate prior. False when it is singular to working precision: the chain then stays put.
    /// </summary>
    private bool Propose(double shape, RandomStream random, out double ratio)
    {
        ratio = 0;
        if (!SmallCholesky.TryFactor(rate, r))
        {
            return false;
        }

        WishartDraw.Inverse(shape, rate, r, random, work, proposal);
        Span<double> factor = work.AsSpan(0, r * r);
        proposal.CopyTo(factor);
        if (!SmallCholesky.TryFactor(factor, r))
        {
            return false;
        }

        SmallCholesky.Invert(factor, r, proposedPrecision);
        ratio = LogRatio(factor, proposedPrecision);
        return true;
    }
}
