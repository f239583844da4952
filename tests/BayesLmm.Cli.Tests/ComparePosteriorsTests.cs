using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm compare</c> prints of posteriors.</summary>
public class ComparePosteriorsTests
{
    private static readonly string[] Models = ["compare", "Reaction ~ Days + (1 | Subject)", Cli.Model("sleepstudy"), "--data", Cli.Data("sleepstudy.csv")];

    [Fact]
    public void Models_are_ordered_by_elpd_with_weights_that_sum_to_1()
    {
        CliResult result = Cli.Run([.. Models, "--by", "loo", "--draws", "500", "--quiet", "--format", "json"]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement[] models = [.. document.RootElement.GetProperty("models").EnumerateArray()];

        Assert.Equal(["2", "1"], models.Select(model => model.GetProperty("model").GetString()));
        Assert.Equal(0, models[0].GetProperty("elpd_diff").GetDouble());
        Assert.InRange(models[1].GetProperty("elpd_diff").GetDouble(), -40, -10);   // R's loo_compare of brms fits: about −23
        Assert.InRange(models[1].GetProperty("se_diff").GetDouble(), 5, 20);
        Assert.Equal(1, models.Sum(model => model.GetProperty("weight").GetDouble()), 1e-9);
    }

    [Fact]
    public void Groups_can_be_left_out_in_place_of_rows()
    {
        CliResult result = Cli.Run([.. Models, "--by", "loo", "--group", "Subject", "--draws", "500", "--quiet"]);

        Assert.Contains("Leave-one-group-out cross-validation by Subject", result.Output, StringComparison.Ordinal);
        Assert.Contains("over the 18 levels of Subject", result.Output.Replace("\n  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Marginal_likelihoods_are_compared_where_priors_are_proper()
    {
        string[] models = ["compare", Cli.Model("sleepstudy_priors"), Cli.Model("sleepstudy_priors"), "--by", "evidence", "--quiet", "--format", "json"];
        using JsonDocument document = JsonDocument.Parse(Cli.Run(models).Output);
        JsonElement[] rows = [.. document.RootElement.GetProperty("models").EnumerateArray()];

        Assert.All(rows, row => Assert.Equal(-889.93, row.GetProperty("log_evidence").GetDouble(), 0.15));   // bridge sampling of brms's fit
        Assert.All(rows, row => Assert.Equal(1, row.GetProperty("bayes_factor").GetDouble(), 1e-12));
        CliResult flat = Cli.Run([.. Models, "--by", "evidence", "--quiet"]);
        Assert.Equal(1, flat.ExitCode);
        Assert.Contains("error BL4062: The model 'Reaction ~ Days + (1 | Subject)' has no marginal likelihood: the prior of Days is flat.", flat.Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--by loo --ml", "--ml is not for --by loo.")]
    [InlineData("--group Subject", "--group is for --by loo, not for --by test.")]
    [InlineData("--draws 100", "--draws is not for --by test.")]
    public void Options_of_another_kind_of_comparison_are_refused(string options, string message)
    {
        CliResult result = Cli.Run([.. Models, .. options.Split(' ')]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Posteriors_of_different_rows_are_refused_with_the_counts()
    {
        using ScratchFolder folder = new();
        string data = folder.Write("d.csv", "y,x,g\n" + string.Concat(Enumerable.Range(0, 24).Select(i => $"{i % 5},{(i == 3 ? "" : i)},g{i % 4}\n")));
        CliResult result = Cli.Run("compare", "y ~ 1 + (1 | g)", "y ~ x + (1 | g)", "--data", data, "--by", "loo", "--draws", "50", "--quiet");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error BL4012", result.Error, StringComparison.Ordinal);
        Assert.Contains("24 and 23", result.Error, StringComparison.Ordinal);
    }
}
