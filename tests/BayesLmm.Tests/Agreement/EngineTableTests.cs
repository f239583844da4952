using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Sampling.Origins;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Agreement;

public sealed class EngineTableTests
{
    /// <summary>Answers of hand-made draws differ by rounding only.</summary>
    private const double Rounding = 1e-12;

    /// <summary>As for the reference posteriors: one in 150,000 for a comparison.</summary>
    private const double StandardErrors = 4.5;

    private readonly BoundModel model = ModelFiles.Bind("dyestuff");
    private readonly RemlFit reml;

    public EngineTableTests() => reml = model.FitReml();

    [Fact]
    public void Errors_are_in_standard_deviations_of_the_reference()
    {
        EngineAnswer narrow = new("narrow", Draws(center: 6, spread: 0.5, PosteriorEngine.Vmp)),
            reference = new("reference", Draws(center: 5, spread: 2, PosteriorEngine.Hmc));
        EngineTable table = EngineTable.Create(reml, [narrow, reference]);

        Assert.Same(reference, table.Reference);
        Assert.Equal([narrow], table.Others);
        Assert.Equal(model.Parameters.Select(parameter => parameter.Name), table.Rows.Select(row => row.Name));
        Assert.Equal(reml["sigma"], table.Rows[^1].Estimate);
        QuantitySummary one = reference.Posterior.ParameterSummaries[0], other = narrow.Posterior.ParameterSummaries[0];
        EngineError error = table.Rows[0].Errors[0];
        Assert.Equal(1 / one.Sd, error.Mean, Rounding);
        Assert.Equal((0.5 / 2) - 1, error.Sd, Rounding);
        Assert.Equal(Math.Sqrt((one.MeanError * one.MeanError) + (other.MeanError * other.MeanError)) / one.Sd, error.MeanNoise, Rounding);
        Assert.Equal(Math.Sqrt((one.SdError * one.SdError) + (other.SdError * other.SdError)) / one.Sd, error.SdNoise, Rounding);
        Assert.Equal((error.MeanNoise, error.SdNoise), (table.LargestMeanNoise, table.LargestSdNoise));
        Assert.StartsWith("Errors are differences from reference, in its standard deviations. Monte Carlo error alone", table.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_hamiltonian_monte_carlo_the_first_answer_is_the_reference()
    {
        EngineAnswer[] answers = [new("gibbs", Draws(0, 1, PosteriorEngine.Gibbs)), new("vmp", Draws(0, 1, PosteriorEngine.Vmp))];

        Assert.Equal("gibbs", EngineTable.Create(reml, answers).Reference.Name);
    }

    [Fact]
    public void A_constant_has_no_errors()
    {
        EngineTable table = EngineTable.Create(reml, [new("one", Draws(3, 0, PosteriorEngine.Gibbs)), new("two", Draws(3, 0, PosteriorEngine.Vmp))]);

        Assert.All(table.Rows, row => Assert.True(double.IsNaN(row.Errors[0].Mean) && double.IsNaN(row.Errors[0].Sd)));
        Assert.Equal("Errors are differences from one, in its standard deviations.", table.Note);
    }

    [Fact]
    public void Engines_that_claim_exactness_agree_within_monte_carlo_error_and_the_approximation_does_not()
    {
        SamplingOptions options = new() { Seed = 3 };
        BoundModel sleepstudy = ModelFiles.Bind("sleepstudy");   // 18 groups: with the 6 of dyestuff tails are so heavy that errors of sds are not known well
        EngineTable table = EngineTable.Create(
            sleepstudy.FitReml(),
            [
                new("gibbs", sleepstudy.Sample(options, engine: PosteriorEngine.Gibbs)),
                new("vmp, as it is", sleepstudy.SampleVariational(options, Refinement.None)),
                new("vmp, refined", sleepstudy.SampleVariational(options)),
            ]);

        Assert.All(table.Rows, row => Assert.InRange(Math.Abs(row.Errors[1].Mean), 0, StandardErrors * row.Errors[1].MeanNoise));
        Assert.All(table.Rows, row => Assert.InRange(Math.Abs(row.Errors[1].Sd), 0, StandardErrors * row.Errors[1].SdNoise));
        EngineError spread = table.Rows.Single(row => row.Name == "sd(Subject, Days)").Errors[0];
        Assert.True(spread.Sd < -StandardErrors * spread.SdNoise, "The approximation's sd of a group standard deviation is too small.");
        Assert.StartsWith("the exact posterior by Gibbs sampling", table.Reference.Stage, StringComparison.Ordinal);
        Assert.Equal("message passing, its approximation as it is", table.Others[0].Stage);
        Assert.StartsWith("message passing refined by importance sampling to the exact posterior", table.Others[1].Stage, StringComparison.Ordinal);
        Assert.Empty(table.Others[1].Substitutions);
    }

    [Fact]
    public void What_cannot_be_compared_is_refused_with_the_names()
    {
        EngineAnswer one = new("one", Draws(0, 1, PosteriorEngine.Gibbs));
        EngineAnswer foreign =
            new("foreign", ModelFiles.Bind("sleepstudy").Sample(new SamplingOptions { Draws = 10, Chains = 2 }, engine: PosteriorEngine.Importance));

        Assert.Throws<ArgumentException>(() => EngineTable.Create(reml, []));
        Assert.Contains("2 answers of the name 'one'", Assert.Throws<ArgumentException>(() => EngineTable.Create(reml, [one, one with { }])).Message,
            StringComparison.Ordinal);
        Assert.Contains("'one' and 'foreign'", Assert.Throws<ArgumentException>(() => EngineTable.Create(reml, [one, foreign])).Message,
            StringComparison.Ordinal);
    }

    /// <summary>100 evenly spread draws of every parameter.</summary>
    private Posterior Draws(double center, double spread, string engine)
    {
        double[] positions = [.. Enumerable.Range(0, 100).Select(i => center + (spread * (i - 49.5) / 50))];
        DrawColumn[] columns = [.. model.Parameters.Select(parameter => new DrawColumn(parameter.Name, positions))];
        return new Posterior(model, new DrawOptions(), new EngineRun(engine, new EngineReason.AskedFor(),
            new Draws(new Independent(), 1, positions, 4, false, TimeSpan.Zero)), columns, []);
    }
}
