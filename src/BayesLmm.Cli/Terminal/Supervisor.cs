using System.Runtime.InteropServices;

namespace BayesLmm.Cli.Terminal;

/// <summary>
/// Runs a command on a thread of its own. Meanwhile it answers Ctrl-C and the request to terminate, also where the command cannot, and says now and then
/// what long work is doing.
/// </summary>
/// <param name="console">Receives what is said; its activity is what the command does.</param>
internal sealed class Supervisor(CommandConsole console) : IDisposable
{
    /// <summary>Parsers and walkers of expressions need more than a thread's usual stack when a model is nested as deeply as it may be.</summary>
    private const int StackSize = 16 << 20;

    private readonly CancellationTokenSource interrupt = new();
    private readonly ManualResetEvent finished = new(false), interrupted = new(false), insisted = new(false);
    private int signals;
    private bool hasEnded;

    /// <summary>The time in which the command may end by itself after an interruption.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time that a stage may take after an interruption where a report is to follow.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When the first line about long work is written; each later one comes after twice the time.</summary>
    public TimeSpan FirstLine { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the command was left behind at work, on a thread that nothing can stop.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>Runs a command.</summary>
    /// <param name="command">The command; it gets the token that an interruption cancels, and gives its exit code.</param>
    public int Run(Func<CancellationToken, int> command)
    {
        using PosixSignalRegistration keyboard = PosixSignalRegistration.Create(PosixSignal.SIGINT, Answer);
        using PosixSignalRegistration request = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Answer);
        int exitCode = ExitCode.Defect;
        Thread thread = new(() =>
        {
            exitCode = command(interrupt.Token);
            finished.Set();
        }, StackSize) { IsBackground = true };
        thread.Start();
        return Wait() ? exitCode : ExitCode.NotTrustworthy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (hasEnded)
        {
            interrupt.Dispose();
            finished.Dispose();
            interrupted.Dispose();
            insisted.Dispose();
        }
    }

    private void Answer(PosixSignalContext context) => context.Cancel = Interrupt();

    /// <summary>
    /// Answers a signal: the first one ends the work with what it has, the second one without; false for a further one, which is to end the process.
    /// </summary>
    public bool Interrupt()
    {
        switch (Interlocked.Increment(ref signals))
        {
            case 1:
                interrupted.Set();
                interrupt.Cancel();
                return true;
            case 2:
                insisted.Set();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Waits for the end of the command; false if it was given up.</summary>
    private bool Wait()
    {
        long begin = console.Time.GetTimestamp();
        TimeSpan line = FirstLine;
        while (true)
        {
            TimeSpan left = line - console.Time.GetElapsedTime(begin);
            switch (WaitHandle.WaitAny([finished, interrupted], left > TimeSpan.Zero ? left : TimeSpan.Zero))
            {
                case 0:
                    return hasEnded = true;
                case 1:
                    return WaitAfterInterruption();
                default:
                    if (!console.Activity.IsQuiet)
                    {
                        console.Error.WriteLine(FormattableString.Invariant($"blmm: {console.Activity.NowWithProgress}; {line.TotalSeconds:F0} s so far"));
                    }

                    line *= 2;
                    break;
            }
        }
    }

    private bool WaitAfterInterruption()
    {
        if (WaitHandle.WaitAny([finished, insisted], Grace) == 0)
        {
            return hasEnded = true;
        }

        if (!console.Activity.Keeps)
        {
            return GiveUp($"interrupted while {console.Activity.Now}; there is nothing to report.");
        }

        console.Error.WriteLine($"blmm: interrupted while {console.Activity.Now}; the report of what is done by now follows. A second Ctrl-C ends at once.");
        string stage;
        do
        {
            stage = console.Activity.Now;
            switch (WaitHandle.WaitAny([finished, insisted], Patience))
            {
                case 0:
                    return hasEnded = true;
                case 1:
                    return GiveUp($"interrupted again while {console.Activity.Now}; there is no report.");
            }
        }
        while (console.Activity.Now != stage);
        return GiveUp(FormattableString.Invariant($"{stage} did not end within {Patience.TotalSeconds:F0} s of the interruption; there is no report."));
    }

    private bool GiveUp(string message)
    {
        console.Error.WriteLine("blmm: " + message);
        GaveUp = true;
        return false;
    }
}
