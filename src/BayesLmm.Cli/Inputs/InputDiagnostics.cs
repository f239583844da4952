using BayesLmm.Diagnostics;

namespace BayesLmm.Cli.Inputs;

/// <summary>The wording of every error on the way to a model and its data. Codes BL4001 and up.</summary>
internal static class InputDiagnostics
{
    private const int MostNames = 12;   // of a list in a sentence

    public static ModelException ModelNotFound(string path, string? nearest) => Error("BL4001", $"There is no model file '{path}'.", nearest);

    public static ModelException ModelIsFolder(string path) => Error("BL4002", $"'{path}' is a folder; a model file was expected.");

    public static ModelException ModelUnreadable(string path, string reason) => Error("BL4003", $"The model file '{path}' cannot be read: {reason}");

    public static ModelException ModelNotUtf8(string path) => ModelUnreadable(path, "it is not text in UTF-8.");

    public static ModelException NoData(SourceText source, bool isFormula) => new([Diagnostic.Error(
        "BL4005",
        isFormula ? "A formula needs its data: add --data FILE." : "The model names no data: add a line 'data \"FILE\"' to it, or --data FILE to the command.",
        source,
        new TextSpan(0, 0))]);

    /// <summary>The model and the data are valid, but an engine cannot run on them.</summary>
    public static ModelException CannotRun(string reason) => Error("BL4006", reason);

    /// <summary>A model of a family that has no estimates by REML.</summary>
    /// <param name="family">The family.</param>
    public static ModelException NoReml(Family family) => Error(
        "BL4026",
        $"The model's family is {family.Name}, and REML is of normal residuals. 'blmm ml' estimates it by maximum likelihood; 'blmm fit' draws its posterior, "
            + "and other commands use that without '--engine reml'.");

    /// <summary>Options of an approximate likelihood for a model whose likelihood is exact.</summary>
    public static ModelException ExactLikelihood(Family family) => Error(
        "BL4027",
        $"The likelihood of the family {family.Name} is computed exactly: leave out --quadrature and --expected-information; "
            + "'blmm predict' has fitted values.");

    /// <summary>Quadrature for a model that has more effects a level than it integrates over.</summary>
    public static ModelException NoQuadrature() => Error(
        "BL4028", "Quadrature needs a model with one grouping factor and one effect of it, as (1 | group): leave out --quadrature for "
            + "Laplace's approximation.");

    public static ModelException NoSuchColumn(string path, string column, IReadOnlyList<string> columns) =>
        Error("BL4007", $"There is no column '{column}' in '{path}'; its columns are {string.Join(", ", columns)}.", NameSuggestion.Nearest(column, columns));

    public static ModelException NotAResponse(string path, string column, string reason) =>
        Error("BL4008", $"The column '{column}' of '{path}' cannot be a response: {reason}.");

    /// <summary>A table without a column of numbers to explain.</summary>
    /// <param name="path">The table.</param>
    /// <param name="columns">The first columns, each with the reason.</param>
    /// <param name="count">The number of columns.</param>
    /// <param name="usable">A column that can be the response though it is hardly meant as one; null without such.</param>
    public static ModelException NoResponse(string path, IReadOnlyList<string> columns, int count, string? usable) => Error(
        "BL4009",
        $"'{path}' has no column that looks like a response, which is a column of numbers that differ: {string.Join(", ", columns)}"
            + (count > columns.Count ? $", and {count - columns.Count} more." : ".")
            + (usable is null ? "" : $" To explain a column all the same, name it: --response {usable}"));

    /// <summary>A table where a model is expected.</summary>
    public static ModelException TableForModel(string path) => Error(
        "BL4015",
        $"'{path}' is a table, not a model. Write a formula and name the table, as in \"y ~ x + (1 | group)\" --data {path}; 'blmm new {path}' writes a first "
            + "model for it.");

    /// <summary>A saved fit that cannot be opened.</summary>
    /// <param name="reason">Why, as a sentence that names it.</param>
    public static ModelException CannotOpen(string reason) => Error("BL4016", reason);

    /// <summary>Options of a fit that is made already.</summary>
    /// <param name="path">The saved fit.</param>
    /// <param name="options">The options.</param>
    public static ModelException SavedFitIsFixed(string path, string options) => Error(
        "BL4017",
        $"'{path}' is a saved fit, which {options} cannot change. 'blmm fit {path} --update' with other settings fits its model again.");

    /// <summary>A saved fit whose rows are wanted and whose data were no file.</summary>
    public static ModelException NoDataOfSavedFit(string path) => Error(
        "BL4018", $"All columns of the data are needed, and '{path}' does not say where its data are: name their file by --data FILE.");

    /// <summary>A saved fit whose data cannot be read.</summary>
    public static ModelException DataOfSavedFitGone(string path, string reason) => Error(
        "BL4019",
        $"The data of the saved fit '{path}' cannot be read: {reason} If they are elsewhere now, name their file by --data FILE.");

    /// <summary>A saved fit whose data changed.</summary>
    public static ModelException DataOfSavedFitChanged(string path, string data) => Error(
        "BL4020",
        $"'{data}' does not have the data that '{path}' was fitted to: columns that the model uses changed. Fit the model again, or name the file with those "
            + "data by --data FILE.");

    /// <summary>A saved fit without a marginal likelihood.</summary>
    public static ModelException NoEvidenceKept(string path) => Error(
        "BL4023", $"'{path}' has no marginal likelihood, because another engine than importance drew it: name its model in its place.");

    /// <summary>An update of nothing.</summary>
    public static ModelException NothingToUpdate() =>
        Error("BL4021", "There is nothing to update: name the saved fit, by --save FILE.blmmfit or in place of the model.");

    /// <summary>A saved fit whose model is to be fitted again and is gone.</summary>
    public static ModelException ModelOfSavedFitGone(string path, string model) => Error(
        "BL4022",
        $"'{path}' cannot be updated, because the file of its model, '{model}', does not exist any more. Without --update the saved fit can still be used.");

    /// <summary>Marginal means of something that is not a factor, or that do not exist.</summary>
    /// <param name="factors">What they were to be of; null for what was said in several options.</param>
    /// <param name="reason">Why there are none, as a sentence.</param>
    public static ModelException NoMeans(string? factors, string reason) =>
        Error("BL4010", $"There are no {(factors is null ? "such marginal means" : $"marginal means of '{factors}'")}: {reason}");

    public static ModelException KenwardRogerNeedsReml() =>
        Error("BL4011", "Kenward and Roger's method adjusts fits by REML: leave out --ml, or write --ddf satterthwaite.");

    /// <summary>Fits to different rows.</summary>
    public static ModelException DifferentRows(string first, int firstRows, string second, int secondRows) => Error(
        "BL4012",
        $"The models '{first}' and '{second}' were fitted to different rows, {firstRows} and {secondRows}, and cannot be compared. Rows with missing values "
            + "in a column that only one of them uses "
        + "are dropped from that one alone: leave them out of the table, or out of both models by 'where !is_missing(column)'.");

    /// <summary>Fits to different responses.</summary>
    public static ModelException DifferentResponses(string first, string second, string reason) => Error(
        "BL4013",
        $"The models '{first}' and '{second}' have different responses and cannot be compared: {reason} Likelihoods are comparable only for the same response "
            + "in the same rows: write both models for one column of one table.");

    /// <summary>A table that the model cannot predict.</summary>
    public static ModelException CannotPredict(string path, string reason) => Error("BL4014", $"The rows of '{path}' cannot be predicted: {reason}");

    /// <summary>Levels of grouping factors that a model does not have.</summary>
    /// <param name="reason">Why there are none, as a sentence.</param>
    public static ModelException NoGroups(string reason) => Error("BL4025", reason);

    /// <summary>Rows that cannot be left out.</summary>
    public static ModelException CannotLeaveOut(string reason) => Error("BL4060", reason);

    /// <summary>A grouping factor that the model does not have.</summary>
    public static ModelException NoSuchGroup(string group, IReadOnlyList<string> groups) => Error(
        "BL4061",
        groups.Count == 0
            ? $"The model has no grouping factors, and so not '{group}'."
            : $"The model has no grouping factor '{group}'; it has {string.Join(", ", groups)}.",
        NameSuggestion.Nearest(group, groups));

    /// <summary>A coefficient that the model does not have.</summary>
    public static ModelException NoSuchCoefficient(string name, IReadOnlyList<string> coefficients) => Error(
        "BL4063", $"The model has no coefficient '{name}'; it has {string.Join(", ", coefficients)}.", NameSuggestion.Nearest(name, coefficients));

    /// <summary>A marginal likelihood that does not exist.</summary>
    public static ModelException NoEvidence(string model, IReadOnlyList<string> improper) => Error(
        "BL4062",
        $"The model '{model}' has no marginal likelihood: the prior of {string.Join(", ", improper)} is flat. Give every parameter a proper prior, such as "
            + $"'prior {improper[0]} ~ normal(0, 10)'.");

    /// <summary>A parameter, group effect or grouping factor that the model does not have.</summary>
    public static ModelException NoSuchQuantity(string name, IReadOnlyList<string> names) => Error(
        "BL4066",
        $"The model has no parameter, group effect or grouping factor '{name}'; it has {string.Join(", ", names.Take(MostNames))}"
            + (names.Count > MostNames ? ", …" : "."),
        NameSuggestion.Nearest(name, names));

    /// <summary>A kind of figure that there is none of.</summary>
    public static ModelException NoSuchFigure(string name, IReadOnlyList<string> kinds) => Error(
        "BL4068", $"There is no figure '{name}'; the kinds are {string.Join(", ", kinds)}, and all.", NameSuggestion.Nearest(name, kinds));

    /// <summary>A picture of too many dots.</summary>
    public static ModelException PictureTooLarge() => Error(
        "BL4069", "The picture would have more than 100,000,000 dots. Choose a smaller --width, --height or --dpi, or a folder for a file a figure.");

    /// <summary>Pictures that cannot be written.</summary>
    public static ModelException CannotWritePictures(string problem) => Error("BL4067", char.ToUpperInvariant(problem[0]) + problem[1..]);

    private static ModelException Error(string code, string message, string? suggestion = null) =>
        new([Diagnostic.Error(code, message, suggestion: suggestion)]);
}
