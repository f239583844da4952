namespace BayesLmm;

/// <summary>What power-scaling says about a parameter.</summary>
public enum SensitivityVerdict
{
    /// <summary>The prior hardly matters.</summary>
    None,

    /// <summary>Prior and likelihood both pull: a potential prior-data conflict.</summary>
    PriorDataConflict,

    /// <summary>The prior matters and the likelihood hardly does: a potential strong prior or weak likelihood.</summary>
    StrongPriorOrWeakLikelihood,
}

/// <summary>
/// How sensitive a parameter's posterior is to its prior and to the likelihood, by raising each to a power near 1 (Kallioinen, Paananen, Bürkner &amp; Vehtari
/// 2024, Statistics and Computing 34:57): the derivative of the cumulative Jensen–Shannon distance by log₂ of the power.
/// </summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Prior">Its sensitivity to the priors; infinite where their density cannot be computed at any draw.</param>
/// <param name="Likelihood">Its sensitivity to the likelihood; infinite likewise.</param>
public readonly record struct ParameterSensitivity(string Name, double Prior, double Likelihood)
{
    /// <summary>The paper's threshold: from here on a parameter counts as sensitive.</summary>
    public const double Threshold = 0.05;

    /// <summary>The verdict at the threshold.</summary>
    public SensitivityVerdict Verdict =>
        !(Prior >= Threshold) ? SensitivityVerdict.None
        : Likelihood >= Threshold ? SensitivityVerdict.PriorDataConflict
        : SensitivityVerdict.StrongPriorOrWeakLikelihood;
}
