namespace BayesLmm;

/// <summary>The engines of this assembly, each with its default options.</summary>
public static class BuiltInEngines
{
    /// <summary>All of them; the engine that chooses comes first.</summary>
    public static IReadOnlyList<IPosteriorEngine> All { get; } =
    [
        new AutoEngine(),
        new HmcEngine(),
        new ImportanceEngine(),
        new MessagePassingEngine(),
        new GibbsEngine(),
    ];
}
