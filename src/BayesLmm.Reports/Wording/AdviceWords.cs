namespace BayesLmm.Reports.Wording;

/// <summary>The wording of advice: here for readers who write C#. The command line derives from it and names its flags.</summary>
internal class AdviceWords
{
    /// <summary>The advice for readers who write C#.</summary>
    public static AdviceWords Library { get; } = new();

    /// <summary>An engine, as a recommendation.</summary>
    /// <param name="name">The engine's name.</param>
    public virtual string Engine(string name) => $"the engine {name}";

    /// <summary>A refinement of the answer of message passing, as a recommendation.</summary>
    /// <param name="refinement">The refinement.</param>
    public virtual string Refine(Refinement refinement) => $"Refinement.{refinement}";

    /// <summary>One of two engines.</summary>
    public string Either(string first, string second) => $"{Engine(first)} or {Engine(second)}";
}
