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

    /// <summary>Whether an entry of Σ's Cholesky factor, j ≤ i, is neither known nor 0.</summary>
    public abstract bool IsFree(int i, int j);

    /// <summary>The log prior density of L, Σ = L Lᵀ, up to a constant; −∞ where its diagonal is not positive.</summary>
    /// <param name="L">Lower triangular, r × r by rows.</param>
    public abstract double LogPriorOfFactor(ReadOnlySpan<double> L);

    /// <summary>Takes Σ = L Lᵀ.</summary>
    public abstract void Replace(ReadOnlySpan<double> L);

    /// <summary>Factors Σ = L Lᵀ. False, with L overwritten in part, when Σ is singular to working precision.</summary>
    /// <param name="L">Receives the factor, r × r by rows, 0 above the diagonal.</param>
    /// <param name="r">The number of effects.</param>
    public bool TryFactor(Span<double> L, int r)
    {
        Covariance.CopyTo(L);
        if (!SmallCholesky.TryFactor(L, r))
        {
            return false;
        }

        for (int i = 0; i < r; i++)
        {
            L.Slice((i * r) + i + 1, r - i - 1).Clear();
        }

        return true;
    }
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

    /// <inheritdoc/>
    public override bool IsFree(int i, int j) => i == j && !precisions[i].IsKnown;

    /// <inheritdoc/>
    public override double LogPriorOfFactor(ReadOnlySpan<double> L)
    {
        double sum = 0;
        for (int i = 0; i < precisions.Length; i++)
        {
            sum += precisions[i].LogPriorOfSd(L[(i * precisions.Length) + i]);
        }

        return sum;
    }

    /// <inheritdoc/>
    public override void Replace(ReadOnlySpan<double> L)
    {
        for (int i = 0; i < precisions.Length; i++)
        {
            double s = L[(i * precisions.Length) + i];
            precisions[i].Start(1 / (s * s));
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
// The target has the model's prior times p(a | P); P given a and the data, drawn as under the graph, is accepted with probability min(1, [model/graph at the proposal] / [model/graph where the chain is]). Interweaving reaches what no proposal does.

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
        if (Propose(correlated.Shape, random, out double ratio) && !double.IsNegativeInfinity(ratio))
        {
            Accept(ratio);
            return;
        }

        // The model's prior has none of it: independent effects at its medians have positive density.
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
        return sum + LogGraphPrior(proposedPrecision, logDeterminant);
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

    /// <summary>log p(Σ) of the model less that of the graph; 0 where the graph's prior is the target's.</summary>
    private double LogRatio(ReadOnlySpan<double> L, ReadOnlySpan<double> P)
    {
        if (own is null)
        {
            return 0;
        }

        double logDeterminant = SmallCholesky.LogDeterminant(L, r);
        return LogOwnPrior(L, logDeterminant) - LogGraphPrior(P, logDeterminant);
    }

    /// <summary>log p(Σ) of the graph, from P = Σ⁻¹.</summary>
    private double LogGraphPrior(ReadOnlySpan<double> P, double logDeterminant)
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
        ratio = LogRatio(factor, proposedPrecision);
        return true;
    }
}
