using System.Runtime.InteropServices;
using BayesLmm.Data.Files.DuckDb;

namespace BayesLmm.Posteriors.Files;

/// <summary>Whether files can be written, and why not.</summary>
internal static class WritableFiles
{
    /// <summary>
    /// Why something cannot be written to a file, in a sentence; null if nothing is known to prevent it. To know, an empty file is created in the folder and
    /// deleted again.
    /// </summary>
    /// <param name="what">What is to be written, in the plural.</param>
    /// <param name="path">The file that the user named.</param>
    /// <param name="files">The names that files get; none may be that of a folder.</param>
    public static string? Problem(string what, string path, params ReadOnlySpan<string> files)
    {
        if (!Path.IsPathRooted(path) && !HasWorkingFolder())
        {
            return $"{what} cannot be written to '{path}': the working directory no longer exists; change to another one.";
        }

        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder))
            {
                return $"there is no folder '{folder}' to write {what} to.";
            }

            foreach (string file in files)
            {
                if (Directory.Exists(file))
                {
                    return $"'{file}' is a folder; {what} are written to files.";
                }
            }

            if (FileKind.IsSpecial(path))
            {
                return $"'{path}' is a device or a pipe; {what} are written to files.";
            }

            PendingFiles.Try(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{what} cannot be written to '{path}': {Cause(exception)}.";
        }
    }

    /// <summary>Whether the working directory exists still.</summary>
    public static bool HasWorkingFolder()
    {
        try
        {
            return Directory.GetCurrentDirectory().Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What went wrong, as the end of a sentence.</summary>
    public static string Cause(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "permission was denied",
        DirectoryNotFoundException => "the folder does not exist",
        FileNotFoundException => "no file can be created there",
        DuckDbException => "the disk may be full",   // the database's own words are about its own files
        _ when exception.HResult > 0 => LowerFirst(Marshal.GetPInvokeErrorMessage(exception.HResult)),   // the system's own number, without the path
        _ => LowerFirst(exception.Message.TrimEnd('.')),
    };

    private static string LowerFirst(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
