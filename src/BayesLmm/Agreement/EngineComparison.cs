using BayesLmm.Families;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Posteriors;
using BayesLmm.Reml;
using BayesLmm.Specification.Priors;
using MathNet.Numerics.Statistics;

namespace BayesLmm.Agreement;

/// <summary>Compares a posterior with a REML fit of the same model.</summary>
internal static class EngineComparison
{
    /// <summary>A shift above this many standard errors is explained.</summary>
    public const double LargeShift = 0.5;

    /// <summary>A REML estimate beyond which a default prior leaves less than this was not foreseen by it.</summary>
    private const double Improbable = 0.02;

    /// <summary>Below this many levels a variance has a wide, skewed posterior whose mean lies above its mode.</summary>
    private const int FewLevels = 20;

    private const string OtherResiduals =
        "REML assumes normal residuals, the posterior student_t ones: shifts show what that changes, and no disagreement of the engines. sigma is the standard deviation of the former and the scale of the latter.";

    /// <summary>The comparison.</summary>
    public static AgreementReport Compare(Posterior posterior, RemlFit fit)
    {
        Dictionary<string, QuantitySummary> summaries = posterior.GroupEffectSummaries.ToDictionary(summary => summary.Name, StringComparer.Ordinal);
        return new AgreementReport(
            MarginalIdentity.Check(posterior.Model, fit),
            posterior.ParameterSummaries.Select(summary => CompareParameter(posterior, fit, summary)).ToEquatableArray(),
            fit.GroupEffects.SelectMany(effects => CompareEffects(summaries, effects)).ToEquatableArray())
        {
            Note = posterior.Model.Family.NormalForm == NormalForm.ScaleMixture ? OtherResiduals : "",
        };
    }

    private static ParameterAgreement CompareParameter(Posterior posterior, RemlFit fit, QuantitySummary summary)
    {
        bool isOfReml = summary.Name != Parameter.Nu.Name;
        double estimate = isOfReml ? fit[summary.Name] : double.NaN, error = isOfReml ? fit.StandardError(summary.Name) : double.NaN;
        double unit = double.IsNaN(error) ? summary.Sd : error;
        double shift = unit > 0 ? (summary.Mean - estimate) / unit : double.NaN;
        string explanation = Math.Abs(shift) > LargeShift ? Explain(posterior, fit, summary) : "";
        return new ParameterAgreement(summary.Name, estimate, error, summary.Mean, summary.Sd, shift, explanation);
    }

    private static string Explain(Posterior posterior, RemlFit fit, QuantitySummary summary)
    {
        if (summary.RHat > ConvergenceReport.RHatLimit)
        {
            return "the chains have not converged";
        }

        if (!fit.Optimum.Converged)
        {
            return "the REML optimum was not reached";
        }

        if (posterior.Model.Family.NormalForm == NormalForm.ScaleMixture)
        {
            return summary.Name == Parameter.Sigma.Name ? "it is the scale of student_t residuals, not their standard deviation" : "REML assumes normal residuals";
        }

        GroupTerm? term = posterior.Model.GroupTerms.FirstOrDefault(t => t.Parameters.Any(parameter => parameter.Name == summary.Name));
        if (HeldBack(posterior, fit) is { } held)
        {
            return held;
        }

        ParameterPrior? prior = posterior.Model.PriorTable.FirstOrDefault(prior => prior.Parameter.Name == summary.Name);
        if (prior is { IsDefault: false })
        {
            return $"the prior {prior.Distribution} is informative";
        }

        if (term is not null && fit.Collapsed.Any(direction => direction.Group == term.Group))
        {
            return "REML is at the boundary, the posterior mean cannot be";
        }

        return term is not null && term.Levels.Count < FewLevels ? $"{term.Levels.Count} levels: the posterior is wide and skewed" : "the posterior is skewed";
    }

    /// <summary>
    /// A default prior that the data contradict: it knows the response's scale but not the predictor's, so the standard deviation of a slope may lie far out in its tail. Every
    /// parameter then shifts with that one.
    /// </summary>
    private static string? HeldBack(Posterior posterior, RemlFit fit)
    {
        foreach (GroupTerm term in posterior.Model.GroupTerms)
        {
            for (int i = 0; i < term.Width; i++)
            {
                Parameter parameter = Parameter.Sd(term.Group, term.Effects[i]);
                string name = parameter.Name;
                bool isDefault = posterior.Model.PriorTable.Any(prior => prior.Parameter == parameter && prior.IsDefault);
                if (isDefault && term.SdPriors[i] is Models.Priors.StudentT { Location: 0 } prior)
                {
                    double beyond = 2 * MathNet.Numerics.Distributions.StudentT.CDF(0, prior.Scale, prior.Df, -fit[name]);
                    if (beyond < Improbable)
                    {
                        return FormattableString.Invariant(
                            $"the default prior {prior} of {name} leaves {beyond:g2} beyond the REML estimate: centre or rescale '{term.Effects[i]}', or give {name} a prior");
                    }
                }
            }
        }

        return null;
    }

    private static IEnumerable<GroupEffectAgreement> CompareEffects(Dictionary<string, QuantitySummary> summaries, GroupEffects effects)
    {
        int r = effects.Effects.Count;
        for (int i = 0; i < r; i++)
        {
            double[] predictions = new double[effects.Levels.Count], means = new double[effects.Levels.Count];
            int worst = 0;
            double largest = 0;
            for (int j = 0; j < means.Length; j++)
            {
                QuantitySummary summary = summaries[Parameter.GroupEffect(effects.Group, effects.Levels[j], effects.Effects[i])];
                predictions[j] = effects.Values[(j * r) + i];
                means[j] = summary.Mean;
                double shift = Math.Abs(means[j] - predictions[j]) / summary.Sd;
                if (shift > largest)
                {
                    (largest, worst) = (shift, j);
                }
            }

            yield return new GroupEffectAgreement(effects.Group, effects.Effects[i], Correlation.Pearson(predictions, means), largest, effects.Levels[worst]);
        }
    }
}
