namespace BayesLmm.Tests.Data;

/// <summary>Names of columns in Parquet are those of the file, though DuckDB does not tell capitals apart.</summary>
public sealed class ParquetNamesTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1 AS \"X\", 2 AS x, 3 AS x_1", "X=1 x=2 x_1=3")]
    [InlineData("1 AS x_1, 2 AS \"X\", 3 AS x, 4 AS \"X_1\"", "x_1=1 X=2 x=3 X_1=4")]
    [InlineData("1 AS \"NA\", 2 AS na, 3 AS \"Na\"", "NA=1 na=2 Na=3")]
    [InlineData("{'a': 1, 'b': {'c': 2, 'x': 9}} AS s, 1 AS \"X\", [1, 2] AS l, 2 AS x, 3 AS t_1", "s= X=1 l= x=2 t_1=3")]
    [InlineData("1 AS y_1, 2 AS y_2", "y_1=1 y_2=2")]
    public void Columns_that_differ_in_capitals_keep_their_names_and_values(string query, string expected)
    {
        string path = ParquetFiles.Write(folder.PathOf("t.parquet"), "SELECT " + query);
        Table table = TableReader.Read(path);
        Assert.Equal(expected, string.Join(' ', table.Columns.Select(column => $"{column.Name}={column.Number(0)}")));
        Assert.All(table.Columns, column => Assert.Equal(column.Number(0), Assert.Single(TableReader.Read(path, [column.Name]).Columns).Number(0)));
    }
}
