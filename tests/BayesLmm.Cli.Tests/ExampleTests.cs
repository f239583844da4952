using System.Diagnostics;

namespace BayesLmm.Cli.Tests;

/// <summary>The programs of the folder <c>examples</c>, run as their comments say.</summary>
public sealed class ExampleTests
{
    [Fact]
    [Trait("Category", "Examples")]
    public async Task The_sleepstudy_example_prints_posterior_and_reml_side_by_side()
    {
        string[] lines = await Run("sleepstudy.cs");

        Assert.Equal("Reaction ~ 1 + Days + (1 + Days | Subject)", lines[0]);
        Assert.Equal(["Days", "10.47", "1.55"], lines.Single(line => line.StartsWith("Days ", StringComparison.Ordinal)).Split(' ',
            StringSplitOptions.RemoveEmptyEntries)[..3]);
        Assert.Equal("The engines agree.", lines[^1]);
    }

    [Fact]
    [Trait("Category", "Examples")]
    public async Task The_inference_example_prints_tests_intervals_and_predictions()
    {
        string[] lines = await Run("inference.cs");

        Assert.Contains("Variety: F(2, 10.0) = 1.49, p = 0.272", lines);
        Assert.Contains("Marvellous - Victory: 12.17, p = 0.246 (Tukey)", lines);
        Assert.Contains(lines, line => line.StartsWith("Plots: χ² = 9.10, p = 0.0026 by χ², 0.0013 by 0.5·χ²(0) + 0.5·χ²(1)", StringComparison.Ordinal));
        Assert.StartsWith("Row 1: 115.4, SE 6.2", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Examples")]
    public async Task The_posterior_example_goes_through_what_follows_a_fit()
    {
        string[] lines = await Run("posterior.cs");

        Assert.StartsWith("gap of two subjects' slopes: 1", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("P(Days > 8): 0.9", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("row 2: expected 35", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("ICC 0.7", lines[5], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("doubtful: residuals: kurtosis", StringComparison.Ordinal));
        Assert.Contains("; without 332, sigma moves by -2.", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Examples")]
    public async Task The_logistic_example_samples_a_density_that_is_no_mixed_model()
    {
        string[] lines = await Run("logistic.cs");

        // The posterior is near the maximum-likelihood fit of R's glm: -0.716 and -0.655.
        Assert.StartsWith("intercept mean  -0.71", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("period    mean  -0.66", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("0 divergences.", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Examples")]
    public async Task The_message_passing_example_prints_five_answers()
    {
        string[] lines = await Run("message_passing.cs");

        Assert.Contains("b2[sample] ~ normal(0, inverse(diag(P2)))", lines);
        Assert.Contains("Message passing: 12 sweeps, lower bound -175.146", lines);
        string[] sample = lines[^2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["sd(sample,", "intercept)"], sample[..2]);

        // Unrefined, the standard deviation is a quarter too small, collapsed a tenth; refined and by Gibbs sampling it is right up to Monte Carlo error.
        double Number(int column) => double.Parse(sample[column], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(Number(6), -0.35, -0.15);
        Assert.InRange(Number(8), -0.15, -0.02);
        Assert.InRange(Number(10), -0.12, 0.12);
        Assert.InRange(Number(12), -0.12, 0.12);
    }

    /// <summary>The lines that an example prints.</summary>
    [Fact]
    [Trait("Category", "Examples")]
    public async Task The_gallery_is_what_its_example_makes()
    {
        using ScratchFolder folder = new();
        string kept = Path.Combine(Cli.Root, "examples", "gallery");

        await Run("gallery.cs", folder.PathOf("."));

        string[] made = [.. Directory.EnumerateFiles(folder.PathOf(".")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(Directory.EnumerateFiles(kept).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal), made);
        Assert.All(made.Where(file => file.EndsWith(".md", StringComparison.Ordinal)), file =>
            Assert.Equal(File.ReadAllText(Path.Combine(kept, file)), File.ReadAllText(folder.PathOf(file))));
        string[] pictures = [.. made.Where(file => file.EndsWith(".png", StringComparison.Ordinal))];
        Assert.All(pictures, file => Assert.True(new FileInfo(folder.PathOf(file)).Length > 2000, file));
    }

    [Fact]
    [Trait("Category", "Examples")]
    public async Task The_figure_example_changes_a_figure_and_makes_one_of_its_own()
    {
        using ScratchFolder folder = new();

        string[] lines = await Run("figure.cs", folder.PathOf("."));

        Assert.Equal("Reaction ~ Days + (Days | Subject)", lines[0]);
        Assert.True(File.Exists(folder.PathOf("densities.png")));
        Assert.Contains("average subject", File.ReadAllText(folder.PathOf("slopes.svg")), StringComparison.Ordinal);
    }

    private static async Task<string[]> Run(string example, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["run", Path.Combine(Cli.Root, "examples", example), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
        return (await output).TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
    }
}
