namespace BayesLmm;

/// <summary>Why this engine answered, and no other.</summary>
public abstract record EngineReason
{
    private EngineReason()
    {
    }

    /// <summary>It was asked for.</summary>
    public sealed record AskedFor : EngineReason;

    /// <summary>An evaluation of the density is cheap, and chains need nothing else.</summary>
    public sealed record CheapDensity : EngineReason;

    /// <summary>An evaluation of the density is expensive, and importance weights are good.</summary>
    public sealed record GoodWeights : EngineReason;

    /// <summary>There are too many coordinates for importance sampling.</summary>
    /// <param name="Coordinates">How many.</param>
    public sealed record ManyCoordinates(int Coordinates) : EngineReason;

    /// <summary>Nothing can be integrated out.</summary>
    /// <param name="Residuals">The name of the residuals' family.</param>
    public sealed record NothingToIntegrate(string Residuals) : EngineReason;

    /// <summary>Importance sampling was tried first, and failed.</summary>
    /// <param name="Failure">What happened, in the sampler's sentence.</param>
    public sealed record ImportanceFailed(string Failure) : EngineReason;

    /// <summary>Importance sampling was tried first, and its weights are not good enough.</summary>
    /// <param name="ParetoShape">k̂ of the weights.</param>
    /// <param name="Size">The effective sample size.</param>
    public sealed record ImportanceInsufficient(double ParetoShape, double Size) : EngineReason;
}
