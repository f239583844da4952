using BayesLmm.Numerics;

namespace BayesLmm.FactorGraphs.Variational;

/// <summary>The messages of the precisions of one term's effects. Its coordinates are a part of <see cref="VariationalSweep"/>'s; memory is its own.</summary>
internal abstract class CovarianceUpdate
{
    /// <summary>Number of coordinates.</summary>
    public abstract int Dimension { get; }

    /// <summary>q(P).</summary>
    public abstract CovarianceMarginal Marginal { get; }

    /// <summary>The coordinates of a diagonal E P⁻¹.</summary>
    /// <param name="variances">Its diagonal.</param>
    /// <param name="x">Receives the coordinates.</param>
    public abstract void Start(ReadOnlySpan<double> variances, Span<double> x);

    /// <summary>Takes E P from coordinates, and updates the distributions of what its prior depends on.</summary>
    /// <param name="x">The coordinates.</param>
    /// <param name="Lambda">Receives Λ with ΛΛᵀ = (E P)⁻¹, lower triangular, r × r by rows.</param>
    public abstract void Read(ReadOnlySpan<double> x, Span<double> Lambda);

    /// <summary>Updates q(P).</summary>
    /// <param name="S">E Σ_j b_j b_jᵀ, r × r by rows.</param>
    /// <param name="levels">J.</param>
    public abstract void Update(ReadOnlySpan<double> S, int levels);

    /// <summary>The coordinates of the updated E P.</summary>
    public abstract void Write(Span<double> x);

    /// <summary>E log p(b | P) + E log p(P and what it depends on) − E log q of these.</summary>
    /// <param name="S">As in <see cref="Update"/>.</param>
    /// <param name="levels">J.</param>
    public abstract double Bound(ReadOnlySpan<double> S, int levels);

    /// <summary>The covariance matrix of the coordinates' sufficient statistics under q(P), converted to the coordinates (delta method).</summary>
    /// <param name="covariance">Written to: a matrix by rows.</param>
    /// <param name="stride">Its number of columns.</param>
    /// <param name="first">The place of the first coordinate.</param>
    public abstract void WriteVariance(Span<double> covariance, int stride, int first);
}

/// <summary>Independent effects: a precision each.</summary>
internal sealed class IndependentUpdate(CovariancePrior.Independent prior) : CovarianceUpdate
{
    private readonly PrecisionUpdate[] precisions = [.. prior.Precisions.Select(precision => new PrecisionUpdate(precision))];

    /// <inheritdoc/>
    public override int Dimension => precisions.Count(precision => !precision.IsKnown);

    /// <inheritdoc/>
    public override CovarianceMarginal Marginal => new CovarianceMarginal.Independent(precisions.Select(precision => precision.Marginal).ToEquatableArray());

    /// <inheritdoc/>
    public override void Start(ReadOnlySpan<double> variances, Span<double> x)
    {
        for (int i = 0, c = 0; i < precisions.Length; i++)
        {
            if (!precisions[i].IsKnown)
            {
                x[c++] = -Math.Log(variances[i]);
            }
        }
    }

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<double> x, Span<double> Lambda)
    {
        Lambda.Clear();
        for (int i = 0, c = 0; i < precisions.Length; i++)
        {
            if (!precisions[i].IsKnown)
            {
                precisions[i].Read(Math.Exp(x[c++]));
            }

            Lambda[(i * precisions.Length) + i] = 1 / Math.Sqrt(precisions[i].Mean);
        }
    }

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<double> S, int levels)
    {
        for (int i = 0; i < precisions.Length; i++)
        {
            precisions[i].Update(S[(i * precisions.Length) + i], levels);
        }
    }

    /// <inheritdoc/>
    public override void Write(Span<double> x)
    {
        for (int i = 0, c = 0; i < precisions.Length; i++)
        {
            if (!precisions[i].IsKnown)
            {
                x[c++] = Math.Log(precisions[i].Mean);
            }
        }
    }

    /// <inheritdoc/>
    public override double Bound(ReadOnlySpan<double> S, int levels)
    {
        double bound = 0;
        for (int i = 0; i < precisions.Length; i++)
        {
            bound += precisions[i].Bound(S[(i * precisions.Length) + i], levels);
        }

        return bound;
    }

    /// <inheritdoc/>
    public override void WriteVariance(Span<double> covariance, int stride, int first)
    {
        foreach (PrecisionUpdate precision in precisions.Where(precision => !precision.IsKnown))
        {
            covariance[(first * stride) + first++] = precision.CoordinateVariance;
        }
    }
}
