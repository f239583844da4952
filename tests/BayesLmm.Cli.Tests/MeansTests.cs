using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;

namespace BayesLmm.Cli.Tests;

/// <summary>What <c>blmm means</c> prints: against stored numbers of R's emmeans, and from the posterior.</summary>
public class MeansTests
{
    private static readonly JsonElement Cases =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Cli.Root, "tests", "reference", "means", "means.json"))).RootElement.GetProperty("cases");

    public static TheoryData<string> Names => [.. Cases.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Means_slopes_contrasts_and_joint_tests_of_a_REML_fit_are_those_of_emmeans(string name)
    {
        JsonElement expected = Cases.EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        using JsonDocument document = JsonDocument.Parse(Run(expected, "--engine", "reml").Output);
        Check(name, expected.GetProperty("means"), document.RootElement.GetProperty("means"));
        Check(name, expected.GetProperty("contrasts"), document.RootElement.GetProperty("contrasts"));
        foreach ((JsonElement theirs, JsonElement ours) in expected.GetProperty("joint").EnumerateArray()
            .Zip(document.RootElement.GetProperty("jointTests").EnumerateArray()))
        {
            Assert.Equal(theirs.GetProperty("F").GetDouble(), ours.GetProperty("statistic").GetDouble(), 6e-4);
            Assert.Equal(theirs.GetProperty("df1").GetDouble(), ours.GetProperty("df").GetDouble());
            Assert.Equal(theirs.GetProperty("df2").GetDouble(), ours.GetProperty("denDf").GetDouble(), 0.006);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_posterior_gives_nearly_the_same(string name)
    {
        JsonElement expected = Cases.EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        using JsonDocument document = JsonDocument.Parse(Run(expected).Output);
        foreach (string part in (string[])["means", "contrasts"])
        {
            JsonElement[] theirs = [.. expected.GetProperty(part).EnumerateArray()], ours = [.. document.RootElement.GetProperty(part).EnumerateArray()];
            Assert.Equal(theirs.Length, ours.Length);
            for (int i = 0; i < ours.Length; i++)
            {
                double sd = ours[i].GetProperty("sd").GetDouble();
                Assert.Equal(theirs[i].GetProperty("estimate").GetDouble(), ours[i].GetProperty("mean").GetDouble(), 0.35 * sd);
                Assert.InRange(sd / theirs[i].GetProperty("se").GetDouble(), 0.7, 1.6);
                Assert.InRange(ours[i].GetProperty("probabilityOfDirection").GetDouble(), 0.5, 1);
            }
        }
    }

    [Theory]
    [InlineData("population")]
    [InlineData("known")]
    [InlineData("new")]
    public void Means_over_the_data_are_averages_of_the_rows(string groups)
    {
        string[] command = ["means", "distance ~ age * Sex + (1 | Subject)", "--data", Cli.Data("orthodont.csv"), "--of", "Sex", "--average-over", "data",
            "--groups", groups, "--draws", "500", "--format", "json"];
        using JsonDocument document = JsonDocument.Parse(Cli.Run(command).Output);
        JsonElement[] means = [.. document.RootElement.GetProperty("means").EnumerateArray()];

        // All children have the same four ages, whose mean is 11.
        Assert.Equal(["Female", "Male"], means.Select(mean => mean.GetProperty("name").GetString()));
        Assert.Equal(22.65, means[0].GetProperty("mean").GetDouble(), 0.3);
        Assert.Equal(24.97, means[1].GetProperty("mean").GetDouble(), 0.3);
        if (groups == "population")
        {
            string[] balanced = [.. command.Where(word => word is not ("--average-over" or "data"))];
            using JsonDocument other = JsonDocument.Parse(Cli.Run(balanced).Output);
            Assert.Equal(
                means.Select(mean => Math.Round(mean.GetProperty("mean").GetDouble(), 9)),
                other.RootElement.GetProperty("means").EnumerateArray().Select(mean => Math.Round(mean.GetProperty("mean").GetDouble(), 9)));
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("csv")]
    [InlineData("markdown")]
    [InlineData("latex")]
    [InlineData("html")]
    public void Every_format_says_what_is_averaged_over_and_at_which_values(string format)
    {
        CliResult result = Cli.Run(
            "means", "distance ~ age * Sex + (1 | Subject)", "--data", Cli.Data("orthodont.csv"), "--of", "Sex", "--engine", "reml", "--format", format);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(format != "csv", result.Output.Contains("age = 11", StringComparison.Ordinal));
        Assert.Contains("22.6", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'Sexe' is not a factor of the fixed effects; they have Sex.", "--of", "Sexe")]
    [InlineData("'age' is numeric: say at which values its means are wanted.", "--of", "age")]
    [InlineData("'Sex' is listed twice", "--of", "Sex", "--by", "Sex")]
    [InlineData("'size' is not a numeric column of the fixed effects; they have age.", "--slopes", "size")]
    [InlineData("--at takes a column with values, as \"Days = 0, 5\", not 'age'.", "--at", "age")]
    [InlineData("Did you mean 'pairwise'?", "--contrasts", "pairwis")]
    [InlineData("The contrast '1,-1,0' has 3 weights; there are 2 means, in this order: Female; Male.", "--of", "Sex", "--contrasts", "1, -1, 0")]
    [InlineData("a balanced grid has no groups", "--groups", "known")]
    [InlineData("need a posterior", "--groups", "known", "--average-over", "data", "--engine", "reml")]
    [InlineData("Tukey's method is for all pairs", "--of", "Sex", "--contrasts", "reference", "--adjust", "tukey", "--engine", "reml")]
    public void What_does_not_fit_the_model_is_refused_before_the_fit(string message, params string[] options)
    {
        CliResult result = Cli.Run(["means", "distance ~ age * Sex + (1 | Subject)", "--data", Cli.Data("orthodont.csv"), .. options]);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mean_over_an_empty_cell_is_left_blank_with_the_reason()
    {
        string data = Path.Combine(Cli.Root, "tests", "reference", "faults", "empty_cell.csv");
        foreach (string engine in (string[])["reml", "auto"])
        {
            CliResult result = Cli.Run("means", "y ~ A*B + x + (1 | g)", "--data", data, "--of", "A:B", "--engine", engine, "--contrasts", "none");
            Assert.Contains("A mean without a value is not determined", result.Output, StringComparison.Ordinal);
            Assert.Matches(@"(?m)^ *a2, b3 *$", result.Output);
        }
    }

    private static CliResult Run(JsonElement expected, params string[] more)
    {
        string[] factors = [.. expected.GetProperty("factors").EnumerateArray().SelectMany(factor => (string[])["--factor", factor.GetString()!])];
        string options = expected.GetProperty("options").GetString()!.Replace('\'', '"');
        return Cli.Run([
            "means", expected.GetProperty("formula").GetString()!, "--data", Path.Combine(Cli.Root, expected.GetProperty("data").GetString()!), .. factors,
            .. CommandLineParser.SplitCommandLine(options), .. more, "--format", "json"]);
    }

    private static void Check(string name, JsonElement expected, JsonElement actual)
    {
        JsonElement[] theirs = [.. expected.EnumerateArray()], ours = [.. actual.EnumerateArray()];
        Assert.Equal(theirs.Length, ours.Length);
        for (int i = 0; i < ours.Length; i++)
        {
            string where = $"{name}: {theirs[i].GetProperty("name").GetString()}";
            void Close(string their, string our, double tolerance)
            {
                double a = theirs[i].GetProperty(their).GetDouble(), b = ours[i].GetProperty(our).GetDouble();
                Assert.True(
                    Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a)), string.Create(CultureInfo.InvariantCulture, $"{where}: {their} {b}, emmeans {a}"));
            }

            Close("estimate", "estimate", 1e-6);
            Close("se", "se", 1e-6);
            Close("df", "df", 1e-4);   // their derivatives are numeric
            if (theirs[i].TryGetProperty("p", out _))
            {
                Close("p", ours[i].TryGetProperty("adjustedP", out _) ? "adjustedP" : "p", 1e-5);
            }
        }
    }
}
