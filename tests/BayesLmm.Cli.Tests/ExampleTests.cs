using System.Diagnostics;

namespace BayesLmm.Cli.Tests;

/// <summary>The programs of the folder <c>examples</c>, run as their comments say.</summary>
public sealed class ExampleTests
{
    [Fact]
    [Trait("Category", "Examples")]
    public async Task The_sleepstudy_example_prints_posterior_and_reml_side_by_side()
    {
        ProcessStartInfo start = new("dotnet", ["run", Path.Combine(Cli.Root, "examples", "sleepstudy.cs")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await output + await error);
        string[] lines = (await output).TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal("Reaction ~ 1 + Days + (1 + Days | Subject)", lines[0]);
        Assert.Equal(["Days", "10.47", "1.55"], lines.Single(line => line.StartsWith("Days ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[..3]);
        Assert.Equal("The engines agree.", lines[^1]);
    }
}
