using System.Text;

namespace BayesLmm.Tests.Data;

/// <summary>Names of columns in Parquet are those of the file, though DuckDB does not tell capitals apart.</summary>
public sealed class ParquetNamesTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>DuckDB cannot write such a file, pandas and R can: names of the same length are put into it afterwards.</summary>
    [Theory]
    [InlineData("1 AS dose, 2 AS qqqq, 3 AS dose_1", "Dose", "dose=1 Dose=2 dose_1=3")]
    [InlineData("1 AS dose_1, 2 AS dose, 3 AS qqqq, 4 AS z", "DOSE", "dose_1=1 dose=2 DOSE=3 z=4")]
    [InlineData("1 AS \"NAME\", 2 AS qqqq", "name", "NAME=1 name=2")]
    [InlineData("{'a': 1, 'b': {'c': 2, 'x': 9}} AS s, 1 AS dose, [1, 2] AS l, 2 AS qqqq, 3 AS t_1", "Dose", "s= dose=1 l= Dose=2 t_1=3")]
    [InlineData("1 AS y_1, 2 AS y_2, 3 AS qqqq", "dose", "y_1=1 y_2=2 dose=3")]
    public void Columns_that_differ_in_capitals_keep_their_names_and_values(string query, string name, string expected)
    {
        string path = Write(query, name);
        Table table = TableReader.Read(path);
        Assert.Equal(expected, string.Join(' ', table.Columns.Select(column => $"{column.Name}={column.Number(0)}")));
        Assert.All(table.Columns, column => Assert.Equal(column.Number(0), Assert.Single(TableReader.Read(path, [column.Name]).Columns).Number(0)));
    }

    [Fact]
    public void Two_columns_of_one_name_are_refused()
    {
        string path = Write("1 AS dose, 2 AS qqqq", "dose");
        ModelException exception = Assert.Throws<ModelException>(() => TableReader.Read(path));
        Assert.Equal($"The file '{path}' has two columns named 'dose'; give each column its own name.", Assert.Single(exception.Diagnostics).Message);
    }

    private string Write(string query, string name)
    {
        string path = ParquetFiles.Write(folder.PathOf("t.parquet"), "SELECT " + query);
        string bytes = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(bytes.Replace("qqqq", name, StringComparison.Ordinal)));
        return path;
    }
}
