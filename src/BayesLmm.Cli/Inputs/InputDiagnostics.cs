using BayesLmm.Language;

namespace BayesLmm.Cli.Inputs;

/// <summary>All that can be wrong on the way to a model and its data, in words. Codes BL4001 and up.</summary>
internal static class InputDiagnostics
{
    public static ModelException ModelNotFound(string path, string? nearest) => Error("BL4001", $"There is no model file '{path}'.", nearest);

    public static ModelException ModelIsFolder(string path) => Error("BL4002", $"'{path}' is a folder; a model file was expected.");

    public static ModelException ModelUnreadable(string path, string reason) => Error("BL4003", $"The model file '{path}' cannot be read: {reason}");

    public static ModelException ModelNotUtf8(string path) => ModelUnreadable(path, "it is not text in UTF-8.");

    public static ModelException NoData(SourceText source, bool isFormula) => new([new Diagnostic(
        "BL4005",
        Severity.Error,
        isFormula ? "A formula needs its data: add --data FILE." : "The model names no data: add a line 'data \"FILE\"' to it, or --data FILE to the command.",
        source,
        new TextSpan(0, 0))]);

    /// <summary>The model and the data are right by themselves, but an engine cannot run on them.</summary>
    public static ModelException CannotRun(string reason) => Error("BL4006", reason);

    public static ModelException NoSuchColumn(string path, string column, IReadOnlyList<string> columns) =>
        Error("BL4007", $"There is no column '{column}' in '{path}'; its columns are {string.Join(", ", columns)}.", NameSuggestion.Nearest(column, columns));

    public static ModelException NotAResponse(string path, string column, string reason) =>
        Error("BL4008", $"The column '{column}' of '{path}' cannot be a response: {reason}.");

    public static ModelException NoResponse(string path) =>
        Error("BL4009", $"'{path}' has no column that can be a response: numbers that are not all equal.");

    private static ModelException Error(string code, string message, string? suggestion = null) =>
        new([new Diagnostic(code, Severity.Error, message, Suggestion: suggestion)]);
}
