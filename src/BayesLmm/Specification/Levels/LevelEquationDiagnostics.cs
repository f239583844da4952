using static BayesLmm.Diagnostic;

namespace BayesLmm.Specification.Levels;

/// <summary>The wording of every error in level equations. Codes BL2030–BL2039.</summary>
internal static class LevelEquationDiagnostics
{
    private const int MostNames = 20;

    public static Diagnostic NotACoefficient(SourceText source, TextSpan span) =>
        Error("BL2030", "Left of '~' stands one coefficient of the level below: intercept, a column, or columns joined by ':'.", source, span);

    public static Diagnostic UnknownCoefficient(SourceText source, TextSpan span, string name, IReadOnlyList<string> names) => Error(
        "BL2031",
        $"The level below has no coefficient '{name}'; it has {Listed(names)}.",
        source,
        span,
        NameSuggestion.Nearest(name, names));

    public static Diagnostic CoefficientWithoutMean(SourceText source, TextSpan span, string name, TextSpan removed) =>
        Error("BL2032", $"The coefficient '{name}' has no mean left that could vary here: the equation in line {LineOf(source, removed)} removes it with 0.",
            source, span);

    public static Diagnostic EquationTwice(SourceText source, TextSpan span, string name, TextSpan first) =>
        Error("BL2033", $"The coefficient '{name}' has an equation already in line {LineOf(source, first)}; write all its predictors there.", source, span);

    public static Diagnostic BlockTwice(SourceText source, TextSpan span, string group, TextSpan first) =>
        Error("BL2034", $"The groups of '{group}' have equations already from line {LineOf(source, first)} on; write all of them there.", source, span);

    public static Diagnostic RandomTermInEquation(SourceText source, TextSpan span) =>
        Error("BL2035", "A level equation has no random terms: it has a random residual by itself, unless it ends in ', fixed'.", source, span);

    public static Diagnostic EmptyBlock(SourceText source, TextSpan span) =>
        Error("BL2036", "This 'across' has no equations; write them on indented lines below, such as 'intercept ~ 1'.", source, span);

    public static Diagnostic NothingRandom(SourceText source, TextSpan span, string group) => Error(
        "BL2037",
        $"Every equation is fixed here, so that nothing varies over '{group}'; leave ', fixed' out of one, or write the predictors into the formula.",
        source,
        span);

    public static Diagnostic EmptyEquation(SourceText source, TextSpan span, string name) => Error(
        "BL2038", $"The coefficient '{name}' has neither a mean, nor predictors, nor a residual here; take it out of the model.", source, span);

    public static Diagnostic MisplacedOffset(SourceText source, TextSpan span, string name) =>
        Error("BL2039", $"An offset is a part of the response's mean and has no place in the equation of '{name}'; write it in that of the intercept.", source,
            span);

    /// <summary>The first few names: a formula may have thousands.</summary>
    private static string Listed(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "none at all",
        <= MostNames => string.Join(", ", names),
        _ => $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more",
    };

    private static int LineOf(SourceText source, TextSpan span) => source.PositionOf(span.Start).Line;
}
