using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Gibbs;

/// <summary>The conditional draws of the covariance matrix of one term's effects. Owns its memory.</summary>
internal abstract class CovarianceDraw
{
    /// <summary>Σ, r × r by rows.</summary>
    public abstract ReadOnlySpan<double> Covariance { get; }

    /// <summary>Starts at a draw from a distribution of message passing.</summary>
    public abstract void Start(CovarianceMarginal marginal, RandomStream random);

    /// <summary>Draws the covariance matrix.</summary>
    /// <param name="S">Σ_j b_j b_jᵀ, r × r by rows.</param>
    /// <param name="levels">J.</param>
    /// <param name="random">The source of random numbers.</param>
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
