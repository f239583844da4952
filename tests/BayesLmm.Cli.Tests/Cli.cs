using BayesLmm.Cli.Terminal;

namespace BayesLmm.Cli.Tests;

/// <summary>Runs the command line in this process.</summary>
internal static class Cli
{
    /// <summary>The folder that holds <c>BayesLmm.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A data set of the repository.</summary>
    public static string Data(string name) => Path.Combine(Root, "examples", "data", name);

    /// <summary>A model file of the repository.</summary>
    public static string Model(string name) => Path.Combine(Root, "models", name + ".blmm");

    /// <summary>Runs a command with its output captured.</summary>
    public static CliResult Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    /// <summary>Runs a command that can be interrupted.</summary>
    public static CliResult Run(CancellationToken cancellationToken, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int exitCode = CommandLine.Run(arguments, new CommandConsole(output, error, TimeProvider.System), cancellationToken);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BayesLmm.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds BayesLmm.sln.");
    }
}

/// <summary>What a command left behind.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The error stream without warnings of few groups, which classic examples have.</summary>
    public string ErrorButFewGroups =>
        System.Text.RegularExpressions.Regex.Replace(Error, "[^\\n]*warning BL2102: [^\\n]*\\n[^\\n]*\\n *\\^+\\n", "");

    /// <summary>The text report without its last section, which is different in every run.</summary>
    public string OutputWithoutTimings => Output[..Output.IndexOf("\nTimings", StringComparison.Ordinal)];
}
