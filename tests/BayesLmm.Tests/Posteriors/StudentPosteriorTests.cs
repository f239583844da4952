using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>Student_t residuals from end to end; that they are brms's is in <see cref="ReferencePosteriorTests"/>.</summary>
public class StudentPosteriorTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bits_on_one_two_and_four_threads()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy_student");
        Posterior[] posteriors =
            [.. new[] { 1, 2, 4 }.Select(threads => model.Sample(new SamplingOptions { Draws = 50, Warmup = 150, Seed = 5, MaxThreads = threads }))];
        foreach (Posterior other in posteriors.Skip(1))
        {
            foreach (DrawColumn column in posteriors[0].Parameters.Concat(posteriors[0].GroupEffects))
            {
                Assert.True(column.Values.SequenceEqual(other[column.Name].Values), column.Name);
            }
        }
    }

    [Fact]
    public void The_model_has_nu_and_its_draws_exceed_one_and_the_report_says_how_to_read_REML_beside_them()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy_student");
        Assert.Equal(["sigma", "nu"], model.Parameters.Select(parameter => parameter.Name).TakeLast(2));
        Assert.Equal(("gamma(2, 0.1)", "above 1"), (model.Priors[^1].Distribution, model.Priors[^1].Note));
        Posterior posterior = model.Sample();
        Assert.True(posterior.Convergence.Trustworthy, string.Join(" ", posterior.Convergence.Problems));
        Assert.All(posterior["nu"].Values.ToArray(), nu => Assert.True(nu > 1));
        AgreementReport report = posterior.CompareWith(model.FitReml());
        Assert.True(report.Identity.Holds);
        Assert.Contains("REML assumes normal residuals", report.Note, StringComparison.Ordinal);
        Assert.True(double.IsNaN(report.Parameters[^1].Estimate));
    }

    [Fact]
    public void Known_errors_leave_no_sigma()
    {
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind("family student_t\nknown_se 10 + Days");
        Assert.DoesNotContain(model.Parameters, parameter => parameter.Name == "sigma");
        Posterior posterior = model.Sample(new SamplingOptions { Draws = 100, Warmup = 300 });
        Assert.True(posterior["nu"].Values.ToArray().Average() > 1);
    }

    [Fact]
    public void With_nu_fixed_far_out_the_posterior_is_that_of_normal_residuals()
    {
        Reference reference = Reference.Read("reml", "sleepstudy");
        SamplingOptions options = new() { Draws = 1500, Seed = 9, TargetAcceptance = 0.9 };
        Posterior student = reference.Bind("family student_t\nprior nu ~ constant(1e7)").Sample(options), normal = reference.Bind().Sample(options);

        // 43 means: 4.5 combined Monte Carlo errors are exceeded by chance in one of 3,000 seeds.
        Assert.All(normal.ParameterSummaries.Concat(normal.GroupEffectSummaries), expected =>
        {
            QuantitySummary found = student.ParameterSummaries.Concat(student.GroupEffectSummaries).Single(summary => summary.Name == expected.Name);
            Assert.Equal(expected.Mean, found.Mean, 4.5 * Math.Sqrt((expected.MeanError * expected.MeanError) + (found.MeanError * found.MeanError)));
        });
    }

    [Fact]
    public void Without_group_effects_it_is_a_robust_regression_that_an_outlier_does_not_move()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{i},{(2 * i) + (i % 3) - 1 + (i == 39 ? 500 : 0)}\n")));
        string file = Path.Combine(Path.GetTempPath(), $"blmm_outlier_{Guid.NewGuid():N}.csv");
        File.WriteAllText(file, "x,y\n" + rows);
        try
        {
            Posterior posterior = Model.Parse("y ~ x\nfamily student_t").Bind(TableReader.Read(file)).Sample();
            Assert.InRange(posterior.ParameterSummaries.Single(summary => summary.Name == "x").Mean, 1.95, 2.05);
            Assert.Empty(posterior.GroupEffects);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Draws_of_nu_from_its_prior_exceed_one_and_residual_variances_of_two_or_less_degrees_of_freedom_are_infinite()
    {
        PriorSimulation simulation = ModelFiles.Bind("sleepstudy_student").SimulatePrior(2000, 3);
        double[] nu = simulation.Parameters.Single(column => column.Name == "nu").Values.ToArray();
        Assert.All(nu, value => Assert.True(value > 1));

        // P(ν < 2 | ν > 1) of gamma(2, 0.1): (0.0175 − 0.0047) / 0.9953.
        Assert.InRange(nu.Count(value => value < 2) / 2000.0, 0.006, 0.021);
    }
}
