using System.Globalization;
using BayesLmm.Cli.Terminal;

namespace BayesLmm.Cli.Tests;

/// <summary>Numbers that cannot be computed with are an error with its place; whatever else is an answer.</summary>
public sealed class NumberRangeTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData("y ~ x + (1 | g)", 1e80, 1, 1, "BL2093", "    y ~ x + (1 | g)\n    ^")]
    [InlineData("y ~ x + (1 | g)", 1e-80, 1, 1, "BL2093", "'y' has values such as")]
    [InlineData("y ~ x + (1 | g)", 1e307, 1, 1, "BL2093", "computed are numbers from 1e-60 to 1e+60")]
    [InlineData("y ~ x + (1 | g)", 1, 1e200, 1, "BL2093", "'x' has values such as")]
    [InlineData("y ~ 1 + (x | g)", 1, 1e200, 1, "BL2093", "'x' has values such as")]
    [InlineData("y ~ x + (1 | g)", 1, 1e-200, 1, "BL2093", "'x' has values such as")]
    [InlineData("y ~ exp(x * 90) + (1 | g)", 1, 1, 1, "BL2093", "'exp(x * 90)' has values such as")]
    [InlineData("y ~ x + (1 | g)\nweights w", 1, 1, 1e300, "BL2093", "    weights w\n            ^")]
    [InlineData("y ~ x + (1 | g)\nweights w", 1, 1, 1e-300, "BL2093", "'weights' has values such as")]
    [InlineData("y ~ x + (1 | g)\nknown_se w", 1, 1, 1e-150, "BL2093", "'known_se' has values such as")]
    [InlineData("y ~ x + (1 | g)\nknown_se w", 1, 1, 1e-200, "BL2093", "'known_se' has values such as")]
    [InlineData("y ~ x + (1 | g)\noffset x * 1e100", 1, 1, 1, "BL2093", "'offset' has values such as")]
    [InlineData("y ~ x + (1 | g)\nfamily student_t", 1e100, 1, 1, "BL2093", "'y' has values such as")]
    [InlineData("y ~ x + (x | g)\nprior cor(g) ~ lkj(1e-300)", 1, 1, 1, "BL0048", "The eta of lkj(eta) has a size from")]
    [InlineData("y ~ x + (x | g)\nprior cor(g) ~ lkj(1e300)", 1, 1, 1, "BL0048", "                       ^^^^^")]
    [InlineData("y ~ x + (1 | g)\nprior x ~ normal(0, 1e-300)", 1, 1, 1, "BL0048", "The sd of normal(mean, sd)")]
    [InlineData("y ~ x + (1 | g)\nprior x ~ normal(-1e280, 1)", 1, 1, 1, "BL0048", "The mean of normal(mean, sd)")]
    [InlineData("y ~ x + (1 | g)\nprior sigma ~ student_t(1e-9, 0, 1)", 1, 1, 1, "BL0048", "The df of student_t")]
    [InlineData("y ~ x + (1 | 1/g)", 1, 1, 1, "BL2015", "                 ^")]
    [InlineData("y ~ x + (1 | g)\nwhere x > 1e9", 1, 1, 1, "BL2025", "    where x > 1e9")]
    [InlineData("y ~ x + (1 | g)", 0, 1, 1, "BL2004", "The response 'y' is 0 in every row")]
    public void Numbers_beyond_the_range_are_an_error_of_every_command(string text, double response, double predictor, double weight, string code, string words)
    {
        string model = Write(text, response, predictor, weight);

        foreach (string[] command in (string[][])[["fit", model], ["reml", model], ["explain", model], ["prior", model], ["graph", model],
            ["predict", model, "--new", folder.PathOf("table.csv")], ["compare", model, model]])
        {
            CliResult result = Cli.Run(command);

            Assert.True(result.ExitCode == ExitCode.UserError, $"{command[0]}: {result.ExitCode} {result.Error}");
            Assert.Contains($"error {code}: ", result.Error, StringComparison.Ordinal);
            Assert.Contains(words, result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1e55, 1)]
    [InlineData(1e-55, 1)]
    [InlineData(1, 1e55)]
    [InlineData(1e55, 1e-55)]
    [InlineData(1e-55, 1e55)]
    public void Numbers_within_the_range_give_the_same_answer_in_their_unit(double response, double predictor)
    {
        double[] plain = Coefficient(Write("y ~ x + (1 | g)", 1, 1, 1)), scaled = Coefficient(Write("y ~ x + (1 | g)", response, predictor, 1));

        Assert.Equal(plain[0], scaled[0] / response * predictor, 1e-5 * Math.Abs(plain[0]));
        Assert.Equal(plain[1], scaled[1] / response * predictor, 1e-4 * plain[1]);
        Assert.Equal(plain[2], scaled[2], 0.01 * plain[2]);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Estimate, standard error and degrees of freedom of x.</summary>
    private static double[] Coefficient(string model)
    {
        CliResult result = Cli.Run("reml", model, "--format", "csv");
        Assert.Equal(0, result.ExitCode);
        string[] lines = result.Output.Split('\n'), fields = lines[0].Split(',');
        string[] row = lines.Single(line => line.StartsWith("coefficients,x,", StringComparison.Ordinal)).Split(',');
        return [.. ((string[])["estimate", "std_error", "df"]).Select(field => double.Parse(row[Array.IndexOf(fields, field)], CultureInfo.InvariantCulture))];
    }

    private string Write(string text, double response, double predictor, double weight)
    {
        Random random = new(7);
        IEnumerable<string> rows = Enumerable.Range(0, 48).Select(i =>
        {
            double x = random.NextDouble() * 4, y = 1 + (0.5 * x) + (i % 6) + random.NextDouble();
            return FormattableString.Invariant($"{y * response:R},{x * predictor:R},g{i % 6},{weight:R}");
        });
        folder.Write("table.csv", string.Join('\n', rows.Prepend("y,x,g,w")) + "\n");
        return folder.Write("model.blmm", $"data \"table.csv\"\n{text}\n");
    }
}
