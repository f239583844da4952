using System.Text.Json;
using System.Xml.Linq;

namespace BayesLmm.Cli.Tests;

/// <summary>One file tells a fit from its question to how to get it again.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public void It_begins_with_what_was_found_and_ends_with_how_to_get_it_again()
    {
        string path = folder.PathOf("report.html");
        CliResult result = Cli.Run("report", Cli.Model("dyestuff"), "--draws", "300", "--out", path, "--title", "A & B <c>");
        XElement page = XDocument.Parse(File.ReadAllText(path)).Root!;
        XNamespace html = page.Name.Namespace;

        Assert.InRange(result.ExitCode, 0, 2);
        Assert.Contains("Report: ", result.Error, StringComparison.Ordinal);
        Assert.Equal("A & B <c>", page.Descendants(html + "h1").Single().Value);
        string[] chapters = [.. page.Descendants(html + "h2").Select(title => title.Value)];
        Assert.Equal(
            [
                "In short", "Question", "Data", "Model", "Priors", "REML", "Posterior", "Agreement of REML and posterior", "Groups and shrinkage",
                "Predictions", "Checks", "Sensitivity to priors", "Influence of groups", "Methods, ready to paste", "How to get this again", "Glossary",
            ],
            chapters);
        string lead = page.Descendants(html + "p").First(p => (string?)p.Attribute("class") == "lead").Value;
        Assert.StartsWith("The mean of Yield is 15", lead, StringComparison.Ordinal);
        Assert.Contains("blmm report", page.Descendants(html + "code").Last(code => code.Value.StartsWith("blmm", StringComparison.Ordinal)).Value,
            StringComparison.Ordinal);
        Assert.Contains(page.Descendants(), element => element.Name.LocalName == "math");
    }

    [Theory]
    [InlineData("y ~ x", "The predictors explain")]
    [InlineData("y ~ 1", "The mean of y is")]
    [InlineData("y ~ 0 + f", "coefficient f[a] is")]
    [InlineData("y ~ x * f + (1 | g)", "per unit of x")]
    [InlineData("y ~ f + (1 | g)", "for f b than for a")]
    [InlineData("y ~ x + (1 | g)\nfamily student_t", "levels of g")]
    [InlineData("y ~ x + (x | g)", "the coefficient of x differs between")]
    public void Every_kind_of_model_is_told_in_its_own_words(string formula, string words)
    {
        string model = folder.Write("m.blmm", $"data \"{Table()}\"\n{formula}\n");
        CliResult result = Cli.Run("report", model, "--draws", "300", "--chains", "2", "--format", "json", "--out", "-", "--quiet");
        using JsonDocument json = JsonDocument.Parse(result.Output);
        string summary = string.Join(' ', json.RootElement.GetProperty("summary").EnumerateArray().Select(sentence => sentence.GetString()));

        Assert.InRange(result.ExitCode, 0, 2);
        if (json.RootElement.GetProperty("diagnostics").GetProperty("convergence").GetProperty("trustworthy").GetBoolean())
        {
            Assert.Contains(words, summary, StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith("Nothing should be concluded", summary, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Means_and_slopes_are_tables_and_influence_and_agreement_are_figures()
    {
        string model = folder.Write("grid.blmm", $"data \"{Table()}\"\ny ~ x * f + (1 | g)\n"), saved = folder.PathOf("grid.blmmfit");
        Assert.InRange(Cli.Run("fit", model, "--draws", "300", "--chains", "2", "--quiet", "--save", saved).ExitCode, 0, 2);
        using JsonDocument report = JsonDocument.Parse(Cli.Run("report", saved, "--format", "json", "--out", "-", "--quiet").Output);
        using JsonDocument means = JsonDocument.Parse(Cli.Run("means", saved, "--of", "f", "--format", "json", "--quiet").Output);
        using JsonDocument slopes = JsonDocument.Parse(Cli.Run("means", saved, "--slopes", "x", "--of", "f", "--format", "json", "--quiet").Output);
        string page = Cli.Run("report", saved, "--out", "-", "--quiet").Output;

        Assert.Equal(Numbers(means, "means"), Numbers(report, "means"));
        Assert.Equal(Numbers(slopes, "means"), Numbers(report, "slopes"));
        Assert.Equal(["a", "b", "c"], report.RootElement.GetProperty("means").EnumerateArray().Select(row => row.GetProperty("level").GetString()));
        Assert.All(
            (string[])[
                "Marginal means of y", "Slopes of y", "Every parameter by REML, ML and each engine",
                "How far each parameter moves when a level is left out",
            ],
            words => Assert.Contains(words, page, StringComparison.Ordinal));

        static (double, double, double, double)[] Numbers(JsonDocument document, string name) =>
        [
            .. document.RootElement.GetProperty(name).EnumerateArray().Select(row => (row.GetProperty("mean").GetDouble(), row.GetProperty("sd").GetDouble(),
                row.GetProperty("lower").GetDouble(), row.GetProperty("upper").GetDouble())),
        ];
    }

    [Fact]
    public void Draws_that_should_not_be_trusted_are_said_first()
    {
        CliResult result = Cli.Run("report", Cli.Model("sleepstudy"), "--draws", "10", "--warmup", "5", "--engine", "hmc", "--out", "-", "--quiet");
        XElement page = XDocument.Parse(result.Output).Root!;

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(
            "Nothing should be concluded from these draws yet.",
            page.Descendants(page.Name.Namespace + "p").First(p => (string?)p.Attribute("class") == "lead").Value, StringComparison.Ordinal);
        Assert.Contains(page.Descendants(page.Name.Namespace + "li"), item => (string?)item.Attribute("class") == "bad");
    }

    [Fact]
    public void One_chain_and_draws_without_chains_are_told_too()
    {
        CliResult one = Cli.Run("report", Cli.Model("dyestuff"), "--draws", "200", "--chains", "1", "--engine", "hmc", "--out", "-", "--quiet");
        CliResult none = Cli.Run("report", Cli.Model("dyestuff"), "--draws", "200", "--engine", "importance", "--out", "-", "--quiet");

        Assert.InRange(one.ExitCode, 0, 2);
        Assert.InRange(none.ExitCode, 0, 2);
        Assert.DoesNotContain("Draws in their order", none.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("importance sampling", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused_before_sampling()
    {
        CliResult missing = Cli.Run("report", "no_such_model.blmm", "--out", folder.PathOf("none/report.html"));
        CliResult isFolder = Cli.Run("report", Cli.Model("dyestuff"), "--out", folder.PathOf("."));

        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("--out: there is no folder", missing.Error, StringComparison.Ordinal);
        Assert.Equal(1, isFolder.ExitCode);
        Assert.Contains("is a folder", isFolder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_required() => Assert.Contains("--out", Cli.Run("report", Cli.Model("dyestuff")).Error, StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private string Table()
    {
        Random random = new(5);
        IEnumerable<string> rows = Enumerable.Range(0, 120).Select(i => FormattableString.Invariant(
            $"{(0.8 * (i % 10)) + (2 * ((i / 12) % 5)) + (i % 3) + random.NextDouble():0.000},{i % 10},{"abc"[i % 3]},g{i / 12}"));
        return folder.Write("t.csv", "y,x,f,g\n" + string.Join('\n', rows) + "\n");
    }
}
