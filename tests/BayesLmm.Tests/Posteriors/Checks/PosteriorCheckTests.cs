using System.Text.Json;
using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Checks;

public sealed class PosteriorCheckTests
{
    public static TheoryData<string> References => ["sleepstudy", "sleepstudy_priors", "sleepstudy_priors_intercept", "penicillin", "radon"];

    /// <summary>Statistics of replicated data, with the mean, sd and share that brms's replications have.</summary>
    [Theory]
    [MemberData(nameof(References))]
    public void Statistics_of_replications_are_those_of_brms(string name)
    {
        Reference reference = Reference.Read("posterior", name);
        BoundModel model = reference.Bind(ReferencePosteriorTests.PriorStatements(reference));
        PosteriorChecks checks = model.Sample(DrawOptions.From(model.Specification) with { Seed = 8, Draws = 2500 }).Check();
        foreach (string statistic in (string[])["mean", "sd", "min", "max", "zeros"])
        {
            JsonElement theirs = reference["ppc"].GetProperty(statistic);
            PosteriorCheck ours = checks.Predictive.Single(check => check.Name == statistic);
            double sd = theirs.GetProperty("sd").GetDouble(), error = 4.5 * Math.Sqrt((1.0 / checks.Draws) + (1.0 / 4000));
            Assert.Equal(theirs.GetProperty("observed").GetDouble(), ours.Observed, 1e-6 * Math.Abs(ours.Observed));
            Assert.Equal(theirs.GetProperty("mean").GetDouble(), ours.Mean, (error * sd) + 1e-9);
            Assert.Equal(sd, ours.Sd, (1.5 * error * sd) + 1e-9);
            double p = theirs.GetProperty("p_ge").GetDouble();
            Assert.Equal(p, ours.PValue, (error * Math.Sqrt(Math.Max(p * (1 - p), 0.01))) + 1e-9);
        }
    }

    [Fact]
    public void Statistics_may_be_written_as_expressions_of_the_response()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        double[] y = model.Design.Response;
        PosteriorChecks checks = model.Sample(new DrawOptions { Draws = 250 }).Check(
            new CheckOptions { Statistics = ["mean(Reaction > 300)", "max(Reaction) - min(Reaction)", "quantile(log(Reaction), 0.9)", "skewness(Reaction)"] });
        PosteriorCheck[] own = [.. checks.Predictive.TakeLast(4)];
        Assert.Equal((double)y.Count(value => value > 300) / y.Length, own[0].Observed, 1e-12);
        Assert.Equal(y.Max() - y.Min(), own[1].Observed, 1e-9);
        Assert.Equal("quantile(log(Reaction), 0.9)", own[2].Name);
        Assert.All(own, check => Assert.InRange(check.PValue, 0, 1));
        Assert.Equal(own[0].Observed, own[0].Mean, 4 * own[0].Sd);
    }

    [Theory]
    [InlineData("Reaction", "BL5001")]
    [InlineData("mean(Days)", "BL5002")]
    [InlineData("quantile(Reaction)", "BL5003")]
    [InlineData("mean(Reaction, 2)", "BL5003")]
    [InlineData("median(Reaction", null)]
    [InlineData("3", "BL5001")]
    [InlineData("maen(Reaction)", "BL5001", "mean")]
    [InlineData("mean(pi)", "BL5002")]
    [InlineData("mean(2)", "BL5002")]
    [InlineData("mean(reaction)", "BL5002", "Reaction")]
    [InlineData("max(mean(Reaction, Subject))", "BL5002")]
    [InlineData("log(Reaction)", "BL5001")]
    [InlineData("mean(log(0 - Reaction))", "BL5004")]
    [InlineData("median(log(Reaction - 250))", "BL5004")]
    [InlineData("1 / zeros(Reaction)", "BL5004")]
    public void What_is_no_statistic_is_refused(string text, string? code, string? suggestion = null)
    {
        Posterior posterior = ModelFiles.Bind("sleepstudy").Sample(new DrawOptions { Draws = 20 });
        ModelException refusal = Assert.Throws<ModelException>(() => posterior.Check(new CheckOptions { Statistics = [text] }));
        Assert.True(code is null || (refusal.Diagnostics.Single().Code == code && refusal.Diagnostics.Single().Suggestion == suggestion));
    }

    [Fact]
    public void Constants_in_a_statistic_are_constants()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        double[] y = model.Design.Response;
        PosteriorCheck check = model.Sample(new DrawOptions { Draws = 20 }).Check(
            new CheckOptions { Statistics = ["mean(Reaction > 100 * pi)"] }).Predictive[^1];
        Assert.Equal((double)y.Count(value => value > 100 * Math.PI) / y.Length, check.Observed, 1e-12);
    }

    [Fact]
    public void A_statistic_that_some_replications_do_not_have_has_no_p_value()
    {
        Posterior posterior = Model.Parse("y ~ 1 + (1 | g)").Bind(NearZero()).Sample(new DrawOptions { Draws = 50 });
        PosteriorChecks checks = posterior.Check(new CheckOptions { Statistics = ["median(log(y))", "min(y)"] });
        PosteriorCheck undefined = checks.Predictive[^2];
        Assert.True(double.IsFinite(undefined.Observed));
        Assert.True(double.IsNaN(undefined.PValue));
        Assert.False(undefined.IsDoubtful);
        Assert.InRange(checks.Predictive[^1].PValue, 0, 1);
    }

    /// <summary>Positive numbers, of which a normal model makes negative ones.</summary>
    private static Table NearZero()
    {
        RandomStream random = new(5);
        int[] rows = [.. Enumerable.Range(0, 60)];
        return Table.FromColumns(
            "positive",
            Column.Numeric("y", [.. rows.Select(_ => random.NextExponential())]),
            Column.Categorical("g", [.. rows.Select(row => $"g{row % 12}")]));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("skewed", "residuals: skewness")]
    [InlineData("curved", "curvature in x")]
    [InlineData("fanned", "spread against fitted values")]
    [InlineData("uneven", "spread across g")]
    [InlineData("drifting", "order of rows within g")]
    [InlineData("outlying group", "effects g, intercept: kurtosis")]
    public void A_planted_violation_is_found_and_a_sound_model_raises_no_alarm(string violation, string? found)
    {
        Posterior posterior = Model.Parse("y ~ x + (1 | g)").Bind(Simulate(violation)).Sample(new DrawOptions { Draws = 500 });
        PosteriorCheck[] assumptions = [.. posterior.Check().Assumptions];
        if (found is null)
        {
            Assert.All(assumptions, check => Assert.InRange(check.PValue, 0.002, 0.998));
        }
        else
        {
            Assert.True(assumptions.Single(check => check.Name == found).IsDoubtful, $"{assumptions.Single(check => check.Name == found)}");
        }
    }

    [Fact]
    public void The_same_checks_come_whatever_the_threads()
    {
        BoundModel model = ModelFiles.Bind("pastes");
        PosteriorChecks one = model.Sample(new DrawOptions { Draws = 100, Threads = 1 }).Check();
        PosteriorChecks four = model.Sample(new DrawOptions { Draws = 100, Threads = 4 }).Check();
        Assert.Equal(one, four);
        Assert.Equal(10, one.Groups.Count);
    }

    private static Table Simulate(string violation)
    {
        RandomStream random = new(77);
        List<double> x = [], y = [];
        List<string> g = [];
        for (int j = 0; j < 40; j++)
        {
            double effect = random.NextNormal(), scale = violation == "uneven" && j % 4 == 0 ? 4 : 1, before = 0;
            effect = violation == "outlying group" && j == 3 ? 14 : effect;
            for (int i = 0; i < 12; i++)
            {
                double value = (4 * random.NextUniform()) - 2, error = random.NextNormal();
                error = violation switch
                {
                    "skewed" => random.NextExponential() - 1,
                    "fanned" => error * Math.Exp(0.5 * value),
                    "drifting" => before = (0.8 * before) + (0.6 * error),
                    _ => error,
                };
                x.Add(value);
                y.Add(1 + effect + (1.5 * value) + (violation == "curved" ? 0.6 * value * value : 0) + (scale * error));
                g.Add($"g{j}");
            }
        }

        return Table.FromColumns("simulated", Column.Numeric("x", x), Column.Numeric("y", y), Column.Categorical("g", g));
    }
}
