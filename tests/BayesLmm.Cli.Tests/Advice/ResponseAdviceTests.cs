namespace BayesLmm.Cli.Tests.Advice;

/// <summary>Responses that call for another family are told so; measurements are not, whole ones among them.</summary>
public class ResponseAdviceTests
{
    private static readonly string[] Codes = ["BL2131", "BL2132", "BL2133", "BL2134", "BL2136"];

    public static TheoryData<string, string, string, string> Kinds => new()
    {
        { "BL2131", "bernoulli", "success", "0 1 1 0 1 0 0 1 1 1 0 1 1 0 1 1 0 0 1 0 1 1 0 1" },
        { "BL2131", "bernoulli", "answer", "1 2 2 1 1 2 1 2 2 2 1 2 1 1 2 2 1 1 2 1 2 2 2 1" },
        { "BL2131", "bernoulli", "rare", "0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0 0" },
        { "BL2132", "poisson", "seizures", "0 3 1 0 2 5 1 0 0 4 2 1 3 0 7 1 2 0 1 9 0 2 1 3" },
        { "BL2132", "negative_binomial", "owls", "0 14 1 0 22 5 31 0 0 4 12 1 3 0 47 1 2 0 11 9 0 2 1 3" },
        { "BL2132", "poisson", "ticks", "0 0 1 0 2 0 0 0 0 0 2 1 0 0 0 1 0 0 1 0 0 0 0 0" },
        { "BL2133", "beta", "cover", "0.05 0.31 0.77 0.92 0.44 0.63 0.11 0.08 0.55 0.71 0.23 0.97 0.35 0.41 0.5 0.66 0.82 0.13 0.27 0.59 0.04 0.88 0.76 0.69" },
        { "BL2133", "beta", "cover", "5 31.5 77 92.5 44 63 11 8 55 71 23 97 35 41 50 66 82 13 27 59 4 88 76 69" },
        { "BL2133", "beta", "pct_area", "15 31.5 17 22.5 34 33 21 18 25 21 23 17 35 31 30 26 22 33 27 29 24 28 26 19" },
        { "BL2134", "cumulative", "opinion", "1 4 5 3 2 4 4 5 3 3 2 4 1 5 4 3 4 4 2 3 5 4 3 4" },
        { "BL2134", "cumulative", "agreement", "1 4 7 3 2 6 4 5 3 7 2 4 1 5 6 3 4 4 2 3 5 6 7 4" },
        { "BL2134", "cumulative", "pain", "0 4 2 3 2 1 4 0 3 3 2 4 1 0 4 3 4 4 2 3 1 4 3 4" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_response_of_another_kind_is_told_its_family_and_what_to_do_now(string code, string family, string name, string values)
    {
        Diagnostic warning = Assert.Single(Warnings(name, values));
        Assert.Equal(code, warning.Code);
        Assert.Contains($"'family {family}'", warning.Message, StringComparison.Ordinal);
        Assert.Contains(family is "beta" or "cumulative" ? "Until then, " : ". Write 'family ", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("goals", "2 3 4 3 5 1 2 4 6 0 3 2 4 5 3 1 5 7 3 4 2 5 1 6")]
    [InlineData("symptoms", "2 3 4 3 5 1 2 4 5 0 3 2 4 5 3 1 2 4 3 4 2 5 1 3")]
    [InlineData("score", "3 4 2 5 3 1 6 2 4 0 3 6 4 3 5 1 2 4 3 4 2 5 1 3")]
    public void Few_counts_are_like_ordered_answers_and_both_are_named(string name, string values)
    {
        Diagnostic warning = Assert.Single(Warnings(name, values));
        Assert.Equal("BL2136", warning.Code);
        Assert.All(["poisson", "negative_binomial", "cumulative"], family => Assert.Contains($"'family {family}'", warning.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("length", "118 121 133 127 119 140 125 131 122 128 137 126 124 129 130 123 120 132 127 125 128 126 131 124")]
    [InlineData("iq", "88 101 113 97 109 120 95 101 92 98 117 106 94 119 100 93 110 102 97 95 108 96 101 104")]
    [InlineData("time", "310 421 533 727 319 340 425 631 522 328 437 526 424 729 530 323 920 432 1127 325 428 326 431 524")]
    [InlineData("change", "-1 2 0 3 -2 1 0 1 2 -1 0 3 1 -2 0 1 2 0 -1 1 0 2 1 0")]
    [InlineData("density", "0.31 0.33 0.37 0.42 0.44 0.43 0.31 0.38 0.45 0.41 0.33 0.37 0.35 0.41 0.5 0.46 0.42 0.33 0.37 0.49 0.34 0.48 0.46 0.39")]
    [InlineData("satisfaction", "72.5 79.1 87.3 79.4 66.2 81.3 74.9 69.9 83.2 77.1 75.2 80.3 71.2 78.3 69.4 82.1 76.4 73.3 79.9 85.1 70.3 74.4 77.7 81")]
    public void Measurements_are_left_alone(string name, string values) => Assert.Empty(Warnings(name, values));

    [Fact]
    public void Transformed_responses_are_left_alone() => Assert.Empty(Warnings("log(seizures + 1)", "0 3 1 0 2 5 1 0 0 4 2 1 3 0 7 1 2 0 1 9 0 2 1 3"));

    [Fact]
    public void The_models_of_the_repository_are_left_alone() => Assert.All(
        Directory.EnumerateFiles(Path.Combine(Cli.Root, "models"), "*.blmm"),
        file =>
        {
            CliResult result = Cli.Run("explain", file);
            Assert.All(Codes, code => Assert.DoesNotContain(code, result.Error, StringComparison.Ordinal));
        });

    private static Diagnostic[] Warnings(string response, string text)
    {
        double[] values = [.. text.Split(' ').Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture))];
        string column = response.StartsWith("log(", StringComparison.Ordinal) ? "seizures" : response;
        Table table = Table.FromColumns(
            "t",
            new NumericColumn(column, values),
            new NumericColumn("x", [.. Enumerable.Range(0, values.Length).Select(i => (double)(i * 7 % 11))]),
            new CategoricalColumn("g", [.. Enumerable.Range(0, 12).Select(i => $"g{i}")], [.. Enumerable.Range(0, values.Length).Select(i => i % 12)]));
        return [.. Model.Parse($"{response} ~ x + (1 | g)").Bind(table).Warnings.Where(warning => Codes.Contains(warning.Code))];
    }
}
