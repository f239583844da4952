using System.Text;
using BayesLmm.Reml;

namespace BayesLmm.Cli.Reports.Text;

/// <summary>The REML fit in text.</summary>
internal static class RemlSection
{
    /// <summary>Criterion, convergence in words, coefficients and variance components.</summary>
    public static void Append(StringBuilder text, RemlFit fit)
    {
        text.Append(fit.Restricted ? "\nREML\n" : "\nML\n");
        string criterion = fit.Restricted ? "REML criterion" : "Deviance";
        text.Append($"  {criterion} {Fixed(fit.Criterion)}, log likelihood {Fixed(fit.LogLikelihood)}, AIC {Fixed(fit.Aic)}, BIC {Fixed(fit.Bic)}\n");
        AppendConvergence(text, fit.Optimum);
        foreach (CollapsedDirection direction in fit.Collapsed)
        {
            text.Append("  Singular: ").Append(direction).Append(".\n");
        }

        if (fit.FixedEffects.Count > 0)
        {
            TextTable coefficients = new(("coefficient", Align.Left), ("estimate", Align.Decimal), ("SE", Align.Decimal), ("t", Align.Decimal));
            foreach (FixedEstimate effect in fit.FixedEffects)
            {
                coefficients.Add(
                    effect.Name,
                    SignificantFormat.Estimate(effect.Estimate, effect.StandardError),
                    SignificantFormat.WithDigits(effect.StandardError, 3),
                    SignificantFormat.Fixed(effect.Estimate / effect.StandardError, 2));
            }

            text.Append('\n');
            coefficients.AppendTo(text);
        }

        TextTable components = new(("variance component", Align.Left), ("estimate", Align.Decimal), ("SE", Align.Decimal));
        foreach (VarianceComponent component in fit.VarianceComponents)
        {
            components.Add(
                component.Parameter.Name,
                SignificantFormat.Estimate(component.Estimate, component.StandardError),
                SignificantFormat.WithDigits(component.StandardError, 3));
        }

        text.Append('\n');
        components.AppendTo(text);
    }

    private static void AppendConvergence(StringBuilder text, OptimumReport optimum)
    {
        string remaining = SignificantFormat.WithDigits(optimum.RemainingStandardErrors, 1);
        text.Append(optimum.Converged
            ? $"  Converged in {optimum.Evaluations} evaluations: estimates could still move by at most {remaining} standard errors.\n"
            : optimum.IsFlat
            ? "  NOT DETERMINED: the likelihood is flat, a variance cannot be told from the fixed effects or from another variance.\n"
            : $"  NOT CONVERGED after {optimum.Evaluations} evaluations: estimates could still move by {remaining} standard errors.\n");
    }

    private static string Fixed(double value) => SignificantFormat.Fixed(value, 2);
}
