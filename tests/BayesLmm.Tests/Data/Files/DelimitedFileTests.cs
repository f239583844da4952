using System.Globalization;
using System.Text;
using BayesLmm.Diagnostics;

namespace BayesLmm.Tests.Data.Files;

public sealed class DelimitedFileTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sep=;\na;b\n1,5;x\n")]
    [InlineData("SEP=;\r\na;b\r\n1,5;x\r\n")]
    [InlineData("\"sep=;\"\na;b\n1,5;x\n")]
    [InlineData("\uFEFFsep=;\ra;b\r1,5;x\r")]
    [InlineData("sep=|\na|b\n1,5|x")]
    public void The_line_with_which_Excel_names_the_separator_is_read(string text)
    {
        Table table = Read(text);
        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal("1,5", Text(table, "a", 0));
        Assert.Equal("x", Text(table, "b", 0));
    }

    [Theory]
    [InlineData("a,b\n1,x\n2,y\n")]
    [InlineData("a,b\r1,x\r2,y\r")]
    [InlineData("a,b\r1,x\r2,y")]
    [InlineData("a,b\r\n1,x\r\n\r\n2,y\r\n\r\n")]
    [InlineData("a,b\n\n1,x\n\n\n2,y")]
    [InlineData("a,b\r\n1,x\n2,y\r")]
    public void Lines_end_in_any_way_and_empty_lines_do_not_count(string text)
    {
        Table table = Read(text);
        Assert.Equal([1.0, 2], ((NumericColumn)table.Columns[0]).Values.ToArray());
        Assert.Equal(["x", "y"], ((CategoricalColumn)table.Columns[1]).Levels);
    }

    /// <summary>Names of files, and texts of the same two rows with lines that end in CR alone or a first line that names the separator.</summary>
    [Theory]
    [InlineData("t.csv", "a,b,c\r\"1.5\",x,\"p\rq\"\r2.5,y,r\r")]
    [InlineData("t.tsv", "a\tb\tc\r1.5\tx\t\"p\rq\"\r2.5\ty\tr\r")]
    [InlineData("t.txt", "\uFEFFa|b|c\r1.5|x|\"p\rq\"\r\r2.5|y|r")]
    [InlineData("t.csv.gz", "a;b;c\r1.5;x;\"p\rq\"\r2.5;y;r\r")]
    [InlineData("t.ndjson", "{\"a\":1.5,\"b\":\"x\",\"c\":\"p\\rq\"}\r{\"a\":2.5,\"b\":\"y\",\"c\":\"r\"}\r")]
    [InlineData("t.json", "[{\"a\":1.5,\r\"b\":\"x\",\"c\":\"p\\rq\"},\r{\"a\":2.5,\"b\":\"y\",\"c\":\"r\"}\r]")]
    [InlineData("t.tsv", "sep=\t\na\tb\tc\n1.5\tx\t\"p\rq\"\n2.5\ty\tr\n")]
    [InlineData("t.csv.gz", "sep=;\r\na;b;c\r\n1.5;x;\"p\rq\"\r\n2.5;y;r\r\n")]
    [InlineData("t.txt", "Sep=,\ra,b,c\r1.5,x,\"p\rq\"\r2.5,y,r\r")]
    [InlineData("t.csv", "\"SEP=|\"\na|b|c\n1.5|x|\"p\rq\"\n2.5|y|r\n")]
    public void Line_ends_and_named_separators_are_alike_in_every_format_of_text(string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using MemoryStream packed = new();
            using (System.IO.Compression.GZipStream gzip = new(packed, System.IO.Compression.CompressionLevel.Fastest))
            {
                gzip.Write(bytes);
            }

            bytes = packed.ToArray();
        }

        Table table = TableReader.Read(folder.Write(name, bytes));
        Assert.Equal(["a", "b", "c"], table.Columns.Select(column => column.Name));
        Assert.Equal([1.5, 2.5], ((NumericColumn)table.Columns[0]).Values.ToArray());
        Assert.Equal(["x", "y"], Enumerable.Range(0, 2).Select(row => Text(table, "b", row)));
        Assert.Equal(["p\rq", "r"], Enumerable.Range(0, 2).Select(row => Text(table, "c", row)));
    }

    [Fact]
    public void Cells_in_quotes_hold_anything()
    {
        Table table = Read("\"a \"\"q\"\"\",b\n\"1,5\",\"x\ny\"\n\"\"\"\",\"\"\n\",\",z\"z\n");
        Assert.Equal("a \"q\"", table.Columns[0].Name);
        Assert.Equal(["1,5", "\"", ","], Enumerable.Range(0, 3).Select(row => Text(table, "a \"q\"", row)));
        Assert.Equal("x\ny", Text(table, "b", 0));
        Assert.True(table.Columns[1].IsMissing(1));
        Assert.Equal("z\"z", Text(table, "b", 2));
    }

    /// <summary>The buffer is 128 KB: cells of all lengths around it, quoted or not, wherever its ends fall.</summary>
    [Fact]
    public void Cells_are_whole_wherever_the_buffer_ends()
    {
        System.Random random = new(3);
        StringBuilder text = new("a,b,c\n");
        List<string> expected = [];
        for (int row = 0; row < 300; row++)
        {
            string cell = new((char)('a' + (row % 26)), random.Next(1, row % 50 == 0 ? 300_000 : 3000));
            bool isQuoted = row % 2 == 0;
            expected.Add(isQuoted ? cell + "\"\r\n," : cell);
            string written = isQuoted ? $"\"{cell}\"\"\r\n,\"" : cell, end = row % 3 == 0 ? "\r\n" : row % 3 == 1 ? "\n" : "\r";
            text.Append(CultureInfo.InvariantCulture, $"{row}.25,{written},{row}{end}");
        }

        Table table = Read(text.ToString());
        Assert.Equal(expected, Enumerable.Range(0, 300).Select(row => Text(table, "b", row)));
        Assert.Equal(Enumerable.Range(0, 300).Select(row => row + 0.25), ((NumericColumn)table.Columns[0]).Values.ToArray());
        Assert.Equal(Enumerable.Range(0, 300).Select(row => (double)row), ((NumericColumn)table.Columns[2]).Values.ToArray());
    }

    [Theory]
    [InlineData("a,b\n1,\"x\" y\n", "line 2: text stands behind the closing quote of a value.")]
    [InlineData("a,b\n1,\"x\ny\"\n2\n", "line 4: expected 2 columns, found 1.")]
    [InlineData("a,b\r1,2\r3,4,5\r", "line 3: expected 2 columns, found 3.")]
    [InlineData("sep=;\na;b\n1;2;3\n", "line 3: expected 2 columns, found 3.")]
    [InlineData("a,b\n1,2\n\n\n3\n", "line 5: expected 2 columns, found 1.")]
    public void Wrong_lines_are_named_by_their_number(string text, string reason)
    {
        ModelException exception = Assert.Throws<ModelException>(() => Read(text));
        Assert.EndsWith(reason, Assert.Single(exception.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2]", "a list of objects was expected")]
    [InlineData("{\"a\": 1}\n{\"a\": }\n", "line 2, byte 7: this is not JSON")]
    [InlineData("{\"a\": 1}\n{\"a\": 1, \"a\": 2}\n", "two columns named 'a'")]
    public void Wrong_JSON_is_named_by_its_line(string text, string reason)
    {
        ModelException exception = Assert.Throws<ModelException>(() => TableReader.Read(folder.Write("t.json", text)));
        Assert.Contains(reason, Assert.Single(exception.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"g\":\"a\",\"y\":1},{\"g\":\"b\",\"y\":[2]}]", "column 'y' holds a list or an object in data row 2; a cell is one number or one text.")]
    [InlineData("{\"g\":{\"id\":1},\"y\":1}\n{\"g\":{\"id\":2},\"y\":2}", "column 'g' holds a list or an object in data row 1")]
    [InlineData("{\"g\":[\"a\",\"b\"],\"y\":[1,2]}", "it is one object, whose field 'g' holds a list or an object; a list of objects was expected, one a row.")]
    [InlineData("{\"data\":[{\"g\":\"a\",\"y\":1}]}", "it is one object, whose field 'data' holds a list or an object")]
    public void Lists_and_objects_are_no_cells(string text, string reason)
    {
        ModelException exception = Assert.Throws<ModelException>(() => TableReader.Read(folder.Write("t.json", text), ["g", "y"]));
        Assert.Contains(reason, Assert.Single(exception.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"g\":\"a\",\"y\":1,\"meta\":{\"by\":\"me\"}}", 1)]
    [InlineData("[{\"g\":\"a\",\"y\":1,\"meta\":[]},{\"meta\":{},\"g\":\"b\",\"y\":2}]", 2)]
    public void Fields_that_are_not_asked_for_may_hold_anything(string text, int rows) =>
        Assert.Equal(rows, TableReader.Read(folder.Write("t.json", text), ["g", "y"]).RowCount);

    [Fact]
    public void Deeply_nested_JSON_is_refused_at_once()
    {
        string path = folder.Write("t.json", "{\"a\": " + new string('[', 1_000_000));
        ModelException exception = Assert.Throws<ModelException>(() => TableReader.Read(path));
        Assert.Contains("nested deeper than 64 levels", Assert.Single(exception.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_far_down_too()
    {
        byte[] rows = Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,x\n", 50_000)));
        foreach ((byte bad, string words) in (ReadOnlySpan<(byte, string)>)[(0xE9, "not in UTF-8"), (0, "a NUL")])
        {
            string path = folder.Write("t.csv", [.. rows, (byte)'1', (byte)',', bad, (byte)'\n']);
            Assert.Contains(words, Assert.Throws<ModelException>(() => TableReader.Read(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Columns_without_a_name_are_named_by_their_place() =>
        Assert.Equal(["column0", "x", "column2"], Read(",x,\n1,2,3\n").Columns.Select(column => column.Name));

    private Table Read(string text) => TableReader.Read(folder.Write("t.csv", text));

    private static string? Text(Table table, string name, int row) =>
        table.TryGetColumn(name, out Column? column) && column is CategoricalColumn levels ? levels.Levels[levels.Codes[row]] : null;
}
