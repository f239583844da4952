using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm fit</c> says of intervals, quantities and hypotheses on request.</summary>
public sealed class FitQuantityTests
{
    private static readonly string[] Asked =
    [
        "--hdi", "--level", "0.9", "--rope", "-1, 1", "--rope", "sigma = 20, 30", "--quantity", "ratio = Days / intercept", "--quantity",
        "gap = Subject[308, Days] - Subject[309, Days]", "--quantity", "root = sqrt(cor(Subject, intercept, Days))", "--hypothesis", "Days > 5",
        "--hypothesis", "sd(Subject, Days) < 6 & ratio > 0.04", "--hypothesis", "Days = 10", "--hypothesis", "intercept = 0",
    ];

    private static string[] Fit(string format) => ["fit", Cli.Model("sleepstudy_priors"), "--draws", "500", "--quiet", "--format", format];

    [Fact]
    public void The_document_has_intervals_quantities_and_hypotheses()
    {
        CliResult result = Cli.Run([.. Fit("json"), .. Asked]);
        Assert.Equal(0, result.ExitCode);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement, days = Named(root, "posterior", "name", "Days"), sigma = Named(root, "posterior", "name", "sigma");
        Assert.Equal(("hdi", 0.9), (days.GetProperty("interval").GetString(), days.GetProperty("level").GetDouble()));
        Assert.True(days.GetProperty("q2.5").GetDouble() < days.GetProperty("lower").GetDouble());
        Assert.Equal(0, days.GetProperty("in_rope").GetDouble());
        Assert.InRange(sigma.GetProperty("in_rope").GetDouble(), 0.9, 1);
        Assert.Equal(JsonValueKind.Null, Named(root, "posterior", "name", "intercept").GetProperty("in_rope").ValueKind);

        JsonElement ratio = Named(root, "quantities", "name", "ratio");
        Assert.Equal("Days / intercept", ratio.GetProperty("expression").GetString());
        Assert.Equal(0.0414, ratio.GetProperty("mean").GetDouble(), 0.002);
        Assert.All(
            (string[])["sd", "median", "lower", "upper", "rhat", "ess_bulk", "ess_tail", "mcse_mean", "mcse_sd", "probability_of_direction"],
            member => Assert.Equal(JsonValueKind.Number, ratio.GetProperty(member).ValueKind));
        Assert.Equal(JsonValueKind.Null, Named(root, "quantities", "name", "root").GetProperty("mean").ValueKind);

        JsonElement condition = Named(root, "hypotheses", "hypothesis", "sd(Subject, Days) < 6 & ratio > 0.04");
        double probability = condition.GetProperty("probability").GetDouble();
        Assert.InRange(probability, 0.1, 0.5);
        Assert.Equal(probability / (1 - probability), condition.GetProperty("evidence_ratio").GetDouble(), 1e-12);
        JsonElement point = Named(root, "hypotheses", "hypothesis", "Days = 10");
        Assert.Equal(13, point.GetProperty("bayes_factor").GetDouble(), 2.0);
        Assert.Equal(JsonValueKind.Null, point.GetProperty("probability").ValueKind);
        string? reason = Named(root, "hypotheses", "hypothesis", "intercept = 0").GetProperty("reason").GetString();
        Assert.Contains("predictors' means", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("csv")]
    [InlineData("markdown")]
    [InlineData("latex")]
    [InlineData("html")]
    public void Every_format_has_them(string format)
    {
        string output = Cli.Run([.. Fit(format), .. Asked]).Output;
        Assert.Contains("ratio", output, StringComparison.Ordinal);
        Assert.Contains("0.041", output, StringComparison.Ordinal);
        Assert.Equal(format != "csv", output.Contains("No Bayes factor of intercept = 0", StringComparison.Ordinal));
        Assert.Equal(format != "csv", output.Contains("root is not a finite number at ", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_options_the_report_is_without_them()
    {
        using JsonDocument document = JsonDocument.Parse(Cli.Run(Fit("json")).Output);
        Assert.False(document.RootElement.TryGetProperty("quantities", out _) || document.RootElement.TryGetProperty("hypotheses", out _));
        Assert.False(document.RootElement.GetProperty("posterior")[0].TryGetProperty("lower", out _));
    }

    [Theory]
    [InlineData("Did you mean 'Days'?", "--hypothesis", "Dayz > 5")]
    [InlineData("Did you mean 'Subject[308, Days]'?", "--quantity", "q = Subject[308, Day] + 1")]
    [InlineData("error BL5107", "--quantity", "Days = 2 * intercept")]
    [InlineData("error BL5108", "--quantity", "Days / intercept")]
    [InlineData("error BL5109", "--rope", "Dais = -1, 1")]
    [InlineData("error BL5109", "--rope", "Subject[308, Days] = -1, 1")]
    [InlineData("--rope takes two numbers, the lower first", "--rope", "1, -1")]
    [InlineData("--level takes a number above 0 and below 1, not '95'", "--level", "95")]
    public void What_is_wrong_is_said_before_anything_is_sampled(string words, params string[] options)
    {
        CliResult result = Cli.Run([.. Fit("text"), .. options]);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    private static JsonElement Named(JsonElement root, string table, string member, string name) =>
        root.GetProperty(table).EnumerateArray().Single(row => row.GetProperty(member).GetString() == name);
}
