namespace BayesLmm.Tests.Data;

/// <summary>A path is a path: no pattern, no home folder, no partition, no other machine, wherever a file is read or written.</summary>
public sealed class PathTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Names =>
        ["a[b].csv", "a*b.csv", "a?b.csv", "~x.csv", "it's.csv", "a\"b.csv", "{a,b}.csv", "a\\b.csv", "$HOME.csv", "%41.csv", "**.csv", "-x.csv", " x .csv"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_are_read_as_they_stand(string name)
    {
        // The files that a pattern would find.
        foreach (string other in (string[])["ab.csv", "axb.csv", "a.csv", "b.csv", "xx.csv"])
        {
            folder.Write(other, "a\n9\n");
            ParquetFiles.Write(folder.PathOf(Path.ChangeExtension(other, ".parquet")), "SELECT 9 AS a");
        }

        Assert.Equal(1, First(folder.Write(name, "a\n1\n")));
        Assert.Equal(1, First(folder.Write(Path.ChangeExtension(name, ".json"), "[{\"a\": 1}]")));
        File.Move(ParquetFiles.Write(folder.PathOf("plain.parquet"), "SELECT 1 AS a"), folder.PathOf(Path.ChangeExtension(name, ".parquet")));
        Assert.Equal(1, First(folder.PathOf(Path.ChangeExtension(name, ".parquet"))));
    }

    [Theory]
    [InlineData("w=2")]
    [InlineData("a=7")]
    [InlineData("[ab]")]
    [InlineData("s3:")]
    public void Names_of_folders_do_not_become_columns_or_patterns(string parent)
    {
        Directory.CreateDirectory(folder.PathOf(parent));
        Directory.CreateDirectory(folder.PathOf("a"));
        folder.Write(Path.Combine("a", "t.csv"), "w,a\n9,9\n");
        ParquetFiles.Write(folder.PathOf(Path.Combine("a", "t.parquet")), "SELECT 9 AS w, 9 AS a");
        string text = folder.Write(Path.Combine(parent, "t.csv"), "w,a\n5,1\n");
        File.Move(ParquetFiles.Write(folder.PathOf("plain.parquet"), "SELECT 5 AS w, 1 AS a"), folder.PathOf(Path.Combine(parent, "t.parquet")));
        foreach (string path in (string[])[text, folder.PathOf(Path.Combine(parent, "t.parquet"))])
        {
            Table table = TableReader.Read(path);
            Assert.Equal(["w", "a"], table.Columns.Select(column => column.Name));
            Assert.Equal([5.0, 1.0], table.Columns.Select(column => ((NumericColumn)column).Values[0]));
        }
    }

    [Theory]
    [InlineData("w=2", "d[1].parquet")]
    [InlineData("chain=9", "*.parquet")]
    [InlineData("[a]", "it's ~.parquet")]
    public void Draws_are_written_to_the_file_that_is_named(string parent, string name)
    {
        Directory.CreateDirectory(folder.PathOf(parent));
        Posterior posterior = Model.Parse("Yield ~ 1 + (1 | Batch)").Bind(TableReader.Read(Repository.PathOf("examples", "data", "dyestuff.csv")))
            .Sample(new DrawOptions { Chains = 2, Draws = 20 });
        string path = folder.PathOf(Path.Combine(parent, name));
        Assert.Equal([path], DrawsFile.Write(posterior, path));
        Assert.Equal([path], Directory.GetFiles(folder.PathOf(parent)));
        Table draws = TableReader.Read(path);
        Assert.Equal(40, draws.RowCount);
        Assert.False(draws.TryGetColumn("w", out _));
        Assert.True(draws.TryGetColumn("chain", out Column? chain));
        Assert.Equal(1, ((NumericColumn)chain!).Values[0]);
    }

    [Fact]
    public void A_NUL_in_a_name_is_refused()
    {
        ModelException exception = Assert.Throws<ModelException>(() => TableReader.Read(folder.PathOf("a\0b.csv")));
        Assert.Equal("BL1009", Assert.Single(exception.Diagnostics).Code);
    }

    private static double First(string path) => Assert.IsType<NumericColumn>(TableReader.Read(path).Columns[0]).Values[0];
}
