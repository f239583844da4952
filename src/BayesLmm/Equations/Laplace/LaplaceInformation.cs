namespace BayesLmm.Equations.Laplace;

/// <summary>Which curvature of the rows' log density is in the determinant of Laplace's approximation.</summary>
internal enum LaplaceInformation
{
    /// <summary>The second derivative at the response: Laplace's approximation.</summary>
    Observed,

    /// <summary>Its mean over responses, as in penalised iteratively reweighted least squares (lme4); the same for canonical links.</summary>
    Expected,
}
