namespace BayesLmm.Agreement;

/// <summary>Why a posterior mean lies far from an estimate.</summary>
internal abstract record ShiftReason
{
    private ShiftReason()
    {
    }

    /// <summary>The chains have not converged.</summary>
    public sealed record ChainsDisagree : ShiftReason;

    /// <summary>The optimum of the likelihood was not reached.</summary>
    public sealed record NoOptimum : ShiftReason;

    /// <summary>The parameter is a scale in the posterior's model and a standard deviation in the fit's.</summary>
    /// <param name="Residuals">What the posterior's residuals are called.</param>
    public sealed record ScaleOfResiduals(string Residuals) : ShiftReason;

    /// <summary>The fit assumes normal residuals, the posterior others.</summary>
    public sealed record NormalResiduals : ShiftReason;

    /// <summary>A default prior holds a standard deviation back, and every parameter shifts with it.</summary>
    /// <param name="Prior">The prior.</param>
    /// <param name="Parameter">The standard deviation.</param>
    /// <param name="Beyond">The probability that the prior leaves beyond the estimate.</param>
    /// <param name="Effect">The effect whose standard deviation it is.</param>
    public sealed record HeldBack(string Prior, string Parameter, double Beyond, string Effect) : ShiftReason;

    /// <summary>The parameter's own prior is informative.</summary>
    /// <param name="Prior">The prior.</param>
    public sealed record InformativePrior(string Prior) : ShiftReason;

    /// <summary>The estimate is at the boundary, where a posterior mean cannot be.</summary>
    public sealed record Boundary : ShiftReason;

    /// <summary>There are few levels, so that the posterior is wide and skewed.</summary>
    /// <param name="Levels">How many.</param>
    public sealed record FewLevels(int Levels) : ShiftReason;

    /// <summary>The posterior is skewed.</summary>
    public sealed record Skewness : ShiftReason;

    /// <summary>The posterior is skewed, or the likelihood is not what Laplace's approximation says.</summary>
    public sealed record LaplaceOrSkewness : ShiftReason;
}
