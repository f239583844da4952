using BayesLmm.Distributions;
using BayesLmm.Estimation;
using BayesLmm.Models;
using BayesLmm.Numerics;
using BayesLmm.Specification.Priors;
using MathNet.Numerics.Statistics;

namespace BayesLmm.Agreement;

/// <summary>Compares a posterior with a REML fit of the same model.</summary>
internal static class EngineComparison
{
    /// <summary>A shift above this many standard errors is explained.</summary>
    public const double LargeShift = 0.5;

    /// <summary>A default prior did not foresee a REML estimate if it leaves less probability than this beyond the estimate.</summary>
    private const double Improbable = 0.02;

    /// <summary>Below this many levels a variance has a wide, skewed posterior whose mean lies above its mode.</summary>
    private const int FewLevels = 20;

    /// <summary>The comparison.</summary>
    public static AgreementReport Compare(Posterior posterior, RemlFit fit)
    {
        Dictionary<string, QuantitySummary> summaries = posterior.GroupEffectSummaries.ToDictionary(summary => summary.Name, StringComparer.Ordinal);
        return new AgreementReport(
            MarginalIdentity.Check(posterior.Model, fit),
            posterior.Model.Parameters.Zip(posterior.ParameterSummaries)
                .Select(pair => CompareParameter(posterior, fit, pair.First, pair.Second)).ToEquatableArray(),
            fit.DeterminedEffects.SelectMany(effects => CompareEffects(summaries, effects)).ToEquatableArray())
        {
            OtherFamily = posterior.Model.Family.NormalForm == NormalForm.Exact ? null : posterior.Model.Family,
        };
    }

    /// <summary>The comparison with maximum likelihood; the identity is left out where <see cref="ConditionalIdentity"/> cannot be had.</summary>
    public static AgreementReport Compare(Posterior posterior, LaplaceFit fit)
    {
        Dictionary<string, QuantitySummary> summaries = posterior.GroupEffectSummaries.ToDictionary(summary => summary.Name, StringComparer.Ordinal);
        IdentityReport identity = posterior.Model.Family.NormalForm == NormalForm.Exact || !ConditionalIdentity.IsPossible(posterior.Model)
            ? new IdentityReport(0, 0, ConditionalIdentity.Tolerance)
            : ConditionalIdentity.Check(posterior.Model);
        return new AgreementReport(
            identity,
            posterior.Model.Parameters.Zip(posterior.ParameterSummaries)
                .Select(pair => CompareParameter(posterior, fit, pair.First, pair.Second)).ToEquatableArray(),
            fit.GroupEffects.SelectMany(effects => CompareEffects(summaries, effects)).ToEquatableArray())
        {
            IsLaplace = true,
        };
    }

    private static ParameterAgreement CompareParameter(Posterior posterior, LaplaceFit fit, Parameter parameter, QuantitySummary summary) =>
        Row(summary, fit[summary.Name], fit.StandardError(summary.Name), () =>
            summary.RHat > ConvergenceReport.RHatLimit ? new ShiftReason.ChainsDisagree()
            : !fit.Optimum.Converged ? new ShiftReason.NoOptimum()
            : ExplainByModel(posterior.Model, parameter, fit.Collapsed)
                ?? (fit.Options.Quadrature > 1 || fit.Model.GroupTerms.Count == 0 ? new ShiftReason.Skewness() : new ShiftReason.LaplaceOrSkewness()));

    private static ParameterAgreement CompareParameter(Posterior posterior, RemlFit fit, Parameter parameter, QuantitySummary summary)
    {
        (double estimate, double error) = fit.TryGet(summary.Name) ?? (double.NaN, double.NaN);
        return Row(summary, fit.Determines(parameter) ? estimate : double.NaN, error, () => Explain(posterior, fit, parameter, summary));
    }

    private static ParameterAgreement Row(QuantitySummary summary, double estimate, double error, Func<ShiftReason> explain)
    {
        double unit = double.IsNaN(error) ? summary.Sd : error;
        double shift = unit > 0 ? (summary.Mean - estimate) / unit : double.NaN;
        return new ParameterAgreement(summary.Name, estimate, error, summary.Mean, summary.Sd, shift, Math.Abs(shift) > LargeShift ? explain() : null);
    }

    private static ShiftReason Explain(Posterior posterior, RemlFit fit, Parameter parameter, QuantitySummary summary)
    {
        if (summary.RHat > ConvergenceReport.RHatLimit)
        {
            return new ShiftReason.ChainsDisagree();
        }

        if (!fit.IsAtMaximum)
        {
            return new ShiftReason.NoOptimum();
        }

        if (posterior.Model.Family.NormalForm != NormalForm.Exact)
        {
            return parameter == Parameter.Sigma ? new ShiftReason.ScaleOfResiduals(posterior.Model.Family.Residuals) : new ShiftReason.NormalResiduals();
        }

        return HeldBack(posterior, fit) ?? ExplainByModel(posterior.Model, parameter, fit.Collapsed) ?? new ShiftReason.Skewness();
    }

    /// <summary>A prior, a boundary or few levels that explain a shift; null where none of them does.</summary>
    private static ShiftReason? ExplainByModel(BoundModel model, Parameter parameter, EquatableArray<CollapsedDirection> collapsed)
    {
        if (model.PriorTable.FirstOrDefault(prior => prior.Parameter == parameter) is { IsDefault: false } prior)
        {
            return new ShiftReason.InformativePrior($"{prior.Distribution}");
        }

        GroupTerm? term = model.GroupTerms.FirstOrDefault(term => term.Parameters.Contains(parameter));
        return term is null ? null
            : collapsed.Any(direction => direction.Group == term.Group) ? new ShiftReason.Boundary()
            : term.Levels.Count < FewLevels ? new ShiftReason.FewLevels(term.Levels.Count)
            : null;
    }

    /// <summary>
    /// A default prior that the data contradict: it knows the response's scale but not the predictor's, so the standard deviation of a slope may lie far out in
    /// its tail. Every parameter then shifts with that one.
    /// </summary>
    private static ShiftReason.HeldBack? HeldBack(Posterior posterior, RemlFit fit)
    {
        for (int k = 0; k < posterior.Model.GroupTerms.Count; k++)
        {
            GroupTerm term = posterior.Model.GroupTerms[k];
            double[] estimates = fit.ParametersFor(posterior.Model, k);
            for (int i = 0; i < term.Width; i++)
            {
                Parameter parameter = Parameter.Sd(term.Group, term.Effects[i]);
                string name = parameter.Name;
                bool isDefault = posterior.Model.PriorTable.Any(prior => prior.Parameter == parameter && prior.IsDefault);
                if (isDefault && term.SdPriors[i] is StudentT { Location: 0 } prior)
                {
                    double beyond = 2 * MathNet.Numerics.Distributions.StudentT.CDF(0, prior.Scale, prior.Df, -estimates[i]);
                    if (beyond < Improbable)
                    {
                        return new ShiftReason.HeldBack(prior.ToString(), name, beyond, term.Effects[i]);
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

            if (predictions.Any(double.IsNaN))
            {
                yield return new GroupEffectAgreement(effects.Group, effects.Effects[i], double.NaN, double.NaN, "");
                continue;
            }

            yield return new GroupEffectAgreement(effects.Group, effects.Effects[i], Correlation.Pearson(predictions, means), largest, effects.Levels[worst]);
        }
    }
}
