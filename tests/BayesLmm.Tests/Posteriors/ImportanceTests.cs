using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>Posteriors by importance sampling; their values are compared with brms's in <see cref="ReferencePosteriorTests"/>.</summary>
public sealed class ImportanceTests(ITestOutputHelper output)
{
    private static readonly SamplingOptions Options = new() { Seed = 7, Draws = 200 };

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_one_two_and_four_threads()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        Posterior[] posteriors =
            [.. ((int[])[1, 2, 4]).Select(threads => model.Sample(Options with { MaxThreads = threads }, engine: PosteriorEngine.Importance))];
        foreach (Posterior other in posteriors.Skip(1))
        {
            Assert.All(posteriors[0].Parameters.Concat(posteriors[0].GroupEffects),
                column => Assert.True(column.Values.SequenceEqual(other[column.Name].Values), column.Name));
        }
    }

    [Fact]
    public void The_engine_and_its_reason_are_part_of_the_answer()
    {
        BoundModel model = ModelFiles.Bind("dyestuff");
        Posterior cheap = model.Sample(Options), asked = model.Sample(Options, engine: PosteriorEngine.Hmc),
            importance = model.Sample(Options, engine: PosteriorEngine.Importance);
        Assert.Equal((PosteriorEngine.Hmc, "An evaluation of the density is cheap."), (cheap.Engine, cheap.EngineExplanation));
        Assert.Equal((PosteriorEngine.Hmc, "It was asked for."), (asked.Engine, asked.EngineExplanation));
        Assert.Equal(PosteriorEngine.Importance, importance.Engine);
        Assert.True(double.IsNaN(asked.Convergence.ParetoShape));
        Assert.True(importance.Convergence.ParetoShape < 0.5);
        Assert.True(double.IsNaN(importance.Convergence.LargestRHat));
        Assert.Null(asked.LogEvidence);
        Assert.True(double.IsFinite(importance.LogEvidence!.Value.Value));
    }

    [Fact]
    public void Draws_that_share_a_point_have_coefficients_of_their_own()
    {
        Posterior posterior = ModelFiles.Bind("dyestuff").Sample(Options with { Draws = 2000 }, engine: PosteriorEngine.Importance);
        ReadOnlySpan<int> parents = ((Weighted)posterior.Draws.Origin).Parents;
        HashSet<double> sigmas = [.. posterior["sigma"].Values], intercepts = [.. posterior["intercept"].Values];
        Assert.Equal(parents.ToArray().Distinct().Count(), sigmas.Count);
        Assert.True(sigmas.Count < 8000);
        Assert.Equal(8000, intercepts.Count);
    }

    [Fact]
    public void The_log_evidence_is_the_density_of_the_data_under_the_priors()
    {
        // y_i = μ + ε_i with μ ~ N(1, 2²), ε ~ N(0, 1.5²): y ~ N(1, 4 J + 2.25 I), known in closed form; and with sigma ~ exponential(1) by quadrature over it.
        double[] y = [0.3, 2.1, -1.4, 3.3, 0.9];
        double LogDensity(double sigma)
        {
            int n = y.Length;
            double s2 = sigma * sigma, sum = y.Sum(v => v - 1), squares = y.Sum(v => (v - 1) * (v - 1));
            double logDeterminant = ((n - 1) * Math.Log(s2)) + Math.Log(s2 + (4 * n));
            return -0.5 * ((n * Math.Log(2 * Math.PI)) + logDeterminant + ((squares - (4 * sum * sum / (s2 + (4 * n)))) / s2));
        }

        Posterior Sample(string sigma) =>
            Model.Parse($"y ~ 1\nprior intercept ~ normal(1, 2)\nprior sigma ~ {sigma}").Bind(Table.FromColumns("t", [new NumericColumn("y", y)]))
            .Sample(Options with { Draws = 2000 }, engine: PosteriorEngine.Importance);
        (double known, double knownError) = Sample("constant(1.5)").LogEvidence!.Value;
        Assert.Equal(LogDensity(1.5), known, (4 * knownError) + 1e-8);
        double integral = MathNet.Numerics.Integrate.GaussLegendre(s => Math.Exp(LogDensity(s) - s), 1e-3, 30, 512);
        (double value, double error) = Sample("exponential(1)").LogEvidence!.Value;
        output.WriteLine($"{value} ± {error}, by quadrature {Math.Log(integral)}");
        Assert.InRange(error, 0, 0.02);
        Assert.Equal(Math.Log(integral), value, 4 * error);
    }

    [Fact]
    public void With_a_flat_prior_there_is_no_evidence() =>
        Assert.Null(ModelFiles.Bind("sleepstudy").Sample(Options, engine: PosteriorEngine.Importance).LogEvidence);

    [Fact]
    public void Weights_with_a_heavy_tail_are_not_trusted_and_other_engines_are_proposed()
    {
        // Draws of a Cauchy variable from normal proposals, put in the place of a model's: the verdict depends on the weights alone.
        BoundModel model = ModelFiles.Bind("dyestuff");
        Draws cauchy = ImportanceSampler.Sample(
            new CauchyDensity(), new ImportanceOptions { Proposal = ProposalKind.Normal, AdaptationRounds = 0, EffectiveSize = 4000, MaxProposals = 4000 });
        Assert.True(cauchy.Origin.Weights!.Value.ParetoShape > 0.8, $"k {cauchy.Origin.Weights.Value.ParetoShape}");
        DrawColumn[] columns = [.. model.Parameters.Select(parameter => new DrawColumn(parameter.Name, cauchy.Coordinate(0)))];
        ConvergenceReport report =
            new Posterior(model, new DrawOptions(), new EngineRun(PosteriorEngine.Importance, new EngineReason.AskedFor(), cauchy), columns, []).Convergence;
        Assert.False(report.Trustworthy);
        Assert.Contains(report.Problems, problem => problem.Contains("use --engine hmc", StringComparison.Ordinal));

        MessagePassingReport messages = new(Refinement.Importance, -1, 10, Converged: true, [], TimeSpan.Zero);
        report = new Posterior(model, new DrawOptions(), new EngineRun(PosteriorEngine.Vmp, new EngineReason.AskedFor(), cauchy) { MessagePassing = messages },
            columns, []).Convergence;
        Assert.Contains(report.Problems, problem => problem.Contains("use --engine gibbs or --engine hmc", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cancelled_run_keeps_its_draws_and_says_so()
    {
        using CancellationTokenSource source = new();
        Reporter reporter = new(_ => source.Cancel());
        Posterior posterior = ModelFiles.Bind("penicillin").Sample(Options with { Draws = 20_000 }, reporter, source.Token, PosteriorEngine.Importance);
        Assert.True(posterior.Convergence.Interrupted);
        Assert.Contains(posterior.Convergence.Problems, problem => problem.Contains("weighted draws", StringComparison.Ordinal));
    }

    [Fact]
    public void Draws_files_have_the_weights_columns()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Posterior posterior = ModelFiles.Bind("dyestuff").Sample(Options, engine: PosteriorEngine.Importance);
            string[] lines = File.ReadAllLines(DrawsFile.Write(posterior, Path.Combine(folder, "draws.csv"))[0]);
            Assert.Contains(lines, line => line.StartsWith("lp__,log_g__,point__,intercept", StringComparison.Ordinal));
            Assert.Equal(200, lines.Count(line => line.Length > 0 && (char.IsDigit(line[0]) || line[0] == '-')));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("y ~ service + (1 | s) + (1 | d)")]
    [InlineData("y ~ service + (1 | s) + (1 | d) + (1 | dept:service)")]
    [Trait("Category", "Slow")]
    public void An_expensive_crossed_model_is_sampled_by_importance_without_being_asked(string formula)
    {
        Model model = Model.Parse($"factor service\nfactor dept\n{formula}");
        BoundModel bound = model.Bind(TableReader.Read(Repository.PathOf("examples", "data", "insteval.csv"), model.Columns));
        Posterior posterior = bound.Sample(new SamplingOptions { Draws = 250 });
        Weighted importance = Assert.IsType<Weighted>(posterior.Draws.Origin);
        output.WriteLine(
            $"{posterior.Draws.Dimension} coordinates, k {importance.ParetoShape:0.00}, {importance.PointWeights.Length} weighted draws worth "
                + $"{importance.EffectiveSampleSize:0}, "
            + $"{importance.Evaluations} values, {importance.Start.Evaluations} gradients, {posterior.Draws.Elapsed.TotalSeconds:0.00} s, smallest ESS "
            + $"{posterior.Convergence.SmallestBulkEss:0}");
        Assert.True(posterior.Convergence.Trustworthy, string.Join(' ', posterior.Convergence.Problems));
        Assert.True(importance.SmallestCoordinateSize > 400);
    }

    private sealed class Reporter(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }

    private sealed class CauchyDensity : ILogDensity, ILogDensityEvaluator
    {
        public int Dimension => 1;

        public ILogDensityEvaluator CreateEvaluator() => this;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient)
        {
            gradient[0] = -2 * position[0] / (1 + (position[0] * position[0]));
            return -double.LogP1(position[0] * position[0]);
        }
    }
}
