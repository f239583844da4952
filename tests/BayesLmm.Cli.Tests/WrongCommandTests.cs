using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace BayesLmm.Cli.Tests;

/// <summary>
/// The corpus of wrong commands: each file of <c>Wrong</c> is a command line and the whole text that a user sees on the error stream. After a change of
/// wording, run the tests once with <c>BLMM_UPDATE_EXPECTED=1</c>, and read the difference before committing it.
/// </summary>
public sealed partial class WrongCommandTests
{
    private static readonly string Folder = Path.Combine(Cli.Root, "tests", "BayesLmm.Cli.Tests", "Wrong");

    public static TheoryData<string> Commands => [.. Directory.EnumerateFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_wrong_command_is_explained_in_the_expected_words(string name)
    {
        string path = Path.Combine(Folder, name + ".txt"), text = File.ReadAllText(path);
        string command = text[..text.IndexOf('\n', StringComparison.Ordinal)];
        string[] arguments = [.. CommandLineParser.SplitCommandLine(command["$ blmm ".Length..]).Select(Locate)];

        CliResult result = Cli.Run(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        string error = result.Error.Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(Folder, ".", StringComparison.Ordinal);
        string seen = $"{command}\n{error}";
        if (Environment.GetEnvironmentVariable("BLMM_UPDATE_EXPECTED") == "1")
        {
            File.WriteAllText(path, seen);
            text = seen;
        }

        Assert.Equal(text, seen);
    }

    /// <summary>What is wrong with a saved fit needs files that are made when the tests run: its codes are asserted by tests in C#.</summary>
    [Fact]
    public void Every_code_of_the_command_line_occurs_in_the_corpus()
    {
        string sources = File.ReadAllText(Path.Combine(Cli.Root, "src", "BayesLmm.Cli", "Inputs", "InputDiagnostics.cs"));
        IEnumerable<string> tests = Directory.EnumerateFiles(Path.Combine(Cli.Root, "tests", "BayesLmm.Cli.Tests"), "SavedFit*Tests.cs");
        string corpus = string.Concat(Directory.EnumerateFiles(Folder, "*.txt").Concat(tests).Select(File.ReadAllText));
        string[] codes = [.. AnyCode().Matches(sources).Select(match => match.Value.Trim('"')).Distinct()];
        Assert.True(codes.Length > 5, $"{codes.Length} codes");
        Assert.DoesNotContain(codes, code => !corpus.Contains(code, StringComparison.Ordinal));
    }

    /// <summary>Files of the corpus by their whole path, because tests run elsewhere.</summary>
    private static string Locate(string argument) =>
        argument == "." ? Folder : Path.GetExtension(argument) is ".blmm" or ".csv" or ".png" ? Path.Combine(Folder, argument) : argument;

    [GeneratedRegex("\"BL[0-9]{4}\"")]
    private static partial Regex AnyCode();
}
