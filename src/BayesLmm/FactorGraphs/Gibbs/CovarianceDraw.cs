using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.Models;
using BayesLmm.Models.Priors;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics.Random;

namespace BayesLmm.FactorGraphs.Gibbs;

/// <summary>The conditional draws of the covariance matrix of one term's effects. Owns its memory.</summary>
internal abstract class CovarianceDraw
{
    /// <summary>Σ, r × r by rows.</summary>
    public abstract ReadOnlySpan<double> Covariance { get; }

    /// <summary>Makes the draws of a prior.</summary>
    /// <param name="prior">The graph's prior.</param>
    /// <param name="own">The model's term, whose priors are meant; null where the graph's are.</param>
    public static CovarianceDraw For(CovariancePrior prior, GroupTerm? own) => prior switch
    {
        CovariancePrior.Independent independent => new IndependentDraw(independent, own),
        CovariancePrior.HuangWand hw => new HuangWandDraw(hw, own),
        _ => throw new NotSupportedException($"Gibbs sampling has no draws of the prior {prior.GetType().Name}; compile the graph with Huang and Wand's."),
    };

    /// <summary>Starts at a draw from a distribution of message passing.</summary>
    public abstract void Start(CovarianceMarginal marginal, RandomStream random);

    /// <summary>Draws.</summary>
    /// <param name="S">Σ_j b_j b_jᵀ, r × r by rows.</param>
    /// <param name="levels">J.</param>
    /// <param name="random">Where randomness comes from.</param>
    public abstract void Draw(ReadOnlySpan<double> S, int levels, RandomStream random);
}

/// <summary>Independent effects.</summary>
internal sealed class IndependentDraw : CovarianceDraw
{
    private readonly PrecisionDraw[] precisions;
    private readonly double[] covariance;

    public IndependentDraw(CovariancePrior.Independent prior, GroupTerm? own)
    {
        precisions = [.. prior.Precisions.Select((precision, i) => new PrecisionDraw(precision, own?.SdPriors[i]))];
        covariance = new double[precisions.Length * precisions.Length];
        Write();
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Covariance => covariance;

    /// <inheritdoc/>
    public override void Start(CovarianceMarginal marginal, RandomStream random)
    {
        CovarianceMarginal.Independent independent = (CovarianceMarginal.Independent)marginal;
        for (int i = 0; i < precisions.Length; i++)
        {
            precisions[i].Start(independent.Precisions[i].Draw(random));
        }

        Write();
    }

    /// <inheritdoc/>
    public override void Draw(ReadOnlySpan<double> S, int levels, RandomStream random)
    {
        for (int i = 0; i < precisions.Length; i++)
        {
            precisions[i].Draw(S[(i * precisions.Length) + i], levels, random);
        }

        Write();
    }

    private void Write()
    {
        for (int i = 0; i < precisions.Length; i++)
        {
            covariance[(i * precisions.Length) + i] = 1 / precisions[i].Value;
        }
    }
}

// Under the graph: P ~ W((ν + r − 1)/2, ν diag(a)), a_i ~ Gamma(½, 1/A_i²); with a integrated out
//     p(Σ) ∝ |Σ|^(−(ν+2r)/2) Π (ν P_ii + 1/A_i²)^(−(ν+r)/2)                         (Huang & Wand 2013)
// The model: standard deviations s_i ~ p_i and R ~ lkj(η), dΣ = 2^r Π s_i^r ds dR:   p(Σ) ∝ Π p_i(s_i) s_i^(−r) |R|^(η−1)
// The target has the model's prior times p(a | P); P given a and the data, drawn as under the graph, is accepted as in PrecisionDraw.

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
    private double logRatio = double.NegativeInfinity;

    public HuangWandDraw(CovariancePrior.HuangWand prior, GroupTerm? own)
    {
        r = prior.Scales.Count;
        nu = prior.Df;
        hyperRates = [.. prior.Scales.Select(scale => 1 / (scale * scale))];
        this.own = own;
        (covariance, proposal, precision, proposedPrecision, rate) = (new double[r * r], new double[r * r], new double[r * r], new double[r * r], new double[r * r]);
        work = new double[2 * r * r];
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Covariance => covariance;

    /// <inheritdoc/>
    public override void Start(CovarianceMarginal marginal, RandomStream random)
    {
        CovarianceMarginal.Correlated correlated = (CovarianceMarginal.Correlated)marginal;
        correlated.Rate.Span.CopyTo(rate);
        Propose(correlated.Shape, random, out double ratio);
        Accept(ratio);
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

        if (Propose(((nu + r - 1) / 2) + (levels / 2.0), random, out double ratio) && (double.IsNegativeInfinity(logRatio) || random.NextExponential() > logRatio - ratio))
        {
            Accept(ratio);
        }
    }

    private void Accept(double ratio)
    {
        proposal.CopyTo(covariance, 0);
        proposedPrecision.CopyTo(precision, 0);
        logRatio = ratio;
    }

    /// <summary>Draws Σ, with its inverse and log model prior − log graph prior. False when it is singular to working precision: the chain then stays where it is.</summary>
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
        if (own is null)
        {
            return true;
        }

        double logDeterminant = SmallCholesky.LogDeterminant(factor, r), eta = own.CorrelationPrior!.Eta;
        ratio = (0.5 * (nu + (2 * r)) * logDeterminant) + ((eta - 1) * logDeterminant);
        for (int i = 0; i < r; i++)
        {
            double s = Math.Sqrt(proposal[(i * r) + i]);
            ratio += own.SdPriors[i].LogDensity(s, out _) - ((r + (2 * (eta - 1))) * Math.Log(s))
                + (0.5 * (nu + r) * Math.Log((nu * proposedPrecision[(i * r) + i]) + hyperRates[i]));
        }

        return true;
    }
}
