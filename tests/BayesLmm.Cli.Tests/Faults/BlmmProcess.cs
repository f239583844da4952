using System.Diagnostics;
using System.Globalization;

namespace BayesLmm.Cli.Tests.Faults;

/// <summary>The built program as a process of its own, under a shell's redirections or killed from outside.</summary>
internal static class BlmmProcess
{
    /// <summary>Far more than any of it takes, on the busiest of machines.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Assembly = FindAssembly();

    /// <summary>Starts it. Signals that whoever runs the tests ignores have their usual effect.</summary>
    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("env", ["--default-signal=INT,TERM", "dotnet", "exec", Assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<CliResult> Run(params string[] arguments) => Finish(Start(arguments));

    /// <summary>Runs a line of the shell in which <c>$BLMM</c> is the program.</summary>
    public static Task<CliResult> Shell(string line, string? folder = null, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("sh", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        start.Environment["BLMM"] = $"dotnet exec {Assembly}";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Finish(Process.Start(start)!);
    }

    /// <summary>Waits for the end of a process and gives what it wrote.</summary>
    public static async Task<CliResult> Finish(Process process)
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            await End(process);
            return new CliResult(process.ExitCode, await output, await error);
        }
    }

    /// <summary>Waits for the end of a process; one that never ends is killed, and the test fails.</summary>
    public static async Task End(Process process)
    {
        using CancellationTokenSource late = new(Patience);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Sends a signal: INT, TERM or KILL. Who is gone already is left in peace.</summary>
    public static void Signal(Process process, string signal)
    {
        if (!process.HasExited)
        {
            ProcessStartInfo start = new("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };
            using Process kill = Process.Start(start)!;
            kill.WaitForExit();
        }
    }

    /// <summary>No defect, no crash, no stack trace.</summary>
    public static void AssertCivil(CliResult result)
    {
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", result.Error, StringComparison.Ordinal);
    }

    private static string FindAssembly()
    {
        string folder = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string framework = Path.GetFileName(folder), configuration = Path.GetFileName(Path.GetDirectoryName(folder)!);
        return Path.Combine(Cli.Root, "src", "BayesLmm.Cli", "bin", configuration, framework, "blmm.dll");
    }
}
