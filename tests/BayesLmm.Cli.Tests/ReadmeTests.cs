using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace BayesLmm.Cli.Tests;

/// <summary>The sessions that the README shows are what the commands print.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Sessions =>
        [.. Fences().Matches(File.ReadAllText(Path.Combine(Cli.Root, "README.md"))).Select(match => match.Groups[1].Value)];

    [Fact]
    public void The_readme_has_a_session_of_each_command_of_reml() => Assert.Equal(
        ["reml", "compare", "predict", "means"],
        Sessions.Select(session => session.Data.Split('\n').First(line => line.StartsWith("$ blmm ", StringComparison.Ordinal)).Split(' ')[2]));

    [Fact]
    public void The_readme_has_the_table_of_engines_as_it_is_printed() => Assert.Contains(
        File.ReadAllText(Path.Combine(Cli.Root, "tests", "BayesLmm.Cli.Tests", "Expected", "fit_against.txt")).Trim(),
        File.ReadAllText(Path.Combine(Cli.Root, "README.md")),
        StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_session_is_what_the_command_prints(string session)
    {
        string[] lines = session.Split('\n');
        int last = Array.FindIndex(lines, line => line.StartsWith("$ blmm ", StringComparison.Ordinal));
        foreach (Match file in lines[..last].Select(line => Printf().Match(line)))
        {
            folder.Write(file.Groups[2].Value, file.Groups[1].Value.Replace("\\n", "\n", StringComparison.Ordinal));
        }

        CliResult result = Cli.Run([.. CommandLineParser.SplitCommandLine(lines[last]["$ blmm ".Length..]).Select(Locate)]);

        Assert.Equal(Comparable(string.Join('\n', lines[(last + 1)..])), Comparable(result.Error + result.Output));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Files of the repository and of the session by their whole path, because tests run elsewhere.</summary>
    private string Locate(string argument) =>
        File.Exists(folder.PathOf(argument)) ? folder.PathOf(argument)
        : File.Exists(Path.Combine(Cli.Root, argument)) ? Path.Combine(Cli.Root, argument)
        : argument;

    /// <summary>Without folders, times, and how the search went.</summary>
    private static string Comparable(string text) =>
        Folders().Replace(Search().Replace(text.Split("\nTimings\n")[0], "Converged"), "").TrimEnd();

    [GeneratedRegex(@"(?s)```\n(\$ .*?)```")]
    private static partial Regex Fences();

    [GeneratedRegex(@"^\$ printf '(.*)' > (\S+)$")]
    private static partial Regex Printf();

    [GeneratedRegex(@"Converged in \d+ evaluations: .*")]
    private static partial Regex Search();

    [GeneratedRegex(@"[^\s""']*/(?=\w+\.(csv|blmm))")]
    private static partial Regex Folders();
}
