using BayesLmm.Diagnostics;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Specification.Formulas;

/// <summary>Everything that can be wrong with a formula, in words. Codes BL2014–BL2020, BL2026, BL2040, BL2091, BL2092 and BL2120.</summary>
internal static class FormulaDiagnostics
{
    public static Diagnostic EmptyRandomTerm(SourceText source, TextSpan span) =>
        Error("BL2014", "This random term has no effects; write (1 | group) for a random intercept.", source, span);

    public static Diagnostic NotAGroupingFactor(SourceText source, TextSpan span) =>
        Error("BL2015", "Right of the bar stands a grouping factor: a column, or columns joined by ':' or '/'.", source, span);

    public static Diagnostic NotATerm(SourceText source, TextSpan span) =>
        Error("BL2016", "This is arithmetic, not a term of a formula; put it into I( ).", source, span);

    public static Diagnostic NotADegree(SourceText source, TextSpan span, int largest) =>
        Error("BL2017", $"The degree behind '^' must be a whole number from 1 to {largest}; for a power of a column write I(x^2).", source, span);

    public static Diagnostic BarWithoutParentheses(SourceText source, TextSpan span) =>
        Error("BL2018", "A random term stands in parentheses, as in (1 | group).", source, span);

    public static Diagnostic MisplacedRandomTerm(SourceText source, TextSpan span) =>
        Error("BL2019", "A random term can only be added with '+'.", source, span);

    public static Diagnostic NotAConstant(SourceText source, TextSpan span) =>
        Error("BL2020", "The only numbers in a formula are 1 (with an intercept) and 0 (without), added with '+' or '-'.", source, span);

    public static Diagnostic TooManyTerms(SourceText source, TextSpan span, int most) =>
        Error("BL2026", $"This expands to more than {most} terms; write the ones that are meant.", source, span);

    public static Diagnostic TooManyRandomTerms(SourceText source, TextSpan span, int most) =>
        Error("BL2091", $"This expands to more than {most} random terms; write the grouping factors that are meant.", source, span);

    public static Diagnostic TooManyRandomEffects(SourceText source, TextSpan span, int most) =>
        Error("BL2092", $"This random term has more than {most} effects for each level; write the ones that are meant.", source, span);

    public static Diagnostic TrialsAmongResponse(SourceText source, TextSpan span, string successes, string trials) =>
        Error("BL2040", $"Left of '~' stand the successes alone: write '{successes} ~ …' and 'family binomial trials {trials}'.", source, span);

    public static Diagnostic PowerOfOneTerm(SourceText source, TextSpan span, string written, string term, bool isProduct) => Warning(
        "BL2120",
        $"In a formula '{written}' is '{term}', because " + (isProduct
            ? $"terms are crossed, as in R; for the square of a column write I({term} * {term})."
            : $"'^' crosses terms, as in R; for the power of a column write I({written})."),
        source,
        span);
}
