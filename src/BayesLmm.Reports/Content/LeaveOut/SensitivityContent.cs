using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.LeaveOut;

/// <summary>The sensitivity of parameters to priors and likelihood.</summary>
internal static class SensitivityContent
{
    /// <summary>A section and a member.</summary>
    public static Part Of(IReadOnlyList<ParameterSensitivity> sensitivities)
    {
        ReportTable table = TableOf.Items("sensitivity", sensitivities)
            .Words("parameter", Field.Term, "parameter", parameter => parameter.Name)
            .Numbers("prior", "prior_sensitivity", "prior", parameter => Cell.Fixed(parameter.Prior, 3))
            .Numbers("likelihood", "likelihood_sensitivity", "likelihood", parameter => Cell.Fixed(parameter.Likelihood, 3))
            .Plain("verdict", "verdict", "verdict", parameter => Cell.Words(LeaveOutWording.Of(parameter.Verdict)))
            .Build();
        string threshold = SignificantFormat.Fixed(ParameterSensitivity.Threshold, 2);
        return new Part(
            [
                new Section(
                    "Sensitivity to priors and likelihood",
                    table,
                    new Prose($"By power-scaling (Kallioinen et al. 2024): from {threshold} on a parameter counts as sensitive. The priors are those of "
                        + "coefficients, standard deviations, correlations and the family's parameters, scaled together.")),
            ],
            new Member("sensitivity", table.Records()));
    }
}
