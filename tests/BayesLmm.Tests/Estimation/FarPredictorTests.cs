namespace BayesLmm.Tests.Estimation;

/// <summary>Estimates of models whose predictors or response lie far from 0 are those of their twins near 0.</summary>
public class FarPredictorTests
{
    /// <summary>The twins' relative difference: conditions of some hundreds, and optima that are found to a part of a standard error.</summary>
    private const double Close = 1e-6;

    private static readonly Table Data = FarData.Create();

    /// <summary>A model far from 0, its twin, pairs of parameters that are the same in both, and by what the response is multiplied.</summary>
    public static TheoryData<string, string, string, double> Twins => new()
    {
        { "y ~ x7 + (x7 | g)", "y ~ x + (x | g)", "x7=x; sd(g, x7)=sd(g, x); sigma=sigma", 1 },
        { "y6 ~ x7 + (x7 | g)", "y ~ x + (x | g)", "x7=x; sd(g, x7)=sd(g, x); sigma=sigma", 1 },
        { "y ~ julian + (julian | g)", "y ~ days + (days | g)", "julian=days; sd(g, julian)=sd(g, days); sigma=sigma", 1 },
        { "y ~ hz + (hz | g)", "y ~ x + (x | g)", "hz=x; sd(g, hz)=sd(g, x); sigma=sigma", 1e-9 },
        { "y ~ x7 + z5 + (x7 + z5 | g)", "y ~ x + z + (x + z | g)", "x7=x; z5=z; sd(g, z5)=sd(g, z); cor(g, x7, z5)=cor(g, x, z); sigma=sigma", 1 },
        { "y ~ f * x7 + (x7 | g)", "y ~ f * x + (x | g)", "f[b]:x7=f[b]:x; f[c]:x7=f[c]:x; x7=x; sd(g, x7)=sd(g, x)", 1 },
        { "y ~ f + f:x7 + (x7 | g)", "y ~ f + f:x + (x | g)", "f[a]:x7=f[a]:x; f[c]:x7=f[c]:x; sd(g, x7)=sd(g, x)", 1 },
        { "y ~ x7 * z5 + (x7 | g)", "y ~ x * z + (x | g)", "x7:z5=x:z; sd(g, x7)=sd(g, x)", 1 },
        { "y ~ poly(x7, 2) + (poly(x7, 2) || g)", "y ~ poly(x, 2) + (poly(x, 2) || g)",
            "poly(x7, 2)[1]=poly(x, 2)[1]; poly(x7, 2)[2]=poly(x, 2)[2]; sd(g, poly(x7, 2)[1])=sd(g, poly(x, 2)[1])", 1 },
        { "y ~ center(x7) * f + (center(x7) | g)", "y ~ center(x) * f + (center(x) | g)",
            "center(x7)=center(x); f[b]=f[b]; center(x7):f[b]=center(x):f[b]", 1 },
    };

    [Theory]
    [MemberData(nameof(Twins))]
    public void A_model_far_from_zero_is_estimated_as_its_twin(string far, string near, string same, double scale)
    {
        RemlFit measured = Fit(far), twin = Fit(near);
        Assert.True(measured.Optimum.Converged);

        // log|S| changes by the logarithm of the determinant of the change of coordinates: 1 for shifts, 1e9 for hertz.
        Assert.Equal(twin.Criterion - (2 * Math.Log(scale)), measured.Criterion, 1e-7 * Math.Abs(twin.Criterion));
        foreach (string[] pair in same.Split("; ").Select(pair => pair.Split('=')))
        {
            double unit = pair[0].StartsWith("sigma", StringComparison.Ordinal) || pair[0].StartsWith("cor", StringComparison.Ordinal) ? 1 : scale;
            double error = twin.StandardError(pair[1]);
            Assert.Equal(twin[pair[1]], measured[pair[0]] / unit, Close * Math.Max(error, Math.Abs(twin[pair[1]])));
            Assert.Equal(error, measured.StandardError(pair[0]) / unit, 1e-4 * error);
        }
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void Its_predictions_are_those_of_its_twin(string far, string near, string same, double scale)
    {
        Assert.NotEmpty(same);
        Assert.True(scale > 0);
        RemlFit measured = Fit(far), twin = Fit(near);
        double shift = far.StartsWith("y6", StringComparison.Ordinal) ? 1e6 : 0;
        foreach (PredictionTarget target in (PredictionTarget[])[PredictionTarget.Conditional, PredictionTarget.Population])
        {
            PredictionOptions options = new() { Target = target };
            PredictionTable ofTwin = twin.Predict(options);
            foreach (PredictionTable predicted in (PredictionTable[])[measured.Predict(options), measured.Predict(Data, options)])
            {
                Assert.All(ofTwin.Rows.Zip(predicted.Rows), pair =>
                {
                    Assert.Equal(pair.First.Mean, pair.Second.Mean - shift, 1e-5);
                    Assert.Equal(pair.First.StandardError, pair.Second.StandardError, 1e-5);
                    Assert.Equal(pair.First.GroupVariance, pair.Second.GroupVariance, 1e-5);
                });
            }
        }
    }

    /// <summary>Terms in their order, and what no other contains, ask the same wherever the origin of x is.</summary>
    [Theory]
    [InlineData("y ~ f * x7 + (1 | g)", "y ~ f * x + (1 | g)")]
    [InlineData("y ~ f * x7 + z5 + (x7 | g)", "y ~ f * x + z + (x | g)")]
    public void Its_sequential_tests_are_those_of_its_twin(string far, string near)
    {
        AnovaTable found = Fit(far).Anova(SumOfSquaresType.TypeI), expected = Fit(near).Anova(SumOfSquaresType.TypeI);
        foreach ((TermTest one, TermTest other) in expected.Terms.Zip(found.Terms))
        {
            Assert.Equal(one.Test!.Statistic, other.Test!.Statistic, 1e-4 * one.Test.Statistic);
            double df = one.Test.DenominatorDegreesOfFreedom!.Value;
            Assert.Equal(df, other.Test.DenominatorDegreesOfFreedom!.Value, 1e-3 * df);
        }

        foreach (SumOfSquaresType type in Enum.GetValues<SumOfSquaresType>())
        {
            Assert.Equal(Fit(near).Anova(type)["f:x"].Test!.Statistic, Fit(far).Anova(type)["f:x7"].Test!.Statistic, 1e-3);
        }
    }

    [Fact]
    public void The_model_of_years_has_the_estimates_of_its_centred_twin()
    {
        Table table = TableReader.Read(Repository.PathOf("tests", "reference", "faults", "year.csv"));
        RemlFit fit = Model.Parse("abund ~ year + (year | site)").Bind(table).FitReml();
        Assert.Equal(620.159, fit.Criterion, 5e-4);
        Assert.Equal(0.2485, fit["sd(site, year)"], 5e-5);
        RemlFit centered = Model.Parse("abund ~ center(year) + (center(year) | site)").Bind(table).FitReml();
        Assert.Equal(centered.Criterion, fit.Criterion, 1e-8);
        double sd = fit["sd(site, intercept)"], slope = fit["sd(site, year)"], mean = 2006.5;
        double atMean = Math.Sqrt((sd * sd) + (mean * mean * slope * slope) + (2 * mean * sd * slope * fit["cor(site, intercept, year)"]));
        Assert.Equal(centered["sd(site, intercept)"], atMean, 1e-4);
        for (int j = 0; j < 15; j++)
        {
            double intercept = fit.GroupEffects[0].Values[2 * j] + (mean * fit.GroupEffects[0].Values[(2 * j) + 1]);
            Assert.Equal(centered.GroupEffects[0].Values[2 * j], intercept, 1e-8);
        }
    }

    [Fact]
    public void Standard_errors_of_predicted_effects_are_those_of_the_twin()
    {
        PredictedEffects far = Fit("y ~ x7 + (x7 | g)").PredictGroupEffects()[0], near = Fit("y ~ x + (x | g)").PredictGroupEffects()[0];
        for (int j = 0; j < near.Levels.Count; j++)
        {
            Assert.Equal(near.Value(j, 1), far.Value(j, 1), 1e-6);
            Assert.Equal(near.ConditionalSd(j, 1), far.ConditionalSd(j, 1), 1e-6);
            Assert.Equal(near.PredictionError(j, 1), far.PredictionError(j, 1), 1e-6);
        }
    }

    [Theory]
    [InlineData("year", "y ~ year + (year || g)", "BL3103")]
    [InlineData("x7", "y ~ x7 + (1 | g) + (0 + x7 | g)", "BL3103")]
    [InlineData("x15", "y ~ x15 + (1 | g)", "BL2108")]
    [InlineData("x15", "y ~ z + (0 + x15 | g)", "BL2108")]
    [InlineData("julian", "y ~ julian + (julian | g)\nprior sd(g, intercept) ~ normal(0, 3)", "BL3102")]
    [InlineData("x7", "y ~ f * x7 + (1 | g)\nprior f[b] ~ normal(0, 3)", "BL3104")]
    public void A_model_that_depends_on_a_far_origin_or_has_lost_it_is_warned_of(string variable, string text, string code)
    {
        Diagnostic warning = Assert.Single(Model.Parse(text).Bind(Data).Warnings, warning => warning.Code == code);
        Assert.Contains(variable, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y ~ x7 * f + (x7 * f | g)")]
    [InlineData("y ~ year + julian + hz + (year | g)")]
    [InlineData("y ~ x + (x || g) + (0 + f || g)")]
    public void There_are_no_such_warnings_where_the_origin_does_not_matter(string text) =>
        Assert.DoesNotContain(Model.Parse(text).Bind(Data).Warnings, warning => warning.Code is "BL2108" or "BL3102" or "BL3103" or "BL3104");

    /// <summary>Priors play no part in estimates, so that one that keeps the posterior's origin at 0 does not.</summary>
    [Fact]
    public void Priors_do_not_keep_estimates_from_their_coordinates()
    {
        RemlFit given = Fit("y ~ f * x7 + (x7 | g)\nprior sd(g, intercept) ~ normal(0, 3)\nprior coefficients ~ normal(0, 5)");
        RemlFit none = Fit("y ~ f * x7 + (x7 | g)");
        Assert.Equal(none.Criterion, given.Criterion);
        Assert.Equal(none["f[b]:x7"], given["f[b]:x7"]);
        Assert.Equal(none["sd(g, x7)"], given["sd(g, x7)"]);
    }

    private static RemlFit Fit(string text) => Model.Parse(text).Bind(Data).FitReml();
}
