using BayesLmm.Reports.Document;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>The predicted effects of groups.</summary>
internal static class GroupEffectsContent
{
    /// <summary>For programs always; for people, with errors, if they were computed.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="predicted">Every predicted group effect with its errors; null if not requested.</param>
    public static Part Of(RemlFit fit, IReadOnlyList<PredictedEffects>? predicted)
    {
        if (predicted is null)
        {
            return new Part([], Member(fit));
        }

        ReportTable table = Table(predicted);
        return new Part(
            predicted.Count == 0
                ? []
                : [new Section(
                    "Group effects",
                    table,
                    new Prose(
                        "The conditional sd takes coefficients and variances as known; "
                        + "the SE of the prediction allows for the coefficients' uncertainty as well."))],
            new Member("groupEffects", table.Records()));
    }

    /// <summary>The predictions alone, for programs.</summary>
    public static Member Member(RemlFit fit) => new("groupEffects", Datum.ListOf(
        fit.DeterminedEffects.SelectMany(effects => effects.Values.Select((value, i) => (Effects: effects, Place: i, Value: value))),
        row => [
            new("group", row.Effects.Group),
            new("level", row.Effects.Levels[row.Place / row.Effects.Effects.Count]),
            new("effect", row.Effects.Effects[row.Place % row.Effects.Effects.Count]),
            new("estimate", row.Value),
        ]));

    private static ReportTable Table(IReadOnlyList<PredictedEffects> terms) => TableOf.Items("group_effects", terms.SelectMany(Rows))
        .Words("effect", Field.Term, null, row => Parameter.GroupEffect(row.Term.Group, row.Term.Levels[row.Level], row.Term.Effects[row.Effect]))
        .Words(null, Field.Group, "group", row => row.Term.Group)
        .Data("level", row => row.Term.Levels[row.Level])
        .Data("effect", row => row.Term.Effects[row.Effect])
        .Numbers("prediction", Field.Estimate, "estimate", row =>
            Cell.Estimate(row.Term.Value(row.Level, row.Effect), row.Term.ConditionalSd(row.Level, row.Effect)))
        .Numbers("conditional sd", "conditional_sd", "conditionalSd", row => Cell.Digits(row.Term.ConditionalSd(row.Level, row.Effect), 3))
        .Numbers("SE", Field.StandardError, "se", row => Cell.Digits(row.Term.PredictionError(row.Level, row.Effect), 3))
        .Build();

    private static IEnumerable<(PredictedEffects Term, int Level, int Effect)> Rows(PredictedEffects term) =>
        from level in Enumerable.Range(0, term.Levels.Count)
        from effect in Enumerable.Range(0, term.Effects.Count)
        select (term, level, effect);
}
