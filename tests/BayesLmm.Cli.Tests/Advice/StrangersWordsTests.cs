using System.Text.Json;
using BayesLmm.Numerics;

namespace BayesLmm.Cli.Tests.Advice;

/// <summary>Refusals that were stricter than the statistics, and messages that did not help.</summary>
public sealed class StrangersWordsTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData("batch", "Yield ~ 1 + (1 | Batch)", "dyestuff.csv", "6 levels")]
    [InlineData("Block", "yield ~ nitro + (1 | Block)", "oats.csv", "6 levels")]
    [InlineData("sample", "diameter ~ 1 + (1 | plate) + (1 | sample)", "penicillin.csv", "6 levels")]
    [InlineData("Worker", "score ~ Machine + (1 | Worker)", "machines.csv", "6 levels")]
    public void Fewer_than_ten_groups_are_few_and_the_remedy_is_named(string group, string formula, string data, string levels)
    {
        string warnings = Cli.Run("reml", formula, "--data", Cli.Data(data)).Error;
        Assert.Contains($"BL2102: The grouping factor '{group}' has {levels}", warnings, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"Make '{group}' a fixed effect, or fit the posterior with a prior", warnings, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Ten_groups_are_enough() =>
        Assert.DoesNotContain("BL2102", Cli.Run("reml", "strength ~ 1 + (1 | batch)", "--data", Cli.Data("pastes.csv")).Error, StringComparison.Ordinal);

    [Fact]
    public void The_highest_interaction_has_one_hypothesis_in_all_types()
    {
        foreach (string type in (string[])["1", "2", "3"])
        {
            JsonElement test = Term(Adviser.Reml("y ~ A * B + x + (1 | g)", "empty_cell.csv", "--type", type).Report, "A:B");
            Assert.Equal((60.507, 80.02), (test.GetProperty("f").GetDouble(), test.GetProperty("denominatorDf").GetDouble()), Near);
        }

        JsonElement exact = Term(Adviser.Reml("y ~ A * B + x + (1 | g)", "empty_cell.csv", "--type", "3", "--ddf", "kenward-roger").Report, "A:B");
        Assert.Equal((60.497, 80.0), (exact.GetProperty("f").GetDouble(), exact.GetProperty("denominatorDf").GetDouble()), Near);
    }

    [Theory]
    [InlineData("y ~ s * t + z * t + (1 | g)", "s:t", 0.13951, 105.303)]
    [InlineData("y ~ s * t + z * t + (1 | g)", "t:z", 1.21472, 107.825)]
    [InlineData("y ~ t + s:t + (1 | g)", "t:s", 0.13257, 108)]
    public void So_do_other_terms_that_no_term_contains(string formula, string term, double f, double df)
    {
        JsonElement test = Term(Adviser.Reml(formula, "empty_cell_2.csv", "--type", "3").Report, term);
        Assert.Equal((f, df), (test.GetProperty("f").GetDouble(), test.GetProperty("denominatorDf").GetDouble()), Near);
    }

    [Fact]
    public void A_declared_level_that_does_not_occur_is_left_out_and_said_so()
    {
        CliResult result = Cli.Run("reml", Adviser.Path("unused_level.blmm"), "--format", "json");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("BL2135: The level 'other' of column 'region' does not occur in the data and is left out.", result.Error, StringComparison.Ordinal);
        JsonElement report = JsonDocument.Parse(result.Output).RootElement;
        double[] estimates = [.. Estimates(report).EnumerateArray().Select(effect => effect.GetProperty("estimate").GetDouble())];
        Assert.Equal([6.514583, 1.195, 2.493333], estimates, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData("factor region levels asia, europe, n_america, other reference other")]
    [InlineData("factor region levels africa, asia, europe, n_america, other")]
    [InlineData("factor region levels n_america, europe, asia, \"south america\" contrasts sum")]
    public void A_model_file_runs_on_a_part_of_its_levels(string statement)
    {
        Model model = Model.Parse($"y ~ region + (1 | study)\n{statement}");
        BoundModel bound = model.Bind(TableReader.Read(Adviser.Path("unused_level.csv")));
        Assert.Contains(bound.Warnings, warning => warning.Code == "BL2135");
        Assert.Equal(3, bound.Design.FixedEffects.Names.Count);
    }

    [Theory]
    [InlineData("y ~ x + (1 | g)\nweights n", "weights.csv", "weights_new.csv", "'n', which the weights need")]
    [InlineData("y ~ x + (1 | g)\nlet w = n / 2\nweights w", "weights.csv", "weights_new.csv", "'n', which the weights need")]
    [InlineData("y ~ x + (1 | g)\nknown_se sqrt(1 / n)", "weights.csv", "weights_new.csv", "'n', which the known standard errors need")]
    public void Blank_intervals_of_observations_are_explained(string text, string data, string rows, string words)
    {
        string model = folder.Write("m.blmm", text);
        CliResult result = Cli.Run("predict", model, "--data", Adviser.Path(data), "--new", Adviser.Path(rows), "--format", "text");
        Assert.Equal(0, result.ExitCode);
        string flat = string.Join(' ', result.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"There are none of a new observation: the new table has no {words}.", flat, StringComparison.Ordinal);
        Assert.DoesNotContain("and of a new observation", flat, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FEV ~ log(bl) + arm * visit + (1 | pt)", "fev.csv", "arm", "At bl = 22.98: its mean in the data.")]
    [InlineData("FEV ~ bl + t0 + arm * visit + (1 | pt)", "fev.csv", "visit", "At bl = 22.98, t0 = ")]
    [InlineData("FEV ~ poly(bl, 2) + arm + (1 | pt)", "fev.csv", "arm", "At bl = 22.98: its mean in the data.")]
    public void Marginal_means_say_where_numbers_are_held(string formula, string data, string factor, string words)
    {
        CliResult result = Cli.Run("reml", formula, "--data", Adviser.Path(data), "--means", factor);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(words, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Marginal_means_are_those_at_the_mean_of_the_column()
    {
        JsonElement means = Adviser.Reml("FEV ~ log(bl) + arm * visit + (1 | pt)", "fev.csv", "--means", "arm").Report.GetProperty("marginalMeans")[0];
        Assert.Equal(22.97667, means.GetProperty("at")[0].GetProperty("value").GetDouble(), 1e-5);
        Assert.Equal(
            [30.50163, 34.09375],
            means.GetProperty("means").EnumerateArray().Select(mean => mean.GetProperty("estimate").GetDouble()),
            (a, b) => Math.Abs(a - b) < 1e-4);
    }

    public static TheoryData<string> OddLevels =>
        ["it's", "#hash", "[1]", "a,b", "new [x]", "\"q\"", "`bt`", "tab\there", "C+D", "E:F", "x|y", "~", "é", "50% mix", "-1", "100", "a\\b",
            " blank ", "(", "a (b)", "a  b", "\\\"", "A & B", "]", ""];

    [Theory]
    [MemberData(nameof(OddLevels))]
    public void A_level_is_read_back_as_it_is_printed(string level)
    {
        EquatableArray<string> levels = ["zero", level, "other"];
        Table table = Table.FromColumns(
            "t",
            new NumericColumn("y", [.. Enumerable.Range(0, 36).Select(i => Math.Sin(i * 1.7) + (0.3 * i))]),
            new CategoricalColumn("f", levels, [.. Enumerable.Range(0, 36).Select(i => i % 3)]),
            new CategoricalColumn("g", [.. Enumerable.Range(0, 12).Select(i => $"g{i}")], [.. Enumerable.Range(0, 36).Select(i => i / 3)]));
        const string formula = "y ~ f + (f | g)";
        BoundModel bound = Model.Parse(formula).Bind(table);
        foreach (string name in bound.Priors.Select(prior => prior.Parameter)
            .Where(name => name.Contains("f[", StringComparison.Ordinal) && !name.StartsWith("cor", StringComparison.Ordinal)))
        {
            BoundModel again = Model.Parse($"{formula}\nprior {name} ~ normal(0, 1)").Bind(table);
            Assert.Contains(again.Priors, prior => prior.Parameter == name && !prior.IsDefault);
        }
    }

    [Fact]
    public void Odd_levels_have_one_spelling_in_text_JSON_and_CSV()
    {
        string[] command = ["reml", "y ~ `fac tor` + x + (1 | grp)", "--data", Adviser.Path("odd_levels.csv"), "--format"];
        string text = Cli.Run([.. command, "text"]).Output, csv = Cli.Run([.. command, "csv"]).Output;
        JsonElement report = JsonDocument.Parse(Cli.Run([.. command, "json"]).Output).RootElement;
        Assert.Equal(797.5025, report.GetProperty("criterion").GetDouble(), 1e-3);
        double Estimate(string name) =>
            Estimates(report).EnumerateArray().Single(effect => effect.GetProperty("name").GetString() == name).GetProperty("estimate").GetDouble();
        Assert.Equal(0.10898, Estimate("`fac tor`[\"it's\"]") - Estimate("`fac tor`[\"a,b\"]"), 1e-4);
        Assert.All(
            (string[])["`fac tor`[\"it's\"]", "`fac tor`[\"#hash\"]", "`fac tor`[\"[1]\"]", "`fac tor`[\"a,b\"]", "`fac tor`[C+D]"],
            name =>
            {
                Assert.Contains(name, text, StringComparison.Ordinal);
                Assert.Contains(name.Replace("\"", "\"\"", StringComparison.Ordinal), csv, StringComparison.Ordinal);
            });
    }

    public void Dispose() => folder.Dispose();

    private static bool Near((double F, double Df) a, (double F, double Df) b) => Math.Abs(a.F - b.F) < 6e-4 && Math.Abs(a.Df - b.Df) < 0.05;

    private static JsonElement Estimates(JsonElement report) => report.GetProperty("fixed");

    private static JsonElement Term(JsonElement report, string name)
    {
        return report.GetProperty("terms").GetProperty("tests").EnumerateArray().Single(term => term.GetProperty("term").GetString() == name);
    }
}
