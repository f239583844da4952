using System.CommandLine;
using System.CommandLine.Parsing;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Checks;

namespace BayesLmm.Cli.Commands;

/// <summary>Options that take one of a few words, and arguments that must not be taken for options.</summary>
internal static class Choice
{
    /// <summary>An option that takes one of a few words.</summary>
    /// <param name="name">Its name without dashes.</param>
    /// <param name="description">What it does.</param>
    /// <param name="words">The words.</param>
    /// <param name="unlessGiven">The word that is used when the option is not given; null when none of them is.</param>
    public static Option<string> Create(string name, string description, IReadOnlyList<string> words, string? unlessGiven)
    {
        Option<string> option = new("--" + name) { Description = description, HelpName = string.Join('|', words) };
        if (unlessGiven is not null)
        {
            option.DefaultValueFactory = _ => unlessGiven;
        }

        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }, ..] && !words.Contains(word))
            {
                result.AddError($"--{name} takes {SyntaxDiagnostics.List(words, "or")}, not '{word}'.{Meant(word, words)}");
            }
        });
        return option;
    }

    /// <summary>Rejects an argument that looks like an option, because there is no option of that name.</summary>
    public static void RefuseOptions(ArgumentResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value.StartsWith('-'))
            {
                result.AddError($"There is no option '{token.Value}'.");
            }
        }
    }

    /// <summary>A sentence that suggests the word nearest to a wrong one, with a space before it; nothing if none is near.</summary>
    public static string Meant(string word, IReadOnlyList<string> words) =>
        NameSuggestion.Nearest(word, words) is { } nearest ? $" Did you mean '{nearest}'?" : "";
}
