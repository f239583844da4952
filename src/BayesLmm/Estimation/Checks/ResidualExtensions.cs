using BayesLmm.Estimation.Checks;

namespace BayesLmm;

/// <summary>The residuals of a fit.</summary>
public static class ResidualExtensions
{
    /// <summary>Fitted values, residuals and leverages of the rows that the model was fitted to.</summary>
    /// <param name="fit">The fit.</param>
    public static ResidualTable Residuals(this RemlFit fit) => ResidualCalculator.Compute(fit);
}
