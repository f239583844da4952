using System.Globalization;
using BayesLmm.Posteriors.Checks;
using BayesLmm.Tests.References;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Tests.Posteriors.Checks;

public class PowerScalingTests(ITestOutputHelper output)
{
    /// <summary>The distance of a sample of 20,000 draws with weights near 1 differs by a few per cent from that of the distributions.</summary>
    private const double OfRandomDraws = 0.05;

    /// <summary>
    /// The relative error with S quantiles is at most 20/S, seen 7/S to 16/S. Nothing is random; but weighted draws also stand for what lies beyond the
    /// outermost ones, 1/S of the probability, and the largest 3√S weights are Pareto-smoothed.
    /// </summary>
    private const double OfQuantiles = 20;

    private static readonly double[] Observed = [1, 1.5, 2, 2.5, 3, 2, 1.2, 2.8];

    /// <summary>
    /// y_i ~ N(μ, 1), n = 8 with mean 2, μ ~ N(m, s²): with the prior to the power α and the likelihood to the power λ the posterior has the precision
    /// α/s² + 8λ and the mean (αm/s² + 16λ) / (α/s² + 8λ). Draws are its quantiles at (i − ½)/S.
    /// </summary>
    [Theory]
    [InlineData(0, 0.5, SensitivityVerdict.PriorDataConflict)]
    [InlineData(2, 0.5, SensitivityVerdict.None)]
    [InlineData(1, 2, SensitivityVerdict.None)]
    public void Quantiles_of_a_conjugate_posterior_have_the_sensitivities_of_the_published_definition(double m, double s, SensitivityVerdict verdict)
    {
        foreach (int perChain in (int[])[500, 5000, 50000])
        {
            Posterior drawn = Conjugate(m, s, perChain);
            (double mean, double precision) = Known(m, s, 1, 1);
            int S = drawn.Draws.Count;
            double[] quantiles = [.. Enumerable.Range(0, S).Select(i => Normal.InvCDF(mean, 1 / Math.Sqrt(precision), (i + 0.5) / S))];
            Posterior posterior = Posterior.Restore(
                drawn.Model, drawn.Options, drawn.Run, new(drawn.Source), new([new DrawColumn("intercept", quantiles)], [], 1, []));
            ParameterSensitivity sensitivity = Assert.Single(posterior.ScalePowers());
            double prior = Slope(quantiles, alpha => Known(m, s, alpha, 1)), likelihood = Slope(quantiles, alpha => Known(m, s, 1, alpha));
            Assert.Equal(verdict, sensitivity.Verdict);
            output.WriteLine($"S {S}: {sensitivity.Prior / prior}, {sensitivity.Likelihood / likelihood}");
            Assert.Equal(1, sensitivity.Prior / prior, OfQuantiles / S);
            Assert.Equal(1, sensitivity.Likelihood / likelihood, OfQuantiles / S);
        }
    }

    /// <summary>The draws of a fit, whose distances are those of the distributions up to Monte Carlo error.</summary>
    [Fact]
    public void A_normal_mean_with_a_normal_prior_has_the_sensitivities_of_its_known_posteriors()
    {
        Posterior posterior = Conjugate(0, 0.5, 5000);
        ParameterSensitivity sensitivity = Assert.Single(posterior.ScalePowers());
        double[] sorted = posterior["intercept"].Values.ToArray();
        Array.Sort(sorted);

        Assert.Equal(1, sensitivity.Prior / Slope(sorted, alpha => Known(0, 0.5, alpha, 1)), OfRandomDraws);
        Assert.Equal(1, sensitivity.Likelihood / Slope(sorted, alpha => Known(0, 0.5, 1, alpha)), OfRandomDraws);
        Assert.Equal(SensitivityVerdict.PriorDataConflict, sensitivity.Verdict);
    }

    [Fact]
    public void The_distance_of_equal_weights_is_0_and_that_of_a_constant_too()
    {
        double[] equal = [0.25, 0.25, 0.25, 0.25];
        Assert.Equal(0, CumulativeDistance.Of([1, 2, 3, 7], equal), 1e-8);
        Assert.Equal(0, CumulativeDistance.Of([1, 1, 1, 1], [0.1, 0.2, 0.3, 0.4]));
    }

    /// <summary>Two points at distance 1: P = ½ between them, Q = ¾; CJS by hand.</summary>
    [Fact]
    public void The_distance_of_two_points_is_that_computed_by_hand()
    {
        double p = 0.5, q = 0.75, m = 0.625;
        double up = ((p * Math.Log2(p / m)) + (q * Math.Log2(q / m))) / (p + q);
        double down = (((1 - p) * Math.Log2((1 - p) / (1 - m))) + ((1 - q) * Math.Log2((1 - q) / (1 - m)))) / (2 - p - q);
        Assert.Equal(Math.Sqrt(Math.Max(up, down)), CumulativeDistance.Of([0, 1], [0.75, 0.25]), 1e-12);
    }

    [Fact]
    public void A_prior_ten_times_as_tight_is_flagged()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy_priors");
        string text = model.Specification.Text;
        Assert.Contains("normal(0, 20)", text, StringComparison.Ordinal);
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));
        ParameterSensitivity Of(string changed) => Model.Parse(changed).Bind(table).Sample(new DrawOptions { Draws = 1000 }).ScalePowers()
            .Single(parameter => parameter.Name == "Days");

        ParameterSensitivity wide = Of(text), tight = Of(text.Replace("normal(0, 20)", "normal(0, 2)", StringComparison.Ordinal));
        Assert.Equal(SensitivityVerdict.None, wide.Verdict);
        Assert.Equal(SensitivityVerdict.PriorDataConflict, tight.Verdict);
        Assert.True(tight.Prior > 5 * wide.Prior, $"{tight} {wide}");
    }

    /// <summary>
    /// All priors of sleepstudy_priors ten times as tight. To first order the prior to the power α moves a mean by its covariance with log p(θ) times log α:
    /// 3 standard deviations for Days, but 0.3 for sigma, which 180 rows determine, and 0.05 takes some 0.6. So sigma is not flagged.
    /// </summary>
    [Fact]
    public void Of_priors_ten_times_as_tight_those_are_flagged_that_move_a_parameter()
    {
        string text = ModelFiles.Bind("sleepstudy_priors").Specification.Text
            .Replace("normal(250, 100)", "normal(250, 10)", StringComparison.Ordinal).Replace("normal(0, 20)", "normal(0, 2)", StringComparison.Ordinal)
            .Replace("student_t(3, 0, 50)", "student_t(3, 0, 5)", StringComparison.Ordinal)
            .Replace("exponential(0.02)", "exponential(0.2)", StringComparison.Ordinal);
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));
        ParameterSensitivity[] all = [.. Model.Parse(text).Bind(table).Sample(new DrawOptions { Draws = 1000 }).ScalePowers()];
        foreach (string name in (string[])["Days", "sd(Subject, intercept)", "sd(Subject, Days)"])
        {
            Assert.Equal(SensitivityVerdict.PriorDataConflict, all.Single(parameter => parameter.Name == name).Verdict);
        }

        Assert.Equal(SensitivityVerdict.None, all.Single(parameter => parameter.Name == "sigma").Verdict);
    }

    [Fact]
    public void Sensitivities_with_group_effects_integrated_out_or_not_tell_the_same_priors_apart()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy_priors");
        ParameterSensitivity[] marginal = [.. model.Sample(new DrawOptions { Draws = 1000 }).ScalePowers()];
        ParameterSensitivity[] gibbs = [.. model.SampleWith(new GibbsEngine(), new DrawOptions { Draws = 1000 }).ScalePowers()];
        Assert.Equal(marginal.Select(parameter => parameter.Name), gibbs.Select(parameter => parameter.Name));
        for (int i = 0; i < marginal.Length; i++)
        {
            // the prior is the same function of the same parameters; its sensitivity is a root of a small number, known to a few hundredths
            Assert.Equal(marginal[i].Prior, gibbs[i].Prior, 0.03 + (0.3 * marginal[i].Prior));
        }
    }

    private static Posterior Conjugate(double m, double s, int drawsPerChain)
    {
        Table table = new("t", [new NumericColumn("y", Observed), new NumericColumn("se", [.. Observed.Select(_ => 1.0)])]);
        string text = string.Create(CultureInfo.InvariantCulture, $"y ~ 1\nknown_se se\nprior intercept ~ normal({m}, {s})\n");
        return Model.Parse(text).Bind(table).Sample(new DrawOptions { Draws = drawsPerChain });
    }

    /// <summary>The posterior with powers of prior and likelihood.</summary>
    private static (double Mean, double Precision) Known(double m, double s, double prior, double likelihood)
    {
        double precision = (prior / (s * s)) + (likelihood * Observed.Length);
        return (((prior * m / (s * s)) + (likelihood * Observed.Sum())) / precision, precision);
    }

    /// <summary>The slope of the distance by log₂ α, from the distribution functions on the range of the draws.</summary>
    private static double Slope(double[] sorted, Func<double, (double Mean, double Precision)> posterior)
    {
        double Distance(double alpha)
        {
            const int Points = 20000;
            (double mean, double precision) = posterior(1);
            (double otherMean, double otherPrecision) = posterior(alpha);
            double up = 0, upBound = 0, down = 0, downBound = 0;
            for (int i = 0; i < Points; i++)
            {
                double x = sorted[0] + ((sorted[^1] - sorted[0]) * (i + 0.5) / Points);
                double p = Normal.CDF(mean, 1 / Math.Sqrt(precision), x), q = Normal.CDF(otherMean, 1 / Math.Sqrt(otherPrecision), x), m = (p + q) / 2;
                up += (p * Math.Log2(p / m)) + (q * Math.Log2(q / m));
                upBound += p + q;
                down += ((1 - p) * Math.Log2((1 - p) / (1 - m))) + ((1 - q) * Math.Log2((1 - q) / (1 - m)));
                downBound += 2 - p - q;
            }

            return Math.Sqrt(Math.Max(up / upBound, down / downBound));
        }

        return 0.5 * ((Distance(0.99) / -Math.Log2(0.99)) + (Distance(1.01) / Math.Log2(1.01)));
    }
}
