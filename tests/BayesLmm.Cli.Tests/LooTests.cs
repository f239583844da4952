using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm loo</c> prints.</summary>
public class LooTests
{
    [Fact]
    public void The_text_has_rows_groups_and_the_largest_shifts()
    {
        CliResult result = Cli.Run("loo", Cli.Model("dyestuff"), "--draws", "500", "--influence", "--quiet");

        Assert.Equal("", result.ErrorButFewGroups);
        Assert.Equal(0, result.ExitCode);
        ExpectedText.CheckReport("loo_dyestuff", result.Output);
    }

    [Fact]
    public void JSON_has_the_members_that_scripts_rely_on()
    {
        CliResult result = Cli.Run("loo", Cli.Model("dyestuff"), "--draws", "500", "--where", "Batch == \"A\" | Batch == \"B\"", "--format", "json", "--quiet");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement, loo = root.GetProperty("loo"), waic = root.GetProperty("waic");

        foreach (string name in (string[])["elpd", "se", "p", "max_k"])
        {
            Assert.True(double.IsFinite(loo.GetProperty(name).GetDouble()), name);
        }

        JsonElement[] rows = [.. loo.GetProperty("pointwise").EnumerateArray()];
        Assert.Equal(30, rows.Length);
        Assert.Equal(loo.GetProperty("elpd").GetDouble(), rows.Sum(row => row.GetProperty("elpd").GetDouble()), 1e-9);
        Assert.Equal(waic.GetProperty("elpd").GetDouble(), rows.Sum(row => row.GetProperty("waic").GetDouble()), 1e-9);
        Assert.All(rows, row => Assert.InRange(row.GetProperty("pit").GetDouble(), 0, 1));
        JsonElement[] groups = [.. root.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["Batch", "Batch == \"A\" | Batch == \"B\""], groups.Select(group => group.GetProperty("group").GetString()));
        Assert.Equal(6, groups[0].GetProperty("levels").GetArrayLength());
        Assert.Equal(10, groups[1].GetProperty("levels")[0].GetProperty("rows").GetInt32());
        Assert.True(groups[0].GetProperty("se").GetDouble() > 0);
        Assert.Equal(
            ["intercept", "sd(Batch, intercept)", "sigma"],
            root.GetProperty("influence").EnumerateArray().Take(3).Select(row => row.GetProperty("parameter").GetString()));
    }

    [Fact]
    public void Signs_and_sensitivities_are_printed_on_request()
    {
        CliResult result = Cli.Run(
            "loo", Cli.Model("dyestuff"), "--draws", "500", "--sign", "intercept", "--sensitivity", "--format", "json", "--quiet");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement[] signs = [.. document.RootElement.GetProperty("signs").EnumerateArray()];

        Assert.Equal(["rows", "Batch"], signs.Select(sign => sign.GetProperty("left_out").GetString()));
        Assert.All(signs, sign => Assert.Equal(0, sign.GetProperty("parts").GetArrayLength()));   // no batch has a negative yield
        Assert.Equal(
            ["intercept", "sd(Batch, intercept)", "sigma"],
            document.RootElement.GetProperty("sensitivity").EnumerateArray().Select(row => row.GetProperty("parameter").GetString()));
        CliResult text = Cli.Run("loo", Cli.Model("dyestuff"), "--draws", "500", "--sign", "intercept", "--sensitivity", "--quiet");
        ExpectedText.CheckReport("loo_signs_dyestuff", text.Output[text.Output.IndexOf("Changes of sign", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData("--sign", "Yield", "error BL4063: The model has no coefficient 'Yield'; it has intercept.")]
    [InlineData("--group", "batch", "error BL4061: The model has no grouping factor 'batch'; it has Batch.")]
    [InlineData("--where", "Yield", "error BL20")]
    [InlineData("--where", "Yield > 1\nprior sigma ~ normal(0, 1)", "error BL4060")]
    [InlineData("--where", "Yield >", "error BL0011")]
    public void What_cannot_be_left_out_is_said_before_anything_is_sampled(string option, string value, string message)
    {
        CliResult result = Cli.Run("loo", Cli.Model("dyestuff"), option, value, "--quiet");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Grouping_factors_whose_levels_take_a_fit_each_are_left_out_on_request_only()
    {
        CliResult result = Cli.Run("loo", Cli.Model("sleepstudy_student"), "--draws", "100", "--quiet");

        Assert.Contains("Subject: not left out, because each level takes another fit here; ask for a grouping factor by its name.",
            string.Join(' ', result.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
