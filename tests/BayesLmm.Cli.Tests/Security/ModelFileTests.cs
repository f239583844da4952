namespace BayesLmm.Cli.Tests.Security;

/// <summary>A model file may read the one table that it names, and do nothing else (SECURITY.md).</summary>
public sealed class ModelFileTests : IDisposable
{
    private const string Table = "y,x,g\n1.5,1,a\n2.5,2,a\n3,4,b\n5,3,b\n4,6,c\n8,5,c\n";

    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData("*.csv")]
    [InlineData("t?.csv")]
    [InlineData("[t]1.csv")]
    [InlineData("**/t1.csv")]
    [InlineData("~/t1.csv")]
    [InlineData("http://localhost:1/t1.csv")]
    [InlineData("https://localhost:1/t1.parquet")]
    [InlineData("s3://bucket/t1.parquet")]
    [InlineData("file:///etc/hosts.csv")]
    [InlineData("t1.csv'); COPY (SELECT 1) TO 'evil.csv'; --.csv")]
    [InlineData("t1.csv'); INSTALL httpfs; LOAD httpfs; SELECT * FROM read_csv('t1.csv")]
    [InlineData("|touch evil.csv")]
    [InlineData("$(touch evil).csv")]
    public void No_other_path_than_that_of_a_file_is_read(string path)
    {
        folder.Write("t1.csv", Table);
        string model = folder.Write("m.blmm", $"data \"{path}\"\ny ~ x + (1 | g)\n");

        CliResult result = Cli.Run("reml", model);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error BL1", result.Error, StringComparison.Ordinal);
        Assert.Equal(["m.blmm", "t1.csv"], Files());
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/self/environ")]
    [InlineData("m.blmm")]
    public void Files_that_are_no_tables_are_not_read(string path)
    {
        CliResult result = Cli.Run("reml", folder.Write("m.blmm", $"data \"{path}\"\ny ~ x + (1 | g)\n"));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error BL1005", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_in_a_folder_above_is_read()
    {
        folder.Write("t1.csv", Table);
        Directory.CreateDirectory(folder.PathOf("deep"));

        Assert.Equal(0, Cli.Run("explain", folder.Write("deep/m.blmm", "data \"../t1.csv\"\ny ~ x + (1 | g)\n")).ExitCode);
    }

    [Theory]
    [InlineData("x); COPY (SELECT 1) TO 'evil.csv'; --")]
    [InlineData("x'\"\"; ATTACH 'evil.db'; --")]
    [InlineData("x' UNION SELECT * FROM read_text('/etc/passwd') --")]
    public void Names_are_never_a_query(string name)
    {
        foreach ((string file, string text) in (List<(string, string)>)
            [
                ("t.csv", Table.Replace("x", $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", StringComparison.Ordinal)),
                ("t.json", Json(name)),
                ($"{name.Replace('/', '_')}.csv", Table.Replace("x", $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", StringComparison.Ordinal)),
            ])
        {
            folder.Write(file, text);
            string model = folder.Write("m.blmm", $"y ~ `{name}` + (1 | g)\n");

            CliResult result = Cli.Run("reml", model, "--data", folder.PathOf(file));

            Assert.True(result.ExitCode is 0 or 2, result.Error);
            Assert.Contains(((string[])["COPY", "ATTACH", "UNION"]).First(word => name.Contains(word, StringComparison.Ordinal)), result.Output,
                StringComparison.Ordinal);
            Assert.Equal(((string[])["m.blmm", file]).Order(StringComparer.Ordinal), Files());
            File.Delete(folder.PathOf(file));
        }
    }

    [Theory]
    [InlineData("I(system('touch evil'))")]
    [InlineData("read_text('/etc/passwd')")]
    [InlineData("getenv('HOME')")]
    [InlineData("eval(x)")]
    public void An_expression_has_no_other_functions_than_those_of_the_language(string expression)
    {
        CliResult result = Cli.Run("reml", folder.Write("m.blmm", $"y ~ {expression} + (1 | g)\n"), "--data", folder.Write("t1.csv", Table));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(["m.blmm", "t1.csv"], Files());
    }

    [Theory]
    [InlineData("COPY (SELECT 1) TO 'evil.csv'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD 'evil.so'")]
    [InlineData("include \"other.blmm\"")]
    [InlineData("output \"evil.csv\"")]
    public void There_are_no_other_statements_than_those_of_the_language(string statement)
    {
        CliResult result = Cli.Run("reml", folder.Write("m.blmm", $"y ~ x + (1 | g)\n{statement}\n"), "--data", folder.Write("t1.csv", Table));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(["m.blmm", "t1.csv"], Files());
    }

    public void Dispose() => folder.Dispose();

    private static string Json(string name)
    {
        string quoted = System.Text.Json.JsonSerializer.Serialize(name);
        return "[" + string.Join(',', Table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',') is var cells
            ? $"{{\"y\": {cells[0]}, {quoted}: {cells[1]}, \"g\": \"{cells[2]}\"}}" : "")) + "]";
    }

    private string[] Files() => [.. Directory.EnumerateFiles(folder.PathOf("")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
