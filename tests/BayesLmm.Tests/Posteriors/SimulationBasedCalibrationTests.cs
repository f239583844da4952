using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.FactorGraphs.Gibbs;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Priors;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Tests.Posteriors;

/// <summary>
/// Parameters drawn from the priors, data drawn from the parameters: then the rank of a parameter among draws of its posterior is uniform if, and for a
/// calibrated engine only if, the draws are from the posterior (Talts, Betancourt, Simpson, Vehtari &amp; Gelman 2018).
/// </summary>
public class SimulationBasedCalibrationTests
{
    /// <summary>Ranks among 99 draws, in 20 bins of 5.</summary>
    private const int Draws = 99, Bins = 20;

    /// <summary>Every fourth draw of a chain: their autocorrelation is about 0.</summary>
    private const int Thinning = 4;

    /// <summary>The chance that a χ² test of some quantity of some model fails though all is right; divided among the tests made.</summary>
    private const double FalseAlarm = 1e-3;

    private const int Short = 150, Long = 500, Longest = 1000;

    /// <summary>Counts that no data have: exp(100) of some draw of the priors would take all digits.</summary>
    private const double LargestCount = 1e9;

    public static TheoryData<string> Models => [.. Normal];

    private static IEnumerable<string> Normal => ["intercepts", "slopes", "crossed"];

    /// <summary>Sweeps of Gibbs sampling a draw: effects and their variance hold each other, and ranks want independent draws.</summary>
    private const int Sweeps = 12;

    /// <summary>Every exact engine on every model, refined message passing among them; with student_t residuals those that can.</summary>
    public static TheoryData<string, string> Runs => new(
        Models.SelectMany(model => ((string[])[PosteriorEngine.Hmc, PosteriorEngine.Importance, PosteriorEngine.Vmp, PosteriorEngine.Gibbs]).Select(
            engine => (model.Data, engine)))
            .Append(("heavy tails", PosteriorEngine.Gibbs))
            .Concat(((string[])["binary, crossed", "counts, slopes", "overdispersed counts"]).Select(model => (model, PosteriorEngine.Hmc)))
            .Append(("binary, slopes", PosteriorEngine.Importance)));

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Category", "Slow")]
    public void Ranks_of_many_replications_are_uniform(string model, string engine) =>
        Check(model, engine, Normal.Contains(model) || model == "heavy tails" ? Longest : engine == PosteriorEngine.Hmc ? Long : Short);

    [Fact]
    public void Data_from_another_prior_are_found_out()
    {
        // The data's residual standard deviation is a fifth larger than the posterior's prior expects, and that prior is sure of itself.
        Dictionary<string, int[]> ranks =
            Ranks(Bind("intercepts", "lognormal(-0.5, 0.1)"), Bind("intercepts", "lognormal(-0.3, 0.1)"), PosteriorEngine.Hmc, Short);
        Assert.Contains(ranks.Values, histogram => Probability(histogram) < FalseAlarm / ranks.Count);
    }

    private static void Check(string model, string engine, int replications)
    {
        BoundModel bound = Bind(model);
        Dictionary<string, int[]> ranks = Ranks(bound, bound, engine, replications);
        foreach ((string name, int[] histogram) in ranks)
        {
            double probability = Probability(histogram);
            Assert.True(probability > FalseAlarm / (Runs.Count * ranks.Count),
                $"{engine}, {model}, {name}: p = {probability:g3}, ranks {string.Join(' ', histogram)}");
        }
    }

    /// <summary>For every parameter, and some group effects, how many ranks fell into each bin.</summary>
    /// <param name="model">The model that is fitted.</param>
    /// <param name="generator">The model whose priors the data come from.</param>
    /// <param name="engine">How the posterior is drawn from.</param>
    /// <param name="replications">How often.</param>
    private static Dictionary<string, int[]> Ranks(BoundModel model, BoundModel generator, string engine, int replications)
    {
        CrossProductsBuilder builder = CrossProductsBuilder.For(model.Design, model.Products);
        string[] names = [.. model.Parameters.Select(parameter => parameter.Name),
            Parameter.GroupEffect(model.GroupTerms[0].Group, model.GroupTerms[0].Levels[0], model.GroupTerms[0].Effects[0])];
        Dictionary<string, int[]> histograms = names.ToDictionary(name => name, _ => new int[Bins]);
        Parallel.For(0, replications, replication =>
        {
            RandomStream random = new(20261123, (ulong)replication);
            PriorSampler truth = new(generator);
            truth.Next(random);
            (double[] response, double effect) = Simulate(model, truth, random);
            BoundModel data = model.WithResponse(response, builder.WithResponse(model.Products, response));
            int thinning = engine == PosteriorEngine.Gibbs ? 1 : Thinning;
            Posterior posterior = engine == PosteriorEngine.Gibbs
                ? data.SampleGibbs(
                    gibbs: new GibbsOptions { Chains = 1, Draws = Draws, Warmup = 100, Thinning = Sweeps, Seed = (ulong)replication, MaxThreads = 1 })
                : data.Sample(new SamplingOptions { Chains = 1, Draws = Draws * Thinning, Seed = (ulong)replication, MaxThreads = 1, TargetAcceptance = 0.9 },
                    engine: engine);
            double[] values = [.. TrueValues(model, truth), effect];
            for (int i = 0; i < names.Length; i++)
            {
                ReadOnlySpan<double> draws = posterior[names[i]].Values;
                int rank = 0;
                for (int draw = 0; draw < draws.Length; draw += thinning)
                {
                    rank += draws[draw] < values[i] ? 1 : 0;
                }

                Interlocked.Increment(ref histograms[names[i]][rank * Bins / (Draws + 1)]);
            }
        });
        return histograms;
    }

    /// <summary>The parameters as the posterior reports them: the intercept of the model as written.</summary>
    private static double[] TrueValues(BoundModel model, PriorSampler truth)
    {
        double[] values = [.. truth.ProperValues()];
        model.Products.Fixed.Coordinates.Uncenter(values.AsSpan(0, model.FixedEffects.Count));
        return values;
    }

    private static (double[] Response, double FirstEffect) Simulate(BoundModel model, PriorSampler truth, RandomStream random)
    {
        FixedProducts X = model.Products.Fixed;
        double[] y = new double[model.Products.RowCount], effects = new double[model.Products.EffectCount];
        for (int row = 0; row < y.Length; row++)
        {
            for (int j = 0; j < X.Count; j++)
            {
                y[row] += (model.Design.FixedEffects.Columns[j].Values[row] - X.Centers[j]) * truth.Coefficients[j];
            }
        }

        random.FillNormal(effects);
        EffectFactors layout = new(model.Products.Terms);
        double[] factors = new double[layout.Length];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            int r = model.GroupTerms[k].Width;
            Span<double> factor = layout.Of(k, factors.AsSpan());
            for (int i = 0; i < r * r; i++)
            {
                factor[i] = truth.Sds[k][i / r] * truth.CorrelationFactors[k][i];
            }
        }

        layout.Multiply(factors, effects);
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            RandomTermDesign term = model.Design.RandomTerms[k];
            TermShape shape = model.Products.Terms[k];
            for (int row = 0; row < y.Length; row++)
            {
                for (int c = 0; c < shape.Width; c++)
                {
                    y[row] += term.Columns[c].Values[row] * effects[shape.FirstEffectOf(term.Codes[row]) + c];
                }
            }
        }

        double[][] parameters = [.. truth.FamilyParameters.Select(value => Enumerable.Repeat(value, y.Length).ToArray())];
        double[] response = new double[y.Length];
        model.Family.Rows.Simulate(1, y, parameters, random, response);
        Assert.All(response, value => Assert.InRange(value, -LargestCount, LargestCount));
        return (response, effects[model.Products.Terms[0].FirstEffect]);
    }

    /// <summary>The probability of a χ² as large as this one under uniform ranks.</summary>
    private static double Probability(int[] histogram)
    {
        double expected = histogram.Sum() / (double)Bins;
        return 1 - ChiSquared.CDF(Bins - 1, histogram.Sum(count => (count - expected) * (count - expected) / expected));
    }

    private static BoundModel Bind(string model, string sigma = "lognormal(-0.5, 0.4)")
    {
        System.Random random = new(7);
        int n = 48;
        Table table = Table.FromColumns(
            "simulated",
            new NumericColumn("x", [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.3)]),
            new NumericColumn("g", [.. Enumerable.Range(0, n).Select(i => (double)(i % 8))]),
            new NumericColumn("h", [.. Enumerable.Range(0, n).Select(i => (double)(i / 8))]),
            new NumericColumn("y", [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())]),
            new NumericColumn("b", [.. Enumerable.Range(0, n).Select(i => (double)(i / 3 % 2))]),
            new NumericColumn("k", [.. Enumerable.Range(0, n).Select(i => (double)(i / 3 % 5))]));
        (string formula, string priors) = model switch
        {
            "intercepts" => ("y ~ x + (1 | g)", "prior sd(g) ~ normal(0, 1)"),
            "heavy tails" => ("y ~ x + (1 | g)", "prior sd(g) ~ gamma(2, 2)\nfamily student_t\nprior nu ~ gamma(4, 0.6)"),
            "slopes" => ("y ~ x + (x | g)", "prior sd(g) ~ student_t(5, 0, 1)\nprior cor(g) ~ lkj(2)"),
            "binary, crossed" => ("family bernoulli\nb ~ x + (1 | g) + (1 | h)", "prior sd(g) ~ normal(0, 1)\nprior sd(h) ~ gamma(2, 2)"),
            "binary, slopes" => ("family bernoulli\nb ~ x + (x | g)", "prior sd(g) ~ normal(0, 1)\nprior cor(g) ~ lkj(2)"),
            "counts, slopes" => ("family poisson\nk ~ x + (x | g)", "prior sd(g) ~ normal(0, 0.7)\nprior cor(g) ~ lkj(2)"),
            "overdispersed counts" => ("family negative_binomial\nk ~ x + (1 | g)", "prior sd(g) ~ normal(0, 0.7)\nprior shape ~ gamma(3, 1.5)"),
            _ => ("y ~ x + (1 | g) + (1 | h)", "prior sd(g) ~ normal(0, 1)\nprior sd(h) ~ gamma(2, 2)"),
        };
        string common = formula.Contains("family", StringComparison.Ordinal)
            ? "prior intercept ~ normal(0.5, 1)\nprior x ~ normal(0, 1)"
            : $"prior intercept ~ normal(1, 2)\nprior x ~ student_t(4, 0, 1)\nprior sigma ~ {sigma}";
        return Model.Parse($"{formula}\n{common}\n{priors}").Bind(table);
    }
}
