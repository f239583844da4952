using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace BayesLmm.Cli.Tests;

/// <summary><c>blmm graph</c>.</summary>
public sealed class GraphTests
{
    [Theory]
    [InlineData("sleepstudy", "text")]
    [InlineData("sleepstudy_student", "text")]
    [InlineData("pastes", "text")]
    [InlineData("oats", "dot")]
    [InlineData("oats", "mermaid")]
    [InlineData("dyestuff", "svg")]
    public void A_graph_is_written_as_expected(string model, string format)
    {
        CliResult result = Cli.Run("graph", Cli.Model(model), "--format", format);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.ErrorButFewGroups);
        ExpectedText.Check($"graph_{model}_{format}", result.Output);
    }

    [Fact]
    public void Text_is_the_format_and_Huang_and_Wands_the_prior_unless_said_otherwise()
    {
        CliResult bare = Cli.Run("graph", Cli.Model("sleepstudy"));

        Assert.Equal(bare.Output, Cli.Run("graph", Cli.Model("sleepstudy"), "--format", "text", "--covariance", "huang_wand").Output);
        Assert.Contains("P1 ~ wishart(1.5, 2 * diag(a1))", bare.Output, StringComparison.Ordinal);
        Assert.Contains("P1 ~ wishart(2, 1 * R1)", Cli.Run("graph", Cli.Model("sleepstudy"), "--covariance", "matrix_f").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_for_Infer_NET_has_the_matrix_F_prior_and_refuses_to_be_asked_for_another()
    {
        CliResult bare = Cli.Run("graph", Cli.Model("sleepstudy"), "--format", "infernet");
        CliResult refused = Cli.Run("graph", Cli.Model("sleepstudy"), "--format", "infernet", "--covariance", "huang_wand");

        Assert.Equal(0, bare.ExitCode);
        Assert.Equal(bare.Output, Cli.Run("graph", Cli.Model("sleepstudy"), "--format", "infernet", "--covariance", "matrix_f").Output);
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Equal(
            "error BL4006: The effects of Subject are correlated, and Infer.NET has no factors for Huang and Wand's prior of their covariance matrix: "
            + "leave out --covariance, or write --covariance matrix_f, which the program has; the other formats have both.\n",
            refused.Error);
    }

    [Fact]
    public void Without_correlated_effects_the_program_is_the_same_whatever_the_prior()
    {
        CliResult bare = Cli.Run("graph", Cli.Model("dyestuff"), "--format", "infernet");

        Assert.Equal(0, bare.ExitCode);
        Assert.Equal(bare.Output, Cli.Run("graph", Cli.Model("dyestuff"), "--format", "infernet", "--covariance", "huang_wand").Output);
        Assert.Equal(bare.Output, Cli.Run("graph", Cli.Model("dyestuff"), "--format", "infernet", "--covariance", "matrix_f").Output);
    }

    [Fact]
    public void A_formula_with_data_has_a_graph_and_warnings_go_to_the_error_stream()
    {
        CliResult result = Cli.Run("graph", "score ~ 1 + (1 | Machine)", "--data", Cli.Data("machines.csv"), "--format", "svg");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("warning", result.Error, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Parse(result.Output).Root!.Name.LocalName);
    }

    [Fact]
    public void The_document_has_variables_factors_and_the_priors_of_covariance_matrices()
    {
        using JsonDocument document = JsonDocument.Parse(Cli.Run("graph", Cli.Model("sleepstudy_student"), "--format", "json").Output);
        JsonElement root = document.RootElement;
        JsonElement[] variables = [.. root.GetProperty("variables").EnumerateArray()], factors = [.. root.GetProperty("factors").EnumerateArray()];

        Assert.Equal(
            ["model", "data", "covariancePrior", "plates", "variables", "factors", "covariances", "substitutions", "warnings"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["name", "kind", "shape", "components", "plate", "indexes", "observed", "meaning"], Names(variables[0]));
        Assert.Equal(["child", "relation", "distribution", "definition", "parameters", "parents"], Names(factors[0]));
        Assert.Equal(["group", "effect", "distribution", "df", "scale", "value"], Names(root.GetProperty("covariances")[0]));
        Assert.Equal("huang_wand", root.GetProperty("covariances")[0].GetProperty("distribution").GetString());

        // Every variable is the child of a factor, except those that are data; parents and children are variables.
        string[] names = [.. variables.Select(variable => variable.GetProperty("name").GetString()!)];
        string[] children = [.. factors.Select(factor => factor.GetProperty("child").GetProperty("variable").GetString()!)];
        Assert.Equal(
            names.Where((_, i) => variables[i].GetProperty("kind").GetString() is not ("data" or "index")).Order(), children.Distinct().Order());
        Assert.All(
            factors.SelectMany(factor => factor.GetProperty("parents").EnumerateArray()),
            parent => Assert.Contains(parent.GetProperty("variable").GetString(), names));
    }

    [Fact]
    public void The_matrix_F_prior_is_named_in_the_document()
    {
        using JsonDocument document =
            JsonDocument.Parse(Cli.Run("graph", Cli.Model("sleepstudy"), "--format", "json", "--covariance", "matrix_f").Output);

        Assert.Equal("matrix_f", document.RootElement.GetProperty("covariancePrior").GetString());
        Assert.All(
            document.RootElement.GetProperty("covariances").EnumerateArray(), row => Assert.Equal("matrix_f", row.GetProperty("distribution").GetString()));
    }

    [Fact]
    public void A_page_shows_the_picture_that_the_command_draws()
    {
        const string Head = "data:image/svg+xml;base64,";
        XElement page = XDocument.Parse(Cli.Run("graph", Cli.Model("dyestuff"), "--format", "html").Output).Root!;
        string picture = page.Descendants(page.Name.Namespace + "img").Single().Attribute("src")!.Value;

        Assert.StartsWith(Head, picture, StringComparison.Ordinal);
        Assert.Equal(
            Cli.Run("graph", Cli.Model("dyestuff"), "--format", "svg").Output, Encoding.UTF8.GetString(Convert.FromBase64String(picture[Head.Length..])));
    }

    [Fact]
    public void The_help_has_an_example()
    {
        Assert.Contains("blmm graph models/sleepstudy.blmm --format svg", Cli.Run("--help").Output, StringComparison.Ordinal);
        Assert.Contains("huang_wand|matrix_f", Cli.Run("graph", "--help").Output, StringComparison.Ordinal);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
