using System.Globalization;
using System.IO.Compression;
using System.Text;
using DuckDB.NET.Data;

namespace BayesLmm.Tests.Data;

public sealed class TableReaderTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Repository.PathOf("examples", "data"), "*.csv").Select(path => Path.GetFileName(path)).Order()];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_sleep_study_is_read_with_exact_numbers()
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));

        Assert.Equal(180, table.RowCount);
        Assert.Equal(["Reaction", "Days", "Subject"], table.Columns.Select(column => column.Name));
        Assert.Equal([249.56, 258.7047], Numbers(table, "Reaction")[..2]);
        Assert.Equal([0.0, 1.0, 2.0], Numbers(table, "Days")[..3]);
        Assert.Equal(308.0, Numbers(table, "Subject")[0]);
    }

    /// <summary>Held against a reading of the text by the simplest means; the data sets of the repository have no quotes.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_read_as_it_is_written(string file)
    {
        string path = Repository.PathOf("examples", "data", file);
        string[][] cells = [.. File.ReadLines(path).Select(line => line.Split(',').Select(cell => cell.Trim('"')).ToArray())];
        Table table = TableReader.Read(path);

        Assert.Equal(cells[0], table.Columns.Select(column => column.Name));
        Assert.Equal(cells.Length - 1, table.RowCount);
        for (int j = 0; j < table.Columns.Count; j++)
        {
            for (int row = 0; row < table.RowCount; row++)
            {
                string cell = cells[row + 1][j];
                bool same = table.Columns[j] switch
                {
                    NumericColumn numbers => numbers.Values[row] == double.Parse(cell, CultureInfo.InvariantCulture),
                    CategoricalColumn levels => levels.Levels[levels.Codes[row]] == cell,
                    _ => false,
                };
                Assert.True(same, $"{file}, row {row + 1}, column {table.Columns[j].Name}: '{cell}'");
            }
        }
    }

    [Fact]
    public void Text_is_categorical_with_levels_in_ordinal_order()
    {
        Table table = TableReader.Read(folder.Write("t.csv", "g\nb\nZ\na\nä\nb\n"));
        CategoricalColumn g = Categories(table, "g");
        Assert.Equal(["Z", "a", "b", "ä"], g.Levels);
        Assert.Equal([2, 0, 1, 3, 2], g.Codes.ToArray());
    }

    [Fact]
    public void Empty_cells_and_NA_are_missing_in_numbers_and_text()
    {
        Table table = TableReader.Read(folder.Write("t.csv", "x,g\n1,NA\nNA,b\n,\"\"\nNaN,a\n-2.5e-3,b\n"));
        Assert.Equal([1, double.NaN, double.NaN, double.NaN, -0.0025], Numbers(table, "x"));
        Assert.Equal(["a", "b"], Categories(table, "g").Levels);
        Assert.Equal([-1, 1, -1, 0, 1], Categories(table, "g").Codes.ToArray());
        Assert.True(table.Columns[0].IsMissing(1));
        Assert.True(table.Columns[1].IsMissing(2));
    }

    [Fact]
    public void Truth_values_are_levels_and_dates_stay_text()
    {
        Table table = TableReader.Read(folder.Write("t.csv", "t,d\ntrue,2026-01-02\nFALSE,2026-01-01\n"));
        Assert.Equal(["FALSE", "TRUE"], Categories(table, "t").Levels);
        Assert.Equal([1, 0], Categories(table, "t").Codes.ToArray());
        Assert.Equal(["2026-01-01", "2026-01-02"], Categories(table, "d").Levels);
    }

    [Theory]
    [InlineData("t.csv", "a;b\n1;x\n")]
    [InlineData("t.csv", "a|b\n1|x\n")]
    [InlineData("t.tsv", "a\tb\n1\tx\n")]
    [InlineData("t.txt", "a\tb\n1\tx\n")]
    [InlineData("t.csv", "a,b\r\n1,x\r\n")]
    [InlineData("t.csv", "\uFEFFa,b\n1,x")]
    [InlineData("T.CSV", "\"a\",\"b\"\n\"1\",\"x\"\n")]
    [InlineData("it's [odd] *.csv", "a,b\n1,x\n")]
    [InlineData("t.json", "[{\"a\": 1, \"b\": \"x\"}]")]
    [InlineData("t.jsonl", "{\"a\": 1.0, \"b\": \"x\"}\n")]
    public void Separators_line_ends_quotes_and_formats_are_recognised(string name, string text)
    {
        Table table = TableReader.Read(folder.Write(name, text));
        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal([1.0], Numbers(table, "a"));
        Assert.Equal(["x"], Categories(table, "b").Levels);
    }

    [Fact]
    public void A_compressed_file_is_read()
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("a,b\n1,x\n2,y\n"u8);
        }

        Table table = TableReader.Read(folder.Write("t.csv.gz", compressed.ToArray()));
        Assert.Equal([1.0, 2.0], Numbers(table, "a"));
    }

    [Fact]
    public void Parquet_numbers_of_every_type_become_doubles()
    {
        string path = folder.PathOf("t.parquet");
        using (DuckDBConnection connection = new("Data Source=:memory:"))
        {
            connection.Open();
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = "COPY (SELECT 1::TINYINT AS a, 2::BIGINT AS b, 1.25::DECIMAL(10,2) AS c, 0.5::FLOAT AS d, 7::HUGEINT AS e, TRUE AS f, DATE "
                + "'2026-01-02' AS g, 'x' AS h, "
                + "NULL::DOUBLE AS i, 'lo'::ENUM('lo','hi') AS \"j \"\"k\"\"\") "
                + $"TO '{path}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        Table table = TableReader.Read(path);
        Assert.Equal([1, 2, 1.25, 0.5, 7, double.NaN], new[] { "a", "b", "c", "d", "e", "i" }.Select(name => Numbers(table, name)[0]));
        Assert.Equal(["TRUE", "2026-01-02", "x", "lo"], new[] { "f", "g", "h", "j \"k\"" }.Select(name => Categories(table, name).Levels[0]));
    }

    [Theory]
    [InlineData("t.csv", "a,b,c\n1,x,3\n2,y,4\n")]
    [InlineData("t.json", "[{\"a\": 1, \"b\": \"x\", \"c\": 3}, {\"a\": 2, \"b\": \"y\", \"c\": 4}]")]
    public void Only_the_columns_asked_for_are_read_and_all_names_are_known(string name, string text)
    {
        Table table = TableReader.Read(folder.Write(name, text), ["c", "nosuch"]);
        Assert.Equal(["c"], table.Columns.Select(column => column.Name));
        Assert.Equal([3.0, 4.0], Numbers(table, "c"));
        Assert.Equal(["a", "b", "c"], table.SourceColumnNames);
        Assert.Equal(2, table.RowCount);
        Assert.Empty(TableReader.Read(folder.PathOf(name), ["nosuch"]).Columns);
    }

    [Fact]
    public void Names_that_differ_in_case_only_are_two_columns() =>
        Assert.Equal(["age", "Age"], TableReader.Read(folder.Write("t.csv", "age,Age\n1,2\n")).Columns.Select(column => column.Name));

    [Fact]
    public void A_text_far_down_makes_the_whole_column_categorical()
    {
        StringBuilder text = new("a,b\n");
        for (int i = 0; i < 30_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i % 10},{i}\n");
        }

        Table table = TableReader.Read(folder.Write("t.csv", text.Append("x,1\n").ToString()));
        Assert.Equal(30_001, table.RowCount);
        Assert.Equal(11, Categories(table, "a").Levels.Count);
        Assert.Equal(29_999.0, Numbers(table, "b")[29_999]);
    }

    [Fact]
    public void Long_texts_are_read_whole()
    {
        string twelve = new('a', 12);
        string thirteen = new('a', 13);
        Table table = TableReader.Read(folder.Write("t.csv", $"g\n{twelve}\n{thirteen}\nein Wort mit ä und 身長\n"));
        Assert.Equal([twelve, thirteen, "ein Wort mit ä und 身長"], Categories(table, "g").Levels);
    }

    [Fact]
    public void Codes_with_leading_zeros_stay_text() =>
        Assert.Equal(["01", "02"], Categories(TableReader.Read(folder.Write("t.csv", "a\n01\n02\n")), "a").Levels);

    private static double[] Numbers(Table table, string name) =>
        Assert.IsType<NumericColumn>(table.TryGetColumn(name, out Column? column) ? column : null).Values.ToArray();

    private static CategoricalColumn Categories(Table table, string name) =>
        Assert.IsType<CategoricalColumn>(table.TryGetColumn(name, out Column? column) ? column : null);
}
