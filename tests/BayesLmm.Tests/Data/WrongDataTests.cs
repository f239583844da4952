using BayesLmm.Diagnostics;

namespace BayesLmm.Tests.Data;

public sealed class WrongDataTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("empty.csv", "", "error BL1003: The file '*' is empty; a line with the columns' names and one line a row were expected.")]
    [InlineData("header.csv", "a,b\n", "error BL1004: The file '*' names its columns but has no rows.")]
    [InlineData("none.json", "[]", "error BL1004: The file '*' names its columns but has no rows.")]
    [InlineData("none", "a\n1\n",
        "error BL1005: The file '*' has no extension to tell its format by; expected .csv, .tsv, .txt, .parquet, .json, .jsonl, .ndjson, .csv.gz or .tsv.gz.")]
    [InlineData("book.xlsx", "PK",
        "error BL1005: The extension '.xlsx' of '*' is of no known format; expected .csv, .tsv, .txt, .parquet, .json, .jsonl, .ndjson, .csv.gz or .tsv.gz.")]
    [InlineData("a.cvs", "a\n1\n",
        "error BL1005: The extension '.cvs' of '*' is of no known format; expected .csv, .tsv, .txt, .parquet, .json, .jsonl, .ndjson, .csv.gz or .tsv.gz.\n  "
            + "  Did you mean '.csv'?")]
    [InlineData("twice.csv", "a,b,a\n1,2,3\n", "error BL1007: The file '*' has two columns named 'a'; give each column its own name.")]
    [InlineData("ragged.csv", "a,b\n1,2\n3\n4,5\n", "error BL1008: The file '*' cannot be read: line 3: expected 2 columns, found 1.")]
    [InlineData("wide.csv", "a,b\n1,2\n3,4,5\n", "error BL1008: The file '*' cannot be read: line 3: expected 2 columns, found 3.")]
    [InlineData("quote.csv", "a,b\n1,\"open\n2,3\n", "error BL1008: The file '*' cannot be read: line 2: value with unterminated quote found.")]
    [InlineData("fake.parquet", "hello", "error BL1008: The file '*' cannot be read: it is no Parquet file.")]
    [InlineData("fake.csv.gz", "hello", "error BL1008: The file '*' cannot be read: it is not compressed with gzip, or it is damaged.")]
    public void A_wrong_file_is_explained_in_one_sentence(string name, string text, string expected)
    {
        string path = folder.Write(name, text);
        Assert.Equal(expected.Replace("*", path, StringComparison.Ordinal), Explain(path));
    }

    [Fact]
    public void Other_encodings_are_named()
    {
        string utf16 = folder.Write("utf16.csv", [0xFF, 0xFE, (byte)'a', 0, (byte)'\n', 0, (byte)'1', 0]);
        string latin = folder.Write("latin.csv", [.. "a,b\n1,"u8, 0xE9, (byte)'\n']);
        Assert.Equal($"error BL1006: The file '{utf16}' is in UTF-16; save it as UTF-8.", Explain(utf16));
        Assert.Equal($"error BL1006: The file '{latin}' is not in UTF-8; save it as UTF-8.", Explain(latin));
    }

    [Fact]
    public void A_missing_file_has_the_nearest_name_of_its_folder_as_suggestion()
    {
        string there = folder.Write("sleepstudy.csv", "a\n1\n");
        string missing = folder.PathOf("sleepstdy.csv");
        Assert.Equal($"error BL1001: There is no file '{missing}'.\n    Did you mean '{there}'?", Explain(missing));
        Assert.Equal($"error BL1001: There is no file '{folder.PathOf("other.csv")}'.", Explain(folder.PathOf("other.csv")));
        string nowhere = Path.Combine(folder.Path, "no", "a.csv");
        Assert.Equal($"error BL1001: There is no file '{nowhere}'; the folder '{Path.GetDirectoryName(nowhere)}' does not exist.", Explain(nowhere));
    }

    [Fact]
    public void A_folder_is_not_a_file() =>
        Assert.Equal($"error BL1002: '{folder.Path}' is a folder; a data file was expected.", Explain(folder.Path));

    [Fact]
    public void A_diagnostic_points_to_the_statement_that_names_the_file()
    {
        SourceText source = new("m.blmm", "data \"x.csv\"\ny ~ 1");
        ModelException exception = Assert.Throws<ModelException>(() => TableReader.Read(folder.PathOf("x.csv"), null, source, new TextSpan(5, 7)));
        Assert.StartsWith("m.blmm:1:6: error BL1001:", DiagnosticPrinter.Print(Assert.Single(exception.Diagnostics)), StringComparison.Ordinal);
    }

    private static string Explain(string path) =>
        DiagnosticPrinter.Print(Assert.Single(Assert.Throws<ModelException>(() => TableReader.Read(path)).Diagnostics));
}
