using System.Text.Json;

namespace BayesLmm.Cli.Tests;

public sealed class MlTests : IDisposable
{
    private readonly string model = Path.Combine(Path.GetTempPath(), $"blmm-ml-{Guid.NewGuid():N}.blmm");

    public MlTests()
    {
        string data = Path.Combine(Cli.Root, "examples", "data", "cbpp.csv").Replace('\\', '/');
        File.WriteAllText(model, $"data \"{data}\"\nfactor period\nincidence ~ period + (1 | herd)\nfamily binomial trials size\n");
    }

    public void Dispose() => File.Delete(model);

    [Fact]
    public void The_report_has_estimates_intervals_and_shares_of_variance()
    {
        CliResult result = Cli.Run("ml", model, "--profile", "--effects", "--fitted");
        Assert.Equal(0, result.ExitCode);
        foreach (string words in (string[])[
            "Family binomial, link logit; group effects integrated over by Laplace's approximation.", "Log likelihood -92.03, deviance 184.05",
            "period[4]      -1.580  0.427", "sd(herd, intercept)     0.642", "Pearson χ²", "linear predictor", "Profile-likelihood intervals",
            "herd[14, intercept]   0.971           0.355", "Fitted values"])
        {
            Assert.Contains(words, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Programs_read_the_same_numbers()
    {
        CliResult result = Cli.Run("ml", model, "--format", "json", "--quadrature", "25", "--level", "0.9");
        JsonElement root = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(25, root.GetProperty("quadrature").GetInt32());
        Assert.Equal(-0.5 * 183.9667381, root.GetProperty("logLik").GetDouble(), 1e-6);
        Assert.Equal(0.6475186, root.GetProperty("varianceComponents")[0].GetProperty("estimate").GetDouble(), 1e-5);
        Assert.Equal(15, root.GetProperty("groupEffects").GetArrayLength());
        Assert.Equal(2, root.GetProperty("variance").GetArrayLength());
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("markdown")]
    [InlineData("latex")]
    [InlineData("html")]
    public void It_is_written_in_every_format(string format)
    {
        CliResult result = Cli.Run("ml", model, "--format", format);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("herd", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_normal_residuals_it_is_reml_with_ml()
    {
        string path = Path.Combine(Cli.Root, "models", "dyestuff.blmm");
        Assert.Equal(WithoutTimings(Cli.Run("reml", path, "--ml").Output), WithoutTimings(Cli.Run("ml", path).Output));
    }

    [Fact]
    public void Models_of_counts_and_proportions_are_compared()
    {
        string small = Path.ChangeExtension(model, ".small.blmm");
        File.WriteAllText(small, File.ReadAllText(model).Replace("~ period", "~ 1", StringComparison.Ordinal));
        CliResult result = Cli.Run("compare", model, small, "--format", "json");
        File.Delete(small);
        Assert.Equal(0, result.ExitCode);
        JsonElement test = JsonDocument.Parse(result.Output).RootElement.GetProperty("comparisons")[0].GetProperty("test");
        Assert.Equal(3, test.GetProperty("df").GetInt32());
        Assert.True(test.GetProperty("p").GetDouble() < 1e-4);
    }

    private static string WithoutTimings(string text) =>
        string.Join('\n', text.Split('\n').TakeWhile(line => !line.StartsWith("Timings", StringComparison.Ordinal)));
}
