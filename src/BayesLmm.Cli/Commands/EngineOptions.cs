using System.CommandLine;
using System.CommandLine.Parsing;
using BayesLmm.Cli.Fits;
using BayesLmm.Engines;
using BayesLmm.Engines.Choice;
using BayesLmm.Language.Checks;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Commands;

/// <summary>The options that choose engines.</summary>
internal sealed class EngineOptions
{
    private const string Variational = "vmp", ExpectationPropagation = "ep";

    private static readonly string[] Engines = [.. EngineChoice.All.Select(choice => choice.Name)];

    private static readonly string[] Further = [.. Engines.Skip(1)];

    private static readonly Refinement[] Refinements = [Refinement.None, Refinement.LinearResponse, Refinement.Collapsed, Refinement.Importance];

    /// <summary>The word for the REML fit where it can take the posterior's place.</summary>
    private const string Reml = "reml";

    private readonly Option<string> engine;

    private readonly Option<string?> refine = Optional(Choice.Create(
        "refine",
        "With --engine vmp: draw from the approximation as it is, from its linear response, from the collapsed one (a normal distribution of the variance "
            + "parameters, the rest integrated out), "
        + "or refine it to the exact posterior by importance sampling, which is the default.",
        [.. Refinements.Select(EngineWords.Option)],
        unlessGiven: null));

    private readonly Option<string?> algorithm = Optional(Choice.Create(
        "algorithm", "With infernet: variational message passing, which is the default, or expectation propagation.", [Variational, ExpectationPropagation],
        unlessGiven: null));

    private readonly Option<string?> against = new("--against")
    {
        Description = $"Run further engines on the same model and print all answers in one table: {string.Join(", ", Further)}, separated by commas.",
        HelpName = "ENGINES",
    };

    /// <summary>The options.</summary>
    /// <param name="withReml">Whether the REML fit can take the posterior's place.</param>
    public EngineOptions(bool withReml = false)
    {
        engine = CreateEngine(withReml);
        refine.Validators.Add(result => CheckRefine(result, Chosen(result)));
        algorithm.Validators.Add(result => CheckAlgorithm(result, Chosen(result)));
        against.Validators.Add(result => CheckAgainst(result, Chosen(result)));
    }

    /// <summary>Adds the options to a command that compares engines.</summary>
    public void AddTo(Command command)
    {
        AddEngineTo(command);
        command.Options.Add(against);
    }

    /// <summary>Adds the options of one engine to a command.</summary>
    public void AddEngineTo(Command command)
    {
        command.Options.Add(engine);
        command.Options.Add(refine);
        command.Options.Add(algorithm);
    }

    /// <summary>Whether the REML fit was chosen.</summary>
    public bool IsReml(ParseResult parsed) => parsed.GetRequiredValue(engine) == Reml;

    /// <summary>Whether the REML fit was chosen, while the command line is still being checked.</summary>
    public bool IsReml(CommandResult result) => Chosen(result) == Reml;

    /// <summary>What was chosen.</summary>
    public EngineSettings Read(ParseResult parsed) => new()
    {
        Engine = parsed.GetRequiredValue(engine),
        Refinement = Refinements.FirstOrDefault(choice => EngineWords.Option(choice) == parsed.GetValue(refine), Refinement.Importance),
        ExpectationPropagation = parsed.GetValue(algorithm) == ExpectationPropagation,
        Against = Words(parsed.GetValue(against)),
    };

    private static Option<string> CreateEngine(bool withReml) => Choice.Create(
        "engine",
        "How the variance parameters are drawn: hmc, importance and gibbs from the exact posterior; laplace from Laplace's approximation of it, for binary "
        + "data and counts; vmp by message passing, refined to it (see --refine); infernet by Infer.NET's message passing as it is. "
        + "auto is hmc, but tries importance first where hmc is slow." + (withReml ? " reml is no posterior: it answers from the REML fit." : ""),
        withReml ? [.. Engines, Reml] : Engines,
        AutoEngine.Id);

    private static Option<string?> Optional(Option<string> option) => option!;

    private static string[] Words(string? list) => list?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private static void CheckRefine(OptionResult result, string chosen)
    {
        if (chosen != MessagePassingEngine.Id)
        {
            result.AddError($"--refine is for --engine vmp, not for --engine {chosen}.");
        }
    }

    private void CheckAlgorithm(OptionResult result, string chosen)
    {
        if (chosen != InferNetEngine.Id && !Words(Token(result, against)).Contains(InferNetEngine.Id))
        {
            result.AddError($"--algorithm is for --engine infernet, not for --engine {chosen}.");
        }
    }

    private static void CheckAgainst(OptionResult result, string chosen)
    {
        string[] words = result.Tokens is [{ Value: var list }, ..] ? Words(list) : [];
        foreach (string word in words.Where(word => !Further.Contains(word)).Distinct())
        {
            result.AddError($"--against takes {SyntaxDiagnostics.List(Further, "and")}, separated by commas, not '{word}'.{Choice.Meant(word, Further)}");
        }

        foreach (IGrouping<string, string> twice in words.GroupBy(word => word).Where(group => group.Count() > 1))
        {
            result.AddError($"--against has '{twice.Key}' {twice.Count()} times; once is enough.");
        }

        if (chosen != MessagePassingEngine.Id && Further.Contains(chosen) && words.Contains(chosen))
        {
            result.AddError($"--against has '{chosen}', the engine of the fit itself.");
        }
    }

    /// <summary>The engine of the fit, in the user's words.</summary>
    private string Chosen(SymbolResult result) => Token(result, engine) ?? AutoEngine.Id;

    private static string? Token(SymbolResult result, Option option) => result.GetResult(option)?.Tokens is [{ Value: var word }, ..] ? word : null;
}
