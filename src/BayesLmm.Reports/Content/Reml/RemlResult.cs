using BayesLmm.Estimation.Checks;
using BayesLmm.Estimation.Comparison;

namespace BayesLmm.Reports.Content.Reml;

/// <summary>A fit by (restricted) maximum likelihood and what follows from it.</summary>
/// <param name="Input">Model and data.</param>
/// <param name="Fit">The fit.</param>
/// <param name="Findings">What follows from it.</param>
/// <param name="Timings">How long the steps took.</param>
internal sealed record RemlResult(ModelInput Input, RemlFit Fit, RemlFindings Findings, IReadOnlyList<Timing> Timings);

/// <summary>What follows from a REML fit, as far as requested.</summary>
/// <param name="Options">The request.</param>
/// <param name="Coefficients">Tests of the coefficients.</param>
/// <param name="Terms">Tests of the terms; null if none were requested and every term is one coefficient.</param>
/// <param name="Variance">Where the variance comes from.</param>
/// <param name="LeastSquares">What least squares would have claimed; null for a model without random terms or without coefficients.</param>
/// <param name="Means">Marginal means with their pairwise contrasts.</param>
internal sealed record RemlFindings(
    RemlOptions Options,
    IReadOnlyList<ContrastTest> Coefficients,
    AnovaTable? Terms,
    VarianceDecomposition Variance,
    LeastSquaresComparison? LeastSquares,
    IReadOnlyList<MeansFinding> Means)
{
    /// <summary>Every predicted group effect; null if not requested.</summary>
    public IReadOnlyList<PredictedEffects>? Effects { get; init; }

    /// <summary>Tests of random effects; null if not requested or interrupted.</summary>
    public IReadOnlyList<RandomTermDeletion>? Deletions { get; init; }

    /// <summary>Profile intervals; null if not requested or interrupted.</summary>
    public ProfileIntervals? Profile { get; init; }

    /// <summary>The bootstrap; null if not requested, or interrupted before its first replicate.</summary>
    public ParametricBootstrap? Bootstrap { get; init; }

    /// <summary>What was requested and interrupted before it had any result.</summary>
    public IReadOnlyList<string> Interrupted { get; init; } = [];

    /// <summary>What takes no time; F tests only if they were requested or some term has several columns.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="options">The request.</param>
    /// <param name="inference">How the variances' uncertainty is allowed for.</param>
    public static RemlFindings Of(RemlFit fit, RemlOptions options, FixedEffectInference inference)
    {
        AnovaTable? terms = fit.FixedEffects.Count == 0 ? null : inference.Anova(options.Type ?? SumOfSquaresType.TypeIII);
        bool addsNothing = options.Type is null && terms is not null && terms.Terms.All(term => term.Test is { NumeratorDegreesOfFreedom: 1 });
        return new RemlFindings(
            options with { Method = inference.Method },
            fit.FixedEffects.Count == 0 ? [] : inference.TestCoefficients(options.Level),
            addsNothing ? null : terms,
            fit.DecomposeVariance(),
            fit.Model.GroupTerms.Count == 0 || fit.FixedEffects.Count == 0 ? null : LeastSquaresFit.TryCompare(fit),
            [.. options.Means.Select(factors => MeansFinding.Of(inference.MarginalMeans(options.Level, factors), options))]);
    }
}

/// <summary>The marginal means of some factors.</summary>
/// <param name="Means">The means.</param>
/// <param name="Pairs">Their differences.</param>
internal sealed record MeansFinding(MarginalMeans Means, IReadOnlyList<PairwiseContrast> Pairs)
{
    /// <summary>Means with their differences.</summary>
    public static MeansFinding Of(MarginalMeans means, RemlOptions options) => new(means, means.Pairs(options.Adjustment));
}
