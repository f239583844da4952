using System.Text;
using BayesLmm.Agreement;
using BayesLmm.Posteriors;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The engines against each other in text.</summary>
internal static class AgreementSection
{
    /// <summary>The identity, then parameters and group effects by REML and by the posterior.</summary>
    public static void Append(StringBuilder text, AgreementReport agreement, Posterior posterior)
    {
        IdentityReport identity = agreement.Identity;
        string difference = SignificantFormat.WithDigits(identity.LargestRelativeDifference, 1);
        text.Append("\nAgreement\n");
        if (AgreementWording.Clauses(agreement) is { Count: > 0 } clauses)
        {
            text.Append("  ").AppendJoin("\n  ", clauses).Append('\n');
            text.Append("  With normal residuals:\n");
        }

        text.Append("  Harville's identity (flat-prior marginal likelihood = restricted likelihood) ");
        text.Append(identity.Holds ? "holds" : "FAILS").Append($" at {identity.Points} points:\n");
        text.Append($"  largest relative difference {difference}, tolerance {SignificantFormat.WithDigits(identity.Tolerance, 1)}.\n");
        if (!identity.Holds)
        {
            text.Append("  The engines disagree: this is a defect of the software, not of your model; please report it.\n");
        }

        text.Append('\n');
        TextTable table = new(
            ("parameter", Align.Left),
            ("REML", Align.Decimal),
            ("SE", Align.Decimal),
            ("posterior", Align.Decimal),
            ("sd", Align.Decimal),
            ("shift", Align.Decimal));
        for (int i = 0; i < agreement.Parameters.Count; i++)
        {
            ParameterAgreement row = agreement.Parameters[i];
            QuantitySummary summary = posterior.ParameterSummaries[i];
            table.Add(
                row.Name,
                SignificantFormat.Estimate(row.Estimate, row.StandardError),
                SignificantFormat.WithDigits(row.StandardError, 3),
                SignificantFormat.WithError(row.PosteriorMean, summary.MeanError),
                SignificantFormat.WithError(row.PosteriorSd, summary.SdError),
                SignificantFormat.Fixed(row.Shift, 2));
        }

        table.AppendTo(text);
        foreach (ParameterAgreement row in agreement.Parameters)
        {
            if (row.Reason is not null)
            {
                text.Append($"  {row.Name} is shifted: {AgreementWording.Of(row.Reason)}.\n");
            }
        }

        AppendGroupEffects(text, agreement);
    }

    private static void AppendGroupEffects(StringBuilder text, AgreementReport agreement)
    {
        if (agreement.GroupEffects.Count == 0)
        {
            return;
        }

        text.Append('\n');
        TextTable table = new(("group effects", Align.Left), ("correlation", Align.Decimal), ("largest shift", Align.Decimal), ("at level", Align.Left));
        foreach (GroupEffectAgreement row in agreement.GroupEffects)
        {
            table.Add(
                $"{row.Group}, {row.Effect}",
                SignificantFormat.Fixed(row.Correlation, 4),
                SignificantFormat.Fixed(row.LargestShift, 2),
                row.LargestShiftLevel);
        }

        table.AppendTo(text);
        text.Append("  Shifts are (posterior mean - REML) in standard errors; in posterior sds where there is none.\n");
    }
}
