using BayesLmm.Sampling.Convergence;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Tests.Targets;

namespace BayesLmm.Sampling.Tests.Importance;

/// <summary>Importance sampling on densities whose moments and integrals are known.</summary>
public sealed class ImportanceSamplerTests(ITestOutputHelper output)
{
    private const ulong Seed = 20261122;

    /// <summary>In Monte Carlo standard errors; with a fixed seed the tests are deterministic, and about 40 comparisons had a chance of 40 × 6e-5.</summary>
    private const double Errors = 4;

    private static readonly ImportanceOptions Options = new() { Seed = Seed, EffectiveSize = 4000 };

    /// <summary>Half of the mass at each of ±(3, 1): symmetric under a change of both signs.</summary>
    private static readonly ILogDensity TwoSides = new SymmetricDensity(
        2,
        [new SignSymmetry(0, [0, 1])],
        (x, gradient) =>
        {
            double t = (3 * x[0]) + x[1], th = Math.Tanh(t);
            gradient[0] = -x[0] + (3 * th);
            gradient[1] = -x[1] + th;
            return (-0.5 * ((x[0] * x[0]) + (x[1] * x[1]))) + Math.Abs(t) + double.LogP1(Math.Exp(-2 * Math.Abs(t)));
        });

    public static TheoryData<string> Kinds => [.. Enum.GetNames<ProposalKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_correlated_normal_distribution_and_its_integral(string kind)
    {
        double[] means = [3e-4, 0, 1e6], sds = [1e-4, 2, 1e5];
        double[] covariance = [1e-8, 0.8 * 2e-4, 0, 0.8 * 2e-4, 4, -0.5 * 2e5, 0, -0.5 * 2e5, 1e10];
        Draws result = ImportanceSampler.Sample(Targets.Densities.Normal(means, covariance), Options with { Proposal = Enum.Parse<ProposalKind>(kind) });
        Check(result, means, sds);
        Assert.True(result.ParetoShape < 0.3, $"k {result.ParetoShape}");

        // (2π)^3/2 |Σ|^½ with |Σ| = Π sd² (1 − 0.81 − 0.25) for this pattern of correlations.
        double expected = (1.5 * Math.Log(2 * Math.PI)) + Math.Log(1e-4 * 2 * 1e5) + (0.5 * Math.Log(1 - 0.64 - 0.25));
        CheckEvidence(result, expected);
    }

    [Fact]
    public void A_t_distribution_with_7_degrees_of_freedom_by_t_proposals()
    {
        Draws result = ImportanceSampler.Sample(Targets.Densities.StudentT(7), Options with { DegreesOfFreedom = 5 });
        Check(result, [0], [Math.Sqrt(7 / 5.0)]);
        Assert.True(result.ParetoShape < ParetoSmoothing.GoodShape, $"k {result.ParetoShape}");
    }

    [Fact]
    public void A_skewed_distribution_with_integral_one()
    {
        // The logarithm of an exponential variable: mean −γ, sd π/√6.
        Draws result = ImportanceSampler.Sample(Targets.Densities.LogOfExponential, Options);
        Check(result, [-0.5772156649015329], [Math.PI / Math.Sqrt(6)]);
        CheckEvidence(result, 0);
        Assert.True(result.ParetoShape < ParetoSmoothing.GoodShape, $"k {result.ParetoShape}");
        Draws whole = ImportanceSampler.Sample(Targets.Densities.LogOfExponential, Options with { Proposal = ProposalKind.StudentT, AdaptationRounds = 0 });
        Assert.True(
            result.EffectiveSampleSize / result.Weights.Length > 1.2 * whole.EffectiveSampleSize / whole.Weights.Length,
            "split proposals follow skewness better");
    }

    [Fact]
    public void A_banana() => Check(ImportanceSampler.Sample(Targets.Densities.Banana, Options), [0, 0.5], [1, Math.Sqrt(1.5)]);

    [Fact]
    public void Eight_schools() =>

        // Moments by quadrature, as in KnownTargetTests.
        Check(
            ImportanceSampler.Sample(Targets.Densities.EightSchools, Options),
            [7.858587341953625, 1.1479605383538924],
            [4.685998199965509, 1.1254711904887171]);

    [Fact]
    public void Normal_proposals_for_a_heavy_tail_have_a_large_k()
    {
        Draws result = ImportanceSampler.Sample(Targets.Densities.StudentT(1.5), Options with { Proposal = ProposalKind.Normal, AdaptationRounds = 0 });
        Assert.True(result.ParetoShape > ParetoSmoothing.LargestUsableShape, $"k {result.ParetoShape}");
    }

    [Fact]
    public void Both_sides_of_a_symmetric_density_are_counted_though_draws_are_on_one()
    {
        Draws result = ImportanceSampler.Sample(TwoSides, Options);

        // The density is e^(−|x|²/2) (e^t + e^(−t)) with t = 3x₀ + x₁, whose integral is 2 · 2π e^((9 + 1)/2).
        CheckEvidence(result, Math.Log(4 * Math.PI) + 5);
        for (int i = 0; i < result.Weights.Length; i++)
        {
            Assert.True(result.Points[2 * i] >= 0);
        }

        // E|x₀| of a normal with mean 3: folded normal.
        double folded = (Math.Sqrt(2 / Math.PI) * Math.Exp(-4.5)) + (3 * (1 - (2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -3))));
        double[] x = result.Coordinate(0);
        Assert.InRange((x.Average() - folded) / ResampledDraws.ErrorOfMean(x, result.Parents), -Errors, Errors);
    }

    [Fact]
    public void A_density_that_is_symmetric_around_its_mode_at_zero()
    {
        ILogDensity symmetric = new SymmetricDensity(3, [new SignSymmetry(0, [0, 2]), new SignSymmetry(1, [1, 2])], (x, g) =>
        {
            double sum = 0;
            for (int i = 0; i < 3; i++)
            {
                g[i] = -x[i];
                sum += x[i] * x[i];
            }

            return -0.5 * sum;
        });
        Draws result = ImportanceSampler.Sample(symmetric, Options);
        CheckEvidence(result, 1.5 * Math.Log(2 * Math.PI));
        Check(result, [Math.Sqrt(2 / Math.PI), Math.Sqrt(2 / Math.PI), 0], [Math.Sqrt(1 - (2 / Math.PI)), Math.Sqrt(1 - (2 / Math.PI)), 1]);
    }

    [Fact]
    public void Draws_of_one_parent_say_nothing_about_their_errors()
    {
        double[] draws = [1, 2, 3, 4];
        Assert.True(double.IsNaN(ResampledDraws.ErrorOfMean(draws, [5, 5, 5, 5])));
        Assert.True(double.IsNaN(ResampledDraws.ErrorOfStandardDeviation(draws, [5, 5, 5, 5])));
        Assert.True(double.IsNaN(ResampledDraws.Summarize(draws, [5, 5, 5, 5]).BulkEss));
        Assert.Equal(Math.Sqrt(0.5), ResampledDraws.ErrorOfMean(draws, [5, 5, 2, 2]), 1e-12);
    }

    [Fact]
    public void Errors_are_as_large_as_they_are_said_to_be()
    {
        // 100 runs with 300 weighted draws each, resampled to 400 and to 2000: means scatter around the truth with a standard deviation of 1 in units of their
        // errors, ± 0.07.
        foreach (int draws in (int[])[100, 500])
        {
            double squares = 0;
            const int Runs = 100;
            for (ulong seed = 0; seed < Runs; seed++)
            {
                ImportanceOptions options = new()
                {
                    Seed = seed,
                    Draws = draws,
                    EffectiveSize = 1000,
                    MaxProposals = 300,
                    Proposal = ProposalKind.StudentT,
                    AdaptationRounds = 0,
                    MaxThreads = 1
                };
                Draws result = ImportanceSampler.Sample(Targets.Densities.LogOfExponential, options);
                double[] x = result.Coordinate(0);
                squares += Math.Pow((x.Average() + 0.5772156649015329) / ResampledDraws.ErrorOfMean(x, result.Parents), 2);
            }

            double ratio = Math.Sqrt(squares / Runs);
            output.WriteLine($"{draws}: {ratio:0.00}");
            Assert.InRange(ratio, 0.65, 1.3);   // systematic resampling is better than independent, so that errors may be somewhat too large
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_1_2_and_4_threads()
    {
        Draws[] runs = [.. ((int[])[1, 2, 4]).Select(threads => ImportanceSampler.Sample(Targets.Densities.Banana, Options with { MaxThreads = threads }))];
        foreach (Draws run in runs)
        {
            Assert.True(run.Values.SequenceEqual(runs[0].Values));
            Assert.True(run.Weights.SequenceEqual(runs[0].Weights));
            Assert.Equal(runs[0].Evaluations, run.Evaluations);
        }

        Assert.False(ImportanceSampler.Sample(Targets.Densities.Banana, Options with { Seed = 2 }).Values.SequenceEqual(runs[0].Values));
    }

    [Fact]
    public void Cancelling_keeps_what_was_drawn()
    {
        using CancellationTokenSource source = new();
        ImportanceOptions endless = Options with { EffectiveSize = 100_000, Draws = 50 };
        int news = 0;
        Reporter reporter = new(_ =>
        {
            news++;
            source.Cancel();
        });
        Draws result = ImportanceSampler.Sample(Targets.Densities.Banana, endless, reporter, source.Token);
        Assert.True(result.Interrupted);
        Assert.Equal(1, news);
        Assert.Equal(200, result.Chains * result.DrawsPerChain);
        Assert.InRange(result.Weights.Length, 200, 60_000);
        using CancellationTokenSource before = new();
        before.Cancel();
        Assert.Throws<OperationCanceledException>(() => ImportanceSampler.Sample(Targets.Densities.Banana, Options, null, before.Token));
    }

    [Fact]
    public void Without_a_mode_the_reason_is_said()
    {
        FunctionDensity slope = new(1, (x, gradient) =>
        {
            gradient[0] = 1;
            return x[0];
        });
        Assert.Null(ImportanceSampler.TrySample(slope, Options, out string explanation));
        Assert.Contains("No mode was found", explanation, StringComparison.Ordinal);
        Assert.Equal(explanation, Assert.Throws<InvalidOperationException>(() => ImportanceSampler.Sample(slope, Options)).Message);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        (ImportanceOptions, string)[] wrong =
        [
            (Options with { Chains = 0 }, "Chains"), (Options with { Draws = 0 }, "Draws"), (Options with { EffectiveSize = 0 }, "EffectiveSize"),
            (Options with { MaxProposals = 0 }, "MaxProposals"), (Options with { DegreesOfFreedom = 2 }, "DegreesOfFreedom"),
            (Options with { AdaptationRounds = 6 }, "AdaptationRounds"), (Options with { MaxThreads = -1 }, "MaxThreads"),
            (Options with { Proposal = (ProposalKind)9 }, "Proposal"),
        ];
        foreach ((ImportanceOptions options, string name) in wrong)
        {
            Assert.Contains(name, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
        }
    }

    private void Check(Draws result, double[] means, double[] sds)
    {
        output.WriteLine($"k {result.ParetoShape:0.00}, {result.Weights.Length} weighted draws worth {result.EffectiveSampleSize:0}");
        for (int i = 0; i < result.Dimension; i++)
        {
            double[] x = result.Coordinate(i);
            double mean = x.Average(), sd = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1));
            double meanError = ResampledDraws.ErrorOfMean(x, result.Parents), sdError = ResampledDraws.ErrorOfStandardDeviation(x, result.Parents);
            output.WriteLine($"{i}: mean {mean:g5} ± {meanError:g2} ({means[i]:g5}), sd {sd:g5} ± {sdError:g2} ({sds[i]:g5})");
            Assert.InRange(mean, means[i] - (Errors * meanError), means[i] + (Errors * meanError));
            Assert.InRange(sd, sds[i] - (Errors * sdError), sds[i] + (Errors * sdError));
            Assert.InRange(meanError / sds[i], 0, 0.04);   // so that the comparison means something
        }
    }

    private void CheckEvidence(Draws result, double expected)
    {
        output.WriteLine($"log integral {result.LogEvidence:g8} ± {result.LogEvidenceError:g2} ({expected:g8})");
        Assert.InRange(result.LogEvidenceError, 0, 0.02);
        Assert.InRange(result.LogEvidence, expected - (Errors * result.LogEvidenceError) - 1e-9, expected + (Errors * result.LogEvidenceError) + 1e-9);
    }

    private sealed class Reporter(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }
}
