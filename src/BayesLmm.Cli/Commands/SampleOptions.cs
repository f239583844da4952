using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BayesLmm.Cli.Fits;
using BayesLmm.Language.Checks;

namespace BayesLmm.Cli.Commands;

/// <summary>The options that override the model's <c>sample</c> statement, in the ranges that the statement has.</summary>
internal sealed class SampleOptions
{
    private const int MostThreads = 1024;

    private static readonly DrawOptions Defaults = new();

    private readonly Option<double?> chains = Setting("chains", $"The number of chains; {Defaults.Chains} unless the model says otherwise.", "COUNT");
    private readonly Option<double?> draws = Setting(
        "draws", $"The number of draws that each chain keeps; {Defaults.Draws} unless the model says otherwise.", "COUNT");
    private readonly Option<double?> warmup = Setting(
        "warmup", "The number of warm-up iterations of each chain; as many as the sampler needs unless the model says otherwise.", "COUNT");
    private readonly Option<double?> seed = Setting(
        "seed", $"The seed, {Defaults.Seed} unless the model says otherwise; the same one gives the same draws.", "NUMBER");
    private readonly Option<double?> targetAcceptance = Setting("target_acceptance", "The acceptance statistic that step sizes are adapted to.", "NUMBER");
    private readonly Option<double?> maxTreeDepth = Setting("max_tree_depth", "The most doublings of a trajectory.", "NUMBER");
    private readonly Option<double?> threads = Create(
        new SampleSettingRule("threads", 0, MostThreads, IsInteger: true), "The most threads that chains run on; 0 for one per processor.", "COUNT");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[chains, draws, warmup, seed, targetAcceptance, maxTreeDepth, threads])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the command line overrides.</summary>
    public SamplingSettings Read(ParseResult parsed) => new()
    {
        Chains = (int?)parsed.GetValue(chains),
        Draws = (int?)parsed.GetValue(draws),
        Warmup = (int?)parsed.GetValue(warmup),
        Seed = (ulong?)parsed.GetValue(seed),
        TargetAcceptance = parsed.GetValue(targetAcceptance),
        MaxTreeDepth = (int?)parsed.GetValue(maxTreeDepth),
        Threads = (int?)parsed.GetValue(threads),
    };

    /// <summary>An option with the name and range of a setting of the <c>sample</c> statement.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="description">What it is.</param>
    /// <param name="placeholder">What stands for its value in the help.</param>
    public static Option<double?> Setting(string name, string description, string placeholder) => Create(SampleSettings.Find(name)!, description, placeholder);

    /// <summary>An option for one number, with the rule that it follows.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="description">What it is.</param>
    /// <param name="placeholder">What stands for its value in the help.</param>
    public static Option<double?> Create(SampleSettingRule rule, string description, string placeholder)
    {
        string option = "--" + rule.Name.Replace('_', '-');
        return new Option<double?>(option)
        {
            Description = description,
            HelpName = placeholder,
            CustomParser = result => Parse(result, option, rule),
        };
    }

    private static double? Parse(ArgumentResult result, string option, SampleSettingRule rule)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && rule.Allows(value))
        {
            return value;
        }

        result.AddError(rule.IsInteger
            ? FormattableString.Invariant($"{option} takes a whole number from {rule.Minimum} to {rule.Maximum}, not '{text}'.")
            : FormattableString.Invariant($"{option} takes a number above {rule.Minimum} and below {rule.Maximum}, not '{text}'."));
        return null;
    }
}
