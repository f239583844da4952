namespace BayesLmm;

/// <summary>Pearson's χ² of the rows about their fitted means, with the modes of the group effects.</summary>
/// <param name="ChiSquare">Σ (y − μ)²/Var(y).</param>
/// <param name="DegreesOfFreedom">Rows less parameters; group effects are not counted.</param>
/// <param name="PValue">The share of the χ² distribution above: small where the data vary more than the family allows.</param>
public sealed record Overdispersion(double ChiSquare, int DegreesOfFreedom, double PValue)
{
    /// <summary>χ² over its degrees of freedom: about 1 where the data vary as the family says.</summary>
    public double Ratio => ChiSquare / DegreesOfFreedom;
}
