using System.Diagnostics.CodeAnalysis;
using BayesLmm.Cli.Inputs;
using BayesLmm.Data.Readings;
using BayesLmm.Design;
using BayesLmm.Language.Printing;
using BayesLmm.Reports.Starters;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Starters;

/// <summary>Guesses a first model from a table.</summary>
internal sealed class StarterGuess
{
    /// <summary>A first model is simple: the most predictors and grouping factors in it.</summary>
    private const int MostPredictors = 6, MostGroups = 4;

    /// <summary>The fewest levels of either column of a nesting.</summary>
    private const int FewestRenumbered = 2;

    private readonly string path;
    private readonly Table table;
    private readonly ColumnProfile[] columns;
    private readonly List<(string Column, LeftOutReason Reason)> leftOut = [];
    private readonly Dictionary<string, int[]> codes = [];

    private StarterGuess(string path, Table table)
    {
        this.path = path;
        this.table = table;
        SourceColumns source = new(table, new DataConventions(null, new HashSet<string>(), IsStated: false));
        columns = [.. table.Columns.Select(column => ColumnProfile.Of(column, source))];
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
            catch (ModelException) when (model.Predictors.Count + model.Groups.Count > 0 || model.Family is not null)
            {
                model = Simplify(model);
            }
        }
    }

    /// <summary>Removes what was added last.</summary>
    private static StarterModel Simplify(StarterModel model)
    {
        LeftOutReason reason = new LeftOutReason.NotFitted();
        if (model.Predictors.Count + model.Groups.Count == 0)
        {
            return model with { Family = null, FactorCodes = [] };
        }

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
        StarterFamily? family = FamilyGuess.Of(response, columns);
        ColumnProfile[] others = [.. columns.Where(column => column != response && column.Name != family?.Trials && IsOfUse(column))];
        (ColumnProfile Outer, ColumnProfile Inner)? renumbered = FindRenumbered(response, others);
        bool IsGroup(ColumnProfile column) => StarterGuess.IsGroup(column) || column == renumbered?.Outer || column == renumbered?.Inner;
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
            [
                .. predictors.Where(column => column.IsFactorCode || column.IsTextOfNumbers).Select(column => column.Name),
                .. FamilyGuess.NeedsFactor(response, family) ? [response.Name] : (string[])[],
            ],
            [.. groups.Select(group => group == renumbered?.Inner && groups.Contains(renumbered.Value.Outer)
                ? DescribeRenumbered(group, renumbered.Value.Outer, [.. numbers.Where(predictors.Contains)])
                : Describe(group, [.. groups.Where(other => other != renumbered?.Inner)], [.. factors.Where(predictors.Contains)],
                    [.. numbers.Where(predictors.Contains)]))],
            leftOut)
        {
            Family = family,
        };
    }

    private ColumnProfile Named(string name)
    {
        ColumnProfile column = columns.FirstOrDefault(column => column.Name == name)
            ?? throw InputDiagnostics.NoSuchColumn(path, name, [.. columns.Select(column => column.Name)]);
        if (FamilyGuess.IsTwoTexts(column))
        {
            return column;
        }

        return column.AsResponse() is { IsUsableNumber: true } numbers
            ? columns[Array.IndexOf(columns, column)] = numbers
            : throw InputDiagnostics.NotAResponse(path, name, StarterWording.Of(Unusable(column)));
    }

    /// <summary>Why a column cannot be a response.</summary>
    private static LeftOutReason Unusable(ColumnProfile column) => column.Distinct == 0 ? new LeftOutReason.Empty()
        : Unread(column) is { } reason ? reason
        : !column.IsNumeric ? new LeftOutReason.Text()
        : column.Distinct < 2 ? new LeftOutReason.AllEqual()
        : !column.IsFinite ? new LeftOutReason.Infinite()
        : column.IsDate ? new LeftOutReason.Date()
        : new LeftOutReason.NumbersRows();

    /// <summary>Why the texts of a column are neither numbers nor levels; null where they are one of these.</summary>
    private static LeftOutReason? Unread(ColumnProfile column)
    {
        string Level(int level) => ((CategoricalColumn)column.Values).Levels[level];
        return column.IsNumeric ? null : column.Reading switch
        {
            TextReading.Mixed mixed => new LeftOutReason.NearlyNumbers(Level(mixed.Stranger)),
            TextReading.Ambiguous ambiguous => new LeftOutReason.AmbiguousNumbers(Level(ambiguous.Example)),
            TextReading.TwoNotations two => new LeftOutReason.TwoNotations(Level(two.Example), Level(two.Stranger)),
            TextReading.OtherDates dates => new LeftOutReason.UnclearDates(Level(dates.Example)),
            TextReading.Times times => new LeftOutReason.Times(Level(times.Example)),
            _ => null,
        };
    }

    private (ColumnProfile Column, ResponseReason Reason) GuessResponse()
    {
        ColumnProfile[] numbers = [.. columns.Where(column => column is { IsUsableNumber: true, NumbersRows: false, IsDate: false })];
        if (numbers.FirstOrDefault(column => ColumnNameHints.SuggestsResponse(column.Name)) is { } named)
        {
            return (named, new ResponseReason.Name());
        }

        if (columns.FirstOrDefault(column => ColumnNameHints.SuggestsResponse(column.Name) && FamilyGuess.IsTwoTexts(column)) is { } text)
        {
            return (text, new ResponseReason.Name());
        }

        if (FamilyGuess.FindSuccesses(numbers) is { } pair)
        {
            return (pair.Successes, new ResponseReason.UpToTrials(pair.Trials.Name));
        }

        ColumnProfile[] candidates = [.. numbers.Where(column => !column.IsCode)];
        ColumnProfile[] binary = [.. candidates.Where(FamilyGuess.IsBinary)];
        if (binary.Length == 1 && candidates.Length > 1 && candidates.All(column => column == binary[0] || ColumnNameHints.SuggestsMeasure(column.Name)))
        {
            return (binary[0], new ResponseReason.OnlyBinary());
        }

        if (candidates.Length == 0)
        {
            return numbers.MaxBy(column => column.Distinct) is { } code
                ? (code, new ResponseReason.MostValuesOfCodes())
                : throw InputDiagnostics.NoResponse(
                    path,
                    [.. columns.Take(MostPredictors).Select(column => $"{column.Name} ({StarterWording.Of(Unusable(column))})")],
                    columns.Length,
                    columns.FirstOrDefault(column => column.AsResponse() is { IsUsableNumber: true })?.Name);
        }

        // Of columns with equally many values the last: what is measured in the end stands there.
        int distinct = candidates.Max(column => column.Distinct);
        ColumnProfile most = candidates.Last(column => column.Distinct == distinct);
        return (most, candidates.Length == 1 ? new ResponseReason.OnlyNumbers() : new ResponseReason.MostValues(most.Distinct));
    }

    private bool IsOfUse(ColumnProfile column)
    {
        LeftOutReason? reason = column.Distinct == 0 ? new LeftOutReason.Empty()
            : column.Distinct < 2 ? new LeftOutReason.AllEqual()
            : !MayBeLabels(column) && Unread(column) is { } unread ? unread
            : !column.IsFinite ? new LeftOutReason.Infinite()
            : column.NumbersRows ? new LeftOutReason.NumbersRows()
            : 2 * column.Missing > column.Rows ? new LeftOutReason.MostlyMissing()
            : !column.IsNumeric && !column.Repeats ? new LeftOutReason.AllDifferent()
            : null;
        if (reason is not null)
        {
            leftOut.Add((column.Name, reason));
        }

        return reason is null;
    }

    /// <summary>Whether texts that are nearly numbers may name groups all the same, as in 12, 13, 14b.</summary>
    private static bool MayBeLabels(ColumnProfile column) => column.Repeats && (ColumnNameHints.SuggestsGroup(column.Name)
        || (column.Reading is TextReading.Mixed && column.Distinct >= ColumnProfile.FewestLevels && !ColumnNameHints.SuggestsMeasure(column.Name)
            && !((CategoricalColumn)column.Values).Levels.Any(level => level.AsSpan().ContainsAny('.', ','))));

    private static bool IsGroup(ColumnProfile column) =>
        column.Distinct >= ColumnProfile.FewestLevels && column.Repeats && !column.IsDate && (!column.IsNumeric || (column.IsCode && !column.IsFactorCode));

    /// <summary>
    /// Two columns of labels of which one starts anew in every level of the other, as patients 1, 2, 3, … do in every hospital. The outer one may have few
    /// levels: what varies is the inner one within it.
    /// </summary>
    private (ColumnProfile Outer, ColumnProfile Inner)? FindRenumbered(ColumnProfile response, ColumnProfile[] others)
    {
        ColumnProfile[] labels = [.. others.Where(column => column.Distinct >= FewestRenumbered && column.Repeats && IsLabel(column))];
        if (labels.Length < 2)
        {
            return null;
        }

        ColumnProfile[] measured = [.. others.Where(column => column.IsNumeric && !labels.Contains(column)).Take(MostPredictors)];
        string right = string.Join(" + ", measured.Select(column => column.Describe().Written).Prepend("1"));
        string formula = $"{response.Describe().Written} ~ {right}";
        if (!Model.TryParse(formula, "residuals", out Model? model, out _) || !TryBind(model, out BoundModel? bound))
        {
            return null;
        }

        double[] residuals = LeastSquaresResiduals.Of(bound.Design);
        int[][] codesOfLabels = [.. labels.Select(CodesOf)];
        for (int i = 0; i < labels.Length; i++)
        {
            for (int j = i + 1; j < labels.Length; j++)
            {
                int[] a = codesOfLabels[i], b = codesOfLabels[j];
                int[] kept = [.. Enumerable.Range(0, residuals.Length).Where(k => a[bound.Design.TableRows[k]] >= 0 && b[bound.Design.TableRows[k]] >= 0)];
                int[] rows = [.. kept.Select(k => bound.Design.TableRows[k])];
                LikelyNesting? nesting = rows.Length == 0 ? null : CrossedOrNested.Judge(
                    [.. rows.Select(row => a[row])], a.Max() + 1, [.. rows.Select(row => b[row])], b.Max() + 1,
                    () => [.. kept.Select(k => residuals[k])]);
                if (nesting is { StartsAnew: true } && !IsPartitionOfAnother(Partition.Cross(a, b), others))
                {
                    return nesting.InnerIsSecond ? (labels[i], labels[j]) : (labels[j], labels[i]);
                }
            }
        }

        return null;
    }

    /// <summary>Whether a column may be that of labels in a nesting: text or numbers that name groups, but not measures or conditions.</summary>
    private static bool IsLabel(ColumnProfile column) => ColumnNameHints.SuggestsGroup(column.Name) ? !column.IsNumeric || column.IsWhole
        : IsGroup(column) || (column.IsNumbered && !ColumnNameHints.SuggestsMeasure(column.Name) && column.Distinct >= ColumnProfile.FewestLevels);

    private bool IsPartitionOfAnother(int[] cells, ColumnProfile[] others) =>
        others.Any(other => IsGroup(other) && Partition.IsSame(cells, CodesOf(other)));

    private bool TryBind(Model model, [NotNullWhen(true)] out BoundModel? bound)
    {
        try
        {
            bound = model.Bind(table);
            return true;
        }
        catch (ModelException)
        {
            bound = null;
            return false;
        }
    }

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

    /// <summary>A group whose labels start anew in every level of another: a level is a pair of labels.</summary>
    private StarterGroup DescribeRenumbered(ColumnProfile group, ColumnProfile outer, ColumnProfile[] numbers)
    {
        int[] own = Partition.Cross(CodesOf(outer), CodesOf(group));
        int levels = Partition.Levels(own);
        string[] varying = [.. numbers.Where(number => Partition.Pairs(own, CodesOf(number)) > levels).Select(number => number.Name)];
        return new StarterGroup(group.Name, levels, outer.Name, varying, null) { StartsAnew = true };
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
