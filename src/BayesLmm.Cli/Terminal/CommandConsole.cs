namespace BayesLmm.Cli.Terminal;

/// <summary>A command's output streams and clock.</summary>
/// <param name="Output">Receives the result and nothing else.</param>
/// <param name="Error">Receives messages and progress.</param>
/// <param name="Time">The clock.</param>
internal sealed record CommandConsole(TextWriter Output, TextWriter Error, TimeProvider Time)
{
    /// <summary>Whether <see cref="Error"/> is a terminal that can show a progress bar.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>What the command is doing.</summary>
    public Activity Activity { get; init; } = new();

    /// <summary>The console, without progress where the user wants none.</summary>
    public CommandConsole Quiet(bool isQuiet)
    {
        Activity.IsQuiet |= isQuiet;
        return isQuiet ? this with { ShowsProgress = false } : this;
    }

    /// <summary>Writes sentences to <see cref="Error"/>, each on a line of its own.</summary>
    public void Warn(IEnumerable<string> sentences) => Error.Write(string.Concat(sentences.Select(sentence => $"blmm: {sentence}\n")));
}
