namespace BayesLmm.Data.Files.Formats;

/// <summary>How a data file is laid out.</summary>
internal enum DataFormat
{
    /// <summary>Text with a separator between values: CSV, TSV.</summary>
    DelimitedText,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>JSON: an array of objects, or one object a line.</summary>
    Json,
}

/// <summary>The formats that are read, by extension.</summary>
internal static class DataFormats
{
    /// <summary>The known extensions, in the order in which messages list them.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv", ".txt", ".parquet", ".json", ".jsonl", ".ndjson", ".csv.gz", ".tsv.gz"];

    /// <summary>The format of a path, or null. Upper and lower case are alike.</summary>
    public static DataFormat? Of(string path) => ExtensionOf(path).ToLowerInvariant() switch
    {
        ".csv" or ".tsv" or ".txt" or ".csv.gz" or ".tsv.gz" => DataFormat.DelimitedText,
        ".parquet" => DataFormat.Parquet,
        ".json" or ".jsonl" or ".ndjson" => DataFormat.Json,
        _ => null,
    };

    /// <summary>The extension of a path with its dot; with the one before when it ends in <c>.gz</c>.</summary>
    public static string ExtensionOf(string path)
    {
        string last = Path.GetExtension(path);
        return IsCompressed(path) ? Path.GetExtension(Path.GetFileNameWithoutExtension(path)) + last : last;
    }

    /// <summary>Whether the path ends in <c>.gz</c>.</summary>
    public static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
