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
    private readonly ManualResetEvent finished = new(false), interrupted = new(false);
    private bool hasEnded;

    /// <summary>The time in which the command may end by itself after an interruption.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

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
        }
    }

    /// <summary>The first signal ends the work with what it has; the second one ends the process.</summary>
    private void Answer(PosixSignalContext context)
    {
        context.Cancel = !interrupt.IsCancellationRequested;
        interrupt.Cancel();
        interrupted.Set();
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
        if (finished.WaitOne(Grace))
        {
            return hasEnded = true;
        }

        if (!console.Activity.Keeps)
        {
            console.Error.WriteLine($"blmm: interrupted while {console.Activity.Now}; there is nothing to report.");
            GaveUp = true;
            return false;
        }

        console.Error.WriteLine($"blmm: interrupted while {console.Activity.Now}; the report of what is done by now follows. A second Ctrl-C ends at once.");
        finished.WaitOne();
        return hasEnded = true;
    }
}
