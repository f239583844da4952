using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary><c>blmm prior</c>.</summary>
public sealed class PriorTests
{
    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("sleepstudy_priors")]
    [InlineData("sleepstudy_student")]
    public void Priors_and_what_they_imply_are_printed_in_the_expected_words(string model)
    {
        CliResult result = Cli.Run("prior", Cli.Model(model));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.ErrorButFewGroups);
        ExpectedText.Check("prior_" + model, result.Output);
    }

    [Fact]
    public void Draws_and_seed_can_be_chosen_and_the_same_seed_repeats()
    {
        string[] arguments = ["prior", "Reaction ~ Days + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"), "--draws", "100", "--seed"];

        Assert.Contains("(100 draws from the priors, seed 3)", Cli.Run([.. arguments, "3"]).Output, StringComparison.Ordinal);
        Assert.Equal(Cli.Run([.. arguments, "3"]).Output, Cli.Run([.. arguments, "3"]).Output);
        Assert.NotEqual(Cli.Run([.. arguments, "3"]).Output, Cli.Run([.. arguments, "4"]).Output);
    }

    [Fact]
    public void The_document_has_priors_and_quantities_with_null_for_what_a_flat_prior_does_not_say()
    {
        CliResult result = Cli.Run("prior", "Reaction ~ Days + (Days | Subject)\nprior sigma ~ flat", "--data", Cli.Data("sleepstudy.csv"), "--format", "json");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement root = document.RootElement, days = root.GetProperty("priors")[1], correlation = root.GetProperty("priors")[4];

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["formula", "draws", "seed", "priors", "quantities", "predictive", "notComputed", "columns", "warnings"], Names(root));
        Assert.Equal(["parameter", "distribution", "default", "note", "q5", "q50", "q95"], Names(days));
        Assert.Equal(["name", "meaning", "q5", "q50", "q95", "observed", "leftOut"], Names(root.GetProperty("quantities")[0]));
        Assert.Equal(JsonValueKind.Null, days.GetProperty("q50").ValueKind);
        Assert.Equal("cor(Subject)", correlation.GetProperty("parameter").GetString());

        // lkj(1) of two effects is uniform on (−1, 1); five standard errors of a 5 % quantile of 4000 draws.
        Assert.Equal(-0.9, correlation.GetProperty("q5").GetDouble(), 5 * 2 * Math.Sqrt(0.05 * 0.95 / 4000));
        Assert.Equal(["sd(response)", "difference(Subject)", "fitted(lowest)", "fitted(highest)"],
            root.GetProperty("quantities").EnumerateArray().Select(row => row.GetProperty("name").GetString()!));
        Assert.Equal(["Days", "sigma"], root.GetProperty("quantities")[0].GetProperty("leftOut").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(2, root.GetProperty("notComputed").GetArrayLength());
        Assert.Equal(0, root.GetProperty("predictive").GetArrayLength());
    }

    [Fact]
    public void The_document_has_tables_drawn_from_priors_and_likelihood_beside_the_observed_one()
    {
        using JsonDocument document = JsonDocument.Parse(Cli.Run("prior", Cli.Model("sleepstudy_priors"), "--format", "json").Output);
        JsonElement[] rows = [.. document.RootElement.GetProperty("predictive").EnumerateArray()];
        Assert.Equal(["name", "source", "q5", "q25", "q50", "q75", "q95", "leftOut"], Names(rows[0]));
        Assert.Equal(
            ["response priors", "response observed", "mean(Subject) priors", "mean(Subject) observed"],
            rows.Select(row => $"{row.GetProperty("name").GetString()} {row.GetProperty("source").GetString()}"));
        Assert.Equal(288.65, rows[1].GetProperty("q50").GetDouble(), 0.01);   // R: quantile(sleepstudy$Reaction, 0.5)
        Assert.Equal(250, rows[0].GetProperty("q50").GetDouble(), 15.0);
        Assert.True(rows[2].GetProperty("q95").GetDouble() < rows[0].GetProperty("q95").GetDouble());
    }

    [Theory]
    [InlineData("BL4005", "y ~ x + (1 | g)")]
    [InlineData("--draws takes a whole number", "y ~ x", "--draws", "0")]
    [InlineData("--draws takes a whole number from 1 to 1000000, not '1e9'", "y ~ x", "--draws", "1e9")]
    [InlineData("BL4001", "nosuch.blmm")]
    public void What_is_wrong_ends_with_1_and_an_empty_output(string words, params string[] arguments)
    {
        CliResult result = Cli.Run(["prior", .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
