using System.Text.Json;

namespace BayesLmm.Cli.Tests.Advice;

/// <summary>Advice, refusals and messages that were wrong once hold for tables in every format.</summary>
public sealed class AdviceInOtherFormatsTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Formats => [.. TableCopies.Formats];

    /// <summary>A table, a crossed formula, the term that nests it, and the first model that is proposed.</summary>
    public static TheoryData<string, string, string, string, string> Nested
    {
        get
        {
            TheoryData<string, string, string, string, string> data = [];
            foreach (string format in TableCopies.Formats)
            {
                data.Add(format, "pupils.csv", "y ~ 1 + (1 | school) + (1 | pupil)", "(1 | school/pupil)", "y ~ 1 + (1 | school/pupil)");
                data.Add(format, "pupils_unbalanced.csv", "y ~ 1 + (1 | pupil) + (1 | school)", "(1 | school/pupil)", "y ~ 1 + (1 | school/pupil)");
                data.Add(format, "hospital.csv", "Satisfaction ~ WaitTime + (1 | Patient) + (1 | Hospital)", "(1 | Hospital/Patient)",
                    "Satisfaction ~ 1 + WaitTime + (1 | Hospital/Patient)");
                data.Add(format, "wards.csv", "y ~ 1 + (1 | ward) + (1 | clinic)", "(1 | clinic/ward)", "y ~ 1 + (1 | clinic/ward)");
            }

            return data;
        }
    }

    /// <summary>The name of a column of row names, its value in a row, and a format.</summary>
    public static TheoryData<string, string, string> RowNumbers
    {
        get
        {
            TheoryData<string, string, string> data = [];
            foreach (string format in TableCopies.Formats)
            {
                data.Add("X", "from 1", format);
                data.Add("obs", "from 1001", format);
                data.Add("case", "down", format);
                data.Add("rownames", "shuffled", format);
                data.Add("Unnamed: 0", "filtered", format);
                data.Add("__index_level_0__", "shuffled", format);
            }

            return data;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Nested))]
    public void Labels_that_start_anew_are_nested(string format, string table, string formula, string advice, string proposal)
    {
        string copy = TableCopies.Make(folder, Adviser.Path(table), format);
        CliResult explained = Cli.Run("explain", formula, "--data", copy), proposed = Cli.Run("new", copy);
        Assert.Equal(0, explained.ExitCode);
        Assert.Contains("BL2104", explained.Error, StringComparison.Ordinal);
        Assert.Contains(advice, explained.Error, StringComparison.Ordinal);
        Assert.Contains($"\n\n{proposal}\n", proposed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RowNumbers))]
    public void Numbers_of_rows_are_no_predictor(string name, string order, string format)
    {
        int Value(int row) => order switch
        {
            "from 1" => row + 1,
            "from 1001" => row + 1001,
            "down" => 60 - row,
            "filtered" => (3 * row) + (row % 2),
            _ => row * 37 % 61,
        };
        string table = folder.Write("rows.csv", $"\"{name}\",g,z,y\n" + string.Concat(Enumerable.Range(0, 60).Select(row =>
            FormattableString.Invariant($"{Value(row)},s{row / 5},{row % 7 * 0.5},{10 + (row / 5 % 4) + (0.01 * (row * 37 % 29))}\n"))));
        CliResult result = Cli.Run("new", TableCopies.Make(folder, table, format));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\n\ny ~ 1 + z + (1 | g)\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"# {name} is left out: it numbers the rows.", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("year", "y ~ 1 + year + x + (1 | g)")]
    [InlineData("dose", "y ~ 1 + dose + x + (1 | g)")]
    public void Numbers_that_rise_under_the_name_of_a_measure_are_one(string name, string formula)
    {
        string table = folder.Write("rows.csv", $"g,{name},x,y\n" + string.Concat(Enumerable.Range(0, 60).Select(row =>
            FormattableString.Invariant($"s{row / 5},{row + 1951},{row % 7 * 0.5},{10 + (row / 5 % 4) + (0.01 * (row * 37 % 29))}\n"))));
        Assert.Contains($"\n\n{formula}\n", Cli.Run("new", table).Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_declared_level_that_does_not_occur_is_left_out(string format)
    {
        string copy = TableCopies.Make(folder, Adviser.Path("unused_level.csv"), format);
        string model = folder.Write("m.blmm", $"data \"{Path.GetFileName(copy)}\"\n"
            + string.Join('\n', File.ReadLines(Adviser.Path("unused_level.blmm")).Where(line => !line.StartsWith("data", StringComparison.Ordinal))));
        CliResult result = Cli.Run("reml", model, "--format", "json");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("BL2135: The level 'other' of column 'region' does not occur in the data and is left out.", result.Error, StringComparison.Ordinal);
        Assert.Equal([6.514583, 1.195, 2.493333], Estimates(result), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData("factor f levels 1, 2, 3, 4\n", "4")]
    [InlineData("factor f levels \"1\", \"2\", \"3\", \"9\" reference \"9\"\n", "9")]
    [InlineData("factor f levels 0, 1, 2, 3 contrasts helmert\n", "0")]
    public void Declared_levels_of_numbers_that_do_not_occur_are_left_out(string statement, string level)
    {
        string table = folder.Write("t.json", "[" + string.Join(",", Enumerable.Range(0, 60).Select(row =>
            FormattableString.Invariant($"{{\"f\":{(row % 3) + 1},\"g\":\"s{row / 5}\",\"y\":{(row % 3) + (0.01 * (row * 37 % 29))}}}"))) + "]");
        string model = folder.Write("m.blmm", statement + "y ~ f + (1 | g)\n"), plain = folder.Write("p.blmm", "factor f\ny ~ f + (1 | g)\n");
        CliResult result = Cli.Run("reml", model, "--data", table, "--ml", "--format", "json");
        CliResult expected = Cli.Run("reml", plain, "--data", table, "--ml", "--format", "json");
        Assert.Contains($"The level '{level}' of column 'f' does not occur in the data and is left out.", result.Error, StringComparison.Ordinal);
        Assert.Equal(Fit(expected).GetProperty("logLik").GetDouble(), Fit(result).GetProperty("logLik").GetDouble(), 1e-6);
        Assert.Equal(3, Estimates(result).Length);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void New_rows_without_what_weights_need_are_told_so(string format)
    {
        string model = folder.Write("m.blmm", "y ~ x + (1 | g)\nweights n");
        string rows = TableCopies.Make(folder, Adviser.Path("weights_new.csv"), format);
        CliResult result = Cli.Run("predict", model, "--data", Adviser.Path("weights.csv"), "--new", rows, "--format", "text");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("the new table has no 'n', which the weights need", Flat(result.Output), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Marginal_means_say_where_numbers_are_held(string format)
    {
        CliResult result = Cli.Run(
            "reml", "FEV ~ log(bl) + arm * visit + (1 | pt)", "--data", TableCopies.Make(folder, Adviser.Path("fev.csv"), format), "--means", "arm");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("At bl = 22.98: its mean in the data.", Flat(result.Output), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Odd_levels_have_one_spelling(string format)
    {
        string copy = TableCopies.Make(folder, Adviser.Path("odd_levels.csv"), format);
        CliResult result = Cli.Run("reml", "y ~ `fac tor` + x + (1 | grp)", "--data", copy, "--format", "json");
        Assert.Equal(797.5025, Fit(result).GetProperty("criterion").GetDouble(), 1e-3);
        string[] names = [.. Fit(result).GetProperty("fixed").EnumerateArray().Select(effect => effect.GetProperty("name").GetString()!)];
        Assert.All(["`fac tor`[\"it's\"]", "`fac tor`[\"a,b\"]"], name => Assert.Contains(name, names));
        string[] priors = [.. names.Where(name => name.Contains('[')).Select(name => $"prior {name} ~ normal(0, 1)")];
        CliResult read = Cli.Run(
            "explain", folder.Write("m.blmm", "y ~ `fac tor` + x + (1 | grp)\n" + string.Join('\n', priors)), "--data", copy);
        Assert.True(read.ExitCode == 0, read.Error);
    }

    /// <summary>Missing values as each format has them; the advice of the message makes the models comparable.</summary>
    [Theory]
    [InlineData("csv", ".")]
    [InlineData("csv", "#N/A")]
    [InlineData("tsv", "NULL")]
    [InlineData("json", "null")]
    [InlineData("ndjson", "\"NA\"")]
    public void The_advice_for_models_of_different_rows_can_be_followed(string format, string missing)
    {
        string[][] rows = [.. Enumerable.Range(0, 60).Select(row => new[]
        {
            $"s{row % 12}", row is 7 or 20 ? missing : $"{row * 7 % 11}", FormattableString.Invariant($"{(row % 12 * 0.5) + (0.01 * (row * 37 % 29))}"),
        })];
        string text = format.EndsWith("json", StringComparison.Ordinal)
            ? string.Join('\n', rows.Select(row => $"{{\"g\":\"{row[0]}\",\"z\":{row[1]},\"y\":{row[2]}}}"))
            : string.Concat(rows.Prepend(["g", "z", "y"]).Select(row => string.Join(format == "csv" ? ',' : '\t', row) + "\n"));
        string table = folder.Write("t." + format, text), where = "where !is_missing(z)\n";
        string small = folder.Write("small.blmm", "y ~ 1 + (1 | g)\n"), large = folder.Write("large.blmm", "y ~ z + (1 | g)\n");

        CliResult refused = Cli.Run("compare", small, large, "--data", table);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("error BL4012", refused.Error, StringComparison.Ordinal);
        Assert.Contains("'where !is_missing(column)'", refused.Error, StringComparison.Ordinal);

        File.WriteAllText(small, where + File.ReadAllText(small));
        File.WriteAllText(large, where + File.ReadAllText(large));
        CliResult compared = Cli.Run("compare", small, large, "--data", table);
        Assert.True(compared.ExitCode == 0, compared.Error);
    }

    [Theory]
    [InlineData("where x > 2\n", "40 rows, 29 used; 11 left out by 'where'\n")]
    [InlineData("where x > 2\nwhere g != \"s1\"\n", "40 rows, 26 used; 14 left out by 'where'\n")]
    [InlineData("where x > 2 | z > 3\n", "40 rows, 29 used; 11 left out by 'where'\n")]
    [InlineData("where !is_missing(z)\n", "40 rows, 38 used; 2 left out by 'where'\n")]
    [InlineData("", "40 rows, all used\n")]
    public void A_report_says_how_many_rows_a_condition_leaves_out(string statements, string words)
    {
        string table = folder.Write("t.csv", "g,x,z,y\n" + string.Concat(Enumerable.Range(0, 40).Select(row => FormattableString.Invariant(
            $"s{row % 10},{row * 7 % 11},{(row is 7 or 20 ? "." : $"{row % 8 % 5}")},{(row % 10 * 0.5) + (0.01 * (row * 37 % 29))}\n"))));
        CliResult result = Cli.Run("reml", folder.Write("m.blmm", statements + "y ~ x + (1 | g)\n"), "--data", table);
        Assert.Contains(words, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Few_groups_are_told_with_the_remedy(string format)
    {
        CliResult result = Cli.Run("reml", "Yield ~ 1 + (1 | Batch)", "--data", TableCopies.Make(folder, Cli.Data("dyestuff.csv"), format));
        Assert.Contains("BL2102: The grouping factor 'Batch' has 6 levels; fewer than 10 say little", result.Error, StringComparison.Ordinal);
        Assert.Contains("Make 'Batch' a fixed effect, or fit the posterior with a prior", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_response_of_two_values_is_told_its_family(string format)
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(row => $"s{row % 12},{row * 7 % 11},{row * row % 7 % 2}\n"));
        string table = folder.Write("t.csv", "g,x,cured\n" + rows);
        CliResult result = Cli.Run("explain", "cured ~ x + (1 | g)", "--data", TableCopies.Make(folder, table, format));
        Assert.Contains("warning BL2131", result.Error, StringComparison.Ordinal);
        Assert.Contains("'family bernoulli'", result.Error, StringComparison.Ordinal);
    }

    private static JsonElement Fit(CliResult result) => JsonDocument.Parse(result.Output).RootElement;

    private static double[] Estimates(CliResult result) =>
        [.. Fit(result).GetProperty("fixed").EnumerateArray().Select(effect => effect.GetProperty("estimate").GetDouble())];

    private static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
