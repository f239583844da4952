using System.Globalization;
using System.Numerics;
using System.Text;

namespace BayesLmm.Tests.Data;

/// <summary>The type of a column is settled by all of its rows, whatever the format.</summary>
public sealed class ColumnTypeTests : IDisposable
{
    private const int Late = 60_000;

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("0.25")]
    [InlineData("1e-3")]
    [InlineData(".5")]
    public void A_late_number_of_another_form_is_read_exactly(string late)
    {
        double[] values = ((NumericColumn)Column(LateFile(late))).Values.ToArray();
        Assert.Equal(7, values[6]);
        Assert.Equal(double.Parse(late, CultureInfo.InvariantCulture), values[^1]);
    }

    [Theory]
    [InlineData("007")]
    [InlineData("P7")]
    [InlineData("9007199254740993")]
    [InlineData("-007")]
    public void A_late_identifier_makes_the_column_text_as_it_is_written(string late)
    {
        CategoricalColumn column = (CategoricalColumn)Column(LateFile(late));
        Assert.Equal("7", column.Levels[column.Codes[6]]);
        Assert.Equal(late, column.Levels[column.Codes[^1]]);
    }

    [Fact]
    public void A_late_code_is_missing_and_a_late_value_after_missing_ones_is_a_number()
    {
        Column missing = Column(LateFile("#N/A"));
        Assert.True(missing.IsMissing(Late));
        Assert.False(missing.IsMissing(0));
        string empty = folder.Write("empty.csv", "a,x\n" + string.Concat(Enumerable.Repeat("1,\n", Late)) + "1,0.5\n");
        Assert.Equal(0.5, ((NumericColumn)Column(empty)).Values[Late]);
    }

    [Theory]
    [InlineData("1,2,03,4", "1 2 03 4")]
    [InlineData("00,01,10", "00 01 10")]
    [InlineData("9007199254740992,9007199254740993", "9007199254740992 9007199254740993")]
    [InlineData("123456789012345678901234567890,123456789012345678901234567891", "123456789012345678901234567890 123456789012345678901234567891")]
    [InlineData("18446744073709551615,18446744073709551614,1", "1 18446744073709551614 18446744073709551615")]
    public void Identifiers_are_text(string values, string levels)
    {
        string[] cells = values.Split(',');
        CategoricalColumn column = (CategoricalColumn)Column(folder.Write("t.csv", "a,x\n" + string.Concat(cells.Select(cell => $"1,{cell}\n"))));
        Assert.Equal(levels.Split(' ').Order(StringComparer.Ordinal), column.Levels);
        Assert.Equal(cells, column.Codes.ToArray().Select(code => column.Levels[code]));
    }

    [Theory]
    [InlineData("001.5,010.0,007")]
    [InlineData("0.5,9007199254740993")]
    [InlineData("-0,0,+3, 4 ")]
    [InlineData("1e5,100000,Inf")]
    public void Zeros_and_digits_beside_decimals_are_numbers(string values) =>
        Assert.IsType<NumericColumn>(Column(folder.Write("t.csv", "a,x\n" + string.Concat(values.Split(',').Select(cell => $"1,{cell}\n")))));

    [Theory]
    [InlineData("[{\"x\": 89490200001234567890}, {\"x\": 89490200001234567891}, {\"x\": 5}]")]
    [InlineData("{\"x\": 9007199254740993}\n{\"x\": 9007199254740992}\n{\"x\": null}\n{\"x\": 9007199254740994}")]
    [InlineData("[{\"y\": 1, \"x\": \"007\"}, {\"x\": \"07\"}, {\"x\": \"7\"}]")]
    public void Identifiers_in_JSON_stay_apart(string json) =>
        Assert.Equal(3, ((CategoricalColumn)Column(folder.Write("t.json", json))).Levels.Count);

    [Fact]
    public void JSON_of_numbers_and_texts_is_read_as_cells_are()
    {
        string json = "[{\"x\": 1.5}, {\"x\": \".\"}, {\"x\": \"2\"}, {\"x\": NaN}, {}, {\"x\": -Infinity}]";
        NumericColumn numbers = (NumericColumn)Column(folder.Write("t.json", json));
        Assert.Equal([1.5, double.NaN, 2, double.NaN, double.NaN, double.NegativeInfinity], numbers.Values.ToArray());
        Assert.Equal(".", Assert.Single(numbers.Origin!.Codes).Text);
        json = "[{\"x\": 1.50}, {\"x\": \"caf\\u00e9\"}, {\"x\": {\"a\": [1, 2]}}, {\"x\": true}]";
        CategoricalColumn texts = (CategoricalColumn)Column(folder.Write("u.json", json));
        Assert.Equal(["1.50", "café", "{\"a\": [1, 2]}", "true"], texts.Codes.ToArray().Select(code => texts.Levels[code]));
    }

    [Theory]
    [InlineData("BIGINT", "9007199254740992, 9007199254740993, 9007199254740994")]
    [InlineData("UBIGINT", "18446744073709551613, 18446744073709551614, 18446744073709551615")]
    [InlineData("DECIMAL(20, 0)", "89490200001234567890, 89490200001234567891, 5")]
    public void Identifiers_in_Parquet_stay_apart(string type, string values)
    {
        string path = ParquetFiles.Write(folder.PathOf("t.parquet"), $"SELECT unnest([{values}])::{type} AS x");
        CategoricalColumn column = (CategoricalColumn)Column(path);
        Assert.Equal(values.Split(", "), column.Codes.ToArray().Select(code => column.Levels[code]));
    }

    [Fact]
    public void Identifiers_in_records_and_readers_stay_apart()
    {
        Person[] people =
        [
            new(9007199254740992, 9007199254740993m, BigInteger.Pow(10, 30), Int128.MaxValue, ulong.MaxValue, Guid.Empty),
            new(9007199254740993, 9007199254740994m, BigInteger.Pow(10, 30) + 1, Int128.MinValue, 7, Guid.NewGuid()),
        ];
        Table table = Table.FromRecords(people);
        Assert.All(table.Columns, column => Assert.Equal(2, Assert.IsType<CategoricalColumn>(column).Levels.Count));
        Assert.Equal(["9007199254740992", "9007199254740993"], ((CategoricalColumn)table.Columns[0]).Levels);
        Assert.Equal(["18446744073709551615", "7"], ((CategoricalColumn)table.Columns[4]).Levels);

        using System.Data.DataTable source = new();
        source.Columns.Add("id", typeof(long));
        source.Rows.Add(9007199254740993);
        source.Rows.Add(DBNull.Value);
        source.Rows.Add(9007199254740992);
        using System.Data.DataTableReader reader = source.CreateDataReader();
        Assert.Equal([1, -1, 0], ((CategoricalColumn)Table.FromReader(reader, "query").Columns[0]).Codes.ToArray());
    }

    [Fact]
    public void Numbers_of_exact_types_that_a_double_holds_stay_numbers()
    {
        Person[] people = [new(1, 2.5m, 3, 4, 5, Guid.Empty), new(-9007199254740992, 1e20m, -3, -4, 6, Guid.Empty)];
        Table table = Table.FromRecords(people);
        Assert.All(table.Columns.Take(5), column => Assert.IsType<NumericColumn>(column));
        Assert.Equal([2.5, 1e20], ((NumericColumn)table.Columns[1]).Values.ToArray());
    }

    [Fact]
    public void Groups_of_16_digits_are_named_by_their_digits() =>
        Assert.Equal(["1", "1000000000000000", "1234567890123456"], new NumericColumn("x", [1234567890123456, 1e15, 1]).ToCategorical().Levels);

    private string LateFile(string late)
    {
        StringBuilder text = new("a,x\n");
        for (int row = 0; row < Late; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"1,{(row % 50) + 1}\n");
        }

        return folder.Write("late.csv", text.Append(CultureInfo.InvariantCulture, $"1,{late}\n").ToString());
    }

    private static Column Column(string path) => TableReader.Read(path, ["x"]).Columns[0];

    private sealed record Person(long Id, decimal Number, BigInteger Card, Int128 Key, ulong Code, Guid Unique);
}
