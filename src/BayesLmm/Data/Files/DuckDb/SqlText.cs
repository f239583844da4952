using System.Text;

namespace BayesLmm.Data.Files.DuckDb;

/// <summary>Writes names, texts and paths into a query, so that each stands for itself.</summary>
internal static class SqlText
{
    /// <summary>A column's name.</summary>
    public static string Name(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>A text.</summary>
    public static string Text(string text) => '\'' + text.Replace("'", "''", StringComparison.Ordinal) + '\'';

    /// <summary>
    /// A file to read. Only a full path is no name of the home folder or of another machine, and a pattern's signs stand in brackets, where they are
    /// themselves.
    /// </summary>
    public static string Path(string path)
    {
        StringBuilder pattern = new();
        foreach (char sign in System.IO.Path.GetFullPath(path))
        {
            pattern.Append(sign is '*' or '?' or '[' ? $"[{sign}]" : sign.ToString());
        }

        return Text(pattern.ToString());
    }

    /// <summary>A file to write, which is no pattern.</summary>
    public static string Target(string path) => Text(System.IO.Path.GetFullPath(path));
}
