using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace BayesLmm.Cli.Tests.Fuzz;

/// <summary>
/// Runs many commands in this process and collects what is wrong with how they end. The case that was last begun is the newest file in the scratch folder,
/// which stays if the process dies.
/// </summary>
internal sealed class FuzzRun
{
    private const double MostSeconds = 5;
    private const long MostBytes = 1L << 30;
    private const int MostFailures = 12;
    private const int Attempts = 3;   // of a case that seems to take too much: other tests run beside it, and only the process as a whole is measured
    private const int Stack = 16 << 20;   // as the program's own thread has
    private const double Hang = 120;   // seconds of processor time
    private static readonly TimeSpan DeadLock = TimeSpan.FromMinutes(20);

    private readonly List<string> failures = [];
    private readonly int[] exitCodes = new int[256];
    private volatile string current = "";
    private long begun;
    private double slowest;

    /// <summary>Runs cases, each from a seed of its own, and fails with all that is wrong.</summary>
    /// <param name="count">How many.</param>
    /// <param name="prepare">Makes the arguments of a case.</param>
    public static void All(int count, Func<Random, string[]> prepare)
    {
        (int first, int number) = Number("BLMM_FUZZ_SEED") is { } seed ? (seed, 1) : (Number("BLMM_FUZZ_FIRST") ?? 1, count);
        FuzzRun run = new();
        run.Go(first, number, prepare);
        TestContext.Current.SendDiagnosticMessage($"{number} cases, exit codes 0, 1, 2: {run.exitCodes[0]}, {run.exitCodes[1]}, {run.exitCodes[2]}; "
            + FormattableString.Invariant($"slowest {run.slowest:F2} s"));
        Assert.True(run.failures.Count == 0, $"{run.failures.Count} of {number} cases; run one again with BLMM_FUZZ_SEED.\n" + string.Join('\n', run.failures));
    }

    /// <summary>A whole number of the environment; null if it is not set.</summary>
    public static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : null;

    private void Go(int first, int count, Func<Random, string[]> prepare)
    {
        Interlocked.Exchange(ref begun, Stopwatch.GetTimestamp());
        Thread worker = new(() =>
        {
            for (int seed = first; seed < first + count && failures.Count < MostFailures; seed++)
            {
                string[] arguments = prepare(new Random(seed));
                current = $"seed {seed}: blmm {string.Join(' ', arguments)}\n  {Model(arguments)}";
                Interlocked.Exchange(ref begun, Stopwatch.GetTimestamp());
                Check(seed, arguments);
            }
        }, Stack) { IsBackground = true };
        worker.Start();
        string watched = "";
        double since = 0;
        while (!worker.Join(TimeSpan.FromSeconds(1)))
        {
            (watched, since) = watched == current ? (watched, since) : (current, ProcessorSeconds());
            if (ProcessorSeconds() - since > Hang || Stopwatch.GetElapsedTime(Interlocked.Read(ref begun)) > DeadLock)
            {
                failures.Add("never ends: " + current);
                return;
            }
        }
    }

    private void Check(int seed, string[] arguments)
    {
        double seconds = double.PositiveInfinity;
        long bytes = long.MaxValue;
        CliResult result = null!;
        for (int attempt = 0; attempt < Attempts && (seconds > MostSeconds || bytes > MostBytes); attempt++)
        {
            double secondsBefore = ProcessorSeconds();
            long bytesBefore = GC.GetTotalAllocatedBytes();
            result = Cli.Run(arguments);
            seconds = Math.Min(seconds, ProcessorSeconds() - secondsBefore);
            bytes = Math.Min(bytes, GC.GetTotalAllocatedBytes() - bytesBefore);
        }

        slowest = Math.Max(slowest, seconds);
        exitCodes[result.ExitCode & 255]++;
        foreach (string problem in Problems(result, arguments, seconds, bytes))
        {
            failures.Add($"seed {seed}: {problem}\n  blmm {string.Join(' ', arguments)}\n  {Model(arguments)}\n  {Shown(result.Error)}");
        }
    }

    private static IEnumerable<string> Problems(CliResult result, string[] arguments, double seconds, long bytes)
    {
        if (result.ExitCode is not (0 or 1 or 2))
        {
            yield return $"exit code {result.ExitCode}";
        }

        if (seconds > MostSeconds)
        {
            yield return FormattableString.Invariant($"{seconds:F1} s of processor time");
        }

        if (bytes > MostBytes)
        {
            yield return $"{bytes >> 20} MB allocated";
        }

        if (Control(result.Output, isForPrograms: arguments.Contains("csv")) is { } inOutput)
        {
            yield return $"control character U+{(int)inOutput:X4} in the output";
        }

        if (Control(result.Error, isForPrograms: false) is { } inError)
        {
            yield return $"control character U+{(int)inError:X4} in the messages";
        }

        if (arguments.Contains("json") && result.Output.Length > 0 && !IsJson(result.Output))
        {
            yield return "the output is not JSON";
        }

        if (result.ExitCode == 1 && result.Error.Length == 0)
        {
            yield return "refused without a word";
        }
    }

    /// <summary>The first character that commands a terminal or hides what is said; a field of CSV keeps Unicode's line ends and bidirectional marks.</summary>
    private static char? Control(string text, bool isForPrograms)
    {
        foreach (char letter in text)
        {
            if ((char.IsControl(letter) && letter is not ('\n' or '\t'))
                || (!isForPrograms && letter is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')))
            {
                return letter;
            }
        }

        return null;
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The text of the model, which a failure shows.</summary>
    private static string Model(string[] arguments) => File.Exists(arguments[1]) && arguments[1].EndsWith(".blmm", StringComparison.Ordinal)
        ? Shown(File.ReadAllText(arguments[1]))
        : "";

    private static string Shown(string text)
    {
        StringBuilder shown = new();
        foreach (char letter in text.Length > 600 ? text[..600] + " …" : text)
        {
            shown.Append(char.IsControl(letter) && letter != '\n' ? $"\\u{(int)letter:x4}" : letter.ToString());
        }

        return shown.Replace("\n", "\n  ").ToString();
    }

    /// <summary>What all threads have used, which a loaded machine does not change; elsewhere than on Linux the time on the wall.</summary>
    private static double ProcessorSeconds() => OperatingSystem.IsLinux() && GetTime(ProcessClock, out TimeParts time) == 0
        ? time.Seconds + (time.Nanoseconds * 1e-9)
        : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    private const int ProcessClock = 2;   // CLOCK_PROCESS_CPUTIME_ID

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeParts
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeParts time);
}
