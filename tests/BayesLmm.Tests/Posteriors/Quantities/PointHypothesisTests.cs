using BayesLmm.Numerics;
using BayesLmm.Posteriors.Quantities;
using BayesLmm.Tests.References;
using MathNet.Numerics.Distributions;

namespace BayesLmm.Tests.Posteriors.Quantities;

/// <summary>Savage and Dickey's ratio against Bayes factors that are known exactly.</summary>
public sealed class PointHypothesisTests
{
    private static readonly double[] Y = [1.2, -0.4, 2.9, 3.1, 0.6, 2.2, 1.9, 4.0], S = [1, 0.8, 1.5, 1.2, 0.9, 1.1, 1.3, 2];

    private static readonly Table Data = Table.FromColumns(
        "t", new NumericColumn("y", Y), new NumericColumn("s", S), CategoricalColumn.FromTexts("g", ["a", "b", "c", "d", "e", "f", "g", "h"]));

    /// <summary>With known errors and a normal prior the mean's posterior is normal, in the tails too.</summary>
    [Theory]
    [InlineData(1.5)]
    [InlineData(0.8)]
    [InlineData(0)]
    [InlineData(2.3)]
    public void The_Bayes_factor_of_a_normal_mean_is_the_exact_one(double point)
    {
        Posterior posterior = Model.Parse("y ~ 1\nknown_se s\nprior intercept ~ normal(0.5, 2)").Bind(Data).Sample(new DrawOptions { Seed = 4 });
        double precision = (1 / 4.0) + S.Sum(s => 1 / (s * s)), mean = ((0.5 / 4) + Y.Zip(S, (y, s) => y / (s * s)).Sum()) / precision;
        double exact = Normal.PDFLn(mean, 1 / Math.Sqrt(precision), point) - Normal.PDFLn(0.5, 2, point);
        HypothesisTest.PointEvidence ours = posterior.TestHypothesis(FormattableString.Invariant($"intercept = {point}")).Point!;
        Assert.Equal(exact, ours.LogBayesFactor, 4.5 * ours.Error);
        Assert.InRange(ours.Error, 0.001, 1);
        Assert.Equal(Normal.PDF(0.5, 2, point), ours.PriorDensity, 1e-12);
        Assert.Equal(ours.PriorDensity * ours.BayesFactor, ours.PosteriorDensity, 1e-12);

        // The scale on which it is asked does not matter.
        HypothesisTest.PointEvidence scaled = posterior.TestHypothesis(FormattableString.Invariant($"3 - 2 * intercept == 3 - {2 * point}")).Point!;
        Assert.Equal(ours.LogBayesFactor, scaled.LogBayesFactor, 1e-9);
    }

    /// <summary>The marginal likelihood of τ with the mean integrated out, and its integral over the prior, by quadrature.</summary>
    [Theory]
    [InlineData("student_t(3, 0, 2.5)", 0)]
    [InlineData("student_t(3, 0, 2.5)", 1)]
    [InlineData("exponential(1)", 0)]
    [InlineData("exponential(1)", 0.7)]
    [InlineData("gamma(2, 1)", 1)]
    public void The_Bayes_factor_of_a_standard_deviation_is_the_exact_one(string prior, double point)
    {
        BoundModel model = Model.Parse($"y ~ 1 + (1 | g)\nknown_se s\nprior intercept ~ normal(0, 10)\nprior sd(g) ~ {prior}").Bind(Data);
        HypothesisTest.PointEvidence ours = model.Sample(new DrawOptions { Seed = 4, Draws = 2000 })
            .TestHypothesis(FormattableString.Invariant($"sd(g) = {point}")).Point!;
        double Prior(double tau) => prior switch
        {
            "exponential(1)" => Math.Exp(-tau),
            "gamma(2, 1)" => tau * Math.Exp(-tau),
            _ => 2 * StudentT.PDF(0, 2.5, 3, tau),
        };
        double integral = 0, step = 0.002;
        for (int i = 0; i < 50_000; i++)
        {
            double tau = (i + 0.5) * step;
            integral += step * Prior(tau) * Math.Exp(LogLikelihood(tau));
        }

        Assert.Equal(LogLikelihood(point) - Math.Log(integral), ours.LogBayesFactor, 4.5 * ours.Error);
        Assert.InRange(ours.Error, 0.001, 0.15);
        Assert.Equal(Prior(point), ours.PriorDensity, 1e-9);
    }

    [Fact]
    public void A_difference_of_coefficients_with_normal_priors_has_a_Bayes_factor()
    {
        Table table = Table.FromColumns(
            "t", new NumericColumn("y", Y), new NumericColumn("s", S), new NumericColumn("x", [0, 0, 0, 1, 1, 1, 0, 0]),
            new NumericColumn("z", [0, 1, 0, 1, 0, 1, 0, 1]));
        Posterior posterior = Model.Parse("y ~ 0 + x + z\nknown_se s\nprior x ~ normal(0, 1)\nprior z ~ normal(1, 2)").Bind(table)
            .Sample(new DrawOptions { Seed = 9 });

        // The posterior of x − z from the 2 × 2 normal equations.
        double[] x = [0, 0, 0, 1, 1, 1, 0, 0], z = [0, 1, 0, 1, 0, 1, 0, 1], w = [.. S.Select(s => 1 / (s * s))];
        double a = 1, b = 0, c = 0.25, f = 0, g = 0.25;
        for (int i = 0; i < w.Length; i++)
        {
            a += w[i] * x[i] * x[i];
            b += w[i] * x[i] * z[i];
            c += w[i] * z[i] * z[i];
            f += w[i] * x[i] * Y[i];
            g += w[i] * z[i] * Y[i];
        }

        double determinant = (a * c) - (b * b), mean = (((c * f) - (b * g)) - ((a * g) - (b * f))) / determinant;
        double sd = Math.Sqrt((c + a + (2 * b)) / determinant);
        HypothesisTest.PointEvidence ours = posterior.TestHypothesis("x = z").Point!;
        Assert.Equal(Normal.PDFLn(mean, sd, 0) - Normal.PDFLn(-1, Math.Sqrt(5), 0), ours.LogBayesFactor, 4.5 * ours.Error);
    }

    /// <summary>Draws whose posterior and prior densities are both known, in every coordinate.</summary>
    [Theory]
    [InlineData(-0.5)]
    [InlineData(0.2)]
    [InlineData(0.8)]
    public void The_ratio_of_known_densities_is_found(double point)
    {
        RandomStream random = new(11);
        double[] draws = [.. Enumerable.Range(0, 4000).Select(_ => Beta(random, 6, 3))];
        KnownPrior prior = new(-1, 1, rho => MathNet.Numerics.Distributions.Beta.PDFLn(2, 2, 0.5 * (rho + 1)) - Math.Log(2));
        (double ratio, double error) = DensityRatio.Estimate(draws, prior, point)!.Value;
        double exact = MathNet.Numerics.Distributions.Beta.PDFLn(6, 3, 0.5 * (point + 1)) - MathNet.Numerics.Distributions.Beta.PDFLn(2, 2, 0.5 * (point + 1));
        Assert.Equal(exact, ratio, 4.5 * error);
        Assert.InRange(error, 0.005, 0.1);

        static double Beta(RandomStream random, double a, double b)
        {
            double x = random.NextGamma(a), y = random.NextGamma(b);
            return (2 * x / (x + y)) - 1;
        }
    }

    [Theory]
    [InlineData("Days = 0", nameof(PointProblem.NotProper))]
    [InlineData("intercept = 0", nameof(PointProblem.AtPredictorMeans))]
    [InlineData("Subject[308, Days] = 0", nameof(PointProblem.GroupEffects))]
    [InlineData("log(sigma) = 3", nameof(PointProblem.NotLinear))]
    [InlineData("sigma * sd(Subject, Days) = 3", nameof(PointProblem.NotLinear))]
    [InlineData("sigma = sd(Subject, Days)", nameof(PointProblem.NotNormal))]
    [InlineData("sigma = -1", nameof(PointProblem.NoPriorDensity))]
    [InlineData("cor(Subject, intercept, Days) = 1", nameof(PointProblem.NoPriorDensity))]
    [InlineData("sd(Subject, intercept) = 0", nameof(PointProblem.TooFewDraws))]
    [InlineData("1 = 1", nameof(PointProblem.NotLinear))]
    public void Without_a_known_prior_density_or_draws_near_the_point_there_is_none_and_the_reason_is_a_fact(string hypothesis, string problem)
    {
        HypothesisTest test = ModelFiles.Bind("sleepstudy").Sample(new DrawOptions { Draws = 500 }).TestHypothesis(hypothesis);
        Assert.Null(test.Point);
        Assert.Equal(problem, test.Problem?.ToString());
        Assert.True(double.IsNaN(test.Probability));
    }

    /// <summary>log p(y | τ) for y_j ~ N(μ, τ² + s_j²), μ ~ N(0, 10²).</summary>
    private static double LogLikelihood(double tau)
    {
        double precision = 0.01, product = 0, squares = 0, log = Math.Log(0.1);
        for (int i = 0; i < Y.Length; i++)
        {
            double w = 1 / ((tau * tau) + (S[i] * S[i]));
            precision += w;
            product += w * Y[i];
            squares += w * Y[i] * Y[i];
            log += 0.5 * Math.Log(w);
        }

        return log - (0.5 * Math.Log(precision)) - (0.5 * (squares - (product * product / precision)));
    }
}
