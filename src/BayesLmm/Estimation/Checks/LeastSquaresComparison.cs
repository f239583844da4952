using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>
/// Ordinary least squares of the same formula without its random terms, beside the mixed model: what an analysis that ignores the grouping would have claimed.
/// </summary>
public sealed record LeastSquaresComparison
{
    /// <summary>Creates the result of a comparison.</summary>
    internal LeastSquaresComparison(
        EquatableArray<LeastSquaresCoefficient> coefficients,
        double? sigma,
        int? degreesOfFreedom,
        KishDesignEffect? kish)
    {
        Coefficients = coefficients;
        Sigma = sigma;
        DegreesOfFreedom = degreesOfFreedom;
        Kish = kish;
    }

    /// <summary>The coefficients, in the order of the model.</summary>
    internal EquatableArray<LeastSquaresCoefficient> Coefficients { get; init; }

    /// <summary>The residual standard deviation, √(RSS/(n − p)); 1 when the residual standard deviations are known; null when there are no residual degrees
    /// of freedom.</summary>
    public double? Sigma { get; internal init; }

    /// <summary>n − p; null when the residual standard deviations are known, so that t is a z.</summary>
    public int? DegreesOfFreedom { get; internal init; }

    /// <summary>The least-squares estimate of a coefficient, weighted where the model has weights.</summary>
    /// <exception cref="ArgumentException">The model has no such coefficient.</exception>
    public double this[string coefficient] => Find(coefficient).Estimate;

    /// <summary>The classical standard error, which treats all rows as independent; null without residual degrees of freedom.</summary>
    /// <exception cref="ArgumentException">The model has no such coefficient.</exception>
    public double? StandardError(string coefficient) => Find(coefficient).StandardError;

    /// <summary>
    /// (mixed model's standard error / classical one)²: by how much ignoring the grouping understates the variance; below 1 where the comparison is within
    /// groups and gains by it. Null where there is no classical standard error, or it is 0.
    /// </summary>
    /// <exception cref="ArgumentException">The model has no such coefficient.</exception>
    public double? DesignEffect(string coefficient) => Find(coefficient).DesignEffect;

    /// <summary>The design effect by the rule of thumb, where it applies: one random term, an intercept, and no weights.</summary>
    internal KishDesignEffect? Kish { get; init; }

    private LeastSquaresCoefficient Find(string coefficient) => Coefficients.FirstOrDefault(row => row.Name == coefficient)
        ?? throw new ArgumentException($"The model has no coefficient '{coefficient}'.", nameof(coefficient));
}

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
internal sealed record LeastSquaresCoefficient(
    string Name, double Estimate, double? StandardError, double? T, double MixedEstimate, double MixedStandardError, double? DesignEffect);

/// <summary>Kish's design effect of a mean of clustered rows, 1 + (m − 1)ρ (Kish 1965, §5.4, with m = Σm_j²/n for groups of different sizes).</summary>
/// <param name="GroupSize">m: the groups' common size, or the mean size of a row's group, Σ m_j²/n.</param>
/// <param name="Icc">ρ: the adjusted intraclass correlation.</param>
/// <param name="RowCount">Number of rows, n.</param>
internal sealed record KishDesignEffect(double GroupSize, double Icc, int RowCount)
{
    /// <summary>1 + (m − 1)ρ.</summary>
    public double DesignEffect => 1 + ((GroupSize - 1) * Icc);

    /// <summary>n / design effect: the number of independent rows that would determine the mean equally well.</summary>
    public double EffectiveSampleSize => RowCount / DesignEffect;
}
