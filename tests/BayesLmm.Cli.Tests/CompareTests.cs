using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm compare</c> prints.</summary>
public sealed class CompareTests : IDisposable
{
    private static readonly string[] Data = ["--data", Cli.Data("sleepstudy.csv")];
    private static readonly string[] Slopes =
        ["compare", "Reaction ~ Days + (Days | Subject)", "Reaction ~ Days + (1 | Subject)", "Reaction ~ Days + (Days || Subject)", .. Data];

    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Formats => ["text", "json", "csv", "markdown", "latex"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nested_random_effects_are_compared_by_reml_in_the_order_of_size(string format) =>
        Check("compare_slopes_" + format, [.. Slopes, "--format", format]);

    [Fact]
    public void Different_fixed_effects_are_compared_by_maximum_likelihood() => Check(
        "compare_fixed_text", ["compare", "Reaction ~ Days + (Days | Subject)", "Reaction ~ 1 + (Days | Subject)", "Reaction ~ 1 + (1 | Subject)", .. Data]);

    [Fact]
    public void Models_that_are_not_nested_have_criteria_but_no_test() => Check(
        "compare_not_nested_text",
        ["compare", "yield ~ nitro + (1 | Block)", "yield ~ Variety + (1 | Block)", "yield ~ factor(nitro) + (1 | Block)", "--data", Cli.Data("oats.csv")]);

    [Fact]
    public void Models_that_say_the_same_are_not_tested()
    {
        CliResult result = Cli.Run(["compare", "Reaction ~ Days + (1 | Subject)", "Reaction ~ I(2 * Days) + (1 | Subject)", .. Data]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Models 1 and 2 say the same: there is nothing to test.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Maximum_likelihood_can_be_asked_for() =>
        Assert.Contains("Fitted by maximum likelihood.\n", Cli.Run([.. Slopes, "--ml"]).Output, StringComparison.Ordinal);

    [Fact]
    public void Model_files_are_named_in_the_table()
    {
        string a = folder.Write("a.blmm", $"data \"{Cli.Data("sleepstudy.csv")}\"\nReaction ~ Days + (1 | Subject)\n");
        string b = folder.Write("b.blmm", $"data \"{Cli.Data("sleepstudy.csv")}\"\nReaction ~ Days + (Days | Subject)\n");
        CliResult result = Cli.Run("compare", b, a);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"  1      Reaction ~ Days + (1 | Subject)     {a}\n  2      Reaction ~ Days + (Days | Subject)  {b}\n", result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_distribution_of_the_statistic_can_be_simulated()
    {
        string[] arguments =
            ["compare", "Yield ~ 1", "Yield ~ 1 + (1 | Batch)", "--data", Cli.Data("dyestuff.csv"), "--bootstrap", "40", "--seed", "2", "--format", "json"];
        CliResult result = Cli.Run(arguments);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement comparison = document.RootElement.GetProperty("comparisons")[0];

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("nested", comparison.GetProperty("relation").GetString());
        Assert.Equal(40, comparison.GetProperty("bootstrap").GetProperty("fitted").GetInt32());
        Assert.InRange(comparison.GetProperty("bootstrap").GetProperty("p").GetDouble(), 1.0 / 41, 0.2);
        Assert.Equal(0.5 * comparison.GetProperty("test").GetProperty("p").GetDouble(), comparison.GetProperty("test").GetProperty("mixtureP").GetDouble(),
            1e-12);
        Assert.Equal(result.Output, Cli.Run(arguments).Output);
    }

    [Fact]
    public void An_interrupted_bootstrap_reports_what_was_done()
    {
        using CancellationTokenSource interrupt = new(TimeSpan.FromSeconds(3));
        CliResult result = Cli.Run(interrupt.Token, [.. Slopes, "--bootstrap", "1000000"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("INTERRUPTED, of 1000000", result.Output, StringComparison.Ordinal);
        Assert.Equal("blmm: The bootstrap was interrupted.\n", result.Error);
    }

    public void Dispose() => folder.Dispose();

    private static void Check(string name, string[] arguments)
    {
        CliResult result = Cli.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        ExpectedText.CheckReport(name, result.Output);
    }
}
