using System.Diagnostics;

namespace BayesLmm.Cli.Tests.Faults;

/// <summary>Streams that are closed, full or read by nobody: one sentence on the stream that works, and 1.</summary>
public sealed class StreamTests
{
    private static readonly string Reml = $"$BLMM reml '{Cli.Model("dyestuff")}' --quiet";

    [Theory]
    [InlineData(">/dev/full", "no space left on device")]
    [InlineData(">&-", "it is closed")]
    public async Task A_result_that_cannot_be_written_is_said_on_the_error(string redirection, string reason)
    {
        CliResult result = await BlmmProcess.Shell($"{Reml} {redirection}");

        Assert.EndsWith($"blmm: the result could not be written to the standard output: {reason}.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        BlmmProcess.AssertCivil(result);
    }

    [Theory]
    [InlineData("2>/dev/full", "no space left on device")]
    [InlineData("2>&-", "it is closed")]
    public async Task Messages_that_cannot_be_written_are_said_on_the_output(string redirection, string reason)
    {
        CliResult result = await BlmmProcess.Shell($"$BLMM reml nothing.blmm {redirection}");

        Assert.Equal($"blmm: messages could not be written to the standard error: {reason}.\n", result.Output);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData(">/dev/full 2>&1")]
    [InlineData(">&- 2>&-")]
    public async Task With_both_gone_there_is_still_the_exit_code(string redirection)
    {
        CliResult result = await BlmmProcess.Shell($"{Reml} {redirection}");

        Assert.Equal((1, "", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task Messages_that_nobody_needs_to_write_do_not_fail()
    {
        CliResult result = await BlmmProcess.Shell($"{Reml.Replace("dyestuff", "sleepstudy", StringComparison.Ordinal)} 2>&- </dev/null");

        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("reml")]
    [InlineData("--help")]
    public async Task A_pipe_that_nobody_reads_is_said(string command)
    {
        string[] arguments = command == "reml" ? ["reml", Cli.Model("dyestuff")] : [command];
        using Process process = BlmmProcess.Start(arguments);
        process.StandardOutput.Close();
        string error = await process.StandardError.ReadToEndAsync();
        await BlmmProcess.End(process);

        Assert.EndsWith("blmm: the result could not be written to the standard output: broken pipe.\n", error, StringComparison.Ordinal);
        Assert.Equal(1, process.ExitCode);
    }
}
