namespace BayesLmm;

/// <summary>Why the answer of message passing is not refined as far as requested.</summary>
public abstract record Shortfall
{
    private Shortfall()
    {
    }

    /// <summary>Message passing has not converged.</summary>
    public sealed record NotConverged : Shortfall;

    /// <summary>A parameter is near a bound of its prior, where the linear response is useless.</summary>
    public sealed record NearBound : Shortfall;

    /// <summary>The density is zero, or cannot be computed, around the result of message passing.</summary>
    public sealed record NoDensity : Shortfall;

    /// <summary>There is no linear response with such residuals.</summary>
    /// <param name="Residuals">The name of the residuals' family.</param>
    public sealed record NoResponse(string Residuals) : Shortfall;

    /// <summary>A coefficient's prior has no form in which it could be integrated out.</summary>
    public sealed record NoForm : Shortfall;

    /// <summary>Importance sampling did not answer.</summary>
    /// <param name="Failure">What happened, in the sampler's sentence.</param>
    public sealed record ImportanceFailed(string Failure) : Shortfall;
}
