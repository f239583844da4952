using BayesLmm.Densities;
using BayesLmm.Engines.Importance;
using BayesLmm.Engines.MessagePassing;
using BayesLmm.FactorGraphs.Approximations;
using BayesLmm.FactorGraphs.Variational;
using BayesLmm.Models;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Start;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.MessagePassing;

/// <summary>Posteriors from message passing against long runs of the No-U-Turn sampler.</summary>
public sealed class VariationalPosteriorTests(ITestOutputHelper output)
{
    /// <summary>What is promised of means, in the sampler's standard deviations, and of standard deviations, relative.</summary>
    private const double PlainMeanPromise = 0.12, MeanPromise = 0.1, SdPromise = 0.03;

    /// <summary>What is added for Monte Carlo error, in combined errors of both sides.</summary>
    private const double MonteCarloErrors = 4;

    /// <summary>As many draws as the sampler's.</summary>
    private static readonly SamplingOptions Options = new() { Seed = 20261124, Draws = 2500 };

    public static TheoryData<string> Models => [.. ModelFiles.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Means_of_fixed_effects_are_nearly_the_samplers_without_refinement(string name)
    {
        // The worst is radon's intercept, 0.11 to 0.12 off: see CollapsedPosteriorTests for what is better than that.
        BoundModel model = ModelFiles.Bind(name);
        Posterior q = model.SampleVariational(Options, Refinement.None), hmc = LongRuns.Hamiltonian(name);
        Assert.Equal(Refinement.None, q.MessagePassing!.Stage);
        foreach (FixedEffect effect in model.FixedEffects)
        {
            CheckMean(Summary(hmc, effect.Name), Summary(q, effect.Name), PlainMeanPromise);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Refined_means_and_standard_deviations_are_the_samplers_or_the_answer_says_that_they_need_not_be(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        Posterior refined = model.SampleVariational(Options), hmc = LongRuns.Hamiltonian(name);
        MessagePassingReport report = refined.MessagePassing!;
        Assert.Equal(PosteriorEngine.Vmp, refined.Engine);
        Assert.True(report.Converged);
        Assert.Equal(Refinement.Importance, report.Stage);
        double k = refined.Convergence.ParetoShape;
        output.WriteLine(FormattableString.Invariant($"{name}: k {k:0.00}, smallest ESS {refined.Convergence.SmallestBulkEss:0}, {report.Sweeps} sweeps"));
        if (!(k < ParetoSmoothing.LargestUsableShape))
        {
            string problem = Assert.Single(refined.Convergence.Problems, problem => problem.Contains("Pareto k", StringComparison.Ordinal));
            Assert.Contains("hmc", problem, StringComparison.Ordinal);
            Assert.Contains("gibbs", problem, StringComparison.Ordinal);
            return;
        }

        Assert.Empty(report.Substitutions);
        foreach (QuantitySummary expected in hmc.ParameterSummaries)
        {
            QuantitySummary found = Summary(refined, expected.Name);
            CheckMean(expected, found);
            double error = MonteCarloErrors * Math.Sqrt((expected.SdError * expected.SdError) + (found.SdError * found.SdError));
            Assert.True(Math.Abs(found.Sd - expected.Sd) <= (SdPromise * expected.Sd) + error,
                FormattableString.Invariant($"{name}, sd of {expected.Name}: {found.Sd:G5} against {expected.Sd:G5} ± {error:G3}"));
        }

        foreach (QuantitySummary expected in hmc.GroupEffectSummaries)
        {
            CheckMean(expected, refined.GroupEffectSummaries.Single(summary => summary.Name == expected.Name));
        }
    }

    [Theory]
    [MemberData(nameof(OtherPriors.Names), MemberType = typeof(OtherPriors))]
    public void Refined_it_has_the_models_own_priors_and_before_that_it_lists_what_it_replaced(string name)
    {
        BoundModel model = OtherPriors.Bind(name);
        Posterior refined = model.SampleVariational(Options);
        Assert.Equal(Refinement.Importance, refined.MessagePassing!.Stage);
        Assert.Empty(refined.MessagePassing.Substitutions);
        output.WriteLine(FormattableString.Invariant($"{name}: k {refined.Convergence.ParetoShape:0.00}"));
        Assert.True(refined.Convergence.ParetoShape < ParetoSmoothing.LargestUsableShape);
        PosteriorComparison.AssertAgree(OtherPriors.Hamiltonian(name), refined, output);
        foreach (Refinement stage in (Refinement[])[Refinement.None, Refinement.LinearResponse])
        {
            MessagePassingReport report = model.SampleVariational(Options with { Draws = 10 }, stage).MessagePassing!;
            Assert.Equal(stage, report.Stage);
            Assert.Equal(OtherPriors.Replaced(name).Order(), report.Substitutions.Select(text => text.Split(": ")[0]).Order());
        }
    }

    [Fact]
    public void Draws_of_the_approximation_have_its_moments()
    {
        // Coefficients and effects as in q(β, b), sds as in q(P): gamma, so that E s² = rate / (shape − 1).
        BoundModel model = ModelFiles.Bind("penicillin");
        Posterior q = model.SampleVariational(Options, Refinement.None);
        VariationalApproximation fit = q.MessagePassing!.Fit!.Approximation;
        QuantitySummary intercept = Summary(q, "intercept");
        Assert.Equal(fit.Effects.Means[^1] + model.Products.Fixed.Reference[0], intercept.Mean, MonteCarloErrors * intercept.MeanError);
        Assert.Equal(Math.Sqrt(fit.Effects.Variances[^1]), intercept.Sd, MonteCarloErrors * intercept.SdError);
        for (int k = 0; k < 2; k++)
        {
            PrecisionMarginal gamma = ((CovarianceMarginal.Independent)fit.Terms[k]).Precisions[0];
            double[] squares = [.. q[Parameter.Sd(model.GroupTerms[k].Group, "intercept").Name].Values.ToArray().Select(s => s * s)];
            double mean = squares.Average(), error = Math.Sqrt(squares.Sum(value => (value - mean) * (value - mean))) / squares.Length;
            Assert.Equal(gamma.Rate / (gamma.Shape - 1), mean, MonteCarloErrors * error);
        }

        foreach (QuantitySummary effect in q.GroupEffectSummaries.Take(5))
        {
            int place = model.Products.Terms[0].FirstEffect + q.GroupEffectSummaries.ToList().IndexOf(effect);
            Assert.Equal(fit.Effects.Means[place], effect.Mean, MonteCarloErrors * effect.MeanError);
            Assert.Equal(Math.Sqrt(fit.Effects.Variances[place]), effect.Sd, MonteCarloErrors * effect.SdError);
        }
    }

    [Theory]
    [InlineData(Refinement.None)]
    [InlineData(Refinement.LinearResponse)]
    [InlineData(Refinement.Collapsed)]
    [InlineData(Refinement.Importance)]
    public void The_same_seed_gives_the_same_bits_on_one_two_and_four_threads(Refinement refinement)
    {
        BoundModel model = ModelFiles.Bind("machines_slopes");
        Posterior[] posteriors =
            [.. ((int[])[1, 2, 4]).Select(threads => model.SampleVariational(Options with { Draws = 50, MaxThreads = threads }, refinement))];
        foreach (Posterior other in posteriors.Skip(1))
        {
            Assert.All(posteriors[0].Parameters.Concat(posteriors[0].GroupEffects),
                column => Assert.True(column.Values.SequenceEqual(other[column.Name].Values), column.Name));
        }

        Posterior elsewhere = model.SampleVariational(Options with { Draws = 50, Seed = 1 }, refinement);
        Assert.False(posteriors[0]["sigma"].Values.SequenceEqual(elsewhere["sigma"].Values));
    }

    [Fact]
    public void Message_passing_that_has_not_converged_is_not_refined_and_that_is_said()
    {
        Posterior posterior =
            ModelFiles.Bind("orthodont").SampleVariational(Options with { Draws = 20 }, variational: new VariationalOptions { MaxSweeps = 3 });
        Assert.Equal(Refinement.None, posterior.MessagePassing!.Stage);
        Assert.False(posterior.MessagePassing.Converged);
        Assert.EndsWith(" It was not refined, because message passing has not converged.", posterior.MessagePassing.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_before_it_begins_it_throws() =>
        Assert.ThrowsAny<OperationCanceledException>(
            () => ModelFiles.Bind("dyestuff").SampleVariational(Options, cancellationToken: new CancellationToken(true)));

    [Fact]
    public void Cancelled_while_it_is_refined_it_keeps_the_weighted_draws_that_there_are()
    {
        using CancellationTokenSource source = new();
        Reporter cancels = new(news =>
        {
            if (news.IsSampling)
            {
                source.Cancel();   // before it message passing tells how far it is
            }
        });
        Posterior posterior =
            ModelFiles.Bind("penicillin").SampleVariational(Options with { Draws = 20_000 }, progress: cancels, cancellationToken: source.Token);
        Assert.True(posterior.Convergence.Interrupted);
        Assert.Contains(posterior.Convergence.Problems, problem => problem.Contains("weighted draws", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("(1 | Subject)", "sd(Subject) ~ uniform(0, 20)")]
    [InlineData("(Days | Subject)", "sd(Subject) ~ uniform(0, 20)")]
    [InlineData("(1 | Subject)", "sd(Subject) ~ uniform(50, 60)")]
    [InlineData("(Days | Subject)", "Days ~ uniform(0, 5)")]
    [InlineData("(Days | Subject)", "sd(Subject, Days) ~ normal(6, 0.001)\nprior sigma ~ normal(25, 0.001)\nprior Days ~ normal(10, 0.000001)")]
    public void Bounds_and_tight_priors_that_the_data_contradict_are_reached_by_the_refinement(string terms, string prior)
    {
        // Message passing does not know the bounds, and arrives beyond them; priors that stand for tight ones are far wider.
        BoundModel model = Model.Parse($"factor Subject\nReaction ~ Days + {terms}\nprior {prior}")
            .Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        Posterior refined = model.SampleVariational(Options), hmc = model.Sample(Options with { Draws = 2000 }, engine: PosteriorEngine.Hmc);
        Assert.True(refined.Convergence.ParetoShape < ParetoSmoothing.LargestUsableShape);
        PosteriorComparison.AssertAgree(hmc, refined, output);
    }

    [Fact]
    public void A_linear_response_that_a_bound_bends_is_not_drawn_from_and_that_is_said()
    {
        BoundModel model = Model.Parse("factor Subject\nReaction ~ Days + (Days | Subject)\nprior Days ~ uniform(0, 5)")
            .Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        Posterior posterior = model.SampleVariational(Options with { Draws = 100 }, Refinement.LinearResponse);
        Assert.Equal(Refinement.None, posterior.MessagePassing!.Stage);
        Assert.Contains("near a bound", posterior.MessagePassing.Shortfall, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_before_the_first_weighted_draw_the_refinement_is_given_up_and_the_approximation_kept()
    {
        BoundModel model = ModelFiles.Bind("penicillin");
        MarginalDensity density = new(model);
        ImportanceStart start = ResponseProposal.Of(density, model.FitVariational());
        Assert.Null(ImportanceRun.TryFrom(start, density, Options.Shared, out string failure, null, new CancellationToken(true)));
        Assert.Equal("it was interrupted before any draw was kept.", failure);
    }

    [Fact]
    public void An_approximation_of_another_model_is_refused()
    {
        BoundModel model = ModelFiles.Bind("penicillin");
        VariationalFit other = ModelFiles.Bind("dyestuff").FitVariational();
        MessagePassingReport report = new(Refinement.None, 0, 1, true, [], TimeSpan.Zero);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => MessagePassingEngine.DrawFrom(model, other.Approximation, "infernet", report));
        Assert.Equal("approximation", exception.ParamName);
        Posterior own = MessagePassingEngine.DrawFrom(model, model.FitVariational().Approximation, "infernet", report, (Options with { Draws = 10 }).Shared);
        Assert.Equal("infernet", own.Engine);
        Assert.Equal(report, own.MessagePassing);
    }

    [Fact]
    public void A_model_in_which_nothing_is_to_be_sampled_has_an_answer_too()
    {
        BoundModel model =
            Reference.Read("reml", "dyestuff").Bind("prior sd(Batch) ~ constant(40)\nprior sigma ~ constant(50)\nprior intercept ~ normal(1500, 100)");
        foreach (Refinement refinement in Enum.GetValues<Refinement>())
        {
            Posterior posterior = model.SampleVariational(Options with { Draws = 500 }, refinement), gibbs = model.SampleGibbs(Options with { Draws = 500 });
            PosteriorComparison.AssertAgree(gibbs, posterior, output);
        }
    }

    private static void CheckMean(QuantitySummary expected, QuantitySummary found, double promise = MeanPromise)
    {
        double error = MonteCarloErrors * Math.Sqrt((expected.MeanError * expected.MeanError) + (found.MeanError * found.MeanError));
        Assert.True(
            Math.Abs(found.Mean - expected.Mean) <= (promise * expected.Sd) + error,
            FormattableString.Invariant($"mean of {expected.Name}: {found.Mean:G6} against {expected.Mean:G6}, sd {expected.Sd:G4}, errors {error:G3}"));
    }

    private static QuantitySummary Summary(Posterior posterior, string name) => posterior.ParameterSummaries.Single(summary => summary.Name == name);

    private sealed class Reporter(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }
}
