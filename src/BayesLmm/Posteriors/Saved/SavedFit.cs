using BayesLmm.Posteriors.Files;
using BayesLmm.Posteriors.Saved;

namespace BayesLmm;

/// <summary>
/// A fit that was saved to one file: the posterior with its model and the columns of the data that the model uses, so that everything can be asked of it
/// without the data's file. The REML fit is made again from these columns, with the same bits. The layout of the file is described in models/saved.md.
/// </summary>
public sealed class SavedFit
{
    /// <summary>What the names of such files end in.</summary>
    public const string Extension = ".blmmfit";

    internal SavedFit(string path, Posterior posterior, string software, string dataHash, FitSource source)
    {
        Path = path;
        Posterior = posterior;
        SoftwareVersion = software;
        DataHash = dataHash;
        Source = source;
    }

    /// <summary>The version of this software.</summary>
    internal static string ThisSoftware { get; } = typeof(SavedFit).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The posterior; its draws have the bits of those that were saved.</summary>
    public Posterior Posterior { get; }

    /// <summary>The version of the software that saved it.</summary>
    public string SoftwareVersion { get; }

    /// <summary>
    /// The SHA-256 hash, in hexadecimal digits, of the columns that the model uses: it does not depend on the format of their file. See
    /// <see cref="HashOf"/>.
    /// </summary>
    public string DataHash { get; }

    /// <summary>The full path of the data's file when the fit was saved; null if they were no file, or if that was not said.</summary>
    public string? DataPath => Source.DataPath;

    /// <summary>Where it came from and what was asked of it.</summary>
    internal FitSource Source { get; }

    /// <summary>Opens a saved fit.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged (cut or changed at any byte), was written by a newer version of this software, or by an older one that read the model otherwise; the
    /// message names the file and says which.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SavedFit Open(string path) => SavedFitReader.Read(path);

    /// <summary>The hash of the columns of a table that a model uses, as <see cref="DataHash"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">A table with these columns.</param>
    public static string HashOf(Model model, Table table)
    {
        HashSet<string> used = [.. model.Columns];
        return TableFields.Hash(new Table(table.Name, [.. table.Columns.Where(column => used.Contains(column.Name))]));
    }

    /// <summary>Why fits cannot be saved to a file of this name, in a sentence; null if nothing is known to prevent it.</summary>
    /// <param name="path">The file.</param>
    internal static string? Problem(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)
        ? WritableFiles.Problem("fits", path, path)
        : $"fits are saved to files that end in {Extension}, not to '{path}'.";

    /// <summary>Saves a fit.</summary>
    /// <param name="path">The file.</param>
    /// <param name="posterior">The posterior.</param>
    /// <param name="source">Where it came from.</param>
    /// <exception cref="NotSupportedException">What would be kept does not determine the posterior.</exception>
    /// <exception cref="IOException">The file cannot be written; the message says why. What stood there is as it was.</exception>
    internal static void Write(string path, Posterior posterior, FitSource source)
    {
        try
        {
            SavedFitWriter.Write(path, posterior, source);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The fit could not be saved to '{path}': {WritableFiles.Cause(exception)}.", exception);
        }
    }

    /// <summary>Whether what stands at a path may be replaced by a new fit although it cannot be opened: it is no fit of a newer version.</summary>
    /// <param name="path">A file that exists.</param>
    internal static bool IsReplaceable(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return new SectionReader(stream).Version <= SavedLayout.Version;
        }
        catch (InvalidDataException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a file is a saved fit, by its name or by how it begins.</summary>
    /// <param name="path">A file that exists.</param>
    internal static bool IsOne(string path)
    {
        if (path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] start = new byte[SavedLayout.Magic.Length];
            return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(SavedLayout.Magic);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;   // whoever reads it as something else says why it cannot be read
        }
    }
}
