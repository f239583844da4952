using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace BayesLmm.Cli.Tests;

/// <summary>The sessions that the README shows are what the commands print.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Sessions => [.. Fences().Matches(Documents).Select(match => match.Groups[1].Value)];

    /// <summary>The command lines that the documents show without what they print.</summary>
    public static TheoryData<string> CommandLines =>
    [
        .. Shell().Matches(Documents).SelectMany(match => match.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Distinct(),
    ];

    private static string Documents =>
        File.ReadAllText(Path.Combine(Cli.Root, "README.md")) + File.ReadAllText(Path.Combine(Cli.Root, "models", "commands.md"));

    [Fact]
    public void The_documents_have_a_session_of_each_command_of_reml() => Assert.Equal(
        ["reml", "compare", "predict", "means"],
        Sessions.Select(session => session.Data.Split('\n').First(line => line.StartsWith("$ blmm ", StringComparison.Ordinal)).Split(' ')[2]));

    [Fact]
    public void The_documents_have_the_table_of_engines_as_it_is_printed() => Assert.Contains(
        File.ReadAllText(Path.Combine(Cli.Root, "tests", "BayesLmm.Cli.Tests", "Expected", "fit_against.txt")).Trim(),
        Documents,
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

    [Theory]
    [MemberData(nameof(CommandLines))]
    public void A_command_line_runs_and_writes_its_file(string line)
    {
        string[] arguments = [.. CommandLineParser.SplitCommandLine(line["blmm ".Length..]).Select(Locate)];
        int file = Array.IndexOf(arguments, "--out") + 1;
        if (file > 0)
        {
            arguments[file] = folder.PathOf(arguments[file]);
        }

        CliResult result = Cli.Run([.. arguments, .. arguments[0] is "reml" or "ml" or "compare" ? (string[])[] : ["--draws", "200"]]);

        // 200 draws are few, so that the result may not be trusted (2); a wrong command line (1) and a defect (70) fail.
        Assert.True(result.ExitCode is 0 or 2, result.Error);
        Assert.True(file == 0 || File.Exists(arguments[file]) || Directory.Exists(arguments[file]), $"{line} wrote nothing");
    }

    [Fact]
    public void Every_picture_and_document_that_the_documents_link_is_there()
    {
        string[] documents = ["README.md", "models/commands.md", "models/README.md", "tests/benchmarks/README.md", "examples/gallery/README.md"];
        foreach (string document in documents)
        {
            string path = Path.Combine(Cli.Root, document);
            IEnumerable<string> links = Link().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value.Split('#')[0])
                .Where(link => link.Length > 0 && !link.Contains("://", StringComparison.Ordinal));
            Assert.All(links, link =>
            {
                string target = Path.Combine(Path.GetDirectoryName(path)!, link);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{document} links {link}, which is not there");
            });
        }
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

    [GeneratedRegex(@"(?s)```sh\n(.*?)```")]
    private static partial Regex Shell();

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\$ printf '(.*)' > (\S+)$")]
    private static partial Regex Printf();

    [GeneratedRegex(@"Converged in \d+ evaluations: .*")]
    private static partial Regex Search();

    [GeneratedRegex(@"[^\s""']*/(?=\w+\.(csv|blmm))")]
    private static partial Regex Folders();
}
