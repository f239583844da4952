namespace BayesLmm.Posteriors.MessagePassing;

/// <summary>Something to know about the numbers of another engine's message passing.</summary>
internal abstract record MessageNote
{
    private MessageNote()
    {
    }

    /// <summary>The marginals had not stopped changing when the iterations ended.</summary>
    public sealed record StillChanging : MessageNote;

    /// <summary>Precisions are from mean-field messages, and the evidence is the bound of these.</summary>
    public sealed record MeanField : MessageNote;

    /// <summary>The evidence is an estimate and not a bound.</summary>
    public sealed record EstimatedEvidence : MessageNote;

    /// <summary>The engine's authors rate the algorithm as experimental.</summary>
    public sealed record Experimental : MessageNote;

    /// <summary>Messages were made proper, because the algorithm broke down without.</summary>
    public sealed record MadeProper : MessageNote;

    /// <summary>The effects of a group are correlated, where the algorithm improves on variational message passing in part only.</summary>
    /// <param name="Group">The grouping factor.</param>
    public sealed record CorrelatedEffects(string Group) : MessageNote;
}
