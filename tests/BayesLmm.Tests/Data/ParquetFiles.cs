using DuckDB.NET.Data;

namespace BayesLmm.Tests.Data;

/// <summary>Parquet files for tests.</summary>
internal static class ParquetFiles
{
    /// <summary>Writes the rows of a query and gives the file's path.</summary>
    public static string Write(string path, string query)
    {
        using DuckDBConnection connection = new("Data Source=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"COPY ({query}) TO '{path.Replace("'", "''", StringComparison.Ordinal)}' (FORMAT parquet)";
        command.ExecuteNonQuery();
        return path;
    }
}
