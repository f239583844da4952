using BayesLmm.Diagnostics;
using BayesLmm.Language.Checks;

namespace BayesLmm.Posteriors.Checks;

/// <summary>What can be wrong with a statistic of the response.</summary>
internal static class CheckDiagnostics
{
    /// <summary>An expression that is no number of the whole response; <paramref name="function"/> is the function that was called, if one was.</summary>
    public static ModelException NotAStatistic(SourceText source, TextSpan span, string? function, IReadOnlyList<string> aggregates) => Error(
        "BL5001",
        source,
        span,
        $"A statistic is one number of all rows: write {SyntaxDiagnostics.List(aggregates, "or")} of the response, and arithmetic of them.",
        function is null ? null : NameSuggestion.Nearest(function, aggregates));

    /// <summary>A statistic of another column.</summary>
    public static ModelException NotTheResponse(SourceText source, TextSpan span, string name, string response) => OfAnother(
        source, span, $"A statistic is of the response '{response}', not of '{name}'.", NameSuggestion.Nearest(name, [response]));

    /// <summary>A statistic of numbers that are the same whatever the response.</summary>
    public static ModelException WithoutTheResponse(SourceText source, TextSpan span, string response) =>
        OfAnother(source, span, $"A statistic is of the response '{response}', which does not occur here.");

    /// <summary>A wrong number of arguments.</summary>
    public static ModelException WrongArguments(SourceText source, TextSpan span, string function) => Error(
        "BL5003",
        source,
        span,
        function == "quantile" ? "'quantile' takes the response and a probability from 0 to 1: quantile(y, 0.9)." : $"'{function}' takes the response alone.");

    /// <summary>A statistic that the observed data do not have, so that there is nothing to compare replications with.</summary>
    public static ModelException NotFinite(SourceText source, string name, double value) => Error(
        "BL5004",
        source,
        new TextSpan(0, name.Length),
        $"For the observed data this statistic is {Word(value)}; only a finite number can be compared with those of replications.");

    private static string Word(double value) => value switch
    {
        double.PositiveInfinity => "infinite",
        double.NegativeInfinity => "minus infinity",
        _ => "undefined",
    };

    private static ModelException OfAnother(SourceText source, TextSpan span, string message, string? suggestion = null) =>
        Error("BL5002", source, span, message, suggestion);

    private static ModelException Error(string code, SourceText source, TextSpan span, string message, string? suggestion = null) =>
        new([Diagnostic.Error(code, message, source, span, suggestion)]);
}
