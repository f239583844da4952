namespace BayesLmm;

/// <summary>How tests of fixed effects allow for the estimation of the variances.</summary>
public enum DegreesOfFreedomMethod
{
    /// <summary>
    /// A t or F distribution whose degrees of freedom match the variance of the estimated variance of the contrast (Satterthwaite 1946; Giesbrecht &amp; Burns
    /// 1985; Fai &amp; Cornelius 1996; Kuznetsova, Brockhoff &amp; Christensen 2017).
    /// </summary>
    Satterthwaite,

    /// <summary>
    /// Covariance matrix adjusted for small samples, and an F distribution whose degrees of freedom and scale match two moments of the statistic (Kenward &amp;
    /// Roger 1997). For REML fits only.
    /// </summary>
    KenwardRoger,

    /// <summary>Variances count as known: normal and chi-squared distributions.</summary>
    None,
}
