using BayesLmm.Language.Checks;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Wording;

/// <summary>What was found by a fit, in plain sentences that come before everything else.</summary>
internal static class FindingWording
{
    /// <summary>The title of the sentences.</summary>
    public const string Title = "In short";

    /// <summary>Where draws are not of the posterior itself.</summary>
    public const string Approximate = "These numbers are of an approximation of the posterior.";

    /// <summary>More effects are counted, not named.</summary>
    private const int MostEffects = 3;

    /// <summary>More names are counted.</summary>
    private const int MostNames = 4;

    /// <summary>More effects of groups are left out.</summary>
    private const int MostSlopes = 2;

    /// <summary>Where nothing should be concluded.</summary>
    public static string NotTrusted(string reason) => $"Nothing should be concluded from these draws yet. {char.ToUpperInvariant(reason[0])}{reason[1..]}";

    /// <summary>What the predictors do, in a sentence; null if there is nothing to say.</summary>
    /// <param name="words">How effects of the model's link are told.</param>
    /// <param name="effects">The effects, the clearest first.</param>
    public static string? Predictors(EffectWords words, IReadOnlyList<FoundEffect> effects)
    {
        if (effects.Count == 0)
        {
            return null;
        }

        // Effects whose sign the data settle are told in full, or else the clearest of the others.
        FoundEffect[] told = [.. effects.Where(effect => effect is FoundEffect.Mean || IsSettled(effect)).DefaultIfEmpty(effects[0])];
        string[] open = [.. effects.Where(effect => !told.Contains(effect)).Select(effect => effect.Value.Name)];
        int more = told.Length - MostEffects;
        string[] clauses =
        [
            .. told.Take(MostEffects).Select((effect, i) => Clause(words, effect, isFirst: i == 0)),
            .. more <= 0 ? [] : (string[])[$"the sign of {more} more {(more == 1 ? "coefficient" : "coefficients")} is settled"],
            .. open.Length == 0 ? [] : (string[])[$"the data do not settle the sign of {Names(open)}"],
        ];
        return Sentence(string.Join("; ", clauses), words.BeginsWithName && BeginsWithName(told[0]));
    }

    /// <summary>What the groups do, in a sentence; null if there are none.</summary>
    /// <param name="variance">The variance that the groups share, as "the variance of y".</param>
    /// <param name="groups">The groups.</param>
    public static string? Groups(string variance, IReadOnlyList<FoundGroup> groups)
    {
        FoundGroup[] sharing = [.. groups.Where(group => group.Share is not null)];
        IEnumerable<string> shares = sharing.Select((group, i) => Share(group.Group, group.Share!, isFirst: i == 0));
        string between(FoundGroup group) => groups.Count == 1 && sharing.Length > 0 ? "them" : $"levels of {group.Group}";
        string[] clauses =
        [
            .. sharing.Length == 0 ? [] : (string[])[$"of {variance}, {SyntaxDiagnostics.List(shares, "and")}"],
            .. groups.Where(group => group.Share is null && group.Sd is not null)
                .Select(group => $"the levels of {group.Group} differ with a standard deviation of {EffectNumbers.Number(group.Sd!)} "
                    + EffectNumbers.Interval(group.Sd!)),
            .. groups.SelectMany(group => group.Slopes.Select(slope => (Group: group, slope.Effect, slope.Sd))).Take(MostSlopes)
                .Select(slope => $"the coefficient of {slope.Effect} differs between {between(slope.Group)} with a standard deviation of "
                    + $"{EffectNumbers.Number(slope.Sd)} {EffectNumbers.Interval(slope.Sd)}"),
        ];
        return clauses.Length == 0 ? null : Sentence(string.Join("; ", clauses));
    }

    /// <summary>How much predictors explain, where there are no groups.</summary>
    public static string Explained(string response, DrawnEstimate share) =>
        $"The predictors explain {Percent(share.Mean)} % of the variance of {response} ({PercentInterval(share, true)}).";

    /// <summary>Clauses as a sentence; it begins with a large letter, but for a response, whose name is written as it is.</summary>
    private static string Sentence(string clauses, bool beginsWithName = false) =>
        $"{(beginsWithName ? clauses : char.ToUpperInvariant(clauses[0]) + clauses[1..])}.";

    /// <summary>Whether the words of an effect begin with the response's name.</summary>
    private static bool BeginsWithName(FoundEffect effect) =>
        IsSettled(effect) && effect is FoundEffect.Difference or FoundEffect.Slope { At.Count: 0 };

    private static bool IsSettled(FoundEffect effect) => effect.Value.Lower > 0 || effect.Value.Upper < 0;

    private static string Clause(EffectWords words, FoundEffect effect, bool isFirst)
    {
        bool isSettled = IsSettled(effect);
        return effect switch
        {
            FoundEffect.Mean mean => words.Mean(mean.Value),
            FoundEffect.Slope slope => At(slope) + (isSettled ? words.Slope(slope, isFirst) : words.UnsettledSlope(slope, isFirst)),
            FoundEffect.Difference difference => isSettled ? words.Difference(difference, isFirst) : words.UnsettledDifference(difference, isFirst),
            FoundEffect.SlopeDifference change => isSettled ? words.SlopeDifference(change) : words.UnsettledSlopeDifference(change),
            _ => $"the coefficient {effect.Value.Name} is {EffectNumbers.Number(effect.Value)} {EffectNumbers.Interval(effect.Value)}",
        };
    }

    private static string Names(string[] names) => names.Length > MostNames
        ? $"{string.Join(", ", names.Take(MostNames))} and {names.Length - MostNames} more"
        : SyntaxDiagnostics.List(names, "and");

    private static string At(FoundEffect.Slope slope) =>
        slope.At.Count == 0 ? "" : $"for {SyntaxDiagnostics.List(slope.At.Select(at => $"{at.Factor} {at.Level}"), "and")}, ";

    private static string Share(string group, DrawnEstimate share, bool isFirst) => isFirst
        ? $"{Percent(share.Mean)} % lies between the levels of {group} ({PercentInterval(share, isFirst)})"
        : $"{Percent(share.Mean)} % between those of {group} ({PercentInterval(share, isFirst)})";

    private static string PercentInterval(DrawnEstimate share, bool isFirst) =>
        $"{(isFirst ? "95 % interval " : "")}{Percent(share.Lower)} to {Percent(share.Upper)} %";

    private static string Percent(double share) => SignificantFormat.Fixed(100 * share, 0);
}
