using BayesLmm.Engines;
using BayesLmm.Engines.Choice;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Fits;

/// <summary>An engine of the command line: its name, how the options of the command line make it, and the names of its answers.</summary>
/// <param name="Name">The name.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Runs">The settings with which it runs beside others.</param>
/// <param name="Answer">The name of an answer with such settings.</param>
internal sealed record EngineChoice(string Name, Func<EngineSettings, IPosteriorEngine> Create, Func<EngineSettings, IEnumerable<EngineSettings>> Runs,
    Func<EngineSettings, string> Answer)
{
    /// <summary>All engines, one line each; the engine that chooses comes first.</summary>
    public static IReadOnlyList<EngineChoice> All { get; } =
    [
        Simple(AutoEngine.Id, settings => new AutoEngine(settings.Hmc)),
        Simple(HmcEngine.Id, settings => new HmcEngine(settings.Hmc)),
        Simple(ImportanceEngine.Id, _ => new ImportanceEngine()),
        Simple(LaplaceEngine.Id, _ => new LaplaceEngine()),
        new(
            MessagePassingEngine.Id,
            settings => new MessagePassingEngine(settings.Refinement),
            // unrefined, so that its accuracy is known, and refined
            settings => [settings with { Refinement = Refinement.None }, settings with { Refinement = Refinement.Importance }],
            settings => EngineWords.Answer(MessagePassingEngine.Id, settings.Refinement)),
        Simple(GibbsEngine.Id, settings => new GibbsEngine(settings.Hmc?.Warmup)),
        new(
            InferNetEngine.Id,
            settings => new InferNetEngine(new InferNetOptions { Algorithm = settings.ExpectationPropagation ? InferNetAlgorithm.Ep : InferNetAlgorithm.Vmp }),
            settings => [settings],
            settings => settings.ExpectationPropagation ? $"{InferNetEngine.Id}, ep" : InferNetEngine.Id),
    ];

    /// <summary>An engine by its name.</summary>
    public static EngineChoice Of(string name) => All.First(choice => choice.Name == name);

    private static EngineChoice Simple(string name, Func<EngineSettings, IPosteriorEngine> create) => new(name, create, settings => [settings], _ => name);
}
