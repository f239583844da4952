using BayesLmm.Agreement;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>The engines against each other: the identity, then parameters and group effects by REML or maximum likelihood and by the posterior.</summary>
internal static class AgreementContent
{
    /// <summary>For people and for programs.</summary>
    /// <param name="agreement">The comparison; null where there is nothing to compare with.</param>
    /// <param name="posterior">The posterior.</param>
    public static Part Of(AgreementReport? agreement, Posterior posterior)
    {
        if (agreement is null)
        {
            return new Part([], new Member("agreement", Datum.Nothing));
        }

        ReportTable parameters = Parameters(agreement, posterior), effects = GroupEffects(agreement);
        Facts identity = IdentityFacts(agreement.Identity);
        return new Part(
            [
                new Section("Agreement", [
                    .. Note(AgreementWording.Clauses(agreement)),
                    Prose.Lines(AgreementWording.Identity(agreement)),
                    identity,
                    parameters,
                    .. agreement.Parameters.Where(row => row.Reason is not null)
                        .Select(row => Prose.Lines($"{row.Name} is shifted: {AgreementWording.Of(row.Reason, agreement.IsLaplace)}.")),
                    .. agreement.GroupEffects.Count == 0
                        ? []
                        : (Block[])[effects, Prose.Lines(AgreementWording.Shifts(agreement))],
                ]),
            ],
            Member.Group(
                "agreement",
                [
                    new("estimator", AgreementWording.Estimator(agreement.IsLaplace)),
                    Member.Group("identity", [.. identity.Members()]),
                    .. agreement.OtherFamily is not null ? [new("note", AgreementWording.Note(agreement))] : (Member[])[],
                    new("parameters", parameters.Records()),
                    new("groupEffects", effects.Records()),
                ]));
    }

    private static IEnumerable<Prose> Note(IReadOnlyList<string> clauses) => clauses.Count == 0
        ? []
        : [
            Prose.Lines(string.Join('\n', clauses)),
            Prose.Lines("With normal residuals:"),
        ];

    private static Facts IdentityFacts(IdentityReport identity) => new(
        "identity",
        [
            new(null, "points", "points", Cell.Data(identity.Points)),
            new(null, "largest_relative_difference", "largestRelativeDifference", Cell.Data(identity.LargestRelativeDifference)),
            new(null, "tolerance", "tolerance", Cell.Data(identity.Tolerance)),
            new(null, "holds", "holds", Cell.Data(identity.Holds)),
        ]);

    private static ReportTable Parameters(AgreementReport agreement, Posterior posterior) =>
        TableOf.Items("agreement", agreement.Parameters.Zip(posterior.ParameterSummaries, (row, summary) => (Row: row, Summary: summary)))
            .Words("parameter", Field.Term, "name", row => row.Row.Name)
            .Numbers(
                AgreementWording.Estimator(agreement.IsLaplace), Field.Estimate, "estimate",
                row => Cell.MarkedEstimate(row.Row.Estimate, row.Row.StandardError))
            .Numbers("SE", Field.StandardError, "se", row => Cell.MarkedDigits(row.Row.StandardError, 3))
            .Numbers("posterior", "posterior_mean", "mean", row => Cell.WithError(row.Row.PosteriorMean, row.Summary.MeanError))
            .Numbers("sd", "posterior_sd", "sd", row => Cell.WithError(row.Row.PosteriorSd, row.Summary.SdError))
            .Numbers("shift", "shift", "shift", row => Cell.MarkedFixed(row.Row.Shift, 2))
            .Data("explanation", row => AgreementWording.Of(row.Row.Reason, agreement.IsLaplace))
            .Build();

    private static ReportTable GroupEffects(AgreementReport agreement) => TableOf.Items("agreement_of_effects", agreement.GroupEffects)
        .Words("group effects", Field.Term, null, row => $"{row.Group}, {row.Effect}")
        .Words(null, Field.Group, "group", row => row.Group)
        .Data("effect", row => row.Effect)
        .Numbers("correlation", "correlation", "correlation", row => Cell.MarkedFixed(row.Correlation, 4))
        .Numbers("largest shift", "shift", "largestShift", row => Cell.MarkedFixed(row.LargestShift, 2))
        .Words("at level", "at_level", "largestShiftLevel", row => row.LargestShiftLevel)
        .Build();
}
