using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;
using BayesLmm.Tests.Estimation;
using BayesLmm.Tests.FactorGraphs;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.MessagePassing;

/// <summary>Blocked Gibbs sampling against long runs of the No-U-Turn sampler; against brms's it is in <see cref="ReferencePosteriorTests"/>.</summary>
public sealed class GibbsPosteriorTests(ITestOutputHelper output)
{
    public static TheoryData<string> Models => [.. ModelFiles.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void It_agrees_with_the_No_U_Turn_sampler(string name)
    {
        Posterior gibbs = LongRuns.Gibbs(name);
        output.WriteLine(FormattableString.Invariant($"{name}: smallest ESS {gibbs.Convergence.SmallestBulkEss:0}, R-hat {
            gibbs.Convergence.LargestRHat:0.000}, {gibbs.Draws.Elapsed.TotalSeconds:0.0} s"));
        PosteriorComparison.AssertAgree(LongRuns.Hamiltonian(name), gibbs, output);
    }

    [Theory]
    [MemberData(nameof(OtherPriors.Names), MemberType = typeof(OtherPriors))]
    public void So_it_does_under_priors_that_have_no_conjugate_form(string name) =>
        PosteriorComparison.AssertAgree(OtherPriors.Hamiltonian(name), LongRuns.Gibbs(name, () => OtherPriors.Bind(name)), output);

    [Theory]
    [InlineData("prior sigma ~ uniform(1, 12)")]
    [InlineData("prior Days ~ uniform(0, 3)")]
    [InlineData("prior sd(Subject) ~ uniform(0, 4)")]
    [InlineData("prior sigma ~ exponential(3)\nprior Days ~ gamma(200, 100)")]
    [InlineData("prior Days ~ uniform(14, 20)\nprior intercept ~ uniform(250, 280)")]
    public void So_it_does_where_a_prior_contradicts_the_data(string priors)
    {
        // Without these priors sigma is 26, Days 10.5 ± 1.5, the intercept 298 ± 9, the sds 24 and 6: the posterior leans on a bound, where nothing that the
        // graph's priors propose may ever come.
        BoundModel Bind() => Reference.Read("reml", "sleepstudy").Bind(priors);
        Posterior gibbs = LongRuns.Gibbs(priors, Bind);
        output.WriteLine(FormattableString.Invariant($"smallest ESS {gibbs.Convergence.SmallestBulkEss:0}, R-hat {gibbs.Convergence.LargestRHat:0.000}"));
        PosteriorComparison.AssertAgree(LongRuns.Hamiltonian("sleepstudy " + priors, Bind), gibbs, output);
    }

    [Theory]
    [InlineData("y ~ x + f + (x | g) + (1 | k)\nweights w\noffset o\nprior x ~ constant(2)\nprior f[b] ~ laplace(0, 2)\nprior f[c] ~ cauchy(0, 1)\nprior "
        + "cor(g) ~ lkj(2)")]
    [InlineData("y ~ x + (x || g)\nknown_se s\nprior sd(g, x) ~ constant(1)\nprior intercept ~ student_t(4, 10, 3)")]
    [InlineData("y ~ 0 + x + (1 | g/h)\nprior sigma ~ constant(1.2)\nprior x ~ normal(2, 1)")]
    [InlineData("y ~ x + t\nweights w\nprior sigma ~ exponential(1)")]
    [InlineData("y ~ x + (1 | g)\nweights w\noffset o\nfamily student_t\nprior x ~ constant(2)\nprior nu ~ constant(4)")]
    [InlineData("y ~ x + (1 | g)\nknown_se s\nfamily student_t\nprior nu ~ gamma(4, 0.5)")]
    public void So_it_does_with_constants_weights_offset_and_known_errors(string text)
    {
        BoundModel Bind() => Model.Parse(text).Bind(RandomMixedData.Create(new System.Random(21), 90));
        PosteriorComparison.AssertAgree(LongRuns.Hamiltonian(text, Bind), LongRuns.Gibbs(text, Bind), output);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [Trait("Category", "Slow")]
    public void So_it_does_on_random_models_and_so_does_refined_message_passing(int seed)
    {
        output.WriteLine(RandomGraphModels.Describe(seed));
        BoundModel model = RandomGraphModels.Bind(seed);
        Posterior hmc = model.Sample(new SamplingOptions { Seed = 4, Draws = 4000, TargetAcceptance = 0.95 }, engine: PosteriorEngine.Hmc);
        PosteriorComparison.AssertAgree(hmc, model.SampleGibbs(gibbs: new GibbsOptions { Seed = 5, Draws = 4000, Thinning = 10 }), output);
        Posterior refined = model.SampleVariational(new SamplingOptions { Seed = 6, Draws = 2500 });
        output.WriteLine($"k {refined.Convergence.ParetoShape}");
        if (refined.Convergence.ParetoShape < 0.7)
        {
            PosteriorComparison.AssertAgree(hmc, refined, output);
        }
    }

    [Theory]
    [InlineData("dyestuff2")]
    [InlineData("orthodont")]
    [InlineData("sleepstudy_student")]
    public void Without_interweaving_the_posterior_is_the_same(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        int draws = name == "sleepstudy_student" ? 1000 : 3000;
        Posterior plain = model.SampleGibbs(gibbs: new GibbsOptions { Seed = 3, Draws = draws, Thinning = 20, Interweave = false });
        output.WriteLine(FormattableString.Invariant($"{name}: smallest ESS of {4 * draws} draws {plain.Convergence.SmallestBulkEss:0} without, of {
            LongRuns.Gibbs(name).Parameters[0].Values.Length} {LongRuns.Gibbs(name).Convergence.SmallestBulkEss:0} with"));
        PosteriorComparison.AssertAgree(LongRuns.Gibbs(name), plain, output);
    }

    [Fact]
    public void Nor_does_interweaving_change_it_where_a_few_rows_have_heavy_tails()
    {
        // Rows' precisions then vary by orders of magnitude from sweep to sweep: whatever a step takes from an earlier one shows.
        double[] y = [0.2, 1.9, -3.5, 0.4, 12, 2.2, 1.1, -0.3, 0.8, 3.0], g = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4];
        BoundModel model = Model.Parse("y ~ 1 + (1 | g)\nfamily student_t\nprior nu ~ constant(1.5)\nprior sigma ~ constant(1)\nprior intercept ~ normal(0, "
            + "2)\nprior sd(g) ~ student_t(3, 0, 2)")
            .Bind(Table.FromColumns("t", new NumericColumn("y", y), new NumericColumn("g", g)));
        GibbsOptions options = new() { Seed = 4, Draws = 16_000, Thinning = 6 };
        PosteriorComparison.AssertAgree(model.SampleGibbs(gibbs: options with { Interweave = false }), model.SampleGibbs(gibbs: options), output);
    }

    [Fact]
    public void Where_the_graph_has_the_models_priors_both_choices_of_priors_are_the_same_chain()
    {
        foreach (string name in (string[])["penicillin", "sleepstudy_uncorrelated"])
        {
            BoundModel model = Reference.Read("reml", name).Bind();
            GibbsOptions options = new() { Draws = 50, Thinning = 2, Warmup = 20 };
            Posterior own = model.SampleGibbs(gibbs: options), graph = model.SampleGibbs(gibbs: options with { Priors = GibbsPriors.Graph });
            Assert.All(own.Parameters, column => Assert.True(column.Values.SequenceEqual(graph[column.Name].Values), column.Name));
        }
    }

    [Fact]
    public void Under_the_graphs_priors_it_is_what_the_graphs_priors_say_and_not_the_models()
    {
        // The graph has student_t(3, 0, s) with the same median in the place of a uniform distribution: the model with that prior written down.
        const string Prior = "prior sd(Batch) ~ uniform(0, 40)";
        BoundModel model = Reference.Read("reml", "dyestuff").Bind(Prior);
        double median = 20, scale = median / MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, 3, 0.75);
        GibbsOptions options = new() { Draws = 2500, Thinning = 5, Priors = GibbsPriors.Graph };
        Posterior graph = model.SampleGibbs(gibbs: options);
        string key = FormattableString.Invariant($"prior sd(Batch) ~ student_t(3, 0, {scale:R})");
        PosteriorComparison.AssertAgree(LongRuns.Hamiltonian("dyestuff " + key, () => Reference.Read("reml", "dyestuff").Bind(key)), graph, output);
        QuantitySummary own = model.SampleGibbs(
            gibbs: options with { Priors = GibbsPriors.Model }).ParameterSummaries.Single(summary => summary.Name.StartsWith("sd(", StringComparison.Ordinal));
        QuantitySummary other = graph.ParameterSummaries.Single(summary => summary.Name == own.Name);
        Assert.True(Math.Abs(own.Mean - other.Mean) > 6 * Math.Sqrt((own.MeanError * own.MeanError) + (other.MeanError * other.MeanError)));
    }

    [Theory]
    [InlineData("machines_slopes")]
    [InlineData("sleepstudy_student")]
    public void The_same_seed_gives_the_same_bits_on_one_two_and_four_threads(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        Posterior[] posteriors = [.. ((int[])[1, 2, 4]).Select(
            threads => model.SampleGibbs(gibbs: new GibbsOptions { Draws = 30, Warmup = 20, Thinning = 2, Seed = 5, MaxThreads = threads }))];
        foreach (Posterior other in posteriors.Skip(1))
        {
            Assert.All(posteriors[0].Parameters.Concat(posteriors[0].GroupEffects),
                column => Assert.True(column.Values.SequenceEqual(other[column.Name].Values), column.Name));
        }

        // Chains and seeds differ.
        ReadOnlySpan<double> sigma = posteriors[0]["sigma"].Values;
        Assert.Equal(sigma.Length, sigma.ToArray().Distinct().Count());
        Assert.False(sigma.SequenceEqual(model.SampleGibbs(gibbs: new GibbsOptions { Draws = 30, Warmup = 20, Thinning = 2, Seed = 6 })["sigma"].Values));
    }

    [Fact]
    public void A_cancelled_run_keeps_what_every_chain_has_drawn_and_says_so()
    {
        using CancellationTokenSource source = new();
        List<Progress> news = [];
        Lock gate = new();
        Reporter reporter = new(value =>
        {
            lock (gate)
            {
                news.Add(value);
            }

            if (value.IsSampling && value.Done >= 2000)
            {
                source.Cancel();
            }
        });

        // One thread has both chains: they take turns.
        GibbsOptions options = new() { Draws = 200_000, Thinning = 1, Seed = 9, Chains = 2, MaxThreads = 1 };
        Posterior posterior = ModelFiles.Bind("dyestuff").SampleGibbs(gibbs: options, progress: reporter, cancellationToken: source.Token);
        Assert.True(posterior.Draws.Interrupted);
        Assert.Equal(2, posterior.Chains);
        Assert.InRange(posterior.DrawsPerChain, 1900, 2100);
        Assert.Contains(posterior.Convergence.Problems, problem => problem.Contains("interrupted after", StringComparison.Ordinal));

        // They are the first draws of the run that goes on.
        int kept = Math.Min(20, posterior.DrawsPerChain);
        Posterior whole = ModelFiles.Bind("dyestuff").SampleGibbs(gibbs: options with { Draws = kept });
        for (int chain = 0; chain < 2; chain++)
        {
            Assert.True(posterior["sigma"].Values.Slice(chain * posterior.DrawsPerChain, kept).SequenceEqual(whole["sigma"].Values.Slice(chain * kept, kept)));
        }

        Assert.Contains(news, value => !value.IsSampling);
    }

    [Fact]
    public void Cancelled_before_a_draw_is_kept_it_throws()
    {
        BoundModel model = ModelFiles.Bind("dyestuff");
        Assert.ThrowsAny<OperationCanceledException>(() => model.SampleGibbs(cancellationToken: new CancellationToken(true)));
        using CancellationTokenSource source = new();
        Reporter reporter = new(value => source.Cancel());   // the first report is of the warm-up
        Assert.ThrowsAny<OperationCanceledException>(
            () => model.SampleGibbs(gibbs: new GibbsOptions { Warmup = 1_000_000_000 }, progress: reporter, cancellationToken: source.Token));
    }

    [Theory]
    [InlineData(null, 500)]
    [InlineData(70, 70)]
    public void Sampling_with_the_engine_gibbs_has_the_options_of_sampling(int? warmup, int expected)
    {
        BoundModel model = ModelFiles.Bind("dyestuff");
        SamplingOptions options = new() { Chains = 3, Draws = 40, Seed = 8, Warmup = warmup };
        Posterior posterior = model.Sample(options, engine: PosteriorEngine.Gibbs);
        MarkovChains chains = Assert.IsType<MarkovChains>(posterior.Draws.Origin);
        Assert.Equal((PosteriorEngine.Gibbs, 3, 40, expected, 10),
            (posterior.Engine, posterior.Chains, posterior.DrawsPerChain, chains.Warmup(0), chains.Thinning));
        Posterior same = model.SampleGibbs(gibbs: new GibbsOptions { Chains = 3, Draws = 40, Seed = 8, Warmup = expected, Thinning = 10 });
        Assert.True(posterior["sigma"].Values.SequenceEqual(same["sigma"].Values));
        Assert.Null(posterior.MessagePassing);
        Assert.Throws<ArgumentException>(() => model.Sample(options with { Draws = 0 }, engine: PosteriorEngine.Gibbs));
    }

    [Fact]
    public void A_response_with_a_mean_of_a_billion_is_sampled_as_one_with_mean_zero()
    {
        // The binder's default priors follow the median; numbers lose 9 of their 16 digits.
        Table Shifted(double by)
        {
            System.Random random = new(12);
            return Table.FromColumns(
                "shifted",
                new NumericColumn("y", [.. Enumerable.Range(0, 60).Select(i => Math.Round((i % 10) + (3 * random.NextDouble()), 3) + by)]),
                new NumericColumn("g", [.. Enumerable.Range(0, 60).Select(i => (double)(i % 10))]));
        }

        Posterior[] posteriors = [.. ((double[])[0, 1e9]).Select(by =>
            Model.Parse(FormattableString.Invariant(
                $"y ~ 1 + (1 | g)\nprior intercept ~ normal({by + 5}, 10)\nprior sd(g) ~ student_t(3, 0, 3)\nprior sigma ~ student_t(3, 0, 3)"))
            .Bind(Shifted(by)).SampleGibbs(gibbs: new GibbsOptions { Draws = 200, Thinning = 2 }))];
        foreach (string name in (string[])["sigma", "sd(g, intercept)", "g[3, intercept]"])
        {
            for (int i = 0; i < 400; i++)
            {
                Assert.Equal(posteriors[0][name].Values[i], posteriors[1][name].Values[i], 1e-3);
            }
        }
    }

    [Fact]
    public void Every_option_out_of_range_is_named()
    {
        foreach ((GibbsOptions options, string expected) in ((GibbsOptions, string)[])[
            (new() { Chains = 0 }, "The option Chains of Gibbs sampling must be at least 1; it is 0. (Parameter 'Chains')"),
            (new() { Draws = 0 }, "The option Draws of Gibbs sampling must be at least 1; it is 0. (Parameter 'Draws')"),
            (new() { Warmup = -1 }, "The option Warmup of Gibbs sampling must be at least 0; it is -1. (Parameter 'Warmup')"),
            (new() { Thinning = 0 }, "The option Thinning of Gibbs sampling must be at least 1; it is 0. (Parameter 'Thinning')"),
            (new() { MaxThreads = -2 },
                "The option MaxThreads of Gibbs sampling must be at least 0 (0 means one thread for each processor); it is -2. (Parameter 'MaxThreads')"),
            (new() { Priors = (GibbsPriors)7 }, "The option Priors of Gibbs sampling must be one of Model, Graph; it is 7. (Parameter 'Priors')")])
        {
            Assert.Equal(expected, Assert.Throws<ArgumentException>(() => ModelFiles.Bind("dyestuff").SampleGibbs(gibbs: options)).Message);
        }
    }

    [Fact]
    public void Draws_that_do_not_fit_into_memory_are_refused_with_their_number()
    {
        EngineRefusedException exception =
            Assert.Throws<EngineRefusedException>(() => ModelFiles.Bind("radon").SampleGibbs(gibbs: new GibbsOptions { Draws = 1_000_000 }));
        string message = EngineWording.Of(exception.Refusal, able: null, TestWords.Flags);
        Assert.Contains("4 × 1000000 draws", message, StringComparison.Ordinal);
        Assert.Contains("--engine hmc or vmp", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_breaks_down_in_a_chain_is_told_by_its_own_message()
    {
        // A flat prior of the standard deviation of two levels leaves an improper posterior: chains go to infinity, and the sampler says so rather than that
        // some task has failed.
        double[] y = [1, 2, 1.5, 2.5], g = [0, 0, 1, 1];
        BoundModel model =
            Model.Parse("y ~ 1 + (1 | g)\nprior sd(g) ~ flat").Bind(Table.FromColumns("t", new NumericColumn("y", y), new NumericColumn("g", g)));
        try
        {
            Posterior posterior = model.SampleGibbs(gibbs: new GibbsOptions { Draws = 2000, Chains = 2 });
            Assert.All(posterior["intercept"].Values.ToArray(), value => Assert.True(double.IsFinite(value)));
        }
        catch (InvalidOperationException exception)
        {
            Assert.StartsWith("Gibbs sampling broke down:", exception.Message, StringComparison.Ordinal);
        }
    }

    private sealed class Reporter(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }
}
