using BayesLmm.Numerics;
using BayesLmm.Posteriors;
using BayesLmm.Posteriors.MessagePassing;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>Posteriors whose draws are of an approximation, or of chains that are not the No-U-Turn sampler's: their summaries and their verdicts.</summary>
public sealed class OtherDrawsTests
{
    private static readonly SamplingOptions Options = new() { Seed = 7, Draws = 200 };

    private readonly BoundModel model = ModelFiles.Bind("dyestuff");

    [Theory]
    [InlineData(Refinement.None,
        "Standard deviations are those of the approximation, which are too small; --refine importance makes the draws those of the exact posterior.")]
    [InlineData(Refinement.LinearResponse,
        "Standard deviations are those of the linear response; --refine importance makes the draws those of the exact posterior.")]
    [InlineData(
        Refinement.Collapsed,
        "Variance parameters have a normal distribution on the sampler's scale, which may be too narrow where groups are few; --refine importance makes the "
            + "draws those of the exact posterior.")]
    public void An_approximation_is_as_good_as_its_draws_and_a_remark_says_what_it_is(Refinement refinement, string remark)
    {
        Posterior posterior = model.SampleVariational(Options, refinement);

        Assert.True(posterior.Convergence.Trustworthy, string.Join(' ', posterior.Convergence.Problems));
        Assert.Equal([remark], posterior.Convergence.Remarks);
        Assert.True(double.IsNaN(posterior.Convergence.LargestRHat));
        Assert.True(double.IsNaN(posterior.Convergence.ParetoShape));
        Assert.Equal((800.0, 800.0), (posterior.Convergence.SmallestBulkEss, posterior.Convergence.SmallestTailEss));
        QuantitySummary sigma = posterior.ParameterSummaries[2];
        Assert.Equal(sigma.Sd / Math.Sqrt(800), sigma.MeanError, 1e-12);
        Assert.InRange(sigma.SdError, 0.5 * sigma.Sd / Math.Sqrt(1600), 2 * sigma.Sd / Math.Sqrt(1600));
    }

    [Fact]
    public void A_refined_answer_needs_no_remark()
    {
        ConvergenceReport report = model.SampleVariational(Options).Convergence;

        Assert.True(report.Trustworthy, string.Join(' ', report.Problems));
        Assert.Empty(report.Remarks);
        Assert.InRange(report.ParetoShape, -1, 0.5);
    }

    [Fact]
    public void Message_passing_that_has_not_converged_is_not_trusted_and_not_refined()
    {
        Posterior posterior = model.SampleVariational(Options, Refinement.Importance, new VariationalOptions { MaxSweeps = 1 });

        Assert.Equal(["Message passing has not converged in 1 sweeps; use --engine gibbs or --engine hmc."], posterior.Convergence.Problems);
        Assert.Equal("It was not refined, because message passing has not converged.", posterior.MessagePassing!.Shortfall);
        Assert.EndsWith(posterior.MessagePassing!.Shortfall, posterior.MessagePassing!.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refinement_that_failed_is_a_problem_with_its_reason()
    {
        MessagePassingReport messages =
            new(Refinement.None, -1, 10, Converged: true, [], TimeSpan.Zero) { NotRefined = new Shortfall.ImportanceFailed("why.") };

        ConvergenceReport failed = Create(Independent(interrupted: false), messages).Convergence;

        Assert.Equal(
            ["These are draws of the approximation as it is, whose standard deviations are too small. It was not refined: why. Use --engine gibbs or --engine "
                + "hmc."], failed.Problems);
        Assert.EndsWith("where they matter use --engine hmc.", Assert.Single(failed.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Student_t_residuals_have_no_linear_response()
    {
        ConvergenceReport report = ModelFiles.Bind("sleepstudy_student").SampleVariational(Options, Refinement.LinearResponse).Convergence;

        Assert.EndsWith("there is no linear response; refine by importance, or use the engines hmc or gibbs.", Assert.Single(report.Problems),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "Message passing was interrupted after 10 sweeps.")]
    [InlineData(true, "The refinement was interrupted, so that these are draws of the approximation as it is.")]
    public void An_interruption_says_of_what(bool converged, string problem)
    {
        MessagePassingReport messages = new(Refinement.None, -1, 10, converged, [], TimeSpan.Zero);

        ConvergenceReport report = Create(Independent(interrupted: true), messages).Convergence;

        Assert.True(report.Interrupted);
        Assert.Equal([problem], report.Problems);
    }

    [Fact]
    public void Chains_of_another_sampler_are_judged_as_chains()
    {
        ConvergenceReport good = Create(Chains(apart: 0)).Convergence, bad = Create(Chains(apart: 2)).Convergence;

        Assert.True(good.Trustworthy, string.Join(' ', good.Problems));
        Assert.InRange(good.LargestRHat, 0.99, ConvergenceReport.RHatLimit);
        Assert.Equal((0, 0), (good.Divergences, good.TreeDepthReached));
        Assert.True(double.IsNaN(good.SmallestEnergyFraction));
        Assert.Contains(bad.Problems, problem => problem.StartsWith("The chains do not agree", StringComparison.Ordinal)
            && problem.EndsWith("draw more, or use --engine hmc.", StringComparison.Ordinal));
    }

    [Fact]
    public void Gibbs_sampling_has_no_remarks_and_enough_draws()
    {
        Posterior posterior = model.Sample(Options with { Draws = 500 }, engine: PosteriorEngine.Gibbs);

        Assert.IsType<MarkovChains>(posterior.Draws.Origin);
        Assert.True(posterior.Convergence.Trustworthy, string.Join(' ', posterior.Convergence.Problems));
        Assert.Empty(posterior.Convergence.Remarks);
    }

    private static Draws Independent(bool interrupted) => new(new Independent(), 3, Normals(0), 4, interrupted, TimeSpan.Zero);

    private static Draws Chains(double apart) => new(new MarkovChains(50, 5), 3, Normals(apart), 4, interrupted: false, TimeSpan.Zero);

    /// <summary>4 × 200 × 3 normal numbers; the means of the chains lie apart.</summary>
    private static double[] Normals(double apart)
    {
        double[] draws = new double[4 * 200 * 3];
        new RandomStream(11, 1).FillNormal(draws);
        for (int i = 0; i < draws.Length; i++)
        {
            draws[i] += apart * (i / 600);
        }

        return draws;
    }

    /// <summary>A posterior whose parameters are the coordinates of draws: the verdict depends on these and on the report alone.</summary>
    private Posterior Create(Draws draws, MessagePassingReport? messages = null)
    {
        string engine = messages is null ? PosteriorEngine.Gibbs : PosteriorEngine.Vmp;
        DrawColumn[] columns = [.. model.Parameters.Select((parameter, i) => new DrawColumn(parameter.Name, draws.Coordinate(i)))];
        return new Posterior(model, Options.Shared, new EngineRun(engine, new EngineReason.AskedFor(), draws) { MessagePassing = messages }, columns, []);
    }
}
