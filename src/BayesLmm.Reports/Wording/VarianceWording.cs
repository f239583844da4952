using BayesLmm.Equations;
using BayesLmm.Language.Checks;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Wording;

/// <summary>Variances that the data do not determine, in words.</summary>
internal static class VarianceWording
{
    /// <summary>The most combinations that are written down.</summary>
    private const int MostHeld = 6;

    /// <summary>Which parameters trade off, and what the data hold; a sentence without a full stop for each trade-off.</summary>
    public static IEnumerable<string> TradeOffs(IEnumerable<VarianceTradeOff> tradeOffs) => tradeOffs.Select(TradeOff);

    /// <summary>All trade-offs in one sentence, with a full stop.</summary>
    public static string Sentence(IEnumerable<VarianceTradeOff> tradeOffs)
    {
        string words = string.Join("; ", TradeOffs(tradeOffs));
        return $"{char.ToUpperInvariant(words[0])}{words[1..]}.";
    }

    /// <summary>A combination, as <c>sd(id, intercept)² + sigma²</c>.</summary>
    public static string Held(HeldCombination combination)
    {
        string first = Part(combination.Parts[0]);
        return combination.Parts.Skip(1).Aggregate(
            first, (sum, part) => $"{sum} {(part.Weight < 0 ? "−" : "+")} {Part(part with { Weight = Math.Abs(part.Weight) })}");
    }

    /// <summary>The names of the parameters that trade off.</summary>
    public static Datum Parameters(IEnumerable<VarianceTradeOff> tradeOffs) =>
        Datum.ListOf(tradeOffs.SelectMany(tradeOff => tradeOff.Parameters).Select(parameter => parameter.Name));

    private static string TradeOff(VarianceTradeOff tradeOff)
    {
        string names = SyntaxDiagnostics.List(tradeOff.Parameters.Select(parameter => parameter.Name), "and");
        if (tradeOff.Held.Count == 0)
        {
            return $"the data say nothing about {names}, because "
                + (tradeOff.IsUnseen ? "no level shows both effects" : "the fixed effects take up all that it could explain");
        }

        string held = SyntaxDiagnostics.List(tradeOff.Held.Take(MostHeld).Select(Held), "and");
        string more = tradeOff.Held.Count > MostHeld ? $" and {tradeOff.Held.Count - MostHeld} more combinations" : "";
        return $"{names} trade off; the data hold only {held}{more}";
    }

    private static string Part(VariancePart part)
    {
        string what = part.Parameter.Kind == ParameterKind.GroupCorrelation
            ? "cov" + part.Parameter.Name["cor".Length..]
            : part.Parameter.Name + "²";
        string weight = SignificantFormat.WithDigits(part.Weight, 3).TrimEnd('0').TrimEnd('.');
        return Math.Abs(part.Weight - 1) < 5e-4 ? what : $"{weight}·{what}";
    }
}
