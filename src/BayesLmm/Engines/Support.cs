using BayesLmm.Numerics;

namespace BayesLmm;

/// <summary>Whether an engine can answer for a model.</summary>
public abstract record Support
{
    private Support()
    {
    }

    /// <summary>It can.</summary>
    public sealed record Yes : Support;

    /// <summary>It cannot.</summary>
    /// <param name="Refusal">Why, and which engines can.</param>
    public sealed record No(Refusal Refusal) : Support;
}

/// <summary>Why an engine cannot answer.</summary>
internal enum RefusalReason
{
    /// <summary>Nothing can be integrated out, and what is left has too many coordinates.</summary>
    NothingToIntegrate,

    /// <summary>A prior has no conjugate form.</summary>
    NoConjugateForm,

    /// <summary>The family of the residuals is not one that the engine has.</summary>
    Family,

    /// <summary>The model is larger than the engine can hold.</summary>
    Size,

    /// <summary>The draws that are asked for are more than the engine can hold.</summary>
    TooManyDraws,

    /// <summary>The engine has nothing to work on.</summary>
    NothingToDo,

    /// <summary>The posterior does not exist, because the predictors explain the response exactly.</summary>
    ExactFit,

    /// <summary>The engine is not in this build.</summary>
    NotInThisBuild,

    /// <summary>The numerics broke down on the way.</summary>
    BrokeDown,
}

/// <summary>An engine's refusal to answer.</summary>
/// <param name="Detail">Why, with the numbers, in the engine's words.</param>
/// <param name="Alternatives">The engines that can answer according to the detail; empty if it names none.</param>
public sealed record Refusal(string Detail, EquatableArray<string> Alternatives)
{
    internal Refusal(RefusalReason reason, string detail, EquatableArray<string> alternatives)
        : this(detail, alternatives) => Reason = reason;

    /// <summary>Why, for decisions; null for an engine of somebody else.</summary>
    internal RefusalReason? Reason { get; }
}

/// <summary>An engine cannot answer for a model, or could not go on.</summary>
/// <param name="refusal">Why, and which engines can.</param>
/// <param name="cause">What broke down; null for a refusal before anything ran.</param>
public sealed class EngineRefusedException(Refusal refusal, Exception? cause = null) : NotSupportedException(refusal.Detail, cause)
{
    /// <summary>Why, and which engines can.</summary>
    public Refusal Refusal { get; } = refusal;
}
