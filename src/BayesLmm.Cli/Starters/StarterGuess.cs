using BayesLmm.Cli.Inputs;
using BayesLmm.Reports.Starters;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Starters;

/// <summary>Guesses a first model from a table.</summary>
internal sealed class StarterGuess
{
    /// <summary>A first model is simple: the most predictors and grouping factors in it.</summary>
    private const int MostPredictors = 6, MostGroups = 4;

    private readonly string path;
    private readonly ColumnProfile[] columns;
    private readonly List<(string Column, LeftOutReason Reason)> leftOut = [];
    private readonly Dictionary<string, int[]> codes = [];

    private StarterGuess(string path, Table table)
    {
        this.path = path;
        columns = [.. table.Columns.Select(ColumnProfile.Of)];
    }

    /// <summary>A model that binds to the table.</summary>
    /// <param name="path">The table's file.</param>
    /// <param name="table">The table.</param>
    /// <param name="response">The response, when the user names it.</param>
    /// <exception cref="ModelException">No column can be the response, or the named column cannot.</exception>
    public static (StarterModel Model, BoundModel Bound) For(string path, Table table, string? response)
    {
        StarterModel model = new StarterGuess(path, table).Guess(response);
        while (true)
        {
            try
            {
                return (model, Model.Parse(model.Statements).Bind(table));
            }
            catch (ModelException) when (model.Predictors.Count + model.Groups.Count > 0)
            {
                model = Simplify(model);
            }
        }
    }

    /// <summary>Removes what was added last.</summary>
    private static StarterModel Simplify(StarterModel model)
    {
        LeftOutReason reason = new LeftOutReason.NotFitted();
        if (model.Predictors.Count == 0)
        {
            return model with { Groups = [.. model.Groups.SkipLast(1)], LeftOut = [.. model.LeftOut, (model.Groups[^1].Name, reason)] };
        }

        string last = model.Predictors[^1];
        return model with
        {
            Predictors = [.. model.Predictors.SkipLast(1)],
            FactorCodes = [.. model.FactorCodes.Where(name => name != last)],
            Groups = [.. model.Groups.Select(group => group with { VaryingWithin = [.. group.VaryingWithin.Where(name => name != last)] })],
            LeftOut = [.. model.LeftOut, (last, reason)],
        };
    }

    private StarterModel Guess(string? wanted)
    {
        (ColumnProfile response, ResponseReason reason) = wanted is null ? GuessResponse() : (Named(wanted), new ResponseReason.Given());
        ColumnProfile[] others = [.. columns.Where(column => column != response && IsOfUse(column))];
        ColumnProfile[] groups = ChooseGroups([.. others.Where(IsGroup)]);
        ColumnProfile[] factors =
            [.. others.Where(column => !IsGroup(column) && (!column.IsNumeric || column.IsFactorCode)).Where(factor => AddsToGroups(factor, groups))];
        ColumnProfile[] numbers = ChooseNumbers([.. others.Where(column => !IsGroup(column) && column.IsNumeric && !column.IsFactorCode)]);
        ColumnProfile[] predictors = [.. numbers.Concat(factors).Take(MostPredictors)];
        leftOut.AddRange(numbers.Concat(factors).Skip(MostPredictors).Select(column => (column.Name, (LeftOutReason)new LeftOutReason.ManyPredictors())));
        return new StarterModel(
            path,
            columns[0].Rows,
            [.. columns.Select(column => column.Describe())],
            response.Name,
            reason,
            [.. predictors.Select(column => column.Name)],
            [.. predictors.Where(column => column.IsFactorCode).Select(column => column.Name)],
            [.. groups.Select(group => Describe(group, groups, [.. factors.Where(predictors.Contains)], [.. numbers.Where(predictors.Contains)]))],
            leftOut);
    }

    private ColumnProfile Named(string name)
    {
        ColumnProfile column = columns.FirstOrDefault(column => column.Name == name)
            ?? throw InputDiagnostics.NoSuchColumn(path, name, [.. columns.Select(column => column.Name)]);
        return column.IsUsableNumber
            ? column
            : throw InputDiagnostics.NotAResponse(path, name, StarterWording.Of(
                !column.IsNumeric ? new LeftOutReason.Text() : column.Distinct < 2 ? new LeftOutReason.AllEqual() : new LeftOutReason.Infinite()));
    }

    private (ColumnProfile Column, ResponseReason Reason) GuessResponse()
    {
        ColumnProfile[] numbers = [.. columns.Where(column => column.IsUsableNumber)];
        if (numbers.FirstOrDefault(column => ColumnNameHints.SuggestsResponse(column.Name)) is { } named)
        {
            return (named, new ResponseReason.Name());
        }

        ColumnProfile[] candidates = [.. numbers.Where(column => !column.IsCode)];
        if (candidates.Length == 0)
        {
            return numbers.MaxBy(column => column.Distinct) is { } code
                ? (code, new ResponseReason.MostValuesOfCodes())
                : throw InputDiagnostics.NoResponse(path);
        }

        ColumnProfile most = candidates.MaxBy(column => column.Distinct)!;
        return (most, candidates.Length == 1 ? new ResponseReason.OnlyNumbers() : new ResponseReason.MostValues(most.Distinct));
    }

    private bool IsOfUse(ColumnProfile column)
    {
        LeftOutReason? reason = column.Distinct < 2 ? new LeftOutReason.AllEqual()
            : !column.IsFinite ? new LeftOutReason.Infinite()
            : 2 * column.Missing > column.Rows ? new LeftOutReason.MostlyMissing()
            : !column.IsNumeric && !column.Repeats ? new LeftOutReason.AllDifferent()
            : null;
        if (reason is not null)
        {
            leftOut.Add((column.Name, reason));
        }

        return reason is null;
    }

    private static bool IsGroup(ColumnProfile column) =>
        column.Distinct >= ColumnProfile.FewestLevels && column.Repeats && (!column.IsNumeric || (column.IsCode && !column.IsFactorCode));

    private int[] CodesOf(ColumnProfile column)
    {
        if (!codes.TryGetValue(column.Name, out int[]? known))
        {
            codes.Add(column.Name, known = column.Codes());
        }

        return known;
    }

    private ColumnProfile[] ChooseGroups(ColumnProfile[] candidates)
    {
        List<ColumnProfile> chosen = [];
        foreach (ColumnProfile group in candidates)
        {
            if (chosen.FirstOrDefault(other => Partition.IsSame(CodesOf(group), CodesOf(other))) is { } same)
            {
                leftOut.Add((group.Name, new LeftOutReason.SameGroups(same.Name)));
            }
            else if (chosen.Count == MostGroups)
            {
                leftOut.Add((group.Name, new LeftOutReason.ManyGroups()));
            }
            else
            {
                chosen.Add(group);
            }
        }

        return [.. chosen];
    }

    /// <summary>Whether a factor adds information to nested grouping factors: cask does not if sample is cask within batch.</summary>
    private bool AddsToGroups(ColumnProfile factor, ColumnProfile[] groups)
    {
        foreach (ColumnProfile outer in groups)
        {
            int[] cells = Partition.Cross(CodesOf(outer), CodesOf(factor));
            if (groups.FirstOrDefault(inner => inner != outer && Partition.IsSame(cells, CodesOf(inner))) is { } same)
            {
                leftOut.Add((factor.Name, new LeftOutReason.SameWithin(factor.Name, outer.Name, same.Name)));
                return false;
            }
        }

        return true;
    }

    private ColumnProfile[] ChooseNumbers(ColumnProfile[] candidates)
    {
        List<ColumnProfile> chosen = [];
        foreach (ColumnProfile column in candidates)
        {
            ReadOnlySpan<double> values = ((NumericColumn)column.Values).Values;
            ColumnProfile? same = null;
            foreach (ColumnProfile other in chosen)
            {
                same ??= values.SequenceEqual(((NumericColumn)other.Values).Values) ? other : null;
            }

            if (same is null)
            {
                chosen.Add(column);
            }
            else
            {
                leftOut.Add((column.Name, new LeftOutReason.SameNumbers(same.Name)));
            }
        }

        return [.. chosen];
    }

    private StarterGroup Describe(ColumnProfile group, ColumnProfile[] groups, ColumnProfile[] factors, ColumnProfile[] numbers)
    {
        int[] own = CodesOf(group);
        ColumnProfile? outer = groups
            .Where(other => other.Distinct < group.Distinct && Partition.IsNested(own, CodesOf(other)))
            .MaxBy(other => other.Distinct);
        ColumnProfile? partner = factors.Concat(groups.Where(other => other.Distinct < group.Distinct))
            .FirstOrDefault(other => !Partition.IsNested(own, CodesOf(other)) && !Partition.IsNested(CodesOf(other), own)
                && Partition.CombinationsRepeat(own, CodesOf(other)));
        return new StarterGroup(
            group.Name,
            group.Distinct,
            outer?.Name,
            [.. numbers.Where(number => Partition.Pairs(own, CodesOf(number)) > group.Distinct).Select(number => number.Name)],
            partner?.Name);
    }
}
