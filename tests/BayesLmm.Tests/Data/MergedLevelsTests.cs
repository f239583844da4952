using System.Globalization;

namespace BayesLmm.Tests.Data;

/// <summary>Names of groups that are numbers: what becomes one level is said, and what can be kept apart is.</summary>
public sealed class MergedLevelsTests : IDisposable
{
    private const string Model = "y ~ 1 + (1 | g)";

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1.1 1.2 1.9 1.10", "csv", "'1.10'", "'1.1'", 3)]
    [InlineData("1.1 1.2 1.9 1.10", "tsv", "'1.10'", "'1.1'", 3)]
    [InlineData("1.10 1.2 1.9 1.1", "csv.gz", "'1.10'", "'1.1'", 3)]
    [InlineData("1.1 1.2 1.9 1.10", "json", "'1.10'", "'1.1'", 3)]
    [InlineData("1.1 1.2 1.9 1.10", "ndjson", "'1.10'", "'1.1'", 3)]
    [InlineData("1E2 100 2E2 7", "csv", "'1E2'", "'100'", 3)]
    [InlineData("1 1.0 2 3", "csv", "'1.0'", "'1'", 3)]
    [InlineData("0E1 0E2 3 4", "csv", "'0E2'", "'0E1'", 3)]
    [InlineData("+1 1 2 3", "csv", "'+1'", "'1'", 3)]
    [InlineData(".5 0.5 2 3", "csv", "'.5'", "'0.5'", 3)]
    [InlineData("-0 0 2 3", "csv", "'-0'", "'0'", 3)]
    [InlineData("01.5 1.5 2.5 3", "csv", "'01.5'", "'1.5'", 3)]
    [InlineData("0.1000000000000000055 0.1 2 3", "csv", "'0.1000000000000000055'", "'0.1'", 3)]
    public void A_level_that_is_written_in_two_ways_is_said(string names, string format, string longer, string other, int levels)
    {
        BoundModel bound = Bind(Model, names, format, "g", "y");
        string said = Assert.Single(bound.Warnings, warning => warning.Code == "BL2126").Message;
        Assert.Contains(longer, said, StringComparison.Ordinal);
        Assert.Contains($"and {other} are one level", said, StringComparison.Ordinal);
        Assert.Equal(levels, Assert.Single(bound.GroupTerms).Levels.Count);
    }

    [Theory]
    [InlineData("factor g\ny ~ g")]
    [InlineData("y ~ g + (1 | g)")]
    [InlineData("y ~ factor(g)")]
    [InlineData("y ~ center(x, g)")]
    public void It_is_said_wherever_texts_would_count_and_once(string model) =>
        Assert.Single(Bind(model, "1.1 1.2 1.9 1.10", "csv", "g", "y").Warnings, warning => warning.Code == "BL2126");

    [Theory]
    [InlineData("1.10 1.20 1.25 1.30", Model)]
    [InlineData("1 2.0 3 4.50", Model)]
    [InlineData("1 2 3 4", Model)]
    [InlineData("1.1 1.2 1.9 1.10", "y ~ g")]
    [InlineData("1.1 1.2 1.9 1.10", "y ~ x + I(g * 2)")]
    public void There_is_no_warning_where_nothing_is_merged_or_numbers_are_meant(string names, string model) =>
        Assert.DoesNotContain(Bind(model, names, "csv", "g", "y").Warnings, warning => warning.Code is "BL2126" or "BL2127");

    [Theory]
    [InlineData("json")]
    [InlineData("parquet")]
    [InlineData("reader")]
    public void Text_by_the_word_of_its_source_keeps_all_names_apart(string format)
    {
        BoundModel bound = Bind(Model, "1.1 1.2 1.9 1.10", format, "y");
        Assert.Equal(4, Assert.Single(bound.GroupTerms).Levels.Count);
        Assert.DoesNotContain(bound.Warnings, warning => warning.Code == "BL2126");
    }

    [Theory]
    [InlineData("9007199254740992.0 9007199254740993.0 9007199254740994.0 5.0", "csv")]
    [InlineData("9007199254740992.0 9007199254740993.0 9007199254740994.0 5.0", "tsv")]
    [InlineData("12345678901234567.0 12345678901234568.00 12345678901234569. 5", "csv")]
    [InlineData("12345678901234567890.0 12345678901234567891.0 12345678901234567892.0 5", "json")]
    [InlineData("-9007199254740993.0 -9007199254740994.0 -9007199254740995.0 5", "ndjson")]
    public void Identifiers_with_zeros_behind_the_point_stay_apart(string names, string format)
    {
        BoundModel bound = Bind(Model, names, format, "g", "y");
        Assert.Equal(4, Assert.Single(bound.GroupTerms).Levels.Count);
        Assert.Contains(names.Split(' ')[1], bound.GroupTerms[0].Levels);
    }

    [Theory]
    [InlineData("1.23457E+18 2.34568E+18 5 6", "csv", "1.23457e+18")]
    [InlineData("1.23457E+18 2.34568E+18 5 6", "json", "1.23457e+18")]
    [InlineData("1.23457E+18 2.34568E+18 5.5 6", "parquet", "1.23457e+18")]
    [InlineData("1.23457E+18 2.34568E+18 5.5 6", "reader", "1.23457e+18")]
    public void Levels_that_the_table_holds_rounded_are_said(string names, string format, string example) => Assert.Contains(
        example, Assert.Single(Bind(Model, names, format, "g", "y").Warnings, warning => warning.Code == "BL2127").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0.30000000000000004 0.3 1.5 2", "csv")]
    [InlineData("0.30000000000000004 0.3 1.5 2", "json")]
    [InlineData("-0.30000000000000004 -0.3 1.5 2", "parquet")]
    [InlineData("1.5 2 0.7999999999999999 0.8", "reader")]
    public void Levels_that_differ_by_rounding_are_said(string names, string format)
    {
        BoundModel bound = Bind(Model, names, format, "g", "y");
        Assert.Equal(4, Assert.Single(bound.GroupTerms).Levels.Count);
        Assert.Contains("differ by rounding alone", Assert.Single(bound.Warnings, warning => warning.Code == "BL2128").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.3 0.30001 1.5 2")]
    [InlineData("9007199254740991 9007199254740990 1 2")]
    [InlineData("0.1 0.2 0.3 0.4")]
    [InlineData("0 0.5 -0.5 1")]
    public void Others_are_not(string names) => Assert.DoesNotContain(Bind(Model, names, "csv", "g", "y").Warnings, warning => warning.Code == "BL2128");

    [Theory]
    [InlineData("caf\u00e9 cafe\u0301 bar inn", "csv", "U+00E9, and U+0065 U+0301")]
    [InlineData("caf\u00e9 cafe\u0301 bar inn", "parquet", "U+00E9, and U+0065 U+0301")]
    [InlineData("Zu\u0308rich Z\u00fcrich Bern Basel", "json", "U+0075 U+0308, and U+00FC")]
    [InlineData("5\u00b5g 5\u03bcg 10\u00b5g 20\u00b5g", "tsv", "U+00B5, and U+03BC")]
    [InlineData("pre-test pre\u2013test post retention", "reader", "U+002D, and U+2013")]
    [InlineData("\u041a1 K1 K2 K3", "ndjson", "U+041A, and U+004B")]
    [InlineData("\ud55c \u1112\u1161\u11ab \uad6d \uc11c", "csv.gz", "U+D55C, and U+1112 U+1161 U+11AB")]
    public void Levels_that_look_the_same_are_said_with_the_characters_that_differ(string names, string format, string characters)
    {
        BoundModel bound = Bind(Model, names, format, "y");
        string said = Assert.Single(bound.Warnings, warning => warning.Code == "BL2118").Message;
        (string first, string second) = (characters.Split(", and ")[0], characters.Split(", and ")[1]);
        Assert.True(
            said.Contains($"({characters})", StringComparison.Ordinal) || said.Contains($"({second}, and {first})", StringComparison.Ordinal), said);
        Assert.Equal(4, Assert.Single(bound.GroupTerms).Levels.Count);
    }

    [Theory]
    [InlineData("\u00e9tage", "e\u0301tage", "U+0065 U+0301, here U+00E9")]
    [InlineData("\u03bcg", "\u00b5g", "U+00B5, here U+03BC")]
    public void A_column_whose_name_looks_the_same_is_said(string written, string name, string characters)
    {
        Table table = Table.FromColumns("t", new NumericColumn("y", [1, 2, 4, 3]), new NumericColumn(name, [1, 3, 2, 2]));
        Diagnostic error = Assert.Single(Assert.Throws<ModelException>(() => BayesLmm.Model.Parse($"y ~ {written}").Bind(table)).Diagnostics);
        Assert.Equal("BL2001", error.Code);
        Assert.Contains($"written with different characters ({characters})", error.Message, StringComparison.Ordinal);
    }

    private BoundModel Bind(string model, string names, string format, params string[] numbers)
    {
        string[] groups = names.Split(' ');
        string[][] cells = [["g", "x", "y"], .. Enumerable.Range(0, 32).Select(i =>
            new[] { groups[i % 4], $"{i * 7 % 11}", Math.Round((i % 4) + Math.Sin(i * i), 3).ToString(CultureInfo.InvariantCulture) })];
        return BayesLmm.Model.Parse(model).Bind(TableFormats.Read(folder, format, cells, [.. numbers, "x"]));
    }
}
