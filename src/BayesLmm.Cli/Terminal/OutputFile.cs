using BayesLmm.Posteriors.Files;

namespace BayesLmm.Cli.Terminal;

/// <summary>Writes a result to the standard output, or to a file that gets its name when it is complete.</summary>
internal static class OutputFile
{
    /// <summary>Writes.</summary>
    /// <param name="path">The file; null for the standard output.</param>
    /// <param name="write">The writer of the result.</param>
    /// <param name="console">The standard output; is told what cannot be written.</param>
    /// <returns>Whether it is written.</returns>
    public static bool Write(string? path, Action<TextWriter> write, CommandConsole console)
    {
        if (path is null)
        {
            write(console.Output);
            return true;
        }

        try
        {
            using PendingFiles files = new();
            files.Write(path, write);
            files.Commit(() => []);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            console.Warn([$"The result cannot be written to '{path}': {WritableFiles.Cause(exception)}."]);
            return false;
        }
    }
}
