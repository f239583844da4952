using BayesLmm.Diagnostics;
using BayesLmm.Families;
using BayesLmm.Distributions;
using BayesLmm.Language.Grammar;
using BayesLmm.Language.Printing;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Language.Checks;

/// <summary>Every error in the form of a model text, and its wording. Codes BL0001–BL0999; a code never changes its meaning.</summary>
internal sealed class SyntaxDiagnostics(SourceText source)
{
    private readonly List<Diagnostic> diagnostics = [];

    /// <summary>Whether level equations were reported that stand outside their block.</summary>
    public bool HasLostEquations { get; private set; }

    /// <summary>What was reported, in the order of the text; what has no place comes last.</summary>
    public IEnumerable<Diagnostic> InOrder => diagnostics.OrderBy(diagnostic => diagnostic.Span?.Start ?? int.MaxValue);

    // The model as a whole.

    public void NoFormula(bool isEmpty) => Add("BL0001", null, isEmpty
        ? "The model is empty; it needs a formula such as 'y ~ 1 + x + (1 | g)'."
        : "The model has no formula; it needs one such as 'y ~ 1 + x + (1 | g)'.");

    public void SecondFormula(TextSpan span, TextSpan first) =>
        Add("BL0002", span, $"A model has one formula, and line {LineOf(first)} has one already.");

    public void SecondStatement(string keyword, TextSpan span, TextSpan first) =>
        Add("BL0003", span, $"A model has one '{keyword}' statement, and line {LineOf(first)} has one already.");

    public void UnknownStatement(TextSpan span, string name) => Add(
        "BL0004",
        span,
        $"There is no statement '{name}'; a line holds a formula with '~' or starts with {List(StatementKeywords.All, "or")}.",
        NameSuggestion.Nearest(name, StatementKeywords.All));

    public void TooLong(int length, int maximum) =>
        Add("BL0006", null, $"The model text has {length} characters; at most {maximum} are read.");

    // Tokens.

    public void Unexpected(TextSpan span, string found, IEnumerable<string> expected, string? suggestion = null) =>
        Add("BL0010", span, $"Found {found} where {List(expected, "or")} was expected.", suggestion);

    public void UnexpectedEnd(TextSpan span, IEnumerable<string> expected) =>
        Add("BL0011", span, $"The statement ends where {List(expected, "or")} was expected.");

    public void Unclosed(TextSpan span, string opening) =>
        Add("BL0012", span, $"This '{opening}' is never closed; a '{(opening == "(" ? ")" : "]")}' is missing.");

    public void Unopened(TextSpan span, string closing) =>
        Add("BL0013", span, $"This '{closing}' closes nothing; a '{(closing == ")" ? "(" : "[")}' is missing before it, or it is one too many.");

    public void UnclosedText(TextSpan span, char quote) =>
        Add("BL0014", new TextSpan(span.Start, 1),
            $"The text that starts here is not closed; a {(quote == '"' ? "double" : "single")} quote is missing at its end.");

    public void UnclosedName(TextSpan span) =>
        Add("BL0015", new TextSpan(span.Start, 1), "The name that starts here is not closed; a backquote is missing at its end.");

    public void EmptyName(TextSpan span) => Add("BL0016", span, "The backquotes hold no name.");

    public void UnknownSign(TextSpan span, string sign) => Add("BL0017", span, $"The language has no {sign}.", sign switch
    {
        "'&&'" => "&",
        _ => null,
    });

    public void HugeNumber(TextSpan span, string number) =>
        Add("BL0018", span, $"The number {number} is beyond the range of double precision, about 1.8e308.");

    public void TooDeep(TextSpan span) =>
        Add("BL0019", span, $"The expression is nested deeper than {ExpressionGrammar.MaximumDepth} levels here.");

    public void TooManyTokens(TextSpan span, int count, int maximum) =>
        Add("BL0020", span, $"The formula has {count} names, numbers and signs; at most {maximum} are read.");

    // factor

    public void UnknownFactorOption(Word option) => Add(
        "BL0030",
        option.Span,
        $"A factor has no option '{option.Text}'; the options are levels, contrasts and reference, and levels are separated by commas.",
        NameSuggestion.Nearest(option.Text, ["levels", "contrasts", "reference"]));

    public void FactorOptionTwice(Word option) => Add("BL0031", option.Span, $"The option '{option.Text}' is given twice for this factor.");

    public void OneValueOnly(Word option, Word second) =>
        Add("BL0032", second.Span, $"The option '{option.Text}' takes one value; '{second.Text}' is a second one.");

    public void UnknownContrast(Word contrast, IReadOnlyList<string> known) => Add(
        "BL0033",
        contrast.Span,
        $"There is no contrast '{contrast.Text}'; the contrasts are {List(known, "and")}.",
        NameSuggestion.Nearest(contrast.Text, known));

    public void LevelTwice(Word level) => Add("BL0034", level.Span, $"The level '{level.Text}' is listed twice.");

    public void ReferenceNotALevel(Word reference, IEnumerable<string> levels) => Add(
        "BL0035",
        reference.Span,
        $"The reference '{reference.Text}' is not among the levels listed.",
        NameSuggestion.Nearest(reference.Text, levels));

    public void FactorTwice(Word column, TextSpan first) =>
        Add("BL0036", column.Span, $"The column '{column.Text}' is a factor already by line {LineOf(first)}.");

    // data

    public void DataOptionTwice(Word option) => Add("BL0037", option.Span, $"The option '{option.Text}' is given twice for the data.");

    public void OneMarkOnly(Word option, Word second) =>
        Add("BL0038", second.Span, $"The option '{option.Text}' takes one sign; '{second.Text}' is a second one.");

    public void UnknownMark(string option, Word mark, IReadOnlyList<string> known) =>
        Add("BL0039", mark.Span, $"The option '{option}' takes {List(known.Select(sign => $"\"{sign}\""), "or")}; found \"{mark.Text}\".");

    public void SameMarks(Word thousands) =>
        Add("BL0080", thousands.Span, $"The sign \"{thousands.Text}\" cannot both mark decimals and separate thousands.");

    // prior

    public void PriorTwice(ParameterReference parameter, TextSpan first) =>
        Add("BL0040", parameter.Span, $"The parameter {parameter.Name} has a prior already in line {LineOf(first)}.");

    public void WrongNumberOfNames(ParameterReference parameter) => Add("BL0041", parameter.Span, parameter.Kind == "sd"
        ? $"Found {Count(parameter.Arguments.Count, "name")} in {parameter.Name}; expected sd(group) or sd(group, coefficient)."
        : $"Found {Count(parameter.Arguments.Count, "name")} in {parameter.Name}; expected cor(group) or cor(group, coefficient, coefficient).");

    public void UnknownDistribution(Word name) => Add(
        "BL0042",
        name.Span,
        $"There is no distribution '{name.Text}'; the distributions are {List(DistributionSignatures.Names, "and")}.",
        NameSuggestion.Nearest(name.Text, DistributionSignatures.Names));

    public void WrongNumberOfArguments(DistributionSyntax distribution, DistributionSignature signature) =>
        Add("BL0043", distribution.Span, $"Found {Count(distribution.Arguments.Count, "argument")} for {signature.Name}; expected {signature}.");

    public void NotPositive(DistributionArgument argument, DistributionParameter parameter, DistributionSignature signature) => Add(
        "BL0044",
        argument.Span,
        $"The {parameter.Name} of {signature} is positive; found {ExpressionPrinter.PrintNumber(argument.Value)}.");

    public void BoundsReversed(DistributionSyntax distribution) => Add(
        "BL0045",
        distribution.Span,
        $"The lower bound of uniform(lower, upper) lies below the upper; found {ExpressionPrinter.PrintNumber(distribution.Arguments[0].Value)} "
        + $"and {ExpressionPrinter.PrintNumber(distribution.Arguments[1].Value)}.");

    public void UnknownArgument(Word name, DistributionSignature signature) => Add(
        "BL0046",
        name.Span,
        $"The distribution {signature} has no argument '{name.Text}'.",
        NameSuggestion.Nearest(name.Text, signature.Parameters.Select(parameter => parameter.Name)));

    public void ArgumentTwice(Word name) => Add("BL0047", name.Span, $"The argument '{name.Text}' is given twice.");

    public void ArgumentBeyondRange(DistributionArgument argument, DistributionParameter parameter, DistributionSignature signature) => Add(
        "BL0048",
        argument.Span,
        $"The {parameter.Name} of {signature} has a size from {ExpressionPrinter.PrintNumber(parameter.Smallest)} to "
        + $"{ExpressionPrinter.PrintNumber(parameter.Largest)}; found {ExpressionPrinter.PrintNumber(argument.Value)}.");

    // sample

    public void UnknownSetting(Word name) => Add(
        "BL0050",
        name.Span,
        $"There is no setting '{name.Text}'; the settings are {List(SampleSettings.Names, "and")}.",
        NameSuggestion.Nearest(name.Text, SampleSettings.Names));

    public void SettingTwice(Word name) => Add("BL0051", name.Span, $"The setting '{name.Text}' is given twice.");

    public void SettingOutOfRange(SampleSetting setting, SampleSettingRule rule) => Add(
        "BL0052",
        setting.ValueSpan,
        $"The setting '{rule.Name}' is {(rule.IsInteger ? "a whole number from" : "between")} {Plain(rule.Minimum)} {(rule.IsInteger ? "to" : "and")} "
        + $"{Plain(rule.Maximum)}; found {ExpressionPrinter.PrintNumber(setting.Value)}.");

    // let, missing, family, weights and known_se

    public void LetTwice(Word name, TextSpan first) =>
        Add("BL0060", name.Span, $"The column '{name.Text}' is computed already in line {LineOf(first)}; give each its own name.");

    public void UnknownChoice(string keyword, Word choice, IReadOnlyList<string> choices) => Add(
        "BL0061",
        choice.Span,
        $"'{keyword}' takes {List(choices, "or")}; found '{choice.Text}'.",
        NameSuggestion.Nearest(choice.Text, choices));

    public void UnknownFamilyOption(Word option, IReadOnlyList<string> known) => Add(
        "BL0063",
        option.Span,
        $"A family has no option '{option.Text}'; the options are {List(known, "and")}.",
        NameSuggestion.Nearest(option.Text, known));

    public void FamilyOptionTwice(Word option) => Add("BL0064", option.Span, $"The option '{option.Text}' is given twice for this family.");

    public void UnknownLink(Word link, Family family)
    {
        string[] known = [.. family.Links.Select(link => Links.NameOf(link))];
        Add(
            "BL0065",
            link.Span,
            known.Length == 1
                ? $"The family {family.Name} has no link '{link.Text}'; its link is {known[0]}."
                : $"The family {family.Name} has no link '{link.Text}'; its links are {List(known, "and")}.",
            NameSuggestion.Nearest(link.Text, known));
    }

    public void NoTrials(Word trials, Family family) => Add(
        "BL0066",
        trials.Span,
        $"The family {family.Name} has no trials. " + (family.Domain == ResponseDomain.Binary
            ? "For the number of successes among several trials write 'family binomial trials …'."
            : "For the number of successes among a known number of trials write 'family binomial trials …'."));

    public void TrialsMissing(Word family) => Add(
        "BL0067",
        family.Span,
        "The family binomial needs the number of trials of each row. Write 'family binomial trials size', where size is a column, a number or an expression; "
            + "if every row is one trial, write 'family bernoulli'.");

    public void NoRowWeights(TextSpan span, string keyword, Family family) => Add(
        "BL0068",
        span,
        $"The family {family.Name} takes no '{keyword}': its variance follows from its mean{(family.Parameters.Count > 0 ? " and its shape" : "")}. "
            + family.Domain switch
            {
                ResponseDomain.Binary => "Where a row stands for several trials, sum the successes and write 'family binomial trials …'.",
                ResponseDomain.Successes => "The numbers of trials stand behind 'trials'.",
                _ => "For counts over an exposure write 'offset log(exposure)'.",
            });

    public void KnownSeWithWeights(TextSpan span, string keyword, string other, TextSpan first) => Add(
        "BL0062",
        span,
        $"A model has '{keyword}' or '{other}', not both: either gives the rows' residual variances, and line {LineOf(first)} has '{other}' already.");

    // across

    public void UnknownAcrossOption(Word option, string known) => Add(
        "BL0070",
        option.Span,
        $"There is no option '{option.Text}' here; the only option is '{known}'.",
        NameSuggestion.Nearest(option.Text, [known]));

    public void AcrossOptionTwice(Word option) => Add("BL0071", option.Span, $"The option '{option.Text}' is given twice.");

    public void GroupTwice(NameExpression group) =>
        Add("BL0072", group.Span, $"The grouping factor '{group.Name}' is named twice; a group lies in groups of other factors.");

    public void EquationNotIndented(TextSpan span)
    {
        HasLostEquations = true;
        Add("BL0073", span, "The equations of 'across' stand on indented lines below it; put blanks before this line.");
    }

    private void Add(string code, TextSpan? span, string message, string? suggestion = null) =>
        diagnostics.Add(Diagnostic.Error(code, message, source, span, suggestion));

    private int LineOf(TextSpan span) => source.PositionOf(span.Start).Line;

    private static string Plain(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static string Count(int count, string noun) => count switch
    {
        0 => $"no {noun}",
        1 => $"1 {noun}",
        _ => $"{count} {noun}s",
    };

    /// <summary>Items joined for a sentence.</summary>
    internal static string List(IEnumerable<string> items, string conjunction)
    {
        string[] all = [.. items];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} {conjunction} {all[^1]}";
    }
}
