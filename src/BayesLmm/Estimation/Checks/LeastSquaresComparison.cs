using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// Ordinary least squares of the same formula without its random terms, beside the mixed model: what an analysis that ignores the grouping would have claimed.
/// </summary>
/// <param name="Coefficients">The coefficients, in the order of the model.</param>
/// <param name="Sigma">The residual standard deviation, √(RSS/(n − p)); 1 when the residual standard deviations are known; null when there are no residual
/// degrees of freedom.</param>
/// <param name="DegreesOfFreedom">n − p; null when the residual standard deviations are known, so that t is a z.</param>
/// <param name="Kish">The design effect by the rule of thumb, where it applies: one random term, an intercept, and no weights.</param>
public sealed record LeastSquaresComparison(EquatableArray<LeastSquaresCoefficient> Coefficients, double? Sigma, int? DegreesOfFreedom, KishDesignEffect? Kish);

/// <summary>A coefficient by ordinary least squares and by the mixed model.</summary>
/// <param name="Name">The coefficient.</param>
/// <param name="Estimate">Its least-squares estimate, weighted where the model has weights.</param>
/// <param name="StandardError">The classical standard error, which treats all rows as independent; null without residual degrees of freedom.</param>
/// <param name="T">Estimate / standard error; null where there is no standard error, or it is 0.</param>
/// <param name="MixedEstimate">The mixed model's estimate.</param>
/// <param name="MixedStandardError">The mixed model's standard error.</param>
/// <param name="DesignEffect">
/// (mixed model's standard error / classical one)²: by how much ignoring the grouping understates the variance; below 1 where the comparison is within groups
/// and gains by it. Null where there is no classical standard error, or it is 0.
/// </param>
public sealed record LeastSquaresCoefficient(
    string Name, double Estimate, double? StandardError, double? T, double MixedEstimate, double MixedStandardError, double? DesignEffect);

/// <summary>Kish's design effect of a mean of clustered rows, 1 + (m − 1)ρ (Kish 1965, §5.4, with m = Σm_j²/n for groups of different sizes).</summary>
/// <param name="GroupSize">m: the groups' common size, or the mean size of a row's group, Σ m_j²/n.</param>
/// <param name="Icc">ρ: the adjusted intraclass correlation.</param>
/// <param name="RowCount">Number of rows, n.</param>
public sealed record KishDesignEffect(double GroupSize, double Icc, int RowCount)
{
    /// <summary>1 + (m − 1)ρ.</summary>
    public double DesignEffect => 1 + ((GroupSize - 1) * Icc);

    /// <summary>n / design effect: the number of independent rows that would determine the mean equally well.</summary>
    public double EffectiveSampleSize => RowCount / DesignEffect;
}
