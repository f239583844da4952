using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm reml</c> prints, in every format.</summary>
public sealed class RemlReportTests
{
    private static readonly string[] Sleepstudy = ["reml", "Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv")];
    private static readonly string[] Oats = ["reml", "yield ~ nitro + Variety + (1 | Block/Variety)", "--data", Cli.Data("oats.csv"), "--means", "Variety"];

    public static TheoryData<string> Formats => ["text", "json", "csv", "markdown", "latex"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_fit_with_random_slopes_is_reported_as_expected(string format) => Check("reml_sleepstudy_" + format, [.. Sleepstudy, "--format", format]);

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_fit_with_factors_is_reported_as_expected(string format) => Check("reml_oats_" + format, [.. Oats, "--format", format]);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Everything_that_can_be_asked_for_is_reported_as_expected(string format) => Check(
        "reml_everything_" + format,
        ["reml", "angle ~ recipe * temperature + (1 | recipe:replicate)", "--data", Cli.Data("cake.csv"), "--factor", "replicate", "--factor", "temperature",
            "--format", format,
         "--ddf", "kenward-roger", "--type", "2", "--level", "0.9", "--means", "recipe", "--means", "temperature", "--adjust", "holm", "--ranova"]);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Intervals_by_profile_and_bootstrap_are_reported_as_expected(string format) =>
        Check("reml_intervals_" + format, [.. Sleepstudy, "--profile", "--bootstrap", "20", "--seed", "5", "--ml", "--ddf", "none", "--format", format]);

    [Fact]
    public void Group_effects_come_with_their_conditional_standard_deviations()
    {
        string text = Cli.Run([.. Sleepstudy, "--effects"]).Output;
        using JsonDocument json = JsonDocument.Parse(Cli.Run([.. Sleepstudy, "--effects", "--format", "json"]).Output);
        JsonElement first = json.RootElement.GetProperty("groupEffects")[0];

        Assert.Contains("  Subject[308, intercept]        2.3            12.1   13.1\n", text, StringComparison.Ordinal);
        Assert.Equal(["group", "level", "effect", "estimate", "conditionalSd", "se"], first.EnumerateObject().Select(member => member.Name));
        Assert.Equal(12.07, first.GetProperty("conditionalSd").GetDouble(), 0.01); // lme4's condsd
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_does_not_exist_is_empty_in_every_format(string format)
    {
        CliResult result = Cli.Run("reml", "Yield ~ 1 + (1 | Batch)", "--data", Cli.Data("dyestuff2.csv"), "--format", format, "--profile", "--bootstrap", "5",
            "--ranova", "--effects");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("NaN", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Infinity", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("∞", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_random_terms_is_reported_by_its_coefficients()
    {
        CliResult result = Cli.Run("reml", "Reaction ~ Days", "--data", Cli.Data("sleepstudy.csv"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("  Days            10.47  1.24  178.0   8.45  <0.0001", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("least squares", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_coefficients_is_reported()
    {
        CliResult result = Cli.Run("reml", "Reaction ~ 0 + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--type", "3");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("variance component", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_fit_into_a_hundred_columns() =>
        Assert.All(Cli.Run([.. Oats, "--profile", "--ranova", "--effects"]).Output.Split('\n'), line => Assert.True(line.Length <= 100, line));

    [Fact]
    public void The_same_seed_bootstraps_the_same()
    {
        string first = Cli.Run([.. Sleepstudy, "--bootstrap", "10", "--seed", "3", "--format", "csv"]).Output;

        Assert.Equal(first, Cli.Run([.. Sleepstudy, "--bootstrap", "10", "--seed", "3", "--format", "csv"]).Output);
        Assert.NotEqual(first, Cli.Run([.. Sleepstudy, "--bootstrap", "10", "--seed", "4", "--format", "csv"]).Output);
    }

    [Fact]
    public void An_interrupted_bootstrap_reports_what_was_done_and_is_not_trusted()
    {
        using CancellationTokenSource interrupt = new(TimeSpan.FromSeconds(3));
        CliResult result = Cli.Run(interrupt.Token, [.. Sleepstudy, "--bootstrap", "1000000"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("INTERRUPTED: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("The bootstrap was interrupted after ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_that_is_interrupted_says_so()
    {
        using CancellationTokenSource interrupt = new();
        interrupt.Cancel();
        CliResult result = Cli.Run(interrupt.Token, Sleepstudy);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Equal("blmm: interrupted before the fit was done; there is nothing to report.\n", result.Error);
    }

    private static void Check(string name, string[] arguments)
    {
        CliResult result = Cli.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("", result.ErrorButFewGroups);
        ExpectedText.CheckReport(name, result.Output);
    }
}
