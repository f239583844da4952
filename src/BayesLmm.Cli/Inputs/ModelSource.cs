using System.Text;
using BayesLmm.Data.Files.Formats;
using BayesLmm.Diagnostics;

namespace BayesLmm.Cli.Inputs;

/// <summary>A model's text and where it came from.</summary>
/// <param name="Text">The text, named as messages name it.</param>
/// <param name="File">The model file as the user wrote it; null for a formula.</param>
internal sealed record ModelSource(SourceText Text, string? File)
{
    private const string Extension = ".blmm";

    /// <summary>Finds the model: a file, or a formula if no file has that name and the argument contains <c>~</c>.</summary>
    /// <exception cref="ModelException">There is no such file, or it cannot be read.</exception>
    public static ModelSource Find(ModelRequest request)
    {
        string model = request.Model;
        if (System.IO.File.Exists(model))
        {
            if (IsTable(model))
            {
                throw InputDiagnostics.TableForModel(model);
            }

            return new ModelSource(new SourceText(model, WithFactors(ReadFile(model), request.Factors)), model);
        }

        if (model.Contains('~', StringComparison.Ordinal))
        {
            return new ModelSource(new SourceText("formula", WithFactors(model, request.Factors)), null);
        }

        _ = Directory.GetCurrentDirectory();   // where that is gone, nothing is found in it, and the exception says so
        throw Directory.Exists(model) ? InputDiagnostics.ModelIsFolder(model) : InputDiagnostics.ModelNotFound(model, Nearest(model));
    }

    /// <summary>The path of a data file that the model names, which is relative to the model file, as seen from the current folder.</summary>
    public string Resolve(string dataPath)
    {
        if (dataPath.Contains('\0', StringComparison.Ordinal))
        {
            return dataPath;   // no file has such a name, and whoever looks for it says so
        }

        string folder = File is null ? "" : Path.GetDirectoryName(Path.GetFullPath(File)) ?? "";
        string full = Path.GetFullPath(Path.Combine(folder, dataPath));
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), full);
        return relative.Length < full.Length ? relative : full;
    }

    /// <summary>Whether a file is a table by its name; a .txt file is one unless it has a formula.</summary>
    private static bool IsTable(string path) => DataFormats.Of(path) is not null
        && !(DataFormats.ExtensionOf(path).Equals(".txt", StringComparison.OrdinalIgnoreCase) && ReadFile(path).Contains('~', StringComparison.Ordinal));

    private static string ReadFile(string path)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(System.IO.File.ReadAllBytes(path))
                .TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw InputDiagnostics.ModelNotUtf8(path);
        }
        catch (UnauthorizedAccessException)
        {
            throw InputDiagnostics.ModelUnreadable(path, "permission was denied.");
        }
        catch (IOException exception)
        {
            throw InputDiagnostics.ModelUnreadable(path, exception.Message);
        }
    }

    /// <summary>Factors given on the command line are statements behind the model's own.</summary>
    private static string WithFactors(string text, IReadOnlyList<string> factors) =>
        factors.Count == 0 ? text : text.TrimEnd() + string.Concat(factors.Select(name => $"\nfactor `{name}`")) + "\n";

    /// <summary>The model file in the same folder whose name is nearest.</summary>
    private static string? Nearest(string path)
    {
        string name = Path.GetFileName(path), folder = path[..^name.Length];
        if (!Directory.Exists(folder.Length == 0 ? "." : folder))
        {
            return null;
        }

        string[] names = [.. Directory.EnumerateFiles(folder.Length == 0 ? "." : folder, "*" + Extension).Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)];
        string? nearest = names.Contains(name + Extension) ? name + Extension : NameSuggestion.Nearest(name, names);
        return nearest is null ? null : folder + nearest;
    }
}
