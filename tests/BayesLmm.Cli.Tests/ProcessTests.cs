using BayesLmm.Cli.Tests.Faults;

namespace BayesLmm.Cli.Tests;

/// <summary>The real process.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_wrong_model_ends_the_process_with_1_and_without_a_stack_trace()
    {
        (int exitCode, string output, string error) = await BlmmProcess.Run(
            "reml", "Reaction ~ Dayz + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"));

        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        Assert.Contains("error BL2001: There is no column 'Dayz'", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_model_ends_the_process_with_0_and_the_result_alone_on_the_output()
    {
        (int exitCode, string output, string error) = await BlmmProcess.Run(
            "fit", "Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--quiet");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("In short\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.Equal("", error);
    }
}
