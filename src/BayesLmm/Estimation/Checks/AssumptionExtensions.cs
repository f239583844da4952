using BayesLmm.Estimation.Checks;

namespace BayesLmm;

/// <summary>Checks the assumptions of a fit.</summary>
public static class AssumptionExtensions
{
    /// <summary>Normality of residuals and of group effects, equal residual variances across groups, and the rows that are fitted worst.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="largest">How many of the largest standardised residuals to name.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="largest"/> is negative.</exception>
    public static AssumptionChecks CheckAssumptions(this RemlFit fit, int largest = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(largest);
        return AssumptionChecker.Check(fit, largest);
    }
}
