using System.Globalization;
using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What commands say where the data do not determine a variance or a prediction.</summary>
public class UndeterminedTests
{
    private const string Paired = "y ~ cond + (cond | id)";

    [Fact]
    public void Reml_names_what_trades_off_and_leaves_out_what_depends_on_it()
    {
        CliResult result = Cli.Run("reml", Paired, "--data", Fault("prepost"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("REML criterion 143.79", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "NOT DETERMINED: sd(id, intercept), sd(id, cond[pre]), cor(id, intercept, cond[pre]) and sigma", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ICC", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("conditional 0", result.Output, StringComparison.Ordinal);
        Assert.Contains("The likelihood does not determine every variance", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_parameters_and_what_the_data_hold()
    {
        CliResult result = Cli.Run("reml", Paired, "--data", Fault("prepost"), "--format", "json");
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement tradeOff = Assert.Single(json.RootElement.GetProperty("undetermined").EnumerateArray());
        Assert.Equal(4, tradeOff.GetProperty("parameters").GetArrayLength());
        Assert.Equal("sd(id, intercept)² + sigma²", tradeOff.GetProperty("held")[0].GetString());
        Assert.All(
            json.RootElement.GetProperty("varianceComponents").EnumerateArray(),
            component => Assert.Equal(JsonValueKind.Null, component.GetProperty("se").ValueKind));
        Assert.All(
            json.RootElement.GetProperty("groupEffects").EnumerateArray(),
            effect => Assert.Equal(JsonValueKind.Null, effect.GetProperty("estimate").ValueKind));
    }

    [Fact]
    public void Very_many_directions_are_counted_and_nothing_arbitrary_is_printed()
    {
        using ScratchFolder folder = new();
        IEnumerable<string> rows = Enumerable.Range(0, 120).Select(i => $"{i * 37 % 101},k{i / 4 % 15},g{i / 4}\n");
        string table = folder.Write("t.csv", "y,f,g\n" + string.Concat(rows));
        const string Held = "the data hold only 15 combinations of their variances and covariances";

        CliResult explained = Cli.Run("explain", "y ~ 1 + (f | g)", "--data", table);
        CliResult result = Cli.Run("reml", "y ~ 1 + (f | g)", "--data", table, "--format", "json");

        Assert.Contains($"120 parameters, from sd(g, f[k1]) to sigma, trade off; {Held}", explained.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(Held, result.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement tradeOff = Assert.Single(json.RootElement.GetProperty("undetermined").EnumerateArray());
        Assert.Equal(120, tradeOff.GetProperty("parameters").GetArrayLength());
        Assert.Equal("15 combinations of their variances and covariances", Assert.Single(tradeOff.GetProperty("held").EnumerateArray()).GetString());
        Assert.All(
            json.RootElement.GetProperty("varianceComponents").EnumerateArray(),
            component => Assert.Equal(JsonValueKind.Null, component.GetProperty("se").ValueKind));
        Assert.DoesNotContain("is 0", Cli.Run("reml", "y ~ 1 + (f | g)", "--data", table).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void More_effects_than_rows_in_each_of_few_groups_fit_exactly()
    {
        Random random = new(3);
        string[] names = [.. Enumerable.Range(0, 19).Select(i => $"x{i}")];
        using ScratchFolder folder = new();
        string table = folder.Write("t.csv", $"y,g,{string.Join(',', names)}\n" + string.Concat(Enumerable.Range(0, 30).Select(i =>
            FormattableString.Invariant($"{random.NextDouble():F3},{"abc"[i % 3]},")
            + string.Join(',', names.Select(_ => random.NextDouble().ToString("F3", CultureInfo.InvariantCulture))) + "\n")));

        CliResult result = Cli.Run("reml", $"y ~ 1 + ({string.Join(" + ", names)} | g)", "--data", table);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BL4006: The model fits the 30 rows exactly", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_says_so_before_any_fit()
    {
        CliResult result = Cli.Run("explain", "y ~ 1 + (1 | area/ter)", "--data", Fault("one_row_a_level"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "BL4030: Not determined by the data: sd(area:ter, intercept) and sigma trade off; the data hold only sd(area:ter, intercept)² + sigma².",
            result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_says_what_only_the_priors_hold_and_is_not_untrustworthy_for_it()
    {
        CliResult result = Cli.Run("fit", "y ~ 1 + (1 | area/ter)", "--data", Fault("one_row_a_level"), "--seed", "3", "--draws", "2000", "--format", "json");
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement held = json.RootElement.GetProperty("diagnostics").GetProperty("convergence").GetProperty("heldByPriors");
        Assert.Equal(["sd(area:ter, intercept)", "sigma"], held.EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("BL4030", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("The likelihood", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_says_which_model_is_not_determined()
    {
        CliResult result = Cli.Run("compare", "y ~ cond + (1 | id)", Paired, "--data", Fault("prepost"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Model 2 is NOT DETERMINED", result.Output, StringComparison.Ordinal);
        Assert.Contains("degrees of freedom count only", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("markdown")]
    [InlineData("latex")]
    [InlineData("html")]
    public void A_cell_without_rows_is_not_predicted_and_the_reason_is_given(string format)
    {
        CliResult result = Cli.Run(
            "predict", "y ~ A*B + x + (1 | g)", "--data", Fault("empty_cell"), "--new", Fault("empty_cell_new"), "--format", format, "--engine", "reml");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Row 1 is not predicted: the model's data do not determine the coefficient of 'A[a2]:B[b3]'", result.Error, StringComparison.Ordinal);
        Assert.Contains("4.077", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("5.5", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("8.9", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_posterior_does_not_predict_a_cell_without_rows_either()
    {
        CliResult result = Cli.Run("predict", "y ~ A*B + x + (1 | g)", "--data", Fault("empty_cell"), "--new", Fault("empty_cell_new"));
        Assert.Contains("Row 1 is not predicted: the model's data do not determine the coefficient of 'A[a2]:B[b3]'", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^1,.*,,,,,,,,$", result.Output);
        Assert.Matches(@"(?m)^2,.*,4\.0\d+,", result.Output);
    }

    private static string Fault(string name) => Path.Combine(Cli.Root, "tests", "reference", "faults", $"{name}.csv");
}
