using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm check</c> prints.</summary>
public class CheckTests
{
    private static readonly string[] Sleepstudy = ["check", Cli.Model("sleepstudy"), "--draws", "250"];

    [Fact]
    public void Programs_read_statistics_levels_assumptions_and_the_agreement()
    {
        CliResult result = Cli.Run([.. Sleepstudy, "--statistic", "mean(Reaction > 400)", "--format", "json"]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement[] predictive = [.. document.RootElement.GetProperty("predictive").EnumerateArray()];

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["statistic", "observed", "mean", "sd", "p"], predictive[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["mean", "sd", "min", "max", "median", "zeros", "mean(Reaction > 400)"], predictive.Select(one => one.GetProperty("statistic").GetString()));
        Assert.Equal(298.5079, predictive[0].GetProperty("observed").GetDouble(), 1e-4);
        Assert.Equal(18, document.RootElement.GetProperty("groupMeans").GetArrayLength());
        Assert.Contains(
            document.RootElement.GetProperty("assumptions").EnumerateArray(),
            one => one.GetProperty("statistic").GetString() == "residuals: kurtosis" && one.GetProperty("doubtful").GetBoolean());
        Assert.InRange(document.RootElement.GetProperty("loo_pit").GetProperty("p").GetDouble(), 0, 1);
        Assert.Equal(
            ["intercept", "Days", "sd(Subject, intercept)", "sd(Subject, Days)", "cor(Subject, intercept, Days)", "sigma"],
            document.RootElement.GetProperty("sensitivity").EnumerateArray().Select(one => one.GetProperty("parameter").GetString()));
        JsonElement shift = document.RootElement.GetProperty("influence").EnumerateArray().First(one => one.GetProperty("parameter").GetString() == "Days");
        Assert.Equal(("Subject", "335"), (shift.GetProperty("group").GetString(), shift.GetProperty("level").GetString()));   // the one who sleeps ever better
        Assert.InRange(shift.GetProperty("shift").GetDouble(), 0.3, 0.7);
        Assert.True(shift.GetProperty("k").GetDouble() < 0.7, "shifts by weights that are not good enough are left out");
        Assert.True(document.RootElement.GetProperty("agreement").GetProperty("identity").GetProperty("holds").GetBoolean());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("csv")]
    [InlineData("markdown")]
    [InlineData("latex")]
    [InlineData("html")]
    public void Every_format_has_the_checks(string format)
    {
        CliResult result = Cli.Run([.. Sleepstudy, "--format", format]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("residuals: kurtosis", result.Output, StringComparison.Ordinal);
        Assert.Equal(format != "csv", result.Output.Contains("The model hardly produces data with these", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_statistic_is_refused_before_sampling_and_too_few_draws_are_not_trusted()
    {
        CliResult wrong = Cli.Run([.. Sleepstudy, "--statistic", "mean(Days)"]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("A statistic is of the response 'Reaction', not of 'Days'.", wrong.Error, StringComparison.Ordinal);
        Assert.Equal("", wrong.Output);
        Assert.Equal(2, Cli.Run("check", Cli.Model("sleepstudy"), "--draws", "20", "--chains", "1").ExitCode);
    }
}
