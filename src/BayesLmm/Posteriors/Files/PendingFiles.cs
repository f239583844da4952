using System.Security.Cryptography;
using System.Text;

namespace BayesLmm.Posteriors.Files;

/// <summary>
/// Files that get their names together: each is written beside its place under a name of this process alone, and all are renamed when all are complete.
/// A name is made of random digits and created new, so that no link that somebody put there is followed. What is not renamed is deleted.
/// </summary>
internal sealed class PendingFiles : IDisposable
{
    private readonly List<(string Temporary, string Final)> files = [];

    /// <summary>Creates a file that will be called <paramref name="path"/>, and gives the name that it has until then.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public string Add(string path)
    {
        Open(path).Dispose();
        return files[^1].Temporary;
    }

    /// <summary>Writes a file that will be called <paramref name="path"/>.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path, Action<TextWriter> write)
    {
        using StreamWriter writer = new(Open(path), new UTF8Encoding(false)) { NewLine = "\n" };
        write(writer);
    }

    /// <summary>
    /// Gives the files their names, after <paramref name="obsolete"/> files are gone: whoever reads while it happens, or after the program was killed, finds
    /// fewer files, but never those of two runs.
    /// </summary>
    /// <exception cref="IOException">A file cannot be renamed.</exception>
    public void Commit(Func<IEnumerable<string>> obsolete)
    {
        foreach ((_, string final) in files)
        {
            if (Directory.Exists(final))
            {
                throw new IOException($"'{final}' is a folder");
            }

            if (FileKind.IsSpecial(final))
            {
                throw new IOException($"'{final}' is a device or a pipe");
            }
        }

        using IDisposable turn = FolderTurn.Take(files[0].Final);
        foreach (string old in obsolete())
        {
            File.Delete(old);
        }

        foreach ((string temporary, string final) in files)
        {
            File.Move(temporary, final, overwrite: true);
        }

        files.Clear();
    }

    /// <summary>Deletes what has not got its name.</summary>
    public void Dispose()
    {
        foreach ((string temporary, _) in files)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The folder is gone, or no longer ours; what went wrong before says so.
            }
        }
    }

    /// <summary>Tries whether a file can be created beside <paramref name="path"/>.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not.</exception>
    public static void Try(string path)
    {
        string temporary = TemporaryName(path);
        Create(temporary).Dispose();
        File.Delete(temporary);
    }

    private static string TemporaryName(string path) => $"{path}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.partial";

    private static FileStream Create(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);

    private FileStream Open(string path)
    {
        string temporary = TemporaryName(path);
        FileStream stream = Create(temporary);
        files.Add((temporary, path));
        return stream;
    }
}
