using BayesLmm.Equations;
using BayesLmm.Estimation.Comparison;
using BayesLmm.Reports.Wording;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation;

/// <summary>Variances that the likelihood does not determine are said to be so, and nothing that depends on them is given; what is determined stays.</summary>
public class UndeterminedVariancesTests
{
    private const int Groups = 12;

    /// <summary>Criteria of equal likelihoods found from different models.</summary>
    private const double Rounding = 1e-6;

    private static readonly Dictionary<string, double[]> Columns = MakeColumns();

    [Fact]
    public void Before_and_after_once_each()
    {
        RemlFit fit = Model.Parse("y ~ cond + (cond | id)").Bind(Fault("prepost")).FitReml();
        Assert.Equal(143.79, fit.Criterion, 0.005);
        Assert.False(fit.Optimum.Converged);
        VarianceTradeOff tradeOff = Assert.Single(fit.Undetermined!.TradeOffs);
        Assert.Equal(
            "sd(id, intercept), sd(id, cond[pre]), cor(id, intercept, cond[pre]) and sigma trade off; the data hold only sd(id, intercept)² + sigma², "
                + "cov(id, intercept, cond[pre]) − sigma² and sd(id, cond[pre])² + 2·sigma²",
            Assert.Single(VarianceWording.TradeOffs([tradeOff])));
        Assert.All(fit.VarianceComponents, component => Assert.Equal(double.NaN, component.StandardError));

        // t tests of paired differences: mean −1.769, on 19 degrees of freedom.
        ContrastTest test = fit.TestCoefficients()[1];
        Assert.Equal(-1.769, test.Estimate, 0.001);
        Assert.Equal(0.2467, test.StandardError, 0.0005);
        Assert.Equal(19, test.DegreesOfFreedom, 1e-3);
        VarianceDecomposition variance = fit.DecomposeVariance();
        Assert.Equal(double.NaN, variance.AdjustedIcc);
        Assert.Equal(double.NaN, variance.ConditionalR2);
        Assert.InRange(variance.MarginalR2, 0.14, 0.16);
        Assert.All(fit.PredictGroupEffects(), effects => Assert.All(effects.Values, value => Assert.Equal(double.NaN, value)));
    }

    [Fact]
    public void One_row_a_level()
    {
        Table table = Fault("one_row_a_level");
        RemlFit fit = Model.Parse("y ~ 1 + (1 | area/ter)").Bind(table).FitReml(), without = Model.Parse("y ~ 1 + (1 | area)").Bind(table).FitReml();
        Assert.Equal("sd(area:ter, intercept) and sigma trade off; the data hold only sd(area:ter, intercept)² + sigma²", Words(fit));
        Assert.Equal(without.Criterion, fit.Criterion, Rounding);
        Assert.Equal(without.ParameterCount, fit.ParameterCount);
        Assert.Equal(without["sd(area, intercept)"], fit["sd(area, intercept)"], Rounding);
        Assert.Equal(without.StandardError("sd(area, intercept)"), fit.StandardError("sd(area, intercept)"), 1e-4);
        Assert.Equal(without.StandardError("intercept"), fit.StandardError("intercept"), Rounding);
        Assert.Equal(without["sigma"] * without["sigma"], Square(fit, "sigma") + Square(fit, "sd(area:ter, intercept)"), Rounding);

        // Areas are told from the rest; what of the rest is territories' own is not.
        Assert.All(fit.PredictGroupEffects()[0].Values, value => Assert.True(double.IsFinite(value)));
        Assert.All(fit.PredictGroupEffects()[1].Values, value => Assert.Equal(double.NaN, value));
        Assert.All(fit.Predict(new PredictionOptions { Target = PredictionTarget.Population }).Rows, row => Assert.True(row.PredictionLower < row.Mean));
        Assert.All(fit.Predict().Rows, row => Assert.Equal(double.NaN, row.Mean));
    }

    [Theory]
    [InlineData("y ~ x + (1 | g) + (0 + minus | h)", "sd(g, intercept) and sd(h, minus) trade off; the data hold only sd(g, intercept)² + sd(h, minus)²")]
    [InlineData("y ~ x + (x || g) + (0 + twice | h)", "sd(g, x) and sd(h, twice) trade off; the data hold only sd(g, x)² + 4·sd(h, twice)²")]
    [InlineData("y ~ x + (1 | g) + (0 + three | h)",
        "sd(g, intercept) and sd(h, three) trade off; the data hold only sd(g, intercept)² + 9·sd(h, three)²")]
    public void One_grouping_under_two_names(string formula, string words)
    {
        RemlFit fit = Fit(formula);
        Assert.Equal(words, Words(fit));
        Assert.True(double.IsFinite(fit.StandardError("sigma")) && double.IsFinite(fit.StandardError("x")));
        VarianceDecomposition variance = fit.DecomposeVariance();
        Assert.InRange(variance.AdjustedIcc, 0, 1);
        Assert.InRange(variance.ConditionalR2, 0, 1);
        Assert.Equal(double.NaN, variance.Terms[0].Variance);
        Assert.All(fit.Predict().Rows, row => Assert.True(double.IsFinite(row.Mean) && row.PredictionLower < row.Mean));
    }

    [Fact]
    public void All_of_a_term_twice()
    {
        RemlFit one = Fit("y ~ x + (x | g)"), two = Fit("y ~ x + (x | g) + (0 + minus + twice | h)");
        Assert.Equal(3, two.Undetermined!.Directions);
        Assert.Equal(one.Criterion, two.Criterion, Rounding);
        Assert.Equal(one.ParameterCount, two.ParameterCount);
        Assert.Equal(one["sigma"], two["sigma"], 1e-5);
        Assert.Equal(one.StandardError("sigma"), two.StandardError("sigma"), 1e-4);
        Assert.Equal(one.TestCoefficients()[1].DegreesOfFreedom, two.TestCoefficients()[1].DegreesOfFreedom, 1e-2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_term_twice_is_not_determined_where_only_a_combination_of_directions_is_open(bool restricted)
    {
        // A slope that goes with the intercept: the two terms' covariance matrices add up to a singular one, so that neither can change by one entry alone.
        RemlFit one = Bind("along ~ x + (x | g)").FitReml(restricted), two = Bind("along ~ x + (x | g) + (0 + minus + twice | h)").FitReml(restricted);
        Assert.Single(one.Collapsed);
        Assert.Equal(3, two.Undetermined!.Directions);
        Assert.Equal(one.Criterion, two.Criterion, Rounding);
        Assert.Equal(one.ParameterCount, two.ParameterCount);
        Assert.Equal(one["sigma"], two["sigma"], 1e-5);
        Assert.Equal(Square(one, "sd(g, x)"), Square(two, "sd(g, x)") + (4 * Square(two, "sd(h, twice)")), 1e-4);
        Assert.All(two.VarianceComponents, component => Assert.Equal(double.NaN, component.StandardError));
        Assert.Equal(one.DecomposeVariance().AdjustedIcc, two.DecomposeVariance().AdjustedIcc, 1e-5);
        Assert.Equal(double.NaN, two.DecomposeVariance().Terms[0].Variance);
    }

    [Fact]
    public void A_singular_sum_need_not_be_divisible()
    {
        // Uncorrelated effects have no part in effects that are fully correlated: all belongs to the other term.
        RemlFit fit = Fit("along ~ x + (x || g) + (0 + minus + twice | h)");
        Assert.Null(fit.Undetermined);
        Assert.Equal(0, fit["sd(g, x)"], 1e-6);
    }

    [Theory]
    [InlineData("y ~ 1 + (0 + even + odd | g)", true)]
    [InlineData("y ~ 1 + (0 + even + odd | g)", false)]
    [InlineData("factor half\ny ~ half + (0 + half | g)", true)]
    public void Effects_that_no_level_shows_both_have_no_correlation(string text, bool restricted)
    {
        RemlFit fit = Bind(text).FitReml(restricted);
        VarianceTradeOff tradeOff = Assert.Single(fit.Undetermined!.TradeOffs);
        Assert.Equal($"the data say nothing about {Assert.Single(tradeOff.Parameters).Name}, because no level shows both effects", Words(fit));
        Assert.Equal(ParameterKind.GroupCorrelation, tradeOff.Parameters[0].Kind);
        Assert.Equal(3, fit.VarianceComponents.Count(component => double.IsFinite(component.StandardError)));
        Assert.True(double.IsFinite(fit.DecomposeVariance().AdjustedIcc));
    }

    [Theory]
    [InlineData("y ~ t + (t | pair)")]
    [InlineData("y ~ t + (year | pair)")]
    [InlineData("y ~ t + (0 + late + early | pair)")]
    [InlineData("y ~ t + (1 | pair) + (1 | row)")]
    [InlineData("weights w\ny ~ t + (1 | row)")]
    public void As_many_random_effects_as_rows(string text)
    {
        RemlFit fit = Fit(text);
        Assert.Contains(fit.Undetermined!.TradeOffs, tradeOff => tradeOff.Parameters.Contains(Parameter.Sigma));
        Assert.Equal(double.NaN, fit.StandardError("sigma"));
        Assert.True(double.IsFinite(fit.StandardError("t")));
    }

    [Theory]
    [InlineData("y ~ t + (t || pair)")]
    [InlineData("y ~ t + (1 | pair)")]
    [InlineData("y ~ x + (x | g)")]
    [InlineData("weights unequal\ny ~ t + (1 | row)")]
    [InlineData("known_se w\ny ~ t + (1 | row)")]
    [InlineData("y ~ x + (1 | g) + (1 | pair)")]
    public void What_is_determined_raises_no_alarm(string text)
    {
        RemlFit fit = Fit(text);
        Assert.Null(fit.Undetermined);
        Assert.False(fit.Optimum.IsFlat);
    }

    [Fact]
    public void Fixed_effects_that_take_up_a_random_intercept_leave_nothing_to_restricted_likelihood_alone()
    {
        RemlFit restricted = Fit("factor f\ny ~ f + (1 | g)"), likelihood = Bind("factor f\ny ~ f + (1 | g)").FitReml(restricted: false);
        Assert.Equal("the data say nothing about sd(g, intercept), because the fixed effects take up all that it could explain", Words(restricted));
        Assert.True(double.IsFinite(restricted.StandardError("sigma")));
        Assert.All(restricted.TestCoefficients(), test => Assert.Equal(double.NaN, test.StandardError));
        Assert.Null(likelihood.Undetermined);
        Assert.Equal(0, likelihood["sd(g, intercept)"], 1e-6);
    }

    [Fact]
    public void No_model_of_the_references_raises_an_alarm()
    {
        Assert.All(ModelFiles.Names, name => Assert.Empty(VarianceTradeOff.Of(ModelFiles.Bind(name))));
        Assert.All(Reference.Names("reml"), name => Assert.Empty(VarianceTradeOff.Of(Reference.Read("reml", name).Bind())));
    }

    [Fact]
    public void A_test_counts_what_the_likelihood_determines()
    {
        Table table = Fault("prepost");
        RemlFit small = Model.Parse("y ~ cond + (1 | id)").Bind(table).FitReml(), large = Model.Parse("y ~ cond + (cond | id)").Bind(table).FitReml();
        LikelihoodRatioTest test = small.CompareLikelihood(large).Test!;
        Assert.Equal(1, test.DegreesOfFreedom);
        Assert.Null(test.MixturePValue);
        Assert.Contains(test.Reservations, reservation => reservation is TestReservation.Undetermined);
    }

    [Fact]
    public void The_posterior_says_what_only_the_priors_hold()
    {
        Posterior posterior = Bind("y ~ x + (1 | g) + (0 + minus | h)").Sample(new SamplingOptions { Draws = 200 });
        Finding.HeldByPriors held = Assert.Single(posterior.Convergence.Findings.OfType<Finding.HeldByPriors>());
        Assert.Equal(["sd(g, intercept)", "sd(h, minus)"], held.TradeOffs.SelectMany(tradeOff => tradeOff.Parameters).Select(parameter => parameter.Name));
        Assert.False(held.IsProblem);
        Posterior ordinary = ModelFiles.Bind("dyestuff").Sample(new SamplingOptions { Draws = 200 });
        Assert.DoesNotContain(ordinary.Convergence.Findings, finding => finding is Finding.HeldByPriors);
    }

    private static Table Fault(string name) => TableReader.Read(Repository.PathOf("tests", "reference", "faults", $"{name}.csv"));

    private static string Words(RemlFit fit) => Assert.Single(VarianceWording.TradeOffs(fit.Undetermined!.TradeOffs));

    private static double Square(RemlFit fit, string parameter) => fit[parameter] * fit[parameter];

    private static RemlFit Fit(string text) => Bind(text).FitReml();

    private static BoundModel Bind(string text) =>
        Model.Parse(text).Bind(Table.FromColumns("t", [.. Columns.Select(column => new NumericColumn(column.Key, column.Value))]));

    /// <summary>Twelve groups of six rows; rows 2k and 2k + 1 are a pair.</summary>
    private static Dictionary<string, double[]> MakeColumns()
    {
        System.Random random = new(5);
        int n = 6 * Groups;
        double[] Make(Func<int, double> value) => [.. Enumerable.Range(0, n).Select(value)];
        double[] g = Make(i => i / 6), x = Make(_ => random.NextDouble());
        double[] intercepts = Make(_ => random.NextDouble() + random.NextDouble() - 1), slopes = Make(_ => (12 * random.NextDouble()) - 6);
        double[] pairs = Make(_ => (4 * random.NextDouble()) - 2), changes = Make(_ => (2 * random.NextDouble()) - 1);
        return new Dictionary<string, double[]>
        {
            ["g"] = g,
            ["h"] = Make(i => 100 - g[i]),
            ["f"] = g,
            ["x"] = x,
            ["three"] = Make(_ => 3),
            ["even"] = Make(i => 1 - (i / 6 % 2)),
            ["odd"] = Make(i => i / 6 % 2),
            ["half"] = Make(i => i / 6 % 2),
            ["along"] = Make(i => 2 + x[i] + (3 * intercepts[i / 6] * (1 + x[i])) + Math.Sin(i * i)),
            ["minus"] = Make(_ => -1),
            ["twice"] = Make(i => 2 * x[i]),
            ["pair"] = Make(i => i / 2),
            ["row"] = Make(i => i),
            ["t"] = Make(i => i % 2),
            ["year"] = Make(i => 2019 + (i % 2)),
            ["late"] = Make(i => i % 2),
            ["early"] = Make(i => 1 - (i % 2)),
            ["w"] = Make(_ => 0.5),
            ["unequal"] = Make(i => 1 + (i % 3)),
            ["y"] = Make(i =>
                2 + x[i] + (3 * intercepts[i / 6]) + (slopes[i / 6] * x[i]) + pairs[i / 2] + (changes[i / 2] * (i % 2)) + (2 * random.NextDouble())),
        };
    }
}
