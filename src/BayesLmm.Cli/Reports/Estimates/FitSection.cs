using BayesLmm.Cli.Reports.Documents;
using BayesLmm.Inference;
using BayesLmm.Models;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Reports.Estimates;

/// <summary>The REML fit itself: criterion, convergence, coefficients, variance components.</summary>
internal static class FitSection
{
    /// <summary>With estimates and standard errors alone, as a part of a posterior's report.</summary>
    public static Section Brief(RemlFit fit)
    {
        List<Block> blocks = [.. Heading(fit)];
        if (fit.FixedEffects.Count > 0)
        {
            blocks.Add(Estimates(fit));
        }

        blocks.Add(Components(fit));
        return new Section(Title(fit), blocks);
    }

    /// <summary>With tests and intervals of the coefficients.</summary>
    public static Section Full(RemlFit fit, IReadOnlyList<ContrastTest> coefficients, DegreesOfFreedomMethod method)
    {
        List<Block> blocks = [.. Heading(fit)];
        if (coefficients.Count > 0)
        {
            bool isNormal = method == DegreesOfFreedomMethod.None;
            blocks.Add(TestTables.Contrasts("coefficients", "coefficient", coefficients, isNormal));
            blocks.Add(new Prose(TestTables.MethodInWords(method)));
        }

        blocks.Add(Components(fit));
        return new Section(Title(fit), blocks);
    }

    private static string Title(RemlFit fit) => fit.Restricted ? "REML" : "ML";

    private static IEnumerable<Block> Heading(RemlFit fit)
    {
        yield return new Facts(
            "fit",
            [
                new Fact(fit.Restricted ? "REML criterion" : "Deviance", "criterion", Cell.Fixed(fit.Criterion, 2)),
                new Fact("log likelihood", "log_lik", Cell.Fixed(fit.LogLikelihood, 2)),
                new Fact("AIC", "aic", Cell.Fixed(fit.Aic, 2)),
                new Fact("BIC", "bic", Cell.Fixed(fit.Bic, 2)),
                new Fact("", "parameters", Cell.Count(fit.ParameterCount)),
                new Fact("", "rows", Cell.Count(fit.RowCount)),
                new Fact("", "restricted", Cell.Count(fit.Restricted ? 1 : 0)),
                new Fact("", "converged", Cell.Count(fit.Optimum.Converged ? 1 : 0)),
                new Fact("", "singular", Cell.Count(fit.IsSingular ? 1 : 0)),
            ]);
        yield return new Prose(Convergence(fit.Optimum));
        foreach (CollapsedDirection direction in fit.Collapsed)
        {
            yield return new Prose($"Singular: {direction}.");
        }
    }

    private static string Convergence(OptimumReport optimum)
    {
        string remaining = SignificantFormat.WithDigits(optimum.RemainingStandardErrors, 1);
        return optimum.Converged
            ? $"Converged in {optimum.Evaluations} evaluations: estimates could still move by at most {remaining} standard errors."
            : optimum.IsFlat
            ? "NOT DETERMINED: the likelihood is flat, a variance cannot be told from the fixed effects or from another variance."
            : $"NOT CONVERGED after {optimum.Evaluations} evaluations: estimates could still move by {remaining} standard errors.";
    }

    private static ReportTable Estimates(RemlFit fit) => new(
        "coefficients",
        [
            ReportColumn.Words("coefficient", Field.Term),
            ReportColumn.Numbers("estimate", Field.Estimate),
            ReportColumn.Numbers("SE", Field.StandardError),
            ReportColumn.Numbers("t", Field.Statistic),
        ],
        [.. fit.FixedEffects.Select(effect => (Cell[])[
            Cell.Words(effect.Name),
            Cell.Estimate(effect.Estimate, effect.StandardError),
            Cell.Digits(effect.StandardError, 3),
            Cell.Fixed(effect.Estimate / effect.StandardError, 2)])]);

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

        return new ReportTable(
            "variance_components",
            [
                ReportColumn.Words("variance component", Field.Term),
                ReportColumn.Words("", Field.Group),
                ReportColumn.Numbers("estimate", Field.Estimate),
                ReportColumn.Numbers("SE", Field.StandardError),
            ],
            [.. fit.VarianceComponents.Select(component => (Cell[])[
                Cell.Words(component.Parameter.Name),
                Cell.Words(component.Parameter == Parameter.Sigma ? "residual" : groups.GetValueOrDefault(component.Parameter.Name, "")),
                Cell.Estimate(component.Estimate, component.StandardError),
                Cell.Digits(component.StandardError, 3)])]);
    }
}
