using BayesLmm.Sampling;
using BayesLmm.Tests.FactorGraphs;
using BayesLmm.Tests.References;
using CsCheck;

namespace BayesLmm.Tests.Posteriors.MessagePassing;

/// <summary>The normal distribution of variance parameters with the rest integrated out, against long runs of the No-U-Turn sampler.</summary>
public sealed class CollapsedPosteriorTests(ITestOutputHelper output)
{
    /// <summary>
    /// What is promised of means, in the sampler's standard deviations: of coefficients, correlations, and standard deviations that the data identify well.
    /// </summary>
    private const double MeanPromise = 0.1;

    /// <summary>A standard deviation is identified well if its posterior mean is this many posterior standard deviations.</summary>
    private const double WellIdentified = 3;

    private static readonly SamplingOptions Options = new() { Seed = 20261125, Draws = 5000 };

    public static TheoryData<string> Models => [.. ModelFiles.Names];

    /// <summary>Models whose graph has the model's own priors.</summary>
    public static TheoryData<string> WithOwnPriors => ["dyestuff", "dyestuff2", "machines", "oats", "pastes", "penicillin"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Means_are_the_samplers_without_importance_sampling(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        Posterior collapsed = model.SampleVariational(Options, Refinement.Collapsed), hmc = LongRuns.Hamiltonian(name);
        MessagePassingReport report = collapsed.MessagePassing!;
        Assert.Equal(Refinement.Collapsed, report.Stage);
        Assert.True(report.Collapsed!.Converged);
        Assert.Empty(report.Substitutions);
        Assert.Empty(collapsed.Convergence.Problems);
        Assert.All(report.Collapsed.Bounds.Zip(report.Collapsed.Bounds.Skip(1)), pair => Assert.True(pair.Second >= pair.First));
        int checkedParameters = 0;
        foreach (QuantitySummary expected in hmc.ParameterSummaries)
        {
            QuantitySummary found = collapsed.ParameterSummaries.Single(summary => summary.Name == expected.Name);
            double shift = (found.Mean - expected.Mean) / expected.Sd;
            bool isScale = expected.Name.StartsWith("sd(", StringComparison.Ordinal) || expected.Name is "sigma" or "nu", promised = !isScale
                || expected.Mean >= WellIdentified * expected.Sd;
            output.WriteLine(FormattableString.Invariant(
                $"{expected.Name}: shift {shift:0.000}, sd {found.Sd / expected.Sd:0.00}{(promised ? "" : ", not identified well")}"));
            if (promised)
            {
                checkedParameters++;
                Assert.True(Math.Abs(shift) <= MeanPromise, $"{name}, mean of {expected.Name}: {shift:0.000} standard deviations off");
            }

            if (!isScale)
            {
                // Coefficients and correlations are mixtures over the variance parameters: far better than in q, whose errors go to 80 %.
                Assert.InRange(found.Sd / expected.Sd, 0.75, 1.1);
            }
        }

        Assert.True(checkedParameters >= model.FixedEffects.Count + 1, "sigma is always identified well");
        foreach (QuantitySummary expected in hmc.GroupEffectSummaries)
        {
            QuantitySummary found = collapsed.GroupEffectSummaries.Single(summary => summary.Name == expected.Name);
            Assert.True(Math.Abs(found.Mean - expected.Mean) <= 0.3 * expected.Sd,
                $"{name}, mean of {expected.Name}: {(found.Mean - expected.Mean) / expected.Sd:0.000}");
        }
    }

    [Theory]
    [MemberData(nameof(WithOwnPriors))]
    public void The_bound_is_above_that_of_messages_and_below_the_evidence(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        MessagePassingReport report = model.SampleVariational(Options with { Draws = 10 }, Refinement.Collapsed).MessagePassing!;
        Weighted exact = (Weighted)model.SampleVariational(Options).Draws.Origin;
        output.WriteLine(FormattableString.Invariant($"messages {report.LowerBound:0.000}, collapsed {report.Collapsed!.LowerBound:0.000}, evidence {
            exact.Evidence.Value:0.000} ± {exact.Evidence.Error:0.000}"));
        Assert.Empty(report.Fit!.Approximation.Model.Substitutions);
        Assert.True(report.LowerBound < report.Collapsed.LowerBound);
        Assert.InRange(exact.Evidence.Value - report.Collapsed.LowerBound, 0, 0.5);
    }

    [Fact]
    public void It_is_below_the_evidence_of_random_models_too() => Gen.Int[0, 1 << 30].Sample(
        seed =>
        {
            BoundModel model = RandomGraphModels.Bind(seed);
            MessagePassingReport report = model.SampleVariational(Options with { Draws = 10 }, Refinement.Collapsed).MessagePassing!;
            Assert.True(report.Stage == Refinement.Collapsed, $"{RandomGraphModels.Describe(seed)}: {report.Shortfall}");
            Weighted exact = (Weighted)model.SampleVariational(Options with { Draws = 200 }).Draws.Origin;
            if (exact.ParetoShape < ParetoSmoothing.GoodShape)
            {
                // The bound is an average over few points, which moves it by a few hundredths.
                Assert.True(report.Collapsed!.LowerBound <= exact.Evidence.Value + 0.1 + (5 * exact.Evidence.Error), RandomGraphModels.Describe(seed));
            }
        },
        iter: 15);

    [Theory]
    [MemberData(nameof(OtherPriors.Names), MemberType = typeof(OtherPriors))]
    public void It_has_the_models_own_priors(string name)
    {
        Posterior collapsed = OtherPriors.Bind(name).SampleVariational(Options, Refinement.Collapsed), hmc = OtherPriors.Hamiltonian(name);
        Assert.Empty(collapsed.MessagePassing!.Substitutions);
        foreach (QuantitySummary expected in hmc.ParameterSummaries)
        {
            QuantitySummary found = collapsed.ParameterSummaries.Single(summary => summary.Name == expected.Name);
            output.WriteLine(
                FormattableString.Invariant($"{expected.Name}: shift {(found.Mean - expected.Mean) / expected.Sd:0.000}, sd {found.Sd / expected.Sd:0.00}"));
            Assert.Equal(expected.Mean, found.Mean, 0.1 * expected.Sd);
            Assert.InRange(found.Sd / expected.Sd, 0.75, 1.15);
        }
    }

    [Theory]
    [InlineData("(1 | Subject)", "sd(Subject) ~ uniform(0, 20)")]
    [InlineData("(Days | Subject)", "Days ~ uniform(0, 5)")]
    [InlineData("(Days | Subject)", "Days ~ laplace(0, 1000000)")]
    [InlineData("(Days | Subject)", "sd(Subject, Days) ~ normal(6, 0.001)\nprior sigma ~ normal(25, 0.001)\nprior Days ~ normal(10, 0.000001)")]
    public void Bounds_and_tight_priors_that_the_data_contradict_are_respected(string terms, string prior)
    {
        BoundModel model = Model.Parse($"factor Subject\nReaction ~ Days + {terms}\nprior {prior}")
            .Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        Posterior collapsed = model.SampleVariational(Options, Refinement.Collapsed),
            hmc = model.Sample(Options with { Draws = 2000 }, engine: PosteriorEngine.Hmc);
        foreach (QuantitySummary expected in hmc.ParameterSummaries)
        {
            QuantitySummary found = collapsed.ParameterSummaries.Single(summary => summary.Name == expected.Name);
            output.WriteLine(
                FormattableString.Invariant($"{expected.Name}: shift {(found.Mean - expected.Mean) / expected.Sd:0.000}, sd {found.Sd / expected.Sd:0.00}"));
            Assert.Equal(expected.Mean, found.Mean, 0.2 * expected.Sd);
        }
    }

    [Theory]
    [InlineData("nu ~ normal(3, 0.01)", "sigma ~ normal(20, 0.1)", "sd(Subject, Days) ~ normal(5, 0.01)")]
    [InlineData("nu ~ constant(4)", "sigma ~ constant(15)")]
    public void Tight_and_constant_priors_with_student_t_residuals(params string[] priors)
    {
        BoundModel model =
            Model.Parse($"factor Subject\nReaction ~ Days + (Days | Subject)\nfamily student_t\n{string.Join('\n', priors.Select(prior => "prior " + prior))}")
            .Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        Posterior collapsed = model.SampleVariational(Options with { Draws = 2000 }, Refinement.Collapsed),
            gibbs = model.SampleGibbs(Options with { Draws = 2500 });
        Assert.True(collapsed.MessagePassing!.Collapsed!.Converged);
        foreach (QuantitySummary expected in gibbs.ParameterSummaries.Where(summary => summary.Sd > 0))
        {
            QuantitySummary found = collapsed.ParameterSummaries.Single(summary => summary.Name == expected.Name);
            output.WriteLine(
                FormattableString.Invariant($"{expected.Name}: shift {(found.Mean - expected.Mean) / expected.Sd:0.000}, sd {found.Sd / expected.Sd:0.00}"));
            Assert.Equal(expected.Mean, found.Mean, 0.15 * expected.Sd);
            Assert.InRange(found.Sd / expected.Sd, 0.85, 1.15);
        }
    }

    [Fact]
    public void With_student_t_residuals_too_a_model_may_have_nothing_to_sample()
    {
        BoundModel model = Model.Parse("factor Subject\nReaction ~ Days + (1 | Subject)\nfamily student_t\nprior nu ~ constant(4)\nprior sigma ~ "
            + "constant(20)\nprior sd(Subject) ~ constant(30)")
            .Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        Posterior gibbs = model.SampleGibbs(Options);
        foreach (Refinement refinement in (Refinement[])[Refinement.Collapsed, Refinement.Importance])
        {
            Posterior posterior = model.SampleVariational(Options, refinement);
            Assert.Equal(refinement, posterior.MessagePassing!.Stage);
            foreach (string name in (string[])["intercept", "Days"])
            {
                QuantitySummary expected = gibbs.ParameterSummaries.Single(summary => summary.Name == name),
                    found = posterior.ParameterSummaries.Single(summary => summary.Name == name);
                Assert.Equal(expected.Mean, found.Mean, 0.1 * expected.Sd);
                Assert.InRange(found.Sd / expected.Sd, 0.93, 1.07);
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_one_and_four_threads_with_student_t_residuals_too()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy_student");
        Posterior[] posteriors =
            [.. ((int[])[1, 4]).Select(threads => model.SampleVariational(Options with { Draws = 10, MaxThreads = threads }, Refinement.Collapsed))];
        Assert.All(posteriors[0].Parameters.Concat(posteriors[0].GroupEffects),
            column => Assert.True(column.Values.SequenceEqual(posteriors[1][column.Name].Values), column.Name));
    }

    [Fact]
    public void Interrupted_it_keeps_what_the_fit_has_come_to()
    {
        using CancellationTokenSource source = new();
        Posterior posterior = ModelFiles.Bind("orthodont").SampleVariational(
            Options with { Draws = 100 }, Refinement.Collapsed, progress: new Reporter(news => Cancel(source, news)), cancellationToken: source.Token);
        Assert.Equal(Refinement.Collapsed, posterior.MessagePassing!.Stage);
        Assert.True(posterior.Convergence.Interrupted);
        Assert.Equal(["The fit of the collapsed approximation was interrupted after 1 step."], posterior.Convergence.Problems);
    }

    [Fact]
    public void Of_a_prior_that_leaves_student_t_residuals_without_estimates_it_is_said()
    {
        BoundModel model = Model.Parse("factor Subject\nReaction ~ Days + (1 | Subject)\nfamily student_t\nprior Days ~ uniform(0, 20)")
            .Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv")));
        Posterior posterior = model.SampleVariational(Options with { Draws = 100 }, Refinement.Collapsed);
        Assert.Equal(Refinement.None, posterior.MessagePassing!.Stage);
        Assert.Contains("a coefficient's prior has no form in which it could be", posterior.MessagePassing.Shortfall, StringComparison.Ordinal);
    }

    private static void Cancel(CancellationTokenSource source, Progress news)
    {
        if (news.IsSampling)
        {
            source.Cancel();   // before it message passing tells how far it is
        }
    }

    private sealed class Reporter(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }
}
