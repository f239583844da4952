using BayesLmm.Numerics;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>
/// Importance sampling of binary data and counts, group by group or from Laplace's approximation, and the approximation itself.
/// </summary>
public class LaplaceImportanceTests
{
    public static TheoryData<string> Models =>
        ["k ~ x + (1 | g)\nfamily binomial trials m", "c ~ x + (x | g)\nfamily poisson", "c ~ x + (1 | g)\nfamily negative_binomial",
            "b ~ x + (1 | h) + (0 + x | h)\nfamily bernoulli", "k ~ x + (1 | g) + (1 | t)\nfamily binomial trials m",
            "c ~ x + (1 | g)\nfamily poisson\nprior x ~ laplace(0, 0.2)", "c ~ x + (1 | g) + (1 | t)\nfamily poisson\nprior x ~ laplace(0, 0.2)",
            "k ~ x + (1 | g)\nfamily binomial trials m\nprior x ~ uniform(0, 0.5)"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Draws_by_importance_are_those_of_chains(string text)
    {
        BoundModel model = Bind(text);
        Posterior chains = model.Sample(new SamplingOptions { Seed = 3, Draws = 2000, TargetAcceptance = 0.9 }, engine: PosteriorEngine.Hmc);
        Posterior weighted = model.Sample(new SamplingOptions { Seed = 4, Draws = 1000 }, engine: PosteriorEngine.Importance);
        double shape = weighted.Draws.Origin.Weights!.Value.ParetoShape;
        Assert.True(shape < 0.7, $"Pareto k {shape}");
        foreach ((QuantitySummary one, QuantitySummary other) in chains.ParameterSummaries.Concat(chains.GroupEffectSummaries)
            .Zip(weighted.ParameterSummaries.Concat(weighted.GroupEffectSummaries)))
        {
            double error = Math.Sqrt((one.MeanError * one.MeanError) + (other.MeanError * other.MeanError));
            Assert.True(Math.Abs(one.Mean - other.Mean) < 4.5 * error, 
                FormattableString.Invariant($"{text}: {one.Name} {one.Mean:g5} ± {one.MeanError:g2} and {other.Mean:g5} ± {other.MeanError:g2}"));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_one_and_two_threads()
    {
        BoundModel model = Bind("k ~ x + (1 | g)\nfamily binomial trials m");
        Posterior[] posteriors =
        [
            .. new[] { 1, 2 }.Select(threads =>
                model.Sample(new SamplingOptions { Draws = 100, Seed = 5, MaxThreads = threads }, engine: PosteriorEngine.Importance)),
        ];
        Assert.All(posteriors[0].Parameters, column => Assert.True(column.Values.SequenceEqual(posteriors[1][column.Name].Values), column.Name));
    }

    /// <summary>Laplace's approximation of binary data in small groups makes their standard deviation too small, and with it the coefficients.</summary>
    [Fact]
    public void The_error_of_the_approximation_is_seen_beside_the_exact_posterior()
    {
        BoundModel model = Bind("b ~ x + (1 | h)\nfamily bernoulli");
        Posterior exact = model.Sample(new SamplingOptions { Seed = 3, Draws = 2000, TargetAcceptance = 0.9 }, engine: PosteriorEngine.Hmc);
        Posterior approximate = new LaplaceEngine().Draw(model, new DrawOptions { Seed = 4 });
        Assert.Null(approximate.Draws.Origin.Weights);
        EngineTable table = EngineTable.Create(null, [new("hmc", exact), new("laplace", approximate)]);
        (double sd, _, _, _) = table.Error(table.Others[0], "sd(h, intercept)");
        (double x, _, _, _) = table.Error(table.Others[0], "x");
        Assert.InRange(sd, -2, -0.2);
        Assert.InRange(x, -1, -0.2);
    }

    /// <summary>∫∫ over two coefficients, by the trapezoidal rule on a fine grid, which is exact to 1e-10 for functions that vanish at its ends.</summary>
    [Theory]
    [InlineData("b ~ x\nfamily bernoulli\nprior intercept ~ normal(0, 1.5)\nprior x ~ normal(0, 1)")]
    [InlineData("b ~ t\nfamily bernoulli\nprior intercept ~ normal(0, 1.5)\nprior t ~ normal(0, 1)")]   // rows with equal t are put together
    public void The_evidence_is_the_integral_over_the_coefficients(string text)
    {
        BoundModel model = Bind(text);
        double center = model.Products.Fixed.Centers[1], largest = double.NegativeInfinity;
        List<double> logs = [];
        const double step = 0.05;
        double[] x = model.Design.FixedEffects.Columns[1].Values;
        for (double a = -9; a <= 9; a += step)
        {
            for (double c = -6; c <= 6; c += step)
            {
                double log = (-0.5 * a * a / 2.25) - (0.5 * c * c) - Math.Log(2 * Math.PI * 1.5);
                for (int row = 0; row < x.Length; row++)
                {
                    double eta = a + (c * (x[row] - center));
                    log += (model.Response[row] * eta) - Math.Log(1 + Math.Exp(eta));
                }

                logs.Add(log);
                largest = Math.Max(largest, log);
            }
        }

        double expected = largest + Math.Log(step * step * logs.Sum(log => Math.Exp(log - largest)));
        Posterior posterior = model.Sample(new SamplingOptions { Seed = 4, Draws = 1000 }, engine: PosteriorEngine.Importance);
        (double value, double error) = posterior.Draws.Origin.LogEvidence!.Value;
        Assert.Equal(expected, value, Math.Max(5 * error, 1e-3));
    }

    [Fact]
    public void A_bounded_coefficient_is_refused_with_the_engine_that_can()
    {
        Support.No no = Assert.IsType<Support.No>(new ImportanceEngine().Supports(Bind("b ~ x\nfamily bernoulli\nprior x ~ uniform(0, 1)")));
        Assert.Contains("hmc", no.Refusal.Detail, StringComparison.Ordinal);
    }

    private static BoundModel Bind(string text)
    {
        const int n = 90;
        RandomStream random = new(4);
        double[] effects = new double[9], x = new double[n], k = new double[n], c = new double[n], b = new double[n];
        random.FillNormal(effects);
        random.FillNormal(x);
        for (int i = 0; i < n; i++)
        {
            double eta = 0.3 + (0.6 * x[i]) + effects[i % 9];
            k[i] = Enumerable.Range(0, 5).Count(_ => random.NextUniform() < 1 / (1 + Math.Exp(-eta)));
            b[i] = random.NextUniform() < 1 / (1 + Math.Exp(-eta)) ? 1 : 0;
            double limit = Math.Exp(-Math.Exp(eta)), product = random.NextUniform();
            for (; product > limit; product *= random.NextUniform())
            {
                c[i]++;
            }
        }

        return Model.Parse(text).Bind(Table.FromColumns(
            "simulated",
            new NumericColumn("x", x),
            new NumericColumn("k", k),
            new NumericColumn("c", c),
            new NumericColumn("b", b),
            new NumericColumn("m", [.. Enumerable.Repeat(5.0, n)]),
            new NumericColumn("t", [.. Enumerable.Range(0, n).Select(i => (double)(i % 4))]),
            new NumericColumn("g", [.. Enumerable.Range(0, n).Select(i => (double)(i % 9))]),
            new NumericColumn("h", [.. Enumerable.Range(0, n).Select(i => (double)(i / 3))])));
    }
}
