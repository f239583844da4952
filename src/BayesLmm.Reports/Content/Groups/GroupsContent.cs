using BayesLmm.Language.Printing;
using BayesLmm.Numerics;
using BayesLmm.Reports.Content.Reml;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Groups;

/// <summary>What was computed of the levels of a grouping factor; what was not asked for is null.</summary>
/// <param name="Group">The grouping factor.</param>
internal sealed record GroupResult(string Group)
{
    /// <summary>The coefficients of every level.</summary>
    public EquatableArray<GroupCoefficient>? Coefficients { get; init; }

    /// <summary>The same by a REML fit.</summary>
    public EquatableArray<PooledCoefficient>? Estimates { get; init; }

    /// <summary>The ranks of every level, for each coefficient.</summary>
    public IReadOnlyList<(string Coefficient, EquatableArray<GroupRank> Ranks)>? Ranks { get; init; }

    /// <summary>Differences between two levels, for each coefficient.</summary>
    public IReadOnlyList<(string Coefficient, DrawnEstimate Difference)>? Differences { get; init; }

    /// <summary>No, partial and complete pooling.</summary>
    public EquatableArray<PooledCoefficient>? Pooling { get; init; }
}

/// <summary>The report of the levels of grouping factors: coefficients, ranks, differences, pooling.</summary>
internal static class GroupsContent
{
    /// <summary>The document.</summary>
    /// <param name="model">The model.</param>
    /// <param name="groups">What was computed.</param>
    /// <param name="options">How quantities were summarised.</param>
    /// <param name="engine">Whose results they are.</param>
    public static ReportDocument Of(BoundModel model, IReadOnlyList<GroupResult> groups, SummaryOptions options, string engine)
    {
        string response = ExpressionPrinter.Print(model.Specification.Formula.Response);
        Part body = Body(groups, options);
        return new ReportDocument(
            $"Groups of {response}",
            body.Sections,
            [
                new("engine", engine),
                .. body.Members,
                ColumnsContent.Member(model),
                InputContent.Warnings(model.Warnings, "modelWarnings"),
            ])
        {
            CsvFields = [Field.Table, Field.Group, "level", .. ReportDocument.TidyFields.Skip(1).Where(field => field != Field.Group)],
        };
    }

    /// <summary>What was computed of the levels.</summary>
    public static Part Body(IReadOnlyList<GroupResult> groups, SummaryOptions options) => new(
        [.. groups.SelectMany(group => Sections(group, options))],
        new("level", options.Level),
        new("interval", options.HighestDensity ? "hdi" : "equal-tailed"),
        new("groups", Datum.ListOf(groups, group => Members(group, options))));

    private static IEnumerable<Section> Sections(GroupResult group, SummaryOptions options)
    {
        if (group.Coefficients is { } coefficients)
        {
            foreach (IGrouping<string, GroupCoefficient> one in coefficients.GroupBy(row => row.Coefficient))
            {
                yield return new Section($"{group.Group}: {one.Key}, {Levels(one.Count())}, largest first", Coefficients(group.Group, one, options));
            }
        }

        if (group.Estimates is { } estimates)
        {
            foreach (IGrouping<string, PooledCoefficient> one in estimates.GroupBy(row => row.Coefficient))
            {
                yield return new Section($"{group.Group}: {one.Key}, {Levels(one.Count())}, largest first", Estimates(group.Group, one));
            }
        }

        if (group.Coefficients is not null || group.Estimates is not null)
        {
            yield return new Section("Coefficients", new Prose(GroupsWording.Coefficients(group.Estimates is not null)));
        }

        foreach ((string coefficient, EquatableArray<GroupRank> ranks) in group.Ranks ?? [])
        {
            yield return new Section($"{group.Group}: ranks by {coefficient}", Ranks(group.Group, coefficient, ranks), new Prose(GroupsWording.Ranks));
        }

        if (group.Differences is { Count: > 0 } differences)
        {
            yield return new Section($"{group.Group}: differences", Differences(group.Group, differences, options));
        }

        if (group.Pooling is { } pooling)
        {
            foreach (IGrouping<string, PooledCoefficient> one in pooling.GroupBy(row => row.Coefficient))
            {
                yield return new Section($"{group.Group}: pooling of {one.Key}, small groups first", Pooling(group.Group, one));
            }

            yield return new Section("Pooling", new Prose(GroupsWording.Pooling(pooling.Any(row => row.Alone is null))));
        }
    }

    private static IEnumerable<Member> Members(GroupResult group, SummaryOptions options)
    {
        yield return new Member("group", group.Group);
        if (group.Coefficients is { } coefficients)
        {
            yield return new Member("coefficients", Coefficients(group.Group, coefficients, options).Records());
        }

        if (group.Estimates is { } estimates)
        {
            yield return new Member("coefficients", Estimates(group.Group, estimates).Records());
        }

        if (group.Ranks is { } ranks)
        {
            yield return new Member("ranks", new Datum.List([.. ranks.SelectMany(one => Rows(Ranks(group.Group, one.Coefficient, one.Ranks).Records()))]));
        }

        if (group.Differences is { } differences)
        {
            yield return new Member("differences", Differences(group.Group, differences, options).Records());
        }

        if (group.Pooling is { } pooling)
        {
            yield return new Member("pooling", Pooling(group.Group, pooling).Records());
        }
    }

    private static IReadOnlyList<Datum> Rows(Datum records) => ((Datum.List)records).Items;

    private static string Levels(int count) => count == 1 ? "1 level" : $"{count} levels";

    private static TableOf<T> Start<T>(string name, string group, IEnumerable<T> rows, Func<T, string> levelOf, Func<T, string> coefficientOf) =>
        TableOf.Items(name, rows)
            .Words(null, Field.Group, null, _ => group)
            .Words("level", "level", "level", levelOf)
            .Words(null, Field.Term, "coefficient", coefficientOf);

    private static ReportTable Coefficients(string group, IEnumerable<GroupCoefficient> rows, SummaryOptions options)
    {
        (string lower, string upper) = QuantityWording.Ends(options, TestsContent.Percentiles(options.Level));
        IEnumerable<GroupCoefficient> sorted = rows.GroupBy(row => row.Coefficient).SelectMany(one => one.OrderByDescending(row => row.Value.Mean));
        return Start("coefficients", group, sorted, row => row.Level, row => row.Coefficient)
            .Numbers("mean", Field.Estimate, "mean", row => Cell.WithError(row.Value.Mean, row.Value.MeanError))
            .Numbers("sd", Field.StandardError, "sd", row => Cell.WithError(row.Value.Sd, row.Value.SdError))
            .Numbers(null, "median", "median", row => Cell.Data(row.Value.Median))
            .Numbers(lower, Field.Lower, "lower", row => Cell.WithError(row.Value.Lower, row.Value.LowerError))
            .Numbers(upper, Field.Upper, "upper", row => Cell.WithError(row.Value.Upper, row.Value.UpperError))
            .Numbers("effect", "effect", "effect_mean", row => Cell.WithError(row.Effect.Mean, row.Effect.MeanError))
            .Numbers("its sd", "effect_sd", "effect_sd", row => Cell.WithError(row.Effect.Sd, row.Effect.SdError))
            .Numbers("direction", "probability_of_direction", "probability_of_direction", row => Cell.Fixed(row.Effect.ProbabilityOfDirection, 2))
            .Data("effect_lower", row => row.Effect.Lower)
            .Data("effect_upper", row => row.Effect.Upper)
            .Numbers(null, "mcse_mean", "mcse_mean", row => Cell.Data(row.Value.MeanError))
            .Numbers(null, "ess_bulk", "ess_bulk", row => Cell.Data(row.Value.BulkEss))
            .Numbers(null, "rhat", "rhat", row => Cell.Data(row.Value.RHat))
            .Build();
    }

    private static ReportTable Estimates(string group, IEnumerable<PooledCoefficient> rows) => Start(
            "coefficients",
            group,
            rows.GroupBy(row => row.Coefficient).SelectMany(one => one.OrderByDescending(row => row.Partial)),
            row => row.Level,
            row => row.Coefficient)
        .Numbers("estimate", Field.Estimate, "estimate", row => Cell.Estimate(row.Partial, row.PartialError))
        .Numbers("conditional sd", "conditional_sd", "conditionalSd", row => Cell.Digits(row.PartialError, 3))
        .Build();

    private static ReportTable Ranks(string group, string coefficient, IEnumerable<GroupRank> ranks) => Start(
            "ranks", group, ranks.OrderBy(rank => rank.ExpectedRank), rank => rank.Level, _ => coefficient)
        .Numbers("expected rank", Field.Estimate, "expected_rank", rank => Cell.WithError(rank.ExpectedRank, rank.ExpectedRankError))
        .Numbers("P(largest)", "p_largest", "p_largest", rank => Cell.Fixed(rank.ProbabilityOfLargest, 2))
        .Numbers("P(smallest)", "p_smallest", "p_smallest", rank => Cell.Fixed(rank.ProbabilityOfSmallest, 2))
        .Data("probabilities", rank => Datum.ListOf(rank.Probabilities))
        .Build();

    private static ReportTable Differences(string group, IEnumerable<(string Coefficient, DrawnEstimate Value)> rows, SummaryOptions options)
    {
        (string lower, string upper) = QuantityWording.Ends(options, TestsContent.Percentiles(options.Level));
        return TableOf.Items("differences", rows)
            .Words(null, Field.Group, null, _ => group)
            .Words("levels", "level", "levels", row => row.Value.Name)
            .Words("coefficient", Field.Term, "coefficient", row => row.Coefficient)
            .Numbers("mean", Field.Estimate, "mean", row => Cell.WithError(row.Value.Mean, row.Value.MeanError))
            .Numbers("sd", Field.StandardError, "sd", row => Cell.WithError(row.Value.Sd, row.Value.SdError))
            .Numbers(lower, Field.Lower, "lower", row => Cell.WithError(row.Value.Lower, row.Value.LowerError))
            .Numbers(upper, Field.Upper, "upper", row => Cell.WithError(row.Value.Upper, row.Value.UpperError))
            .Numbers("direction", "probability_of_direction", "probability_of_direction", row => Cell.Fixed(row.Value.ProbabilityOfDirection, 3))
            .Numbers(null, "mcse_mean", "mcse_mean", row => Cell.Data(row.Value.MeanError))
            .Build();
    }

    private static ReportTable Pooling(string group, IEnumerable<PooledCoefficient> rows) =>
        Start("pooling", group, rows, row => row.Level, row => row.Coefficient)
            .Numbers("rows", "rows", "rows", row => Cell.Count(row.Rows), Align.Right)
            .Numbers("none", "no_pooling", "none", row => Cell.Estimate(row.Alone, row.AloneError ?? row.PartialError))
            .Numbers("SE", "no_pooling_error", "noneError", row => Cell.Digits(row.AloneError, 3))
            .Numbers("partial", Field.Estimate, "partial", row => Cell.Estimate(row.Partial, row.PartialError))
            .Numbers("sd", Field.StandardError, "partialError", row => Cell.Digits(row.PartialError, 3))
            .Numbers("complete", "complete_pooling", "complete", row => Cell.Estimate(row.Complete, row.CompleteError))
            .Numbers(null, "complete_pooling_error", "completeError", row => Cell.Data(row.CompleteError))
            .Numbers("shrinkage", "shrinkage", "shrinkage", row => Cell.Fixed(row.Shrinkage, 2))
            .Build();
}
