using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary><c>blmm groups</c>.</summary>
public sealed class GroupsTests
{
    private static readonly string[] All = ["--coefficients", "--ranks", "--difference", "308 - 309", "--pooling", "--level", "0.8"];

    private static string[] Groups(string format) => ["groups", Cli.Model("sleepstudy"), "--draws", "500", "--quiet", "--format", format];

    [Fact]
    public void The_document_has_what_was_asked_for()
    {
        CliResult result = Cli.Run([.. Groups("json"), .. All]);
        Assert.Equal(0, result.ExitCode);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement group = Assert.Single(document.RootElement.GetProperty("groups").EnumerateArray());
        Assert.Equal(["group", "coefficients", "ranks", "differences", "pooling"], group.EnumerateObject().Select(member => member.Name));
        Assert.Equal(0.8, document.RootElement.GetProperty("level").GetDouble());

        JsonElement[] coefficients = [.. group.GetProperty("coefficients").EnumerateArray()], ranks = [.. group.GetProperty("ranks").EnumerateArray()];
        Assert.Equal(36, coefficients.Length);
        double[] slopes =
            [.. coefficients.Where(row => row.GetProperty("coefficient").GetString() == "Days").Select(row => row.GetProperty("mean").GetDouble())];
        Assert.Equal(slopes.OrderDescending(), slopes);
        Assert.Equal(36, ranks.Length);
        Assert.Equal(18, ranks[0].GetProperty("probabilities").GetArrayLength());
        Assert.Equal(["intercept", "Days"], group.GetProperty("differences").EnumerateArray().Select(row => row.GetProperty("coefficient").GetString()));
        JsonElement pooled = group.GetProperty("pooling").EnumerateArray().First(
            row => row.GetProperty("level").GetString() == "308" && row.GetProperty("coefficient").GetString() == "Days");
        Assert.Equal(21.7647, pooled.GetProperty("none").GetDouble(), 1e-3);
        Assert.Equal(10.4673, pooled.GetProperty("complete").GetDouble(), 1e-3);
        Assert.InRange(pooled.GetProperty("shrinkage").GetDouble(), 0.05, 0.25);
    }

    [Fact]
    public void Without_options_coefficients_are_printed_and_REML_has_them_too()
    {
        using JsonDocument drawn = JsonDocument.Parse(Cli.Run(Groups("json")).Output);
        using JsonDocument estimated = JsonDocument.Parse(Cli.Run([.. Groups("json"), "--engine", "reml"]).Output);
        JsonElement first = drawn.RootElement.GetProperty("groups")[0], second = estimated.RootElement.GetProperty("groups")[0];
        Assert.Equal(["group", "coefficients"], first.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["group", "coefficients"], second.EnumerateObject().Select(member => member.Name));

        // The largest intercept of lme4's coef().
        Assert.Equal("337", second.GetProperty("coefficients")[0].GetProperty("level").GetString());
        Assert.Equal(286.2955, second.GetProperty("coefficients")[0].GetProperty("estimate").GetDouble(), 1e-3);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("csv")]
    [InlineData("markdown")]
    [InlineData("latex")]
    [InlineData("html")]
    public void Every_format_has_them(string format)
    {
        CliResult result = Cli.Run([.. Groups(format), .. All]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("337", result.Output, StringComparison.Ordinal);
        Assert.Contains("308 - 309", result.Output, StringComparison.Ordinal);
        Assert.Contains("251.41", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Did you mean 'Subject'?", "--group", "Subjects")]
    [InlineData("Did you mean '309'?", "--difference", "308 - 319")]
    [InlineData("is no difference of two levels of Subject, such as '308 - 309'", "--difference", "308")]
    [InlineData("need the draws of a posterior", "--ranks", "--engine", "reml")]
    public void What_is_wrong_is_said_before_anything_is_sampled(string words, params string[] options)
    {
        CliResult result = Cli.Run([.. Groups("text"), .. options]);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_groups_has_none()
    {
        CliResult result = Cli.Run("groups", "Reaction ~ Days", "--data", Cli.Data("sleepstudy.csv"), "--quiet");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BL4025: The model has no random effects, and so no groups.", result.Error, StringComparison.Ordinal);
    }
}
