using System.CommandLine;
using BayesLmm.Cli.Inputs;
using BayesLmm.Language.Checks;
using BayesLmm.Reports.Content.Reml;

namespace BayesLmm.Cli.Commands;

/// <summary>The options of <c>blmm reml</c> for what follows from the fit.</summary>
internal sealed class InferenceOptions
{
    private const string TukeyName = "tukey", HolmName = "holm", BonferroniName = "bonferroni", NoneName = "none";
    private const string SatterthwaiteName = "satterthwaite", KenwardRogerName = "kenward-roger";

    /// <summary>More would only add information about the simulation.</summary>
    private const int MostReplicates = 1_000_000;

    private readonly Option<bool> ml = new("--ml") { Description = "Maximise the likelihood in place of the restricted likelihood." };
    private readonly Option<string> ddf = DegreesOfFreedom();

    private readonly Option<string> type =
        Choice.Create("type", "F tests of terms of this type; type 3 when not given and a term has several columns.", ["1", "2", "3"], null);
    private readonly Option<double?> level = Level();
    private readonly Option<string[]> means = new("--means")
    {
        Description = "Marginal means of a factor, or of combinations of several, with pairwise contrasts. May be repeated.",
        HelpName = "FACTOR[:FACTOR]",
    };

    private readonly Option<string> adjust = Adjust("How p-values of pairwise contrasts allow for their number.", TukeyName);

    private readonly Option<bool> deletions = new("--ranova") { Description = "Test the random effects, dropping one at a time." };
    private readonly Option<bool> profile = new("--profile") { Description = "Profile-likelihood intervals of all parameters." };
    private readonly Option<double?> bootstrap = Bootstrap("Intervals of all parameters from a parametric bootstrap of so many replicates.");
    private readonly Option<double?> seed = Seed();
    private readonly Option<bool> effects = new("--effects") { Description = "Every predicted group effect with its conditional standard deviation." };

    /// <summary>An option for the level of intervals.</summary>
    /// <param name="description">What it does.</param>
    public static Option<double?> Level(string description = "The level of intervals; 0.95 if not given.") =>
        SampleOptions.Create(new SampleSettingRule("level", 0, 1, IsInteger: false), description, "NUMBER");

    /// <summary>An option for how degrees of freedom are found.</summary>
    public static Option<string> DegreesOfFreedom() => Choice.Create(
        "ddf", "Degrees of freedom of tests of coefficients; none takes variances as known.", [SatterthwaiteName, KenwardRogerName, NoneName],
        SatterthwaiteName);

    /// <summary>The method of a word of <see cref="DegreesOfFreedom"/>.</summary>
    public static DegreesOfFreedomMethod Method(string? word) => word switch
    {
        KenwardRogerName => DegreesOfFreedomMethod.KenwardRoger,
        NoneName => DegreesOfFreedomMethod.None,
        _ => DegreesOfFreedomMethod.Satterthwaite,
    };

    /// <summary>An option for how p-values allow for the number of tests.</summary>
    /// <param name="description">What it does.</param>
    /// <param name="unlessGiven">The word that is used when the option is not given; null when none of them is.</param>
    public static Option<string> Adjust(string description, string? unlessGiven) =>
        Choice.Create("adjust", description, [TukeyName, HolmName, BonferroniName, NoneName], unlessGiven);

    /// <summary>The adjustment of a word of <see cref="Adjust"/>; null for no word.</summary>
    public static PValueAdjustment? Adjustment(string? word) => word switch
    {
        TukeyName => PValueAdjustment.Tukey,
        HolmName => PValueAdjustment.Holm,
        BonferroniName => PValueAdjustment.Bonferroni,
        NoneName => PValueAdjustment.None,
        _ => null,
    };

    /// <summary>An option for the number of bootstrap replicates.</summary>
    public static Option<double?> Bootstrap(string description) =>
        SampleOptions.Create(new SampleSettingRule("bootstrap", 2, MostReplicates, IsInteger: true), description, "COUNT");

    /// <summary>An option for the seed of a bootstrap.</summary>
    public static Option<double?> Seed() => SampleOptions.Setting("seed", "The seed of the bootstrap; 1 if not given.", "NUMBER");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[ml, ddf, level, type, means, adjust, deletions, profile, bootstrap, seed, effects])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="ModelException">Options contradict each other.</exception>
    public RemlOptions Read(ParseResult parsed)
    {
        RemlOptions options = new()
        {
            Restricted = !parsed.GetValue(ml),
            Method = Method(parsed.GetValue(ddf)),
            Level = parsed.GetValue(level) ?? FixedEffectInference.DefaultLevel,
            Type = parsed.GetValue(type) switch
            {
                "1" => SumOfSquaresType.TypeI,
                "2" => SumOfSquaresType.TypeII,
                "3" => SumOfSquaresType.TypeIII,
                _ => null,
            },
            Means = [.. (parsed.GetValue(means) ?? []).Select(factors => factors.Split(':', StringSplitOptions.TrimEntries))],
            Adjustment = Adjustment(parsed.GetValue(adjust)) ?? PValueAdjustment.Tukey,
            Deletions = parsed.GetValue(deletions),
            Profile = parsed.GetValue(profile),
            Bootstrap = (int?)parsed.GetValue(bootstrap),
            Seed = (ulong)(parsed.GetValue(seed) ?? 1),
            Effects = parsed.GetValue(effects),
        };
        return options is { Method: DegreesOfFreedomMethod.KenwardRoger, Restricted: false } ? throw InputDiagnostics.KenwardRogerNeedsReml() : options;
    }
}
