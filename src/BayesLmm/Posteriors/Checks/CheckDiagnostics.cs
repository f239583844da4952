using BayesLmm.Diagnostics;
using BayesLmm.Language.Checks;

namespace BayesLmm.Posteriors.Checks;

/// <summary>What can be wrong with a statistic of the response.</summary>
internal static class CheckDiagnostics
{
    /// <summary>An expression that is no number of the whole response.</summary>
    public static ModelException NotAStatistic(SourceText source, TextSpan span, IReadOnlyList<string> aggregates) => Error(
        "BL5001",
        source,
        span,
        $"A statistic is one number of all rows: write {SyntaxDiagnostics.List(aggregates, "or")} of the response, and arithmetic of them.");

    /// <summary>A statistic of another column.</summary>
    public static ModelException NotTheResponse(SourceText source, TextSpan span, string name, string response) => Error(
        "BL5002", source, span, $"A statistic is of the response '{response}', not of '{name}'.");

    /// <summary>A wrong number of arguments.</summary>
    public static ModelException WrongArguments(SourceText source, TextSpan span, string function) => Error(
        "BL5003",
        source,
        span,
        function == "quantile" ? "'quantile' takes the response and a probability from 0 to 1: quantile(y, 0.9)." : $"'{function}' takes the response alone.");

    private static ModelException Error(string code, SourceText source, TextSpan span, string message) =>
        new([Diagnostic.Error(code, message, source, span)]);
}
