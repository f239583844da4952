using BayesLmm.Language;

namespace BayesLmm.FactorGraphs.Texts;

/// <summary>What can be wrong with the text of a factor graph besides its form, in words. Codes BL5001 and up.</summary>
internal sealed class GraphTextDiagnostics(SourceText source)
{
    private readonly List<Diagnostic> diagnostics = [];

    /// <summary>What was reported.</summary>
    public IReadOnlyList<Diagnostic> All => diagnostics;

    public void UnknownStatement(TextSpan span, string word) => Add(
        "BL5001", span, $"There is no statement '{word}'; a line starts with {SyntaxDiagnostics.List(GraphWords.Statements, "or")}, or with a variable and '~' or '='.", NameSuggestion.Nearest(word, GraphWords.Statements));

    public void UnknownPlate(TextSpan span, string name, IEnumerable<string> plates) =>
        Add("BL5002", span, $"There is no plate '{name}'; {Existing(plates, "the graph has none", "the graph has")}.", NameSuggestion.Nearest(name, plates));

    public void UnknownVariable(TextSpan span, string name, IEnumerable<string> variables) =>
        Add("BL5003", span, $"There is no variable '{name}'; {Existing(variables, "the graph has none", "the graph has")}.", NameSuggestion.Nearest(name, variables));

    public void UnknownComponent(TextSpan span, string component, GraphVariable variable) => Add(
        "BL5004",
        span,
        $"'{variable.Name}' has no component '{component}'; {Existing(variable.Components, "it is a number", "it has")}.",
        NameSuggestion.Nearest(component, variable.Components));

    public void NotItsPlate(TextSpan span, GraphVariable variable) =>
        Add("BL5005", span, $"'{variable.Name}' is in the plate '{variable.Plate}' and stands as {variable.Name}[{GraphWords.Name(variable.Plate!)}] where a factor gives its distribution or value.");

    public void UnknownDistribution(TextSpan span, string name, GraphVariable variable, IReadOnlyList<string> distributions) => Add(
        "BL5006",
        span,
        $"'{variable.Name}' cannot have the distribution '{name}'; {(variable.Kind == VariableKind.DegreesOfFreedom ? "degrees of freedom have" : "factors have")} {SyntaxDiagnostics.List(distributions, "or")}.",
        NameSuggestion.Nearest(name, distributions));

    public void WrongNumberOfArguments(TextSpan span, DistributionSignature signature, int count) =>
        Add("BL5007", span, $"Found {count} {(count == 1 ? "argument" : "arguments")} where {signature} was expected.");

    public void NoSize(TextSpan span) => Add("BL5008", span, "The size of a plate is a whole number from 1 to 2147483647.");

    public void SecondPart(TextSpan span, string what) => Add("BL5009", span, $"There is a second {what}; one is all that a factor has.");

    public void NotDiagonal(TextSpan span, GraphVariable variable) => Add("BL5010", span, variable.Shape == VariableShape.Vector
        ? $"'{variable.Name}' is a vector; its matrix is diag({variable.Name})."
        : $"'{variable.Name}' is no vector; write it without diag.");

    /// <summary>The statements make no graph.</summary>
    public void Invalid(TextSpan? span, string problem) => Add("BL5011", span, problem);

    private void Add(string code, TextSpan? span, string message, string? suggestion = null) =>
        diagnostics.Add(new Diagnostic(code, Severity.Error, message, source, span, suggestion));

    private static string Existing(IEnumerable<string> names, string none, string some) => names.Any() ? $"{some} {SyntaxDiagnostics.List(names, "and")}" : none;
}
