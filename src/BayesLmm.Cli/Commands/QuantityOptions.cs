using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BayesLmm.Posteriors.Quantities;

namespace BayesLmm.Cli.Commands;

/// <summary>The options of <c>blmm fit</c> for what is said of the posterior: intervals, regions, quantities, hypotheses.</summary>
internal sealed class QuantityOptions
{
    private readonly Option<double?> level = InferenceOptions.Level("The level of the posterior's intervals; 0.95 if not given.");
    private readonly Option<bool> hdi = new("--hdi") { Description = "Intervals of highest density, the shortest ones, in place of equal-tailed ones." };

    private readonly Option<string[]> rope = new("--rope")
    {
        Description = "A region of practical equivalence, as \"-1, 1\" for all coefficients and quantities, or \"Days = -1, 1\" for one parameter; the "
            + "share of the posterior in it. May be repeated.",
        HelpName = "LOWER, UPPER",
    };

    private readonly Option<string[]> quantities = new("--quantity")
    {
        Description = "A quantity computed from parameters and group effects, as \"ratio = Days / intercept\" or \"best = max(Subject[308, Days], "
            + "Subject[309, Days])\". May be repeated.",
        HelpName = "NAME = EXPRESSION",
    };

    private readonly Option<string[]> hypotheses = new("--hypothesis")
    {
        Description = "A hypothesis: a condition, as \"Days > 5\" or \"sd(Subject, Days) < 10 & Days > 8\", or a point, as \"Days = 0\". May be repeated.",
        HelpName = "HYPOTHESIS",
    };

    /// <summary>The options.</summary>
    public QuantityOptions() => rope.Validators.Add(result =>
    {
        foreach (Token token in result.Tokens.Where(token => Region(token.Value) is null))
        {
            result.AddError($"--rope takes two numbers, the lower first, as \"-1, 1\" or \"Days = -1, 1\", not '{token.Value}'.");
        }
    });

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[level, hdi, rope, quantities, hypotheses])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked for; null for nothing.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="ModelException">An expression cannot be read, or names what the model does not have.</exception>
    public QuantityPlan? Read(ParseResult parsed, BoundModel model)
    {
        (string? Name, double Lower, double Upper)[] regions = [.. (parsed.GetValue(rope) ?? []).Select(text => Region(text)!.Value)];
        (double Lower, double Upper)? general =
            Array.FindLast(regions, region => region.Name is null) is var last && Array.Exists(regions, region => region.Name is null)
                ? (last.Lower, last.Upper)
                : null;
        bool hasIntervals = parsed.GetValue(level) is not null || parsed.GetValue(hdi) || general is not null;
        string[] wanted = parsed.GetValue(quantities) ?? [], tested = parsed.GetValue(hypotheses) ?? [];
        return !hasIntervals && regions.Length + wanted.Length + tested.Length == 0
            ? null
            : QuantityPlan.Read(
                model,
                hasIntervals
                    ? new SummaryOptions
                    {
                        Level = parsed.GetValue(level) ?? new SummaryOptions().Level,
                        HighestDensity = parsed.GetValue(hdi),
                        Rope = general,
                    }
                    : null,
                regions.Where(region => region.Name is not null).Select(region => (region.Name!, region.Lower, region.Upper)),
                wanted,
                tested);
    }

    private static (string? Name, double Lower, double Upper)? Region(string text)
    {
        // A name may hold an equality sign and commas in quotes: the bounds are behind the last sign.
        int sign = text.LastIndexOf('=');
        string[] bounds = text[(sign + 1)..].Split(',');
        return bounds.Length == 2 && Number(bounds[0]) is { } lower && Number(bounds[1]) is { } upper && lower <= upper
            ? (sign < 0 ? null : text[..sign].Trim(), lower, upper)
            : null;
    }

    private static double? Number(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
}
