using System.Text.Json;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.VarianceShares;

public sealed class PosteriorVarianceTests
{
    public static TheoryData<string> References => ["sleepstudy", "sleepstudy_priors", "sleepstudy_priors_intercept", "penicillin", "radon"];

    [Theory]
    [MemberData(nameof(References))]
    public void Bayesian_R2_is_that_of_brms(string name)
    {
        Reference reference = Reference.Read("posterior", name);
        BoundModel model = reference.Bind(ReferencePosteriorTests.PriorStatements(reference));
        DrawnEstimate ours = model.Sample(DrawOptions.From(model.Specification) with { Seed = 5, Draws = 5000 }).DecomposeVariance().BayesR2;
        JsonElement theirs = reference["bayes_R2"][0];
        double error = theirs.GetProperty("mcse_mean").GetDouble(), sdError = theirs.GetProperty("mcse_sd").GetDouble();
        Assert.Equal(theirs.GetProperty("mean").GetDouble(), ours.Mean, 4.5 * Math.Sqrt(2) * error);
        Assert.Equal(theirs.GetProperty("sd").GetDouble(), ours.Sd, 4.5 * Math.Sqrt(2) * sdError);
        Assert.Equal(theirs.GetProperty("2.5%").GetDouble(), ours.Lower, 0.1 * ours.Sd);
        Assert.Equal(theirs.GetProperty("97.5%").GetDouble(), ours.Upper, 0.1 * ours.Sd);
    }

    /// <summary>At a draw the shares are those of a REML fit with the draw's parameters: the medians are near those of the estimates.</summary>
    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("penicillin")]
    [InlineData("pastes")]
    [InlineData("radon")]
    public void Shares_and_correlations_are_near_those_of_REML(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        VarianceDecomposition reml = model.FitReml().DecomposeVariance();
        PosteriorVariance posterior = model.Sample(new DrawOptions { Draws = 1000 }).DecomposeVariance();
        Near(reml.Fixed, posterior.Fixed);
        Near(reml.Residual, posterior.Residual!);
        Near(reml.AdjustedIcc, posterior.AdjustedIcc);
        Near(reml.UnadjustedIcc, posterior.UnadjustedIcc);
        Near(reml.MarginalR2, posterior.MarginalR2);
        Near(reml.ConditionalR2, posterior.ConditionalR2);
        Assert.Equal(reml.IccByGroup.Select(icc => icc.Group), posterior.IccByGroup.Select(icc => icc.Name));
        for (int k = 0; k < reml.Terms.Count; k++)
        {
            Near(reml.Terms[k].Variance, posterior.Terms[k]);
        }

        void Near(double estimate, DrawnEstimate drawn) => Assert.InRange(
            estimate, drawn.Mean - (1.5 * drawn.Sd) - 1e-9, drawn.Mean + (1.5 * drawn.Sd) + 1e-9);
    }

    [Fact]
    public void Design_effects_and_reliabilities_follow_from_the_correlation_and_the_size_of_groups()
    {
        BoundModel model = Model.Parse("Reaction ~ Days + (1 | Subject)").Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        PosteriorVariance variance = model.Sample(new DrawOptions { Draws = 1000 }).DecomposeVariance();
        Assert.Equal(1 + (9 * variance.IccByGroup[0].Mean), variance.DesignEffects[0].Mean, 1e-9);

        // With ten rows a level, reliability is τ²/(τ² + σ²/10) = 10 ρ/(1 + 9 ρ).
        double rho = variance.IccByGroup[0].Median;
        Assert.Equal("sd(Subject, intercept)", variance.Reliabilities[0].Parameter);
        Assert.Equal(10 * rho / (1 + (9 * rho)), variance.Reliabilities[0].Reliability, 0.05);
    }

    [Fact]
    public void A_model_without_groups_has_R2_only()
    {
        BoundModel model = Model.Parse("Reaction ~ Days").Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        PosteriorVariance variance = model.Sample(new DrawOptions { Draws = 1000 }).DecomposeVariance();
        Assert.Empty(variance.IccByGroup);
        Assert.Equal(0, variance.AdjustedIcc.Mean);
        Assert.Equal(variance.MarginalR2.Mean, variance.ConditionalR2.Mean);
        Assert.Equal(0.2865, variance.BayesR2.Mean, 0.03);   // R² of the regression
    }
}
