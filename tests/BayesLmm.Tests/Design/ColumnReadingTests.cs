using System.Globalization;
using BayesLmm.Design;
using BayesLmm.Diagnostics;
using BayesLmm.Tests.Data;

namespace BayesLmm.Tests.Design;

/// <summary>What a model makes of texts that are numbers or dates, or nearly so, from every kind of source.</summary>
public sealed class ColumnReadingTests : IDisposable
{
    private const int Rows = 24;

    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Sources => ["csv", "json", "parquet", "records"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Sources))]
    public void Decimal_commas_give_one_slope_from_every_source(string source)
    {
        BoundModel model = Bind("y ~ x + (1 | g)", source, row => Invariant($"{row / 4},{25 * (row % 4):00}"));
        Assert.Equal(["intercept", "x"], model.Design.FixedEffects.Names);
        Assert.Equal(0.25 * 5, model.Design.FixedEffects.Columns[^1].Values[5]);
        Assert.Contains(model.Warnings, warning => warning.Code == "BL2112");
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Codes_of_missing_values_leave_out_their_rows_from_every_source(string source)
    {
        BoundModel model = Bind("y ~ x + (1 | g)", source, row => row is 3 or 8 ? "#N/A" : row == 9 ? "." : Invariant($"{row}.5"));
        Assert.Equal(Rows - 3, model.Design.RowCount);
        Assert.Equal(["intercept", "x"], model.Design.FixedEffects.Names);
        Assert.Equal(2, model.Warnings.Count(warning => warning.Code == "BL2111"));
        ColumnFact fact = model.Design.Columns.Single(column => column.Name == "x");
        Assert.Equal((ColumnContent.Numbers, 3), (fact.Kind, fact.Missing));
        Assert.Equal([("#N/A", 2), (".", 1)], fact.Codes.Select(code => (code.Text, code.Rows)).Order());
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Dates_are_days_as_a_predictor_and_text_as_a_group(string source)
    {
        string Date(int row) => new DateOnly(2020, 1, 1).AddDays(row % 12).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        BoundModel model = Bind("y ~ x + (1 | g)", source, Date);
        Assert.Equal(18262 + 5, model.Design.FixedEffects.Columns[^1].Values[5]);
        Assert.Equal(ColumnContent.Dates, model.Design.Columns.Single(column => column.Name == "x").Kind);
        Assert.Contains(model.Warnings, warning => warning.Code == "BL2113");
        Assert.Equal("2020-01-01", Bind("y ~ 1 + (1 | x)", source, Date).GroupTerms[0].Levels[0]);
        Assert.Equal(11, Bind("factor x\ny ~ x + (1 | g)", source, Date).Design.FixedEffects.Columns.Count - 1);
        Assert.Equal(12, Bind("where x >= 18268\ny ~ 1 + (1 | g)", source, Date).Design.RowCount);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_stranger_among_numbers_is_refused_with_value_row_and_remedy_but_may_group(string source)
    {
        string Text(int row) => row % 12 == 6 ? "A3" : Invariant($"{row % 12}");
        Diagnostic refused = Assert.Single(Assert.Throws<ModelException>(() => Bind("y ~ x + (1 | g)", source, Text)).Diagnostics);
        Assert.Equal("BL2081", refused.Code);
        Assert.Contains("'A3' in data row 7", refused.Message, StringComparison.Ordinal);
        Assert.Contains("write 'data missing \"A3\"'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'factor x'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(12, Bind("y ~ 1 + (1 | x)", source, Text).GroupTerms[0].Levels.Count);
        Assert.Equal(12, Bind("factor x\ny ~ 0 + x + (1 | g)", source, Text).Design.FixedEffects.Columns.Count);
        BoundModel stated = Bind("data missing \"A3\"\ny ~ x + (1 | g)", source, Text);
        Assert.Equal((Rows - 2, 2), (stated.Design.RowCount, stated.Design.FixedEffects.Columns.Count));
        Assert.DoesNotContain(stated.Warnings, warning => warning.Code == "BL2111");
    }

    [Theory]
    [InlineData("decimal \",\"", 1.1)]
    [InlineData("thousands \",\"", 1100.0)]
    [InlineData("thousands ',', decimal '.'", 1100.0)]
    [InlineData("decimal ',', missing '-99', '.'", 1.1)]
    public void A_data_statement_settles_what_is_ambiguous(string options, double first)
    {
        string Text(int row) => row == 3 ? "." : Invariant($"{row + 1},100");
        Assert.Equal("BL2082", Assert.Single(Assert.Throws<ModelException>(() => Bind("y ~ x + (1 | g)", "csv", Text)).Diagnostics).Code);
        foreach (string source in (string[])["csv", "json", "records", "read"])
        {
            BoundModel model = Bind($"data {options}\ny ~ x + (1 | g)", source, Text);
            Assert.Equal(first, model.Design.FixedEffects.Columns[^1].Values[0]);
            Assert.Equal(Rows - 1, model.Design.RowCount);
        }
    }

    [Fact]
    public void Numbers_stated_to_be_missing_are_and_are_counted()
    {
        BoundModel model = Bind("data missing -99, \"none\"\ny ~ x + (1 | g)", "csv", row => row % 8 == 2 ? "-99" : row == 0 ? "-99.0" : Invariant($"{row}"));
        Assert.Equal(Rows - 4, model.Design.RowCount);
        Assert.Equal(4, Assert.Single(model.Design.Columns.Single(column => column.Name == "x").Codes).Rows);
    }

    [Fact]
    public void Points_between_thousands_are_read_when_stated_by_the_reader_that_knows_the_model()
    {
        string Text(int row) => Invariant($"{row + 1}.000");
        BoundModel model = Bind("data decimal \",\", thousands \".\"\ny ~ x + (1 | g)", "read", Text);
        Assert.Equal(1000, model.Design.FixedEffects.Columns[^1].Values[0]);
        Diagnostic refused = Assert.Throws<ModelException>(() => Bind("data thousands \".\"\ny ~ x + (1 | g)", "csv", Text)).Diagnostics[0];
        Assert.Equal("BL2086", refused.Code);
    }

    [Theory]
    [InlineData("y ~ x + (1 | g)", "BL2085")]
    [InlineData("y ~ I(x) + (1 | g)", "BL2085")]
    public void Identifiers_are_no_predictor_without_a_word(string formula, string code) =>
        Assert.Equal(code, Assert.Single(Assert.Throws<ModelException>(() => Bind(formula, "csv", row => Invariant($"{row + 1:000}"))).Diagnostics).Code);

    [Fact]
    public void Identifiers_in_arithmetic_are_numbers()
    {
        BoundModel model = Bind("let z = x + 0\ny ~ z + log(x) + (1 | g)", "csv", row => Invariant($"{row + 1:000}"));
        Assert.Equal(6, model.Design.FixedEffects.Columns[1].Values[5]);
        Assert.Equal(Math.Log(6), model.Design.FixedEffects.Columns[2].Values[5]);
    }

    [Theory]
    [InlineData("0,75", 0.75)]
    [InlineData("0.75", 0.75)]
    [InlineData("3", 3)]
    public void New_rows_are_read_as_their_own_texts_say(string text, double x)
    {
        RemlFit fit = Bind("y ~ x + (1 | g)", "csv", row => Invariant($"{row / 4},{25 * (row % 4):00}")).FitReml();
        Table rows = TableReader.Read(folder.Write("new.csv", $"x;g\n{text};a\n"));
        Assert.Equal(fit["intercept"] + (fit["x"] * x), fit.Predict(rows, new PredictionOptions { Target = PredictionTarget.Population }).Rows[0].Mean, 1e-9);
    }

    [Fact]
    public void New_dates_are_days_too()
    {
        string Date(int row) => new DateOnly(2020, 1, 1).AddDays(row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        RemlFit fit = Bind("y ~ x + (1 | g)", "csv", Date).FitReml();
        Table rows = TableReader.Read(folder.Write("new.csv", "x,g\n2021-01-01,a\n"));
        PredictionTable predictions = fit.Predict(rows, new PredictionOptions { Target = PredictionTarget.Population });
        Assert.Equal(fit["intercept"] + (fit["x"] * 18628), predictions.Rows[0].Mean, 1e-6);
    }

    [Fact]
    public void A_level_that_mostly_means_missing_is_said_but_not_beside_plus()
    {
        Assert.Contains(Bind("y ~ x", "csv", row => row % 3 == 0 ? "N/A" : "b" + (row % 3)).Warnings, warning => warning.Code == "BL2114");
        Assert.Contains(Bind("y ~ 1 + (1 | x)", "csv", row => row % 5 == 0 ? "." : "b" + (row % 5)).Warnings, warning => warning.Code == "BL2114");
        Assert.DoesNotContain(Bind("y ~ x", "csv", row => row % 2 == 0 ? "+" : "-").Warnings, warning => warning.Code == "BL2114");
    }

    private BoundModel Bind(string text, string source, Func<int, string> x)
    {
        Model model = Model.Parse(text);
        int Y(int row) => (row * 7 % 11) + (row / 5);
        string G(int row) => ((char)('a' + (row % 6))).ToString();
        IEnumerable<int> rows = Enumerable.Range(0, Rows);
        string Value(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? text : $"\"{text}\"";
        string Json(int row) => Invariant($"{{\"y\": {Y(row)}, \"x\": {Value(x(row))}, \"g\": \"{G(row)}\"}}");
        string Sql(int row) => Invariant($"({Y(row)}::DOUBLE, '{x(row)}', '{G(row)}')");
        string Csv() => folder.Write("t.csv", "y;x;g\n" + string.Concat(rows.Select(row => Invariant($"{Y(row)};{x(row)};{G(row)}\n"))));
        Table table = source switch
        {
            "csv" => TableReader.Read(Csv()),
            "read" => TableReader.Read(Csv(), model),
            "json" => TableReader.Read(folder.Write("t.json", $"[{string.Join(",\n", rows.Select(Json))}]")),
            "parquet" => TableReader.Read(ParquetFiles.Write(
                folder.PathOf("t.parquet"), $"SELECT * FROM (VALUES {string.Join(", ", rows.Select(Sql))}) t(y, x, g)")),
            _ => Table.FromRecords(rows.Select(row => new Record(Y(row), x(row), G(row)))),
        };
        return model.Bind(table);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

#pragma warning disable IDE1006 // The columns' names.
    private sealed record Record(double y, string x, string g);
#pragma warning restore IDE1006
}
