using System.Diagnostics;

namespace BayesLmm.Cli.Tests;

/// <summary>The real process.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_wrong_model_ends_the_process_with_1_and_without_a_stack_trace()
    {
        (int exitCode, string output, string error) = await Run("reml", "Reaction ~ Dayz + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"));

        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Contains("error BL2001: There is no column 'Dayz'", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_model_ends_the_process_with_0_and_the_result_alone_on_the_output()
    {
        (int exitCode, string output, string error) = await Run("fit", "Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--quiet");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("Data\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.Equal("", error);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments)
    {
        string framework = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string configuration = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);
        string assembly = Path.Combine(Cli.Root, "src", "BayesLmm.Cli", "bin", configuration, framework, "blmm.dll");
        ProcessStartInfo start = new("dotnet", ["exec", assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
