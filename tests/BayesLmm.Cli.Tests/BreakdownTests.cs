using BayesLmm.Cli.Tests.Faults;
using BayesLmm.Cli.Tests.Fuzz;

namespace BayesLmm.Cli.Tests;

/// <summary>Models that once brought an engine down, or kept it busy for ever: each ends with an answer or a sentence.</summary>
public sealed class BreakdownTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData("importance", "I(y > 5) ~ center(x, g) + (1 | g/h)\nknown_se w * 1e-9\nfamily student_t\nprior sd(g) ~ gamma(1e-5, 1e-80)\n"
        + "prior sd(g, intercept) ~ student_t(3, 1e249, 3)\n")]
    [InlineData("vmp", "y ~ center(x) + (x || g)\nprior intercept ~ uniform(0, 1e150)\n")]
    [InlineData("gibbs", "y ~ (x || g)\nprior intercept ~ logistic(-1e249, 1e150)\n")]
    [InlineData("gibbs", "let scaled = y * w * 1e-59\nscaled ~ (1 | g)\nweights w * 1e-50\nfamily student_t\nprior intercept ~ student_t(3, 0, 1e-150)\n")]
    public void A_fit_under_extreme_priors_ends_with_words(string engine, string model)
    {
        string table = folder.Write("table.csv", WholeModels.Table);

        CliResult result = Cli.Run(
            "fit", folder.Write("m.blmm", model), "--data", table, "--engine", engine, "--chains", "2", "--warmup", "40", "--draws", "20");

        BlmmProcess.AssertCivil(result);
        Assert.InRange(result.ExitCode, 1, 2);
        Assert.NotEqual("", result.Error);
    }

    [Fact]
    public void A_term_of_more_effects_than_its_groups_have_rows_is_explained()
    {
        string text = "y,g," + string.Join(',', Enumerable.Range(0, 29).Select(i => $"x{i}"));
        Random random = new(1);
        for (int row = 0; row < 30; row++)
        {
            text += $"\n{row % 7},{"abc"[row % 3]}," + string.Join(',', Enumerable.Range(0, 29).Select(_ => random.Next(100)));
        }

        CliResult result = Cli.Run(
            "explain", $"y ~ 1 + ({string.Join(" + ", Enumerable.Range(0, 29).Select(i => $"x{i}"))} | g)", "--data", folder.Write("wide.csv", text));

        Assert.Contains("Not determined by the data: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    public void Dispose() => folder.Dispose();
}
