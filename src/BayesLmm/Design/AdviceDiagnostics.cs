using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Language.Printing;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Design;

/// <summary>The wording of advice about a model that is legal but doubtful: few groups, nesting, responses of another kind.</summary>
internal static class AdviceDiagnostics
{
    private const string NotYet = "not yet available. Until then";

    public static Diagnostic FewLevels(SourceText source, TextSpan span, string group, int levels, int fewest, bool canBeFixed, bool hasPrior)
    {
        string remedy = hasPrior
            ? "see how much the posterior depends on the prior that the model gives this standard deviation"
            : "fit the posterior with a prior for this standard deviation that you can defend";
        return Warning(
            "BL2102",
            $"The grouping factor '{group}' has {levels} levels; fewer than {fewest} say little about the variance between them. "
                + (canBeFixed ? $"Make '{group}' a fixed effect, or {remedy}." : $"{char.ToUpperInvariant(remedy[0])}{remedy[1..]}."),
            source,
            span);
    }

    /// <summary>A level for every row, where the effects' variance competes with something else.</summary>
    public static Diagnostic LevelEveryRow(SourceText source, TextSpan span, string group, Family family) =>
        Warning(
            "BL2103",
            $"The grouping factor '{group}' has a level for every row: " + family.Domain switch
            {
                ResponseDomain.Real => "its variance cannot be told from the residual's. Take it out, or fit the posterior with priors for both standard "
                    + "deviations that you can defend.",
                ResponseDomain.Binary => "one value of 0 or 1 says nothing about the variance between rows. Take it out.",
                _ => $"its variance and the shape of the family {family.Name} describe the same spread. Take it out, or write 'family poisson'.",
            },
            source,
            span);

    public static Diagnostic NestingMeant(SourceText source, TextSpan span, string inner, IReadOnlyList<string> outer, bool startsAnew) =>
        Warning(
            "BL2104",
            (startsAnew
                ? $"The labels of '{inner}' start anew in every level of '{string.Join(':', outer)}'"
                : $"The labels of '{inner}' occur in several levels of '{string.Join(':', outer)}'")
                + ", and rows with equal labels have nothing in common across them. If equal labels mean different things, write "
                + $"(1 | {string.Join('/', outer.Append(inner).Select(ExpressionPrinter.PrintName))}).",
            source,
            span);

    /// <summary>A response whose values call for another family; null for a measurement.</summary>
    public static Diagnostic? ResponseOfKind(SourceText source, TextSpan span, string name, ResponseShape shape, Family family) => shape switch
    {
        (ResponseKind.Binary, var lowest, var highest) => Warning(
            "BL2131",
            FormattableString.Invariant($"The response '{name}' has only the values {lowest} and {highest}. Write 'family bernoulli'")
                + (lowest == 0 ? ". " : $" and 'factor {ExpressionPrinter.PrintName(name)}', by which {highest} counts as 1. ")
                + $"With {family.Residuals} residuals coefficients are differences in the probability of {highest}, to be trusted only where predictions stay "
                + $"well between {lowest} and {highest}.",
            source,
            span),
        (ResponseKind.Counts, var lowest, var highest) => Warning(
            "BL2132",
            FormattableString.Invariant($"The response '{name}' looks like counts: whole numbers from {lowest} to {highest}. Write ")
                + "'family poisson', or 'family negative_binomial' for counts that vary more than that; for counts of successes among known numbers of trials "
                + "'family binomial trials …'.",
            source,
            span),
        (ResponseKind.Proportions or ResponseKind.Percentages, var lowest, var highest) =>
            Share(source, span, name, shape.Kind == ResponseKind.Percentages, lowest, highest),
        (ResponseKind.Ordered, var lowest, var highest) => Warning(
            "BL2134",
            FormattableString.Invariant($"The response '{name}' looks like ordered answers: whole numbers from {lowest} to {highest}. That calls for ")
                + $"'family cumulative', {NotYet}, results take the steps between the answers as equally wide; check that conclusions do not hang on it.",
            source,
            span),
        (ResponseKind.CountsOrOrdered, var lowest, var highest) => Warning(
            "BL2136",
            FormattableString.Invariant($"The response '{name}' looks like counts or like ordered answers: whole numbers from {lowest} to {highest}. For ")
                + "counts write 'family poisson' or 'family negative_binomial'. Ordered answers call for 'family cumulative', "
                + $"{NotYet}, results take the steps between the values as equally wide and their spread as equal; check that conclusions do not hang on it.",
            source,
            span),
        _ => null,
    };

    public static Diagnostic LevelUnused(SourceText source, TextSpan span, string level, string column) =>
        Warning("BL2135", $"The level '{level}' of column '{column}' does not occur in the data and is left out.", source, span);

    private static Diagnostic Share(SourceText source, TextSpan span, string name, bool isPercentage, double lowest, double highest)
    {
        int whole = isPercentage ? 100 : 1;
        string y = ExpressionPrinter.PrintName(name);
        string remedy = lowest > 0 && highest < whole
            ? $"model log({y} / ({whole} - {y})), which has no bounds"
            : $"trust results only where predictions stay well between 0 and {whole}";
        return Warning(
            "BL2133",
            $"The response '{name}' looks like {(isPercentage ? "percentages" : "proportions")}: values between 0 and {whole}, near a bound. "
                + "Of shares of known numbers of trials write the successes left of '~' and 'family binomial trials …'. Other shares call for 'family beta', "
                + $"{NotYet}, {remedy}.",
            source,
            span);
    }
}
