using BayesLmm.Estimation.Profiles;
using BayesLmm.Specification.Formulas;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation.Profiles;

public class ProfileIntervalTests
{
    /// <summary>End points are where the deviance is 1e-8 from the cut-off, whose slope is of order one over a standard error.</summary>
    private const double RelativeError = 1e-7;

    [Fact]
    public void Without_random_terms_the_intervals_are_those_of_a_regression_in_closed_form()
    {
        // d(v) − d(β̂) = n log(1 + (v − β̂)²/((XᵀX)⁻¹_jj RSS)), whence the end points; SE² = σ̂² (XᵀX)⁻¹_jj with σ̂² = RSS/n by maximum likelihood.
        RemlFit fit = Model.Parse("Reaction ~ Days").Bind(TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"))).FitReml(restricted: false);
        ProfileIntervals intervals = fit.ProfileIntervals();
        Assert.False(intervals.Refitted);
        int n = fit.RowCount;
        foreach (ParameterEstimate effect in fit.FixedEffects)
        {
            double reach = effect.StandardError * Math.Sqrt(n * (Math.Exp(intervals.CutOff / n) - 1));
            Assert.Equal(effect.Estimate - reach, intervals[effect.Name].Lower!.Value, RelativeError * reach);
            Assert.Equal(effect.Estimate + reach, intervals[effect.Name].Upper!.Value, RelativeError * reach);
        }

        double sigma = fit["sigma"];
        foreach (double end in (double[])[intervals["sigma"].Lower!.Value, intervals["sigma"].Upper!.Value])
        {
            double ratio = sigma * sigma / (end * end);
            Assert.Equal(intervals.CutOff, n * (ratio - 1 - Math.Log(ratio)), 1e-7);
        }
    }

    [Fact]
    public void Intervals_of_the_likelihood_are_the_same_from_either_fit_and_on_any_number_of_threads()
    {
        BoundModel model = Reference.Read("reml", "sleepstudy").Bind();
        RemlFit fit = model.FitReml(restricted: false);
        ProfileIntervals one = fit.ProfileIntervals(new ProfileOptions { MaxThreads = 1 });
        Assert.Equal(one, fit.ProfileIntervals(new ProfileOptions { MaxThreads = 2 }));
        Assert.Equal(one, fit.ProfileIntervals(new ProfileOptions { MaxThreads = 4 }));
        Assert.Equal(one.Intervals, model.FitReml().ProfileIntervals().Intervals);
    }

    [Fact]
    public void A_shift_of_response_and_predictor_by_a_million_moves_the_intervals_and_nothing_else()
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));
        ProfileIntervals plain = Model.Parse("factor Subject\nReaction ~ Days + (1 | Subject)").Bind(table).FitReml().ProfileIntervals();
        ProfileIntervals shifted = Model.Parse("factor Subject\nlet r = Reaction + 1e6\nlet d = Days + 1e6\nr ~ d + (1 | Subject)").Bind(table).FitReml()
            .ProfileIntervals();
        Assert.Equal(plain["Days"].Lower!.Value, shifted["d"].Lower!.Value, 1e-6);
        Assert.Equal(plain["Days"].Upper!.Value, shifted["d"].Upper!.Value, 1e-6);
        Assert.Equal(plain["sd(Subject, intercept)"].Lower!.Value, shifted["sd(Subject, intercept)"].Lower!.Value, 1e-5);
        Assert.Equal(plain["sigma"].Upper!.Value, shifted["sigma"].Upper!.Value, 1e-5);
        Assert.True(shifted.Intervals.All(interval => interval.Converged));
    }

    [Fact]
    public void Of_a_model_with_student_t_residuals_the_intervals_are_those_of_normal_ones()
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "sleepstudy.csv"));
        const string Formula = "Reaction ~ Days + (1 | Subject)";
        RemlFit fit = Model.Parse($"{Formula}\nfamily student_t").Bind(table).FitReml();
        Assert.Equal(Model.Parse(Formula).Bind(table).FitReml().ProfileIntervals().Intervals, fit.ProfileIntervals().Intervals);
        Assert.StartsWith(
            "The model has no parameter 'nu'; it has intercept, Days, sd(Subject, intercept), sigma.",
            Assert.Throws<ArgumentException>(() => fit.Profile("nu")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void With_given_residual_standard_deviations_there_is_no_sigma()
    {
        double[] y = [28, 8, -3, 7, -1, 1, 18, 12], se = [15, 10, 16, 11, 9, 11, 10, 18];
        Table schools = new("schools", [new NumericColumn("y", y), new NumericColumn("se", se),
            new CategoricalColumn("school", ["a", "b", "c", "d", "e", "f", "g", "h"], [0, 1, 2, 3, 4, 5, 6, 7])]);
        RemlFit fit = Model.Parse("y ~ 1 + (1 | school)\nknown_se se").Bind(schools).FitReml(restricted: false);
        ProfileIntervals intervals = fit.ProfileIntervals();
        Assert.Equal(["intercept", "sd(school, intercept)"], intervals.Intervals.Select(interval => interval.Parameter.Name));
        ProfileInterval sd = intervals["sd(school, intercept)"];
        Assert.Equal((IntervalEnd.Bound, IntervalEnd.Crossing), (sd.LowerEnd, sd.UpperEnd));
        Assert.Equal(0, sd.Lower);
        Assert.Equal(intervals.CutOff, SchoolsDeviance(y, se, sd.Upper!.Value, null) - intervals.Deviance, 1e-7);

        // The mean's profile, with the best sd found on a fine grid: its minimum is flat to the second order.
        double lower = intervals["intercept"].Lower!.Value;
        double least = Enumerable.Range(0, 30001).Min(i => SchoolsDeviance(y, se, i * 1e-3, lower));
        Assert.Equal(intervals.CutOff, least - intervals.Deviance, 1e-6);
    }

    [Fact]
    public void A_correlation_with_an_effect_of_no_variance_may_be_anything()
    {
        // Within every group the residuals are the same and orthogonal to the constant and to x: neither varies between groups.
        double[] pattern = [2, -1, -2, -1, 2];
        Table table = new("flat", [
            new NumericColumn("x", [.. Enumerable.Range(0, 40).Select(i => (double)(i % 5))]),
            new NumericColumn("y", [.. Enumerable.Range(0, 40).Select(i => (i % 5) + pattern[i % 5])]),
            new NumericColumn("g", [.. Enumerable.Range(0, 40).Select(i => (double)(i / 5))])]);
        RemlFit fit = Model.Parse("y ~ x + (x | g)").Bind(table).FitReml(restricted: false);
        Assert.Equal((0, 0), (fit["sd(g, intercept)"], fit["sd(g, x)"]));
        ProfileInterval correlation = fit.ProfileIntervals()["cor(g, intercept, x)"];
        Assert.Null(correlation.Estimate);
        Assert.Equal((-1, 1, IntervalEnd.Bound, IntervalEnd.Bound),
            (correlation.Lower!.Value, correlation.Upper!.Value, correlation.LowerEnd, correlation.UpperEnd));
        Assert.Null(fit.Profile("cor(g, intercept, x)"));
    }

    [Theory]
    [InlineData("sd(Subject, Days)")]
    [InlineData("cor(Subject, intercept, Days)")]
    [InlineData("sigma")]
    [InlineData("Days")]
    public void The_profile_rises_from_the_lower_end_through_the_estimate_to_the_upper_end(string parameter)
    {
        RemlFit fit = Reference.Read("reml", "sleepstudy").Bind().FitReml(restricted: false);
        LikelihoodProfile profile = fit.Profile(parameter, level: 0.95)!;
        ProfileInterval interval = fit.ProfileIntervals(new ProfileOptions { Parameters = [parameter] })[parameter];
        Assert.Equal(25, profile.Points.Count);
        Assert.Equal(interval.Lower!.Value, profile.Points[0].Value, 1e-12 * Math.Abs(interval.Lower.Value));
        Assert.Equal(interval.Upper!.Value, profile.Points[24].Value, 1e-12 * Math.Abs(interval.Upper.Value));
        Assert.Equal(fit[parameter], profile.Points[12].Value, 1e-9 * Math.Abs(fit[parameter]));
        double root = Math.Sqrt(LikelihoodProfiler.CutOff(0.95));
        Assert.Equal(-root, profile.Points[0].Zeta, 1e-7);
        Assert.Equal(0, profile.Points[12].Zeta);
        Assert.Equal(root, profile.Points[24].Zeta, 1e-7);
        for (int i = 1; i < 25; i++)
        {
            Assert.True(profile.Points[i].Zeta > profile.Points[i - 1].Zeta && profile.Points[i].Value > profile.Points[i - 1].Value);
        }
    }

    [Fact]
    public void Standard_deviations_that_trade_off_have_no_profile_interval()
    {
        System.Random random = new(1);
        Table table = new("flat", [
            new NumericColumn("y", [.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())]),
            new NumericColumn("g", [.. Enumerable.Range(0, 12).Select(i => (double)i)])]);
        ProfileIntervals intervals = Model.Parse("y ~ 1 + (1 | g)").Bind(table).FitReml().ProfileIntervals();
        foreach (string parameter in (string[])["sigma", "sd(g, intercept)"])
        {
            Assert.Contains(parameter, Assert.Throws<ArgumentException>(() => intervals[parameter]).Message, StringComparison.Ordinal);
        }

        // Only σ² + sd² is determined, and with it the intercept as in the regression.
        ProfileIntervals regression = Model.Parse("y ~ 1").Bind(table).FitReml().ProfileIntervals();
        Assert.Equal(regression["intercept"].Upper!.Value, intervals["intercept"].Upper!.Value, 1e-6);
        Assert.Equal(regression["intercept"].Lower!.Value, intervals["intercept"].Lower!.Value, 1e-6);
    }

    [Fact]
    public void Every_profile_of_many_small_models_comes_to_an_end_from_the_best_maximum_it_met()
    {
        // Models 7 and 76 have two maxima of the likelihood.
        foreach (int seed in Enumerable.Range(0, 25).Append(76))
        {
            RemlFit fit = RandomModels.Bind(new System.Random(seed)).FitReml(restricted: false);
            ProfileIntervals intervals = fit.ProfileIntervals();
            Assert.Equal(fit.Criterion - intervals.Deviance > 1e-6, intervals.Improved);
            foreach (ProfileInterval interval in intervals.Intervals)
            {
                Assert.True(interval.Converged, $"{seed}: {interval}");
                Assert.True(interval.LowerEnd <= IntervalEnd.Bound && interval.UpperEnd <= IntervalEnd.Bound, $"{seed}: {interval}");
                Assert.True(!(interval.Estimate < interval.Lower) && !(interval.Estimate > interval.Upper), $"{seed}: {interval}");
            }
        }
    }

    [Fact]
    public void Wrong_options_and_cancellation_are_said()
    {
        RemlFit fit = Reference.Read("reml", "dyestuff").Bind().FitReml();
        Assert.StartsWith(
            "The level of profile intervals is above 0 and below 1; it is 95.",
            Assert.Throws<ArgumentException>(() => fit.ProfileIntervals(new ProfileOptions { Level = 95 })).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The model has no parameter 'tau'; it has intercept, sd(Batch, intercept), sigma.",
            Assert.Throws<ArgumentException>(() => fit.ProfileIntervals(new ProfileOptions { Parameters = ["tau"] })).Message,
            StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => fit.ProfileIntervals(cancellationToken: new CancellationToken(true)));
    }

    /// <summary>−2 log likelihood of the eight schools, maximised over the mean unless it is held.</summary>
    private static double SchoolsDeviance(double[] y, double[] se, double sd, double? mean)
    {
        double[] variances = [.. se.Select(s => (s * s) + (sd * sd))];
        double mu = mean ?? (y.Zip(variances, (value, variance) => value / variance).Sum() / variances.Sum(variance => 1 / variance));
        return y.Zip(variances, (value, variance) => Math.Log(2 * Math.PI * variance) + ((value - mu) * (value - mu) / variance)).Sum();
    }
}
