using BayesLmm.Models;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>The fit itself: criterion, convergence, coefficients, variance components.</summary>
/// <param name="fit">The fit.</param>
internal sealed class EstimatesContent(RemlFit fit)
{
    private readonly Facts heading = Heading(fit);
    private readonly ReportTable coefficients = Coefficients(fit);
    private readonly ReportTable components = Components(fit);

    /// <summary>What the estimates are called.</summary>
    public string Title { get; } = fit.Restricted ? "REML" : "ML";

    /// <summary>What programs read.</summary>
    public IEnumerable<Member> Members =>
    [
        .. heading.Members("restricted", "criterion", "logLik", "aic", "bic", "converged", "remainingStandardErrors", "evaluations", "singular"),
        new("collapsed", Datum.ListOf(fit.Collapsed.Select(direction => direction.ToString()))),
        new("fixed", coefficients.Records()),
        new("varianceComponents", components.Records()),
        .. Undetermined(fit.Undetermined),
    ];

    /// <summary>The section with everything else about the coefficients.</summary>
    /// <param name="tests">Tests of the coefficients.</param>
    public Section Section(IReadOnlyList<Block> tests) => new(
        Title,
        [
            heading,
            .. Convergence(fit).Select(sentence => new Prose(sentence)),
            .. fit.Collapsed.Select(direction => new Prose($"Singular: {direction}.")),
            .. tests,
            components,
        ]);

    /// <summary>The section with estimates and standard errors alone.</summary>
    public Section BriefSection() => Section(fit.FixedEffects.Count == 0 ? [] : [coefficients]);

    private static IEnumerable<Member> Undetermined(Indeterminacy? undetermined) => undetermined is null ? [] :
    [
        new("undetermined", Datum.ListOf(undetermined.TradeOffs, tradeOff => [
            new("parameters", Datum.ListOf(tradeOff.Parameters.Select(parameter => parameter.Name))),
            new("held", Datum.ListOf(VarianceWording.AllHeld(tradeOff))),
        ])),
    ];

    private static Facts Heading(RemlFit fit) => new(
        "fit",
        [
            new(fit.Restricted ? "REML criterion" : "Deviance", "criterion", "criterion", Cell.Fixed(fit.Criterion, 2)),
            new("log likelihood", "log_lik", "logLik", Cell.Fixed(fit.LogLikelihood, 2)),
            new("AIC", "aic", "aic", Cell.Fixed(fit.Aic, 2)),
            new("BIC", "bic", "bic", Cell.Fixed(fit.Bic, 2)),
            new(null, "parameters", null, Cell.Count(fit.ParameterCount)),
            new(null, "rows", null, Cell.Count(fit.RowCount)),
            new(null, "restricted", "restricted", Cell.Data(fit.Restricted)),
            new(null, "converged", "converged", Cell.Data(fit.Optimum.Converged)),
            new(null, "singular", "singular", Cell.Data(fit.IsSingular)),
            new(null, null, "remainingStandardErrors", Cell.Data(fit.Optimum.RemainingStandardErrors)),
            new(null, null, "evaluations", Cell.Data(fit.Optimum.Evaluations)),
        ]);

    private static IEnumerable<string> Convergence(RemlFit fit) => fit.Undetermined is { } undetermined
        ? [
            .. VarianceWording.TradeOffs(undetermined.TradeOffs).Select(words => $"NOT DETERMINED: {words}."),
            "Where an estimate is missing, any is as good as another. What is printed does not depend on the choice.",
        ]
        : [Convergence(fit.Optimum)];

    private static string Convergence(OptimumReport optimum)
    {
        string remaining = SignificantFormat.WithDigits(optimum.RemainingStandardErrors, 1);
        return optimum.Converged
            ? $"Converged in {optimum.Evaluations} evaluations: estimates could still move by at most {remaining} standard errors."
            : optimum.IsFlat
            ? "NOT DETERMINED: the likelihood is flat, a variance cannot be told from the fixed effects or from another variance."
            : $"NOT CONVERGED after {optimum.Evaluations} evaluations: estimates could still move by {remaining} standard errors.";
    }

    private static ReportTable Coefficients(RemlFit fit) => TableOf.Items("coefficients", fit.FixedEffects)
        .Words("coefficient", Field.Term, "name", effect => effect.Name)
        .Numbers("estimate", Field.Estimate, "estimate", effect => Cell.Estimate(effect.Estimate, effect.StandardError))
        .Numbers("SE", Field.StandardError, "se", effect => Cell.Digits(effect.StandardError, 3))
        .Numbers("t", Field.Statistic, null, effect => Cell.Fixed(effect.Estimate / effect.StandardError, 2))
        .Build();

    private static ReportTable Components(RemlFit fit)
    {
        Dictionary<string, string> groups = new(StringComparer.Ordinal);
        foreach (GroupTerm term in fit.Model.GroupTerms)
        {
            foreach (Parameter parameter in term.Parameters)
            {
                groups[parameter.Name] = term.Group;
            }
        }

        return TableOf.Items("variance_components", fit.VarianceComponents)
            .Words("variance component", Field.Term, "name", component => component.Parameter.Name)
            .Words(null, Field.Group, null, component =>
                component.Parameter == Parameter.Sigma ? "residual" : groups.GetValueOrDefault(component.Parameter.Name, ""))
            .Numbers("estimate", Field.Estimate, "estimate", component => Cell.Estimate(Determined(fit, component), component.StandardError))
            .Numbers("SE", Field.StandardError, "se", component => Cell.Digits(component.StandardError, 3))
            .Build();
    }

    private static double? Determined(RemlFit fit, ParameterEstimate component) =>
        fit.Determines(component.Parameter) ? component.Estimate : null;
}
