using BayesLmm.Numerics;
using BayesLmm.Reports.Document;
using BayesLmm.Reports.Wording;

namespace BayesLmm.Reports.Content.Fits;

/// <summary>Where the variance comes from, by a posterior: intraclass correlations and R², and on request the variances themselves.</summary>
internal static class PosteriorVarianceContent
{
    /// <summary>A short section, and all of it for programs.</summary>
    /// <param name="posterior">The posterior.</param>
    /// <param name="variance">Its variance.</param>
    /// <param name="view">How much people are shown.</param>
    public static Part Of(Posterior posterior, PosteriorVariance variance, FitView view)
    {
        bool hasGroups = posterior.Model.GroupTerms.Count > 0;
        bool hasSeveral = variance.IccByGroup.Count > 1;
        ReportTable shares = Table("variance_explained", "quantity",
        [
            .. variance.IccByGroup.Select(icc => icc with { Name = $"ICC {icc.Name}" }),
            .. hasSeveral ? [variance.AdjustedIcc with { Name = "ICC, all groups" }] : (DrawnEstimate[])[],
            variance.MarginalR2,
            .. hasGroups ? [variance.ConditionalR2] : (DrawnEstimate[])[],
            variance.BayesR2,
        ]);
        return new Part(
            [
                new Section("Variance explained", [
                    shares,
                    .. VarianceWording.LatentScale(posterior.Model.Family) is { } scale ? [new Prose(scale)] : (Block[])[],
                    .. view.Variances
                        ?
                        [
                            Variances(posterior, variance),
                            new Prose("Variances of fixed effects and of random terms are means over the rows; var and cov are of the parameters."),
                        ]
                        : (Block[])[],
                ]),
            ],
            Member.Group(
                "variance",
                new("icc", Datum.ListOf(variance.IccByGroup, icc => [new("group", icc.Name), .. Numbers(icc)])),
                Member.Group("icc_adjusted", [.. Numbers(variance.AdjustedIcc)]),
                Member.Group("icc_unadjusted", [.. Numbers(variance.UnadjustedIcc)]),
                Member.Group("r2_marginal", [.. Numbers(variance.MarginalR2)]),
                Member.Group("r2_conditional", [.. Numbers(variance.ConditionalR2)]),
                Member.Group("bayes_r2", [.. Numbers(variance.BayesR2)]),
                Member.Group("fixed", [.. Numbers(variance.Fixed)]),
                new("terms", Datum.ListOf(variance.Terms, term => [new("term", term.Name), .. Numbers(term)])),
                new("residual", variance.Residual is { } known ? new Datum.Group([.. Numbers(known)]) : Datum.Nothing),
                new("design_effects", Datum.ListOf(variance.DesignEffects, effect => [new("group", effect.Name), .. Numbers(effect)])),
                new("reliability", Datum.ListOf(variance.Reliabilities, one => [new("name", one.Parameter), new("reliability", one.Reliability)])),
                new("draws", variance.Draws)));
    }

    /// <summary>The variances of fixed effects, terms and residual, and those of the parameters.</summary>
    private static ReportTable Variances(Posterior posterior, PosteriorVariance variance) => Table("variances", "variance",
    [
        variance.Fixed, .. variance.Terms, .. variance.Residual is { } residual ? [residual] : (DrawnEstimate[])[], .. Parameters(posterior),
    ]);

    /// <summary>The squares of standard deviations, and covariances.</summary>
    private static IEnumerable<DrawnEstimate> Parameters(Posterior posterior)
    {
        DrawnEstimate Estimate(string name, IEnumerable<double> draws) => DrawnEstimate.Of(name, [.. draws], posterior.Draws, 1, 0.95);
        double[] Draws(Parameter parameter) => posterior[parameter.Name].Values.ToArray();
        foreach (Models.GroupTerm term in posterior.Model.GroupTerms)
        {
            for (int i = 0; i < term.Width; i++)
            {
                double[] sd = Draws(Parameter.Sd(term.Group, term.Effects[i]));
                yield return Estimate($"var({term.Group}, {term.Effects[i]})", sd.Select(value => value * value));
            }

            foreach ((int i, int j) in term.Structure.CorrelatedPairs(term.Width))
            {
                double[] first = Draws(Parameter.Sd(term.Group, term.Effects[i])), second = Draws(Parameter.Sd(term.Group, term.Effects[j]));
                double[] correlation = Draws(Parameter.Cor(term.Group, term.Effects[i], term.Effects[j]));
                yield return Estimate(
                    $"cov({term.Group}, {term.Effects[i]}, {term.Effects[j]})", correlation.Select((value, s) => value * first[s] * second[s]));
            }
        }
    }

    private static ReportTable Table(string name, string title, IEnumerable<DrawnEstimate> estimates) => TableOf.Items(name, estimates)
        .Words(title, Field.Term, null, estimate => estimate.Name)
        .Numbers("mean", Field.Estimate, null, estimate => Cell.Estimate(estimate.Mean, estimate.Sd))
        .Numbers("sd", Field.StandardError, null, estimate => Cell.Digits(estimate.Sd, 3))
        .Numbers("2.5%", Field.Lower, null, estimate => Cell.Estimate(estimate.Lower, estimate.Sd))
        .Numbers("97.5%", Field.Upper, null, estimate => Cell.Estimate(estimate.Upper, estimate.Sd))
        .Build();

    private static IEnumerable<Member> Numbers(DrawnEstimate estimate) =>
    [
        new("mean", estimate.Mean), new("sd", estimate.Sd), new("median", estimate.Median), new("q2.5", estimate.Lower), new("q97.5", estimate.Upper),
        new("mcse_mean", estimate.MeanError),
    ];
}
