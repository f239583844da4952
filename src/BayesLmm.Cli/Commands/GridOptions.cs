using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BayesLmm.Numerics;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Commands;

/// <summary>The options of <c>blmm means</c> that describe the grid, and what is compared on it.</summary>
internal sealed class GridOptions
{
    private const string Balanced = "balanced", OverData = "data";

    private static readonly (string Word, ContrastKind Kind)[] Kinds =
    [
        ("none", ContrastKind.None), ("pairwise", ContrastKind.Pairwise), ("reference", ContrastKind.Reference), ("consecutive", ContrastKind.Consecutive),
        ("poly", ContrastKind.Polynomial),
    ];

    private static readonly PredictionGroups[] AllGroups = [PredictionGroups.Population, PredictionGroups.Known, PredictionGroups.New];

    private readonly Option<string?> of = Names("of", "The factors, or numeric columns with --at, whose means are wanted; for the overall mean none.");
    private readonly Option<string?> by = Names("by", "The factors, or numeric columns with --at, within whose values means are compared.");
    private readonly Option<string[]> at = new("--at")
    {
        Description = "Values of a numeric column, as \"Days = 0, 5, 9\"; the column's mean if not given. May be repeated, or several separated by semicolons.",
        HelpName = "COLUMN=VALUES",
    };

    private readonly Option<string?> slopes = new("--slopes") { Description = "Slopes by this numeric column, in place of means.", HelpName = "COLUMN" };
    private readonly Option<string?> contrasts = new("--contrasts")
    {
        Description = "The differences that are wanted: none, pairwise, reference (each less the first), consecutive (each less the one before), poly "
            + "(orthogonal polynomials), or weights of one's own, as \"1, -0.5, -0.5\" or \"name = 1, -0.5, -0.5\", several separated by semicolons; "
            + "pairwise if not given.",
        HelpName = "CONTRASTS",
    };

    private readonly Option<string> average = Choice.Create(
        "average-over", "balanced for the same weight of every level of the other factors, data for the rows of the data as they are.", [Balanced, OverData],
        Balanced);

    private readonly Option<string> groups = Choice.Create(
        "groups", "With --average-over data: no groups (population), the rows' own groups (known), or new ones.",
        [.. AllGroups.Select(PredictionWording.NameOf)], PredictionWording.NameOf(PredictionGroups.Population));

    private readonly Option<string> scale = ScaleOption.Create();

    private readonly Option<string> adjust = InferenceOptions.Adjust(
        "With --engine reml: how p-values allow for the number of contrasts; tukey if not given for pairwise ones, holm for reference and consecutive "
            + "ones, and otherwise none.",
        null);

    private readonly Option<double?> level = InferenceOptions.Level();

    /// <summary>The options.</summary>
    public GridOptions()
    {
        at.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.SelectMany(token => token.Value.Split(';')).Where(text => Values(text) is null))
            {
                result.AddError($"--at takes a column with values, as \"Days = 0, 5\", not '{text}'.");
            }
        });
        contrasts.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }, ..] && Kinds.All(kind => kind.Word != text) && Custom(text) is null)
            {
                result.AddError($"--contrasts takes {string.Join(", ", Kinds.Select(kind => kind.Word))}, or weights such as \"1, -1\", not '{text}'."
                    + Choice.Meant(text, [.. Kinds.Select(kind => kind.Word)]));
            }
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[of, by, at, slopes, contrasts, average, groups, scale, adjust, level])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked for, without the table of the data.</summary>
    public MeansOptions Read(ParseResult parsed)
    {
        string? chosen = parsed.GetValue(contrasts);
        EquatableArray<CustomContrast>? custom = chosen is null || Array.Exists(Kinds, kind => kind.Word == chosen) ? null : Custom(chosen);
        return new MeansOptions
        {
            Of = Split(parsed.GetValue(of)),
            By = Split(parsed.GetValue(by)),
            At = (parsed.GetValue(at) ?? []).SelectMany(text => text.Split(';')).Select(text => Values(text)!).ToEquatableArray(),
            Slope = parsed.GetValue(slopes),
            Average = parsed.GetValue(average) == OverData ? MeansAverage.Data : MeansAverage.Balanced,
            Groups = AllGroups.First(one => PredictionWording.NameOf(one) == parsed.GetValue(groups)),
            Scale = ScaleOption.Of(parsed.GetValue(scale)),
            Contrasts = custom is not null ? ContrastKind.Custom
                : chosen is null ? ContrastKind.Pairwise
                : Kinds.First(kind => kind.Word == chosen).Kind,
            Custom = custom ?? [],
            Adjustment = InferenceOptions.Adjustment(parsed.GetValue(adjust)),
            Level = parsed.GetValue(level) ?? FixedEffectInference.DefaultLevel,
        };
    }

    private static Option<string?> Names(string name, string description) => new("--" + name) { Description = description, HelpName = "NAME[:NAME]" };

    private static EquatableArray<string> Split(string? names) =>
        names is null ? [] : names.Split([':', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToEquatableArray();

    private static PredictorValues? Values(string text) => text.Split('=', StringSplitOptions.TrimEntries) is [{ Length: > 0 } column, var list]
        && Numbers(list) is { } values
        ? new PredictorValues(column.Trim('`'), values)
        : null;

    private static EquatableArray<CustomContrast>? Custom(string text)
    {
        List<CustomContrast> all = [];
        foreach (string one in text.Split(';'))
        {
            string[] sides = one.Split('=', StringSplitOptions.TrimEntries);
            if (sides.Length > 2 || Numbers(sides[^1]) is not { } weights)
            {
                return null;
            }

            all.Add(new CustomContrast(sides.Length == 2 ? sides[0] : sides[0].Replace(" ", "", StringComparison.Ordinal), weights));
        }

        return all.ToEquatableArray();
    }

    private static EquatableArray<double>? Numbers(string list)
    {
        List<double> values = [];
        foreach (string word in list.Split(','))
        {
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                return null;
            }

            values.Add(value);
        }

        return values.ToEquatableArray();
    }
}
