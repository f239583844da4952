using BayesLmm.Numerics;

namespace BayesLmm.Plots.Sources;

/// <summary>The residuals of a fit's rows, in the order of the table.</summary>
/// <param name="Fitted">The posterior means of the rows' expected values.</param>
/// <param name="Raw">The response less the fitted value.</param>
/// <param name="Standardized">Residuals that are standard normal if the model holds, see <see cref="Name"/>.</param>
/// <param name="Name">
/// What these are: with normal residuals <c>standardized residual</c>, the residual over its own standard deviation, √(residual variance · (1 − leverage));
/// with others <c>quantile residual</c>, Φ⁻¹(P(Y ≤ y)).
/// </param>
internal sealed record FittedResiduals(double[] Fitted, double[] Raw, double[] Standardized, string Name)
{
    /// <summary>A row that determines its fitted value by itself has no residual: leverages are taken as no larger.</summary>
    private const double LargestLeverage = 1 - 1e-6;

    /// <summary>Quantile residuals that rounding puts at ±∞ are taken as this far out.</summary>
    private const double FarthestQuantile = 8.2;

    /// <summary>
    /// The residuals that are drawn against other numbers, and what they are called: of a discrete response, whose residuals lie on a line for each of its
    /// values, the quantile residuals.
    /// </summary>
    /// <param name="model">The model.</param>
    public (double[] Values, string Name) Drawn(BoundModel model) => model.Family.IsDiscrete ? (Standardized, Name) : (Raw, "residual");

    /// <summary>The residuals of a model's rows.</summary>
    public static FittedResiduals Of(BoundModel model, EquatableArray<FittedRow> rows)
    {
        bool isNormal = model.Family.NormalForm == NormalForm.Exact;
        return new FittedResiduals(
            [.. rows.Select(row => row.Fitted)],
            [.. rows.Select(row => row.Residual)],
            [.. rows.Select(row => isNormal
                ? (row.Standardized ?? 0) / Math.Sqrt(1 - Math.Min(row.Leverage, LargestLeverage))
                : Math.Clamp(row.QuantileResidual, -FarthestQuantile, FarthestQuantile))],
            isNormal ? "standardized residual" : "quantile residual");
    }
}
