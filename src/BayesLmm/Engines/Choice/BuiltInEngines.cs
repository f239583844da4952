namespace BayesLmm;

/// <summary>The engines of this assembly, each with the options that it has by itself.</summary>
public static class BuiltInEngines
{
    /// <summary>All of them, the one that chooses first.</summary>
    public static IReadOnlyList<IPosteriorEngine> All { get; } =
    [
        new AutoEngine(),
        new HmcEngine(),
        new ImportanceEngine(),
        new MessagePassingEngine(),
        new GibbsEngine(),
    ];
}
