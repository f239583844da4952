using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

public class PosteriorTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bits_on_one_two_and_four_threads()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        Posterior[] posteriors = [.. new[] { 1, 2, 4 }.Select(threads => model.Sample(new SamplingOptions { Draws = 100, Seed = 5, MaxThreads = threads }))];
        foreach (Posterior other in posteriors.Skip(1))
        {
            foreach (DrawColumn column in posteriors[0].Parameters.Concat(posteriors[0].GroupEffects))
            {
                Assert.True(column.Values.SequenceEqual(other[column.Name].Values), column.Name);
            }
        }
    }

    [Fact]
    public void Another_seed_gives_other_draws()
    {
        BoundModel model = ModelFiles.Bind("dyestuff");
        Posterior a = model.Sample(new SamplingOptions { Draws = 50, Seed = 1 }), b = model.Sample(new SamplingOptions { Draws = 50, Seed = 2 });
        Assert.False(a["sigma"].Values.SequenceEqual(b["sigma"].Values));
    }

    [Fact]
    public void Group_effects_are_draws_of_their_own_that_average_to_the_conditional_means()
    {
        // E[b | y] over the posterior is nearly the BLUP where variances are well known; and a draw is no mean: its spread is the conditional sd.
        BoundModel model = ModelFiles.Bind("radon");
        Posterior posterior = model.Sample();
        QuantitySummary stLouis = posterior.GroupEffectSummaries.Single(summary => summary.Name == "county[STLOUIS, intercept]");
        Assert.InRange(stLouis.Sd, 0.03, 0.12);
        QuantitySummary small = posterior.GroupEffectSummaries.Single(summary => summary.Name == "county[AITKIN, intercept]");
        Assert.True(small.Sd > stLouis.Sd, "116 houses say more than 4");
    }

    [Fact]
    public void Too_few_draws_are_not_trusted_and_the_reason_is_said()
    {
        ConvergenceReport report = ModelFiles.Bind("dyestuff").Sample(new SamplingOptions { Draws = 20 }).Convergence;
        Assert.False(report.Trustworthy);
        Assert.Contains(report.Problems, problem => problem.Contains("effective sample size", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_quantity_is_named_in_the_error()
    {
        Posterior posterior = ModelFiles.Bind("dyestuff").Sample(new SamplingOptions { Draws = 20 });
        Assert.Contains("'sigmma'", Assert.Throws<ArgumentException>(() => posterior["sigmma"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_random_effects_is_a_linear_regression()
    {
        // Known analytically: with flat β and σ² the marginal of β is t with n − p df around least squares; here sigma has a wide prior.
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind();
        BoundModel plain = Model.Parse("Reaction ~ Days\nprior intercept ~ flat\nprior sigma ~ uniform(0, 1000)").Bind(
            TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        var reml = plain.FitReml();
        Assert.Equal(10.467285959596, reml["Days"], 1e-9);
        Assert.Equal(47.7148, reml["sigma"], 1e-4);
        Posterior posterior = plain.Sample(new SamplingOptions { Draws = 2000, Seed = 3 });
        QuantitySummary days = posterior.ParameterSummaries.Single(summary => summary.Name == "Days");
        Assert.Equal(10.467285959596, days.Mean, 5 * days.MeanError);

        // p(σ | y) ∝ σ^−(n−p) exp(−RSS / 2σ²) under a flat prior on σ, so σ² is inverse gamma((n − p − 1)/2, RSS/2).
        double shape = (180 - 2 - 1) / 2.0, rate = 178 * reml["sigma"] * reml["sigma"] / 2;
        double mean = Math.Sqrt(rate) * Math.Exp(MathNet.Numerics.SpecialFunctions.GammaLn(shape - 0.5) - MathNet.Numerics.SpecialFunctions.GammaLn(shape));
        QuantitySummary sigma = posterior.ParameterSummaries.Single(summary => summary.Name == "sigma");
        Assert.Equal(mean, sigma.Mean, 5 * sigma.MeanError);
        Assert.Empty(posterior.GroupEffects);
        Assert.True(model.GroupTerms.Count == 1);
    }
}
