using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary><c>blmm explain</c>.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("sleepstudy_priors")]
    [InlineData("pastes")]
    [InlineData("orthodont")]
    [InlineData("radon")]
    [InlineData("sleepstudy_student")]
    public void A_model_is_explained_in_the_expected_words(string model)
    {
        CliResult result = Cli.Run("explain", Cli.Model(model));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.ErrorButFewGroups);
        ExpectedText.Check("explain_" + model, result.Output);
    }

    [Fact]
    public void Without_data_it_explains_what_it_can_and_says_what_it_could_not()
    {
        CliResult result =
            Cli.Run("explain", "y ~ x * f + (x | a/b)\nprior sigma ~ exponential(0.5)\nprior sd(a) ~ normal(0, 2)\nprior coefficients ~ normal(0, 1)");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.ErrorButFewGroups);
        ExpectedText.Check("explain_without_data", result.Output);
    }

    [Fact]
    public void A_missing_data_file_is_said_and_the_rest_is_explained()
    {
        CliResult result = Cli.Run("explain", folder.Write("m.blmm", "data \"nowhere.csv\"\ny ~ x + (1 | g)\n"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("y ~ 1 + x + (1 | g)", result.Output, StringComparison.Ordinal);
        Assert.Contains("Not explained\n  There is no file '", result.Output, StringComparison.Ordinal);
        Assert.Contains("nowhere.csv'", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Level_equations_are_explained_like_the_formula_that_says_the_same()
    {
        string data = Cli.Data("radon.csv");
        CliResult levels = Cli.Run(
            "explain", folder.Write("m.blmm", "log_radon ~ 1 + floor\n\nacross county\n    intercept ~ 1 + log_uranium\n    floor ~ 1\n"), "--data", data);
        CliResult formula = Cli.Run("explain", "log_radon ~ floor + log_uranium + (1 + floor | county)", "--data", data);

        Assert.Equal(formula.Output, levels.Output);
        Assert.Contains("    intercept ~ 1 + log_uranium\n", levels.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_does_not_fit_its_data_is_an_error()
    {
        CliResult result = Cli.Run("explain", "Reaction ~ Dais + (1 | Subject)", "--data", Cli.Data("sleepstudy.csv"));

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("Did you mean 'Days'?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_a_syntax_error_is_an_error()
    {
        CliResult result = Cli.Run("explain", "y ~ x + (1 |");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("BL0012", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_are_on_the_error_stream()
    {
        CliResult result = Cli.Run("explain", "score ~ 1 + (1 | Machine)", "--data", Cli.Data("machines.csv"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("warning", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_has_every_part_and_the_sizes_of_the_model()
    {
        using JsonDocument document = Json("Reaction ~ Days + (Days | Subject)", "--data", Cli.Data("sleepstudy.csv"));
        JsonElement root = document.RootElement, sizes = root.GetProperty("sizes"), memory = root.GetProperty("memory");

        Assert.Equal(["model", "data", "parameters", "sizes", "engine", "memory", "notExplained", "columns", "warnings"], Names(root));
        Assert.Equal(["formula", "levelEquations", "latex", "text", "file", "family"], Names(root.GetProperty("model")));
        Assert.Equal(["rows", "fixedColumns", "terms", "unknowns", "nonZeros", "factorNonZeros", "multiplications", "reordered", "supernodes",
            "widestSupernode", "blocks"], Names(sizes));
        Assert.Equal(180, sizes.GetProperty("rows").GetInt32());
        Assert.Equal(36, sizes.GetProperty("terms")[0].GetProperty("columns").GetInt32());

        // 18 blocks of 2 × 2, lower triangles: 3 each; 2 × 36 below them; the coefficients' own triangle 3.
        Assert.Equal((18 * 3) + 72 + 3, sizes.GetProperty("nonZeros").GetInt32());
        Assert.Equal(sizes.GetProperty("nonZeros").GetInt32(), sizes.GetProperty("factorNonZeros").GetInt32());
        Assert.Equal(
            ["sigma", "sd(Subject, intercept)", "sd(Subject, Days)", "cor(Subject)", "mixing scale of intercept"],
            root.GetProperty("engine").GetProperty("coordinates").EnumerateArray().Select(coordinate => coordinate.GetProperty("parameter").GetString()!));

        // 5 coordinates, 6 parameters and 36 group effects, 4 × 1000 times, 8 bytes each.
        Assert.Equal(4 * 1000 * (5 + 6 + 36) * 8, memory.GetProperty("draws").GetInt64());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("notExplained").ValueKind);
    }

    [Fact]
    public void In_the_document_what_is_not_known_without_data_is_null()
    {
        using JsonDocument document = Json("y ~ x + (1 | g)");
        JsonElement root = document.RootElement;

        foreach (string name in (string[])["data", "sizes", "memory"])
        {
            Assert.Equal(JsonValueKind.Null, root.GetProperty(name).ValueKind);
        }

        Assert.Equal("The model names no data, and there is no --data.", root.GetProperty("notExplained").GetString());
        Assert.Equal(["intercept", "x", "sd(g, intercept)", "sigma"],
            root.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()!));
    }

    public void Dispose() => folder.Dispose();

    private static JsonDocument Json(params string[] arguments)
    {
        CliResult result = Cli.Run(["explain", .. arguments, "--format", "json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonDocument.Parse(result.Output);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
