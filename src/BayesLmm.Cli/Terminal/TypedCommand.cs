using System.CommandLine;

namespace BayesLmm.Cli.Terminal;

/// <summary>A command as a shell reads it.</summary>
internal static class TypedCommand
{
    /// <summary>What was typed, with quotes where a shell needs them.</summary>
    public static string Of(ParseResult parsed) => string.Join(' ', parsed.Tokens.Select(token => Quoted(token.Value)).Prepend("blmm"));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or ',' or '=' or '+' or '@')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
