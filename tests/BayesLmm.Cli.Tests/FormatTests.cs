using System.Xml.Linq;

namespace BayesLmm.Cli.Tests;

/// <summary>Every command that reports writes every format.</summary>
public sealed class FormatTests
{
    public static TheoryData<string> NewFormats => ["csv", "markdown", "latex", "html"];

    [Theory]
    [MemberData(nameof(NewFormats))]
    public void An_explanation_is_written_as_expected(string format) =>
        Check($"explain_sleepstudy_{format}", "explain", Cli.Model("sleepstudy"), "--format", format);

    [Theory]
    [MemberData(nameof(NewFormats))]
    public void Priors_are_written_as_expected(string format) =>
        Check($"prior_sleepstudy_{format}", "prior", Cli.Model("sleepstudy_priors"), "--draws", "500", "--format", format);

    [Theory]
    [MemberData(nameof(NewFormats))]
    [InlineData("json")]
    public void A_factor_graph_is_written_as_expected(string format) =>
        Check($"graph_sleepstudy_{format}", "graph", Cli.Model("sleepstudy"), "--format", format);

    [Theory]
    [MemberData(nameof(NewFormats))]
    [InlineData("json")]
    public void A_first_model_is_written_as_expected(string format) => Check($"new_pastes_{format}", "new", Cli.Data("pastes.csv"), "--format", format);

    [Theory]
    [InlineData("markdown")]
    [InlineData("latex")]
    public void A_fit_is_written_as_expected(string format) =>
        Check($"fit_sleepstudy_{format}", "fit", Cli.Model("sleepstudy"), "--engine", "vmp", "--format", format);

    [Fact]
    public void A_page_of_estimates_is_written_as_expected() => Check("reml_oats_html", "reml", Cli.Model("oats"), "--format", "html");

    [Fact]
    public void A_page_of_a_fit_has_every_section_and_figures()
    {
        CliResult text = Cli.Run("fit", Cli.Model("sleepstudy"), "--draws", "100", "--against", "gibbs"),
            page = Cli.Run("fit", Cli.Model("sleepstudy"), "--draws", "100", "--against", "gibbs", "--format", "html");
        XElement root = XDocument.Parse(page.Output).Root!;

        string[] titles = [.. text.Output.Split('\n').Where(line => line.Length > 0 && line[0] != ' ' && line != "Timings")];
        Assert.Equal(titles, root.Descendants(root.Name.Namespace + "h2").Select(title => title.Value).SkipLast(1));
        Assert.Equal(2, root.Descendants(root.Name.Namespace + "figure").Count());
    }

    [Fact]
    public void A_fit_as_csv_has_every_group_effect_and_the_errors_of_further_engines()
    {
        string[] lines = Cli.Run("fit", Cli.Model("sleepstudy"), "--draws", "100", "--against", "gibbs", "--format", "csv").Output.TrimEnd().Split('\n');

        Assert.StartsWith("table,term,group,estimate,std_error,df,statistic,p_value,conf_low,conf_high", lines[0], StringComparison.Ordinal);
        Assert.Equal(36, lines.Count(line => line.StartsWith("group_effects,", StringComparison.Ordinal)));
        Assert.Equal(6, lines.Count(line => line.StartsWith("engine_errors,", StringComparison.Ordinal)));
    }

    private static void Check(string name, params string[] arguments)
    {
        CliResult result = Cli.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        ExpectedText.CheckReport(name, result.Output);
    }
}
