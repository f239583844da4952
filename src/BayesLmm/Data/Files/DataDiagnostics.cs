using BayesLmm.Data.Files.Formats;
using BayesLmm.Diagnostics;
using BayesLmm.Language.Checks;

namespace BayesLmm.Data.Files;

/// <summary>Every error in a data file, and its wording. Codes BL1001–BL1999; a code never changes its meaning.</summary>
/// <param name="source">The model text that names the file, or null.</param>
/// <param name="span">Where it names it, or null.</param>
internal sealed class DataDiagnostics(SourceText? source, TextSpan? span)
{
    /// <summary>The code of a file that does not exist.</summary>
    public static readonly string FileNotFound = "BL1001";

    /// <summary>A file that does not exist; its folder may not exist either.</summary>
    public ModelException NotFound(string path, string? nearest = null, string? missingFolder = null) =>
        Error(FileNotFound, $"There is no file '{path}'{(missingFolder is null ? "." : $"; the folder '{missingFolder}' does not exist.")}", nearest);

    public ModelException NotAName(string path) =>
        Error("BL1009", $"The name '{path.Replace("\0", "\\0", StringComparison.Ordinal)}' has a NUL in it, which no file's name has.");

    public ModelException IsFolder(string path) => Error("BL1002", $"'{path}' is a folder; a data file was expected.");

    public ModelException Empty(string path) =>
        Error("BL1003", $"The file '{path}' is empty; a line with the columns' names and one line a row were expected.");

    public ModelException NoRows(string path) => Error("BL1004", $"The file '{path}' names its columns but has no rows.");

    public ModelException UnknownExtension(string path, string extension) => Error(
        "BL1005",
        extension.Length == 0
            ? $"The file '{path}' has no extension to tell its format by; expected {Formats}."
            : $"The extension '{extension}' of '{path}' is of no known format; expected {Formats}.",
        extension.Length == 0 ? null : NameSuggestion.Nearest(extension, DataFormats.Extensions));

    public ModelException NotUtf8(string path, string found) => Error("BL1006", $"The file '{path}' is {found}; save it as UTF-8.");

    public ModelException SameName(string path, string column) =>
        Error("BL1007", $"The file '{path}' has two columns named '{column}'; give each column its own name.");

    public ModelException Unreadable(string path, string reason) => Error("BL1008", $"The file '{path}' cannot be read: {reason}");

    private static string Formats => SyntaxDiagnostics.List(DataFormats.Extensions, "or");

    private ModelException Error(string code, string message, string? suggestion = null) =>
        new([Diagnostic.Error(code, message, source, span, suggestion)]);
}
