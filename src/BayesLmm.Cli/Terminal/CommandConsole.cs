using BayesLmm.Diagnostics;

namespace BayesLmm.Cli.Terminal;

/// <summary>A command's output streams and clock.</summary>
/// <param name="Output">Receives the result and nothing else.</param>
/// <param name="Error">Receives messages and progress; what is written to <see cref="Error"/> reaches it without control characters.</param>
/// <param name="Time">The clock.</param>
internal sealed record CommandConsole(TextWriter Output, TextWriter Error, TimeProvider Time)
{
    /// <summary>Receives messages. The names in them command no terminal.</summary>
    public TextWriter Error { get; } = new VisibleWriter(Error);

    /// <summary>Receives progress bars, which are drawn by control characters.</summary>
    public TextWriter Bars { get; } = Error;

    /// <summary>Whether <see cref="Bars"/> is a terminal that can show a progress bar.</summary>
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
    public void Warn(IEnumerable<string> sentences) => Error.Write(string.Concat(sentences.Select(sentence => $"blmm: {VisibleText.Of(sentence)}\n")));
}
