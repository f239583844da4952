using System.Diagnostics;
using System.Globalization;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Files;

/// <summary>Draws in files are what other programs read: R's posterior and rstan, and Python's xarray, where they are installed.</summary>
public sealed class OtherProgramsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("blmm").FullName;
    private readonly Posterior posterior = ModelFiles.Bind("sleepstudy").Sample(
        new DrawOptions { Chains = 2, Draws = 50, Seed = 3 }, cancellationToken: TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_wide_table_has_the_columns_of_Rs_posterior()
    {
        string file = Assert.Single(DrawsFile.Write(posterior, Path.Combine(folder, "d.wide.csv")));
        Assert.Equal([file], Directory.EnumerateFiles(folder));
        string[] lines = File.ReadAllLines(file);
        Assert.StartsWith(
            "\".chain\",\".iteration\",\".draw\",\"lp__\",\"intercept\",\"Days\",\"sd(Subject, intercept)\",\"sd(Subject, Days)\","
                + "\"cor(Subject, intercept, Days)\",\"sigma\",\"Subject[308,intercept]\",\"Subject[308,Days]\",",
            lines[0], StringComparison.Ordinal);
        Assert.Equal(101, lines.Length);
        string[] row = lines[62].Split(',');
        Assert.Equal(["2", "12", "62"], row[..3]);
        Assert.Equal(posterior["Days"].Values[61], double.Parse(row[5], CultureInfo.InvariantCulture));
        Assert.Equal(posterior["Subject[308, Days]"].Values[61], double.Parse(row[11], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void R_reads_the_wide_table_as_draws()
    {
        Require("Rscript", "-e", "library(posterior)");
        string file = Assert.Single(DrawsFile.Write(posterior, Path.Combine(folder, "d.wide.csv")));
        string[] numbers = Run("Rscript", "-e", $$"""
            options(warn = 2)
            library(posterior)
            d <- as_draws_df(read.csv("{{file}}", check.names = FALSE))
            cat(nchains(d), niterations(d), ndraws(d), nvariables(d), sprintf("%.17g", mean(extract_variable(d, "sd(Subject, Days)"))), "\n")
            e <- subset_draws(d, variable = "Subject", chain = 2)
            cat(nvariables(e), sprintf("%.17g", extract_variable(e, "Subject[372,Days]")[7]), "\n")
            """).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["2", "50", "100", "43"], numbers[..4]);
        Assert.Equal(Mean(posterior["sd(Subject, Days)"].Values), double.Parse(numbers[4], CultureInfo.InvariantCulture), 1e-12);
        Assert.Equal("36", numbers[5]);
        Assert.Equal(posterior["Subject[372, Days]"].Values[56], double.Parse(numbers[6], CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("hmc")]
    [InlineData("gibbs")]
    [InlineData("importance")]
    public void Rstan_reads_the_files_of_CmdStans_layout_without_a_warning(string engine)
    {
        Require("Rscript", "-e", "library(rstan)");
        IPosteriorEngine chosen = engine == "hmc" ? new HmcEngine() : engine == "gibbs" ? new GibbsEngine() : new ImportanceEngine();
        Posterior drawn = ModelFiles.Bind("sleepstudy").SampleWith(
            chosen, new DrawOptions { Chains = 2, Draws = 50, Seed = 3 }, cancellationToken: TestContext.Current.CancellationToken);
        IReadOnlyList<string> files = DrawsFile.Write(drawn, Path.Combine(folder, "d.csv"));
        string[] numbers = Run("Rscript", "-e", $$"""
            suppressMessages(library(rstan))
            options(warn = 2)
            f <- read_stan_csv(c("{{string.Join("\", \"", files)}}"))
            x <- as.array(f)
            cat(dim(x)[1:2], sprintf("%.17g", x[7, 2, "sd_Subject_Days"]), f@stan_args[[2]]$chain_id, f@sim$warmup, "\n")
            """).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["50", "2"], numbers[..2]);
        Assert.Equal(drawn["sd(Subject, Days)"].Values[56], double.Parse(numbers[2], CultureInfo.InvariantCulture));
        Assert.Equal(["2", drawn.Draws.Origin.Warmup(0).ToString(CultureInfo.InvariantCulture)], numbers[3..5]);
    }

    [Fact]
    public void Xarray_reads_the_folder_of_an_InferenceData()
    {
        Require("/usr/bin/python3", "-c", "import xarray, zarr");
        string path = Assert.Single(DrawsFile.Write(posterior, Path.Combine(folder, "d.zarr")));
        string[] numbers = Run("/usr/bin/python3", "-W", "error::RuntimeWarning", "-c", $"""
            import xarray, zarr
            path = "{path}"
            groups = sorted(name for name, _ in zarr.open_group(path, mode="r").groups())
            names = ("posterior", "sample_stats", "log_likelihood", "posterior_predictive", "observed_data")
            p, s, l, y, o = (xarray.open_zarr(path, group=name) for name in names)
            print(len(groups), p.sizes["chain"], p.sizes["draw"], p["Subject"].sizes["Subject_level"], repr(float(p["sigma"][1, 6])))
            print(repr(float(p["Subject"].sel(chain=1, draw=6, Subject_level="372", Subject_effect="Days"))), int(s["n_steps"].sum()), s["diverging"].dtype)
            print(repr(float(l["Reaction"].sel(chain=1, draw=6, obs_id=179))), y["Reaction"].dims[2], repr(float(o["Reaction"].sel(obs_id=3))))
            """).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["5", "2", "50", "18"], numbers[..4]);
        double[] values = [.. new[] { 4, 5, 8, 10 }.Select(i => double.Parse(numbers[i], CultureInfo.InvariantCulture))];
        Assert.Equal(posterior["sigma"].Values[56], values[0]);
        Assert.Equal(posterior["Subject[372, Days]"].Values[56], values[1]);
        Assert.Equal("bool", numbers[7]);
        Assert.Equal(posterior.Model.Response[3], values[3]);
        double mean = posterior["intercept"].Values[56] + posterior["Subject[372, intercept]"].Values[56]
            + (9 * (posterior["Days"].Values[56] + posterior["Subject[372, Days]"].Values[56])), sigma = posterior["sigma"].Values[56];
        double residual = (posterior.Model.Response[179] - mean) / sigma;
        Assert.Equal(-0.5 * (residual * residual) - Math.Log(sigma) - (0.5 * Math.Log(2 * Math.PI)), values[2], 1e-9);
    }

    private static double Mean(ReadOnlySpan<double> values) => MathNet.Numerics.Statistics.Statistics.Mean(values.ToArray());

    /// <summary>Skips the test where a program cannot be run.</summary>
    private static void Require(string program, params string[] arguments)
    {
        try
        {
            (int code, _, string error) = Start(program, arguments);
            Assert.SkipUnless(code == 0, $"'{program} {string.Join(' ', arguments)}' does not run here: {error}");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Assert.Skip($"There is no '{program}' here: {exception.Message}");
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        (int code, string output, string error) = Start(program, arguments);
        Assert.True(code == 0, error);
        return output;
    }

    private static (int Code, string Output, string Error) Start(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
