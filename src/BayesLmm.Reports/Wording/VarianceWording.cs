using BayesLmm.Equations;
using BayesLmm.Families;
using BayesLmm.Language.Checks;
using BayesLmm.Numerics;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Wording;

/// <summary>Variances that the data do not determine, in words.</summary>
internal static class VarianceWording
{
    /// <summary>On which scale shares of variance are, and what stands for the residual variance; null for a response that is on that scale itself.</summary>
    /// <param name="family">The family.</param>
    public static string? LatentScale(Family family)
    {
        string? variance = (family.Link, family.Domain) switch
        {
            (Link.Identity, _) => null,
            (Link.Logit, _) => "π²/3, that of the logistic distribution",
            (Link.Probit, _) => "1, that of the standard normal distribution",
            (Link.CLogLog, _) => "π²/6, that of the Gumbel distribution",
            (_, ResponseDomain.Counts) when family.Parameters.Count > 0 => "log(1 + 1/mean + 1/shape) at the mean of the fitted values",
            (_, ResponseDomain.Counts) => "log(1 + 1/mean) at the mean of the fitted values",
            _ => "(1 − p)/p at the mean p of the fitted values",
        };
        return variance is null
            ? null
            : $"ICC, R² marginal and R² conditional are on the scale of the linear predictor, with the residual variance {variance} (Nakagawa, Johnson and "
                + "Schielzeth 2017); Bayesian R² is on the scale of the response.";
    }

    /// <summary>The most combinations that are written down.</summary>
    private const int MostHeld = 6;

    /// <summary>The most parameters that are named.</summary>
    private const int MostNames = 80;

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

    /// <summary>All combinations, or how many there are where they are too many to write down.</summary>
    public static IEnumerable<string> AllHeld(VarianceTradeOff tradeOff) =>
        tradeOff.Held.Count == 0 && tradeOff.HeldCount > 0 ? [Number(tradeOff.HeldCount)] : tradeOff.Held.Select(Held);

    /// <summary>The names of the parameters that trade off.</summary>
    public static Datum Parameters(IEnumerable<VarianceTradeOff> tradeOffs) =>
        Datum.ListOf(tradeOffs.SelectMany(tradeOff => tradeOff.Parameters).Select(parameter => parameter.Name));

    private static string TradeOff(VarianceTradeOff tradeOff)
    {
        EquatableArray<Parameter> parameters = tradeOff.Parameters;
        string names = parameters.Count <= MostNames
            ? SyntaxDiagnostics.List(parameters.Select(parameter => parameter.Name), "and")
            : $"{parameters.Count} parameters, from {parameters[0].Name} to {parameters[^1].Name},";
        if (tradeOff.HeldCount == 0)
        {
            return $"the data say nothing about {names.TrimEnd(',')}, because "
                + (tradeOff.IsUnseen ? "no level shows both effects" : "the fixed effects take up all that it could explain");
        }

        return $"{names} trade off; the data hold only {HeldWords(tradeOff)}";
    }

    private static string HeldWords(VarianceTradeOff tradeOff)
    {
        if (tradeOff.Held.Count == 0)
        {
            return Number(tradeOff.HeldCount);
        }

        string more = tradeOff.Held.Count > MostHeld ? $" and {tradeOff.Held.Count - MostHeld} more combinations" : "";
        return SyntaxDiagnostics.List(tradeOff.Held.Take(MostHeld).Select(Held), "and") + more;
    }

    private static string Number(int combinations) => $"{combinations} combination{(combinations == 1 ? "" : "s")} of their variances and covariances";

    private static string Part(VariancePart part)
    {
        string what = part.Parameter.Kind == ParameterKind.GroupCorrelation
            ? "cov" + part.Parameter.Name["cor".Length..]
            : part.Parameter.Name + "²";
        string weight = SignificantFormat.WithDigits(part.Weight, 3).TrimEnd('0').TrimEnd('.');
        return Math.Abs(part.Weight - 1) < 5e-4 ? what : $"{weight}·{what}";
    }
}
