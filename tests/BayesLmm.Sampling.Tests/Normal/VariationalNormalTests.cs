using BayesLmm.Numerics;
using BayesLmm.Sampling.Densities;
using BayesLmm.Sampling.Normal;
using BayesLmm.Sampling.Start;
using BayesLmm.Sampling.Tests.Targets;

namespace BayesLmm.Sampling.Tests.Normal;

/// <summary>Normal fits of densities for which the largest bound and where it is are known in closed form.</summary>
public sealed class VariationalNormalTests(ITestOutputHelper output)
{
    private static readonly double LogTwoPi = Math.Log(2 * Math.PI);

    [Fact]
    public void A_normal_distribution_is_found_in_one_step_with_its_integral()
    {
        double[] means = [3e-4, 0, 1e6], covariance = [1e-8, 0.8 * 2e-4, 0, 0.8 * 2e-4, 4, -0.5 * 2e5, 0, -0.5 * 2e5, 1e10];
        VariationalNormalFit fit = Fit(Targets.Densities.Normal(means, covariance), [2.5e-4, 0.5, 1.03e6], [9e-9, 0, 0, 0, 3, 0, 0, 0, 8e9]);
        Assert.Equal(1, fit.Steps);
        Assert.True(fit.Converged);
        for (int i = 0; i < 3; i++)
        {
            double sd = Math.Sqrt(covariance[(3 * i) + i]);
            Assert.Equal(means[i], fit.Mean[i], 1e-8 * sd);
            for (int j = 0; j < 3; j++)
            {
                Assert.Equal(covariance[(3 * i) + j], fit.Covariance[(3 * i) + j], 1e-8 * sd * Math.Sqrt(covariance[(3 * j) + j]));
            }
        }

        Assert.Equal((1.5 * LogTwoPi) + Math.Log(1e-4 * 2 * 1e5) + (0.5 * Math.Log(1 - 0.64 - 0.25)), fit.LowerBound, 1e-8);
    }

    [Fact]
    public void A_skewed_density_has_the_distribution_with_the_largest_bound_and_not_that_of_its_mode()
    {
        // E[t − eᵗ] + log s + ½ (1 + log 2π) = m − exp(m + s²/2) + log s + … has its maximum at m = −½, s = 1; the mode is 0, the mean −0.577.
        VariationalNormalFit fit = Fit(Targets.Densities.LogOfExponential, [2], [4], new VariationalNormalOptions { Points = 2000, Tolerance = 1e-3 });
        Assert.True(fit.Converged);
        Assert.Equal(-0.5, fit.Mean[0], 0.01);
        Assert.Equal(1, fit.Covariance[0], 0.02);
        Assert.Equal(-1 + (0.5 * LogTwoPi), fit.LowerBound, 0.002);

        // The few points of the default are nearly as good.
        VariationalNormalFit few = Fit(Targets.Densities.LogOfExponential, [2], [4]);
        Assert.Equal(fit.Mean[0], few.Mean[0], 0.05);
        Assert.Equal(fit.Covariance[0], few.Covariance[0], 0.15);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 0.4)]
    [InlineData(0.2, 0.1)]
    public void Two_humps_are_one_normal_distribution_and_its_reflection_also_where_they_overlap(double a, double b)
    {
        // N((a, b), I) + N(−(a, b), I), up to a factor.
        SymmetricDensity density = new(2, [new SignSymmetry(0, [0, 1])], (x, gradient) =>
        {
            double t = (a * x[0]) + (b * x[1]), slope = Math.Tanh(t);
            gradient[0] = -x[0] + (a * slope);
            gradient[1] = -x[1] + (b * slope);
            return (-0.5 * ((x[0] * x[0]) + (x[1] * x[1]))) + Math.Abs(t) + double.LogP1(Math.Exp(-2 * Math.Abs(t)));
        });
        VariationalNormalFit fit = Fit(density, [-a - 0.5, -b + 0.5], [2, 0.5, 0.5, 1], new VariationalNormalOptions { Tolerance = 1e-3 });
        output.WriteLine($"{fit.Steps} steps, mean {fit.Mean}, covariance {fit.Covariance}");
        Assert.Equal(LogTwoPi + Math.Log(2) + (0.5 * ((a * a) + (b * b))), fit.LowerBound, 0.005);
        Assert.True(fit.Mean[0] >= 0);
        if (a > 0.5)
        {
            // Closer than that the humps can hardly be told from one that is wider.
            Assert.Equal(a, fit.Mean[0], 0.05);
            Assert.Equal(b, fit.Mean[1], 0.1);
            Assert.Equal(1, fit.Covariance[0], 0.05);
            Assert.Equal(0, fit.Covariance[1], 0.1);
        }
    }

    [Fact]
    public void Symmetries_that_meet_in_a_coordinate_are_folded_together()
    {
        SymmetricDensity density = new(3, [new SignSymmetry(0, [0, 2]), new SignSymmetry(1, [1, 2])], (x, gradient) =>
        {
            // Four humps of N(0, I) at (±1.5, ±1, ±0.5), the third sign the product of the others.
            double sum = 0;
            gradient.Clear();
            foreach ((double a, double b) in (ReadOnlySpan<(double, double)>)[(1.5, 1), (-1.5, 1), (1.5, -1), (-1.5, -1)])
            {
                double c = 0.5 * Math.Sign(a * b), hump = Math.Exp((a * x[0]) + (b * x[1]) + (c * x[2]));
                sum += hump;
                gradient[0] += a * hump;
                gradient[1] += b * hump;
                gradient[2] += c * hump;
            }

            double squares = 0;
            for (int i = 0; i < 3; i++)
            {
                squares += x[i] * x[i];
                gradient[i] = (gradient[i] / sum) - x[i];
            }

            return Math.Log(sum) - (0.5 * squares);
        });
        VariationalNormalFit fit = Fit(density, [1, 1, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1], new VariationalNormalOptions { Tolerance = 1e-3 });
        Assert.Equal((1.5 * LogTwoPi) + Math.Log(4) + (0.5 * (2.25 + 1 + 0.25)), fit.LowerBound, 1e-3);
        Assert.Equal([1.5, 1, 0.5], fit.Mean.Select(value => Math.Round(value, 1)));
    }

    [Theory]
    [InlineData(7, 0.8)]
    [InlineData(9, 12)]
    [InlineData(11, 0.8)]
    public void Many_symmetries_and_far_ones(int count, double distance)
    {
        // Independent pairs of humps N(±a, 1), every second one near zero.
        SymmetricDensity density = new(count, [.. Enumerable.Range(0, count).Select(i => new SignSymmetry(i, [i]))], (x, gradient) =>
        {
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                double t = (i % 2 == 0 ? distance : 0.1) * x[i];
                gradient[i] = (-x[i]) + ((i % 2 == 0 ? distance : 0.1) * Math.Tanh(t));
                sum += (-0.5 * x[i] * x[i]) + Math.Abs(t) + double.LogP1(Math.Exp(-2 * Math.Abs(t)));
            }

            return sum;
        });
        double integral = 0;
        for (int i = 0; i < count; i++)
        {
            double a = i % 2 == 0 ? distance : 0.1;
            integral += (0.5 * LogTwoPi) + Math.Log(2) + (0.5 * a * a);
        }

        double[] center = [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? distance + 0.3 : 0.2)],
            covariance = [.. Enumerable.Range(0, count * count).Select(i => i % (count + 1) == 0 ? 1.3 : 0)];
        VariationalNormalFit fit = Fit(density, center, covariance);
        output.WriteLine($"{fit.Steps} steps, bound {fit.LowerBound}, integral {integral}");
        Assert.True(fit.Converged);

        // At most ten are folded; of an eleventh one side is covered, or both as one hump.
        Assert.InRange(integral - fit.LowerBound, -0.02, count <= 10 ? 0.03 : Math.Log(2));
    }

    [Fact]
    public void The_bound_never_decreases_and_is_below_the_integral()
    {
        foreach ((ILogDensity density, double integral) in ((ILogDensity, double)[])[(Targets.Densities.LogOfExponential, 0),
            (Targets.Densities.StudentT(3), Math.Log(Math.Sqrt(3) * Math.PI / 2)), (Targets.Densities.Banana, LogTwoPi)])
        {
            int d = density.Dimension;
            VariationalNormalFit fit = Fit(density, [.. Enumerable.Repeat(3.0, d)], [.. Enumerable.Range(0, d * d).Select(i => i % (d + 1) == 0 ? 9.0 : 0)],
                new VariationalNormalOptions { Points = 400 });
            Assert.True(fit.Steps >= 2);
            Assert.All(fit.Bounds.Zip(fit.Bounds.Skip(1)), pair => Assert.True(pair.Second >= pair.First));
            Assert.InRange(integral - fit.LowerBound, 0, 0.35);
        }
    }

    [Fact]
    public void Saddles_and_flanks_are_left_behind()
    {
        // Eight schools from far out in the tail of log τ, where the density is convex.
        VariationalNormalFit fit = Fit(Targets.Densities.EightSchools, [30, -4], [100, 0, 0, 0.1]);
        Assert.True(fit.Converged);
        Assert.Equal(7.86, fit.Mean[0], 0.7);
        Assert.Equal(1.15, fit.Mean[1], 0.4);
        VariationalNormalFit fromMode = VariationalNormal.Fit(Targets.Densities.EightSchools, start: null)!;
        Assert.True(fromMode.Converged);
        Assert.Equal(fit.LowerBound, fromMode.LowerBound, 0.01);
    }

    [Fact]
    public void A_target_that_is_much_narrower_than_the_start_is_found()
    {
        // Curvatures of 1e12 and 1, on slopes of the former.
        double[] means = [0.3, -2], covariance = [1e-12, 0, 0, 1];
        VariationalNormalFit fit = Fit(Targets.Densities.Normal(means, covariance), [0, 0], [1, 0, 0, 1]);
        Assert.True(fit.Converged);
        Assert.Equal(means[0], fit.Mean[0], 1e-8);
        Assert.Equal(LogTwoPi + Math.Log(1e-6), fit.LowerBound, 1e-6);
    }

    [Fact]
    public void A_start_so_wide_that_the_density_is_zero_at_its_points_is_made_narrower()
    {
        FunctionDensity density = new(1, (x, gradient) =>
        {
            gradient[0] = -x[0];
            return Math.Abs(x[0]) > 20 ? double.NegativeInfinity : -0.5 * x[0] * x[0];
        });
        Assert.Equal(0.5 * LogTwoPi, Fit(density, [1], [1e4]).LowerBound, 1e-8);
        Assert.Null(VariationalNormal.Fit(density, Start([1000], [1])));
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_and_draws_have_the_moments()
    {
        VariationalNormalFit[] fits = [.. ((int[])[1, 2, 4]).Select(
            threads => Fit(Targets.Densities.EightSchools, [5, 1], [9, 0, 0, 1], new VariationalNormalOptions { MaxThreads = threads }))];
        Assert.All(fits, fit => Assert.Equal((fits[0].Mean, fits[0].Covariance, fits[0].Bounds), (fit.Mean, fit.Covariance, fit.Bounds)));
        double[] draws = fits[0].Draw(4, 5000, 1);
        for (int i = 0; i < 2; i++)
        {
            double[] values = [.. Enumerable.Range(0, 20_000).Select(s => draws[(2 * s) + i])];
            double mean = values.Average(), variance = values.Sum(value => (value - mean) * (value - mean)) / values.Length,
                expected = fits[0].Covariance[(2 * i) + i];
            Assert.Equal(fits[0].Mean[i], mean, 4 * Math.Sqrt(expected / 20_000));
            Assert.Equal(expected, variance, 4 * expected * Math.Sqrt(2.0 / 20_000));
        }

        Assert.Equal(draws[..20], fits[0].Draw(4, 10, 1)[..20]);
    }

    [Fact]
    public void Cancelled_it_keeps_what_it_has_come_to()
    {
        using CancellationTokenSource source = new();
        Reporter cancels = new(news =>
        {
            if (news.Done == 2)
            {
                source.Cancel();
            }
        });
        VariationalNormalFit fit =
            VariationalNormal.Fit(Targets.Densities.EightSchools, Start([30, -4], [100, 0, 0, 0.1]), progress: cancels, cancellationToken: source.Token)!;
        Assert.True(fit.Interrupted);
        Assert.False(fit.Converged);
        Assert.Equal(2, fit.Steps);
        Assert.ThrowsAny<OperationCanceledException>(
            () => VariationalNormal.Fit(Targets.Densities.EightSchools, Start([5, 1], [9, 0, 0, 1]), cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public void A_fit_that_has_not_converged_says_so()
    {
        VariationalNormalFit fit = Fit(Targets.Densities.EightSchools, [30, -4], [100, 0, 0, 0.1], new VariationalNormalOptions { MaxSteps = 1 });
        Assert.False(fit.Converged);
        Assert.False(fit.Interrupted);
        Assert.Equal(1, fit.Steps);
    }

    public static TheoryData<object, string> Wrong => new()
    {
        { new VariationalNormalOptions { Points = 3 }, "The option Points of a normal fit must be null, or even and at least 4 for 2 coordinates; it is 3." },
        { new VariationalNormalOptions { Points = 2 }, "The option Points of a normal fit must be null, or even and at least 4 for 2 coordinates; it is 2." },
        { new VariationalNormalOptions { MaxSteps = 0 }, "The option MaxSteps of a normal fit must be at least 1; it is 0." },
        { new VariationalNormalOptions { Tolerance = 0 }, "The option Tolerance of a normal fit must be positive and finite; it is 0." },
        { new VariationalNormalOptions { Slack = -0.5 }, "The option Slack of a normal fit must be at least 0 and finite; it is -0.5." },
        {
            new VariationalNormalOptions { MaxThreads = -1 },
            "The option MaxThreads of a normal fit must be at least 0 (0 means one thread for each processor); it is -1."
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_option_out_of_range_is_refused_with_its_name_its_value_and_its_range(object options, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<ArgumentException>(
                () => VariationalNormal.Fit(Targets.Densities.Banana, Start([0, 0], [1, 0, 0, 1]), (VariationalNormalOptions)options)).Message);

    [Fact]
    public void A_covariance_that_is_none_is_refused() =>
        Assert.StartsWith(
            "The covariance matrix of the start is not positive definite.",
            Assert.Throws<ArgumentException>(() => VariationalNormal.Fit(Targets.Densities.Banana, Start([0, 0], [1, 2, 2, 1]))).Message,
            StringComparison.Ordinal);

    private static VariationalNormalFit Fit(ILogDensity density, double[] mean, double[] covariance, VariationalNormalOptions? options = null) =>
        VariationalNormal.Fit(density, Start(mean, covariance), options)!;

    private static ImportanceStart Start(double[] mean, double[] covariance) =>
        new(EquatableArray.Create<double>(mean), EquatableArray.Create<double>(covariance), "");

    private sealed class Reporter(Action<Progress> action) : IProgress<Progress>
    {
        public void Report(Progress value) => action(value);
    }
}
