using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Language.Syntax;
using static BayesLmm.Diagnostic;

namespace BayesLmm.Models.Binding;

/// <summary>The wording of every error in a prior once the parameters are known. Codes BL3001 and up.</summary>
internal static class PriorDiagnostics
{
    public static Diagnostic UnknownParameter(SourceText source, ParameterReference parameter, IReadOnlyList<string> names) =>
        Error(
            "BL3001",
            $"The model has no parameter '{parameter.Name}'; it has {string.Join(", ", names)}.",
            source,
            parameter.Span,
            NameSuggestion.Nearest(parameter.Name, names));

    public static Diagnostic NotForCorrelation(SourceText source, DistributionSyntax distribution, string parameter) =>
        Error("BL3002", $"The correlation matrix '{parameter}' takes the prior lkj, not '{distribution.Name.Text}'.", source, distribution.Name.Span);

    public static Diagnostic OnlyForCorrelation(SourceText source, DistributionSyntax distribution, string parameter) =>
        Error("BL3003", $"'lkj' is a prior of a correlation matrix, and '{parameter}' is none; write it for cor(group).", source, distribution.Name.Span);

    public static Diagnostic SingleCorrelation(SourceText source, ParameterReference parameter, string group) =>
        Error("BL3004", $"A prior is for the whole correlation matrix: write 'cor({group})'.", source, parameter.Span, $"cor({group})");

    public static Diagnostic NoCorrelation(SourceText source, ParameterReference parameter, string group) =>
        Error("BL3005", $"The effects of '{group}' have no correlations in this model: there is one effect, or they are uncorrelated.", source, parameter.Span);

    public static Diagnostic NothingPositive(SourceText source, DistributionSyntax distribution, string parameter) =>
        Error("BL3006", $"'{parameter}' is positive, but this prior allows no positive value.", source, distribution.Span);

    public static Diagnostic NothingAbove(SourceText source, DistributionSyntax distribution, string parameter, double bound) =>
        Error("BL3007", FormattableString.Invariant($"'{parameter}' is more than {bound}, but this prior allows no such value."), source, distribution.Span);

    public static Diagnostic FlatPrior(SourceText source, DistributionSyntax distribution, string parameter, string why, DefaultPrior otherwise) =>
        Error(
            "BL3008",
            $"'{parameter}' cannot have a flat prior: {why}. Write {otherwise.For(default(ResponseScale))}, for example.",
            source,
            distribution.Span);

    public static Diagnostic OfOtherFamily(SourceText source, ParameterReference written, FamilyParameter parameter, Family owner, Family family) =>
        Error(
            "BL3009",
            family.IsDiscrete || owner.IsDiscrete
                ? $"'{parameter.Name}', {parameter.Meaning}, is a parameter of the family {owner.Name}; this model's family is {family.Name}, which "
                    + (family.Parameters.Count == 0 ? "has no such parameter." : $"has {string.Join(" and ", family.Parameters.Select(own => own.Name))}.")
                : $"'{parameter.Name}', {parameter.Meaning}, is a parameter of {owner.Residuals} residuals, and this model's are {family.Residuals}; write "
                    + $"'family {owner.Name}'.",
            source,
            written.Span);

    public static Diagnostic HoldsSlopeBack(SourceText source, TextSpan span, string parameter, string prior, string effect) =>
        Warning(
            "BL3101",
            $"The default prior {prior} of '{parameter}' is made for effects of the response's size, but '{effect}' varies little: it may hold the variance "
                + $"back. Rescale '{effect}', or give '{parameter}' a prior.",
            source,
            span);

    public static Diagnostic FarWithPrior(SourceText source, TextSpan span, string coefficient, string variable) =>
        Warning(
            "BL3104",
            $"'{coefficient}' is an effect where '{variable}' is 0, far from the data, and has a prior there. Write center({variable}), so that the prior is "
                + "for an effect among the data, and computations lose no digits.",
            source,
            span);

    public static Diagnostic FarAndUncorrelated(SourceText source, TextSpan span, string effect, string group) =>
        Warning(
            "BL3103",
            $"'{effect}' lies far from 0, and without a correlation with intercepts of '{group}' its effects make a model that depends on where 0 is. Write "
                + $"center({effect}), so that 0 is where the data are, or let the effects be correlated.",
            source,
            span);

    public static Diagnostic FarFromZero(SourceText source, TextSpan span, string effect, string group) =>
        Warning(
            "BL3102",
            $"'{effect}' lies far from 0, where the intercepts of '{group}' and their default prior are. Write center({effect}), so that they are where the "
                + "data are.",
            source,
            span);
}
