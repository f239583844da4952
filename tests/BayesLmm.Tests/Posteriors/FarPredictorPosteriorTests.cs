using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors;

/// <summary>The default priors of effects of predictors far from 0 stand where the data are: the posterior is that of the centred model.</summary>
public class FarPredictorPosteriorTests
{
    private static readonly Table Data = FarData.Create();
    private static readonly Table Years = TableReader.Read(Repository.PathOf("tests", "reference", "faults", "year.csv"));

    [Fact]
    public void The_posterior_of_years_is_that_of_centred_years()
    {
        Posterior posterior = Model.Parse("abund ~ year + (year | site)").Bind(Years).Sample(new SamplingOptions { Draws = 2000 }, engine: PosteriorEngine.Hmc);
        Assert.Equal(0.282, Mean(posterior["sd(site, year)"]), 0.006);
        Assert.True(posterior.Convergence.Trustworthy);
    }

    public static TheoryData<string, string, string, string> Twins => new()
    {
        { PosteriorEngine.Hmc, "julian", "center(julian)", "normal" },
        { PosteriorEngine.Hmc, "x7", "center(x7)", "normal" },
        { PosteriorEngine.Hmc, "eleven", "center(eleven)", "normal" },
        { PosteriorEngine.Hmc, "x7 + z5", "center(x7) + center(z5)", "normal" },
        { PosteriorEngine.Hmc, "x7 * f", "center(x7) * f", "normal" },
        { PosteriorEngine.Hmc, "x7", "center(x7)", "student_t" },
        { PosteriorEngine.Gibbs, "x7", "center(x7)", "normal" },
        { PosteriorEngine.Gibbs, "julian + z5", "center(julian) + center(z5)", "student_t" },
        { PosteriorEngine.Vmp, "hz", "center(hz)", "normal" },
        { PosteriorEngine.Vmp, "x7 * f", "center(x7) * f", "normal" },
        { PosteriorEngine.Importance, "x7 + z5", "center(x7) + center(z5)", "normal" },
    };

    /// <summary>With the same seed the chains are the same but for rounding, which a chain amplifies: its beginning shows that they are.</summary>
    [Theory]
    [MemberData(nameof(Twins))]
    public void Draws_are_those_of_the_centred_model(string engine, string far, string near, string family)
    {
        SamplingOptions options = new() { Draws = 20, Warmup = 20, Chains = 1 };
        string Text(string effects) => $"y ~ {effects} + ({effects} | g)" + (family == "student_t" ? "\nfamily student_t" : "");
        BoundModel written = Model.Parse(Text(far)).Bind(Data), centered = Model.Parse(Text(near)).Bind(Data);
        Posterior ofWritten = written.Sample(options, engine: engine), ofCentered = centered.Sample(options, engine: engine);
        string slope = far.Split(' ')[0], twin = $"center({slope})";
        foreach ((string name, string other) in (IEnumerable<(string, string)>)[
            (slope, twin), ($"sd(g, {slope})", $"sd(g, {twin})"), ("sigma", "sigma"), ($"g[g3, {slope}]", $"g[g3, {twin}]")])
        {
            double tolerance = 1e-4 * ofCentered[other].Values.ToArray().Max(Math.Abs);
            Assert.All(ofWritten[name].Values.ToArray().Zip(ofCentered[other].Values.ToArray()).Take(5),
                pair => Assert.Equal(pair.Second, pair.First, tolerance));
        }

        // Intercepts of groups at the mean, and their standard deviation, from what is reported.
        if (!far.Contains(' ', StringComparison.Ordinal))
        {
            double mean = ((NumericColumn)Data.Columns.Single(column => column.Name == slope)).Values.ToArray().Average();
            for (int draw = 0; draw < 5; draw++)
            {
                double intercept = ofWritten["g[g3, intercept]"].Values[draw] + (mean * ofWritten[$"g[g3, {slope}]"].Values[draw]);
                Assert.Equal(ofCentered["g[g3, intercept]"].Values[draw], intercept, 1e-4);
            }
        }
    }

    [Fact]
    public void Standard_deviations_and_correlations_are_those_of_the_effects_as_written()
    {
        Posterior posterior = Model.Parse("abund ~ year + (year | site)").Bind(Years).Sample(new SamplingOptions { Draws = 50, Chains = 1 });
        Posterior centered = Model.Parse("abund ~ center(year) + (center(year) | site)").Bind(Years).Sample(new SamplingOptions { Draws = 50, Chains = 1 });
        for (int draw = 0; draw < 5; draw++)
        {
            double a = centered["sd(site, intercept)"].Values[draw], b = centered["sd(site, center(year))"].Values[draw];
            double r = centered["cor(site, intercept, center(year))"].Values[draw], c = 2006.5;
            double variance = (a * a) + (c * c * b * b) - (2 * c * a * b * r);
            Assert.Equal(Math.Sqrt(variance), posterior["sd(site, intercept)"].Values[draw], 1e-4);
            Assert.Equal(((a * r) - (c * b)) / Math.Sqrt(variance), posterior["cor(site, intercept, year)"].Values[draw], 1e-9);
        }
    }

    [Fact]
    public void The_list_of_priors_says_where_they_stand()
    {
        string[] Notes(string text) => [.. Model.Parse(text).Bind(Years).Priors.Where(prior => prior.Parameter.Contains("site", StringComparison.Ordinal))
            .Select(prior => prior.Note)];
        Assert.Equal(["positive half, at the predictors' means", "positive half", "at the predictors' means"], Notes("abund ~ year + (year | site)"));
        Assert.Equal(["positive half, at the predictors' means", "", "at the predictors' means"],
            Notes("abund ~ year + (year | site)\nprior sd(site, year) ~ exponential(1)"));
        Assert.Equal(["where the predictors are 0", "positive half", "where the predictors are 0"],
            Notes("abund ~ year + (year | site)\nprior sd(site, intercept) ~ exponential(1)"));
        Assert.Equal(["positive half, where the predictors are 0", "positive half", "where the predictors are 0"],
            Notes("abund ~ year + (year | site)\nprior cor(site) ~ lkj(2)"));
        Assert.Equal(["positive half", "positive half", ""], Notes("abund ~ center(year) + (center(year) | site)"));
        Assert.Equal(["positive half", "positive half"], Notes("abund ~ year + (year || site)"));
    }

    [Theory]
    [InlineData("abund ~ year + (year | site)")]
    [InlineData("abund ~ year + (year | site)\nprior sd(site, intercept) ~ student_t(3, 0, 3)")]
    [InlineData("abund ~ year + (year | site)\nprior cor(site) ~ lkj(2)")]
    [InlineData("abund ~ year + (year || site)")]
    public void The_engines_agree_wherever_the_priors_stand(string text)
    {
        BoundModel model = Model.Parse(text).Bind(Years);
        for (ulong seed = 1; seed <= 5; seed++)
        {
            BayesLmm.Agreement.IdentityReport report = BayesLmm.Agreement.MarginalIdentity.Check(model, model.FitReml(), seed: seed);
            Assert.True(report.Holds && report.IsChecked, $"{report.LargestRelativeDifference} at a tolerance of {report.Tolerance}");
            Assert.InRange(report.Tolerance, 1e-8, 1e-3);
        }
    }

    private static double Mean(DrawColumn column) => column.Values.ToArray().Average();
}
