using System.Text.Json;
using BayesLmm.Densities;
using BayesLmm.Numerics;
using BayesLmm.Posteriors.Runs;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Groups;

public sealed class GroupTests
{
    private static readonly Lazy<Posterior> Sleepstudy = new(() => ModelFiles.Bind("sleepstudy").Sample(new DrawOptions { Draws = 1000, Seed = 3 }));

    private static BoundModel Orthodont =>
        Model.Parse("distance ~ age * Sex + (1 | Subject)").Bind(TableReader.Read(Repository.PathOf("examples", "data", "orthodont.csv")));

    /// <summary>The means of b and r of brms add up, its Monte Carlo errors are those of both.</summary>
    [Theory]
    [InlineData("sleepstudy", "Subject", "Days", "Days")]
    [InlineData("sleepstudy_priors", "Subject", "Intercept", "intercept")]
    [InlineData("penicillin", "sample", "Intercept", "intercept")]
    public void Coefficients_of_levels_are_those_of_brms(string name, string group, string theirs, string ours)
    {
        Reference reference = Reference.Read("posterior", name);
        BoundModel model = reference.Bind(ReferencePosteriorTests.PriorStatements(reference));
        Posterior posterior = model.Sample(DrawOptions.From(model.Specification) with { Seed = 5, Draws = 2000 });
        Dictionary<string, JsonElement> summary = reference["summary"].EnumerateArray().ToDictionary(row => row.GetProperty("variable").GetString()!);
        JsonElement b = summary["b_" + theirs];
        GroupCoefficient[] coefficients = [.. posterior.Coefficients(group).Where(one => one.Coefficient == ours)];
        Assert.Equal(model.GroupTerms.First(term => term.Group == group).Levels.Count, coefficients.Length);
        foreach (GroupCoefficient one in coefficients)
        {
            JsonElement r = summary[$"r_{group}[{one.Level},{theirs}]"];
            double error = Number(b, "mcse_mean") + Number(r, "mcse_mean") + one.Value.MeanError;
            Assert.Equal(Number(b, "mean") + Number(r, "mean"), one.Value.Mean, 4.5 * error);
            Assert.Equal(Number(r, "sd"), one.Effect.Sd, 0.1 * one.Effect.Sd);
            Assert.Equal(posterior.Quantity("q", $"{ours} + {Parameter.GroupEffect(group, one.Level, ours)}").Mean, one.Value.Mean, 1e-9);
        }

        static double Number(JsonElement row, string member) => row.GetProperty(member).GetDouble();
    }

    /// <summary>lme4's fixef + ranef, and its conditional standard deviations.</summary>
    [Theory]
    [InlineData("sleepstudy", "Subject")]
    [InlineData("radon", "county")]
    [InlineData("penicillin", "plate")]
    public void Partially_pooled_coefficients_of_a_REML_fit_are_those_of_lme4(string name, string group)
    {
        Reference reference = Reference.Read("reml", name);
        BoundModel model = reference.Bind();
        EquatableArray<PooledCoefficient> pooling = model.FitReml().Pooling(group);
        Dictionary<string, double> beta = reference["fixed"].EnumerateArray()
            .ToDictionary(row => Reference.CoefficientName(row.GetProperty("term").GetString()!, model), row => row.GetProperty("Estimate").GetDouble());
        int count = 0;
        foreach (JsonElement effect in reference["ranef"].EnumerateArray().Where(row => row.GetProperty("grpvar").GetString() == group))
        {
            string coefficient = Reference.CoefficientName(effect.GetProperty("term").GetString()!, model);
            PooledCoefficient ours = pooling.Single(one => one.Level == effect.GetProperty("grp").GetString() && one.Coefficient == coefficient);
            double sd = effect.GetProperty("condsd").GetDouble();
            Assert.Equal(beta[coefficient] + effect.GetProperty("condval").GetDouble(), ours.Partial, 2e-3 * sd);   // what two optimisers leave
            Assert.Equal(sd, ours.PartialError, 2e-3 * sd);
            count++;
        }

        Assert.Equal(pooling.Count, count);
    }

    /// <summary>R's lm on the rows of a subject, and on all rows.</summary>
    [Theory]
    [InlineData("308", 244.19266909091, 28.08269300401, 21.76470242424, 5.26037036371)]
    [InlineData("309", 205.054945454546, 5.216164684415, 2.261785454545, 0.977077166859)]
    [InlineData("335", 263.03469272727, 6.69368712914, -2.88103393939, 1.25384247846)]
    public void No_and_complete_pooling_are_regressions_of_R(string level, double intercept, double interceptError, double slope, double slopeError)
    {
        foreach (EquatableArray<PooledCoefficient> pooling in (IEnumerable<EquatableArray<PooledCoefficient>>)[
            Sleepstudy.Value.Pooling("Subject"), Sleepstudy.Value.Model.FitReml().Pooling("Subject")])
        {
            PooledCoefficient first = pooling.Single(one => one is { Coefficient: "intercept" } && one.Level == level);
            PooledCoefficient second = pooling.Single(one => one is { Coefficient: "Days" } && one.Level == level);
            Close(intercept, first.Alone);
            Close(interceptError, first.AloneError);
            Close(slope, second.Alone);
            Close(slopeError, second.AloneError);
            Close(251.4051048485, first.Complete);
            Close(6.61015404429, first.CompleteError);
            Close(10.4672859596, second.Complete);
            Close(1.23819529805, second.CompleteError);
            Assert.Equal(10, first.Rows);
        }

        static void Close(double expected, double? actual) => Assert.Equal(expected, actual!.Value, 1e-7 * Math.Abs(expected));
    }

    /// <summary>The coefficients that do not vary over subjects, those of Sex and age, are held at lme4's estimates: computed in R.</summary>
    [Theory]
    [InlineData("M01", 20.153977272727, 0.661351697441, 19.800344974357)]
    [InlineData("F01", 16.100000000000, 0.417691576936, 16.261825607425)]
    public void Columns_of_whole_levels_do_not_keep_a_level_from_its_own_fit(string level, double alone, double error, double partial)
    {
        PooledCoefficient ours = Orthodont.FitReml().Pooling("Subject").Single(one => one.Level == level);
        Assert.Equal(alone, ours.Alone!.Value, 1e-5);
        Assert.Equal(error, ours.AloneError!.Value, 1e-5);
        Assert.Equal(partial, ours.Partial, 1e-4);
        Assert.Equal(17.372727272727, ours.Complete, 1e-9);
        Assert.Equal(1.708030637202, ours.CompleteError!.Value, 1e-9);

        // (σ²/n) / (τ² + σ²/n) with lme4's standard deviations.
        double row = 1.386381907 * 1.386381907 / 4;
        Assert.Equal(row / ((1.816214223 * 1.816214223) + row), ours.Shrinkage!.Value, 1e-4);
    }

    /// <summary>Casks lie in batches: what is left of a batch's variance is lme4's condsd² / τ², from the stored fit.</summary>
    [Fact]
    public void Shrinkage_of_nested_groups_integrates_the_others_out()
    {
        Reference reference = Reference.Read("reml", "pastes");
        BoundModel model = reference.Bind();
        double tau = reference["variance_components"].EnumerateArray()
            .Single(row => row.GetProperty("grp").GetString() == "batch").GetProperty("sdcor").GetDouble();
        double left = reference["ranef"].EnumerateArray().First(row => row.GetProperty("grpvar").GetString() == "batch").GetProperty("condsd").GetDouble();
        Assert.All(model.FitReml().Pooling("batch"), one => Assert.Equal(left * left / (tau * tau), one.Shrinkage!.Value, 1e-3));

        // The design is balanced, so that all batches have one factor; the standard deviation of batches may be 0 here, where all is pooled.
        double?[] drawn = [.. model.Sample(new DrawOptions { Draws = 1000 }).Pooling("batch").Select(one => one.Shrinkage)];
        Assert.All(drawn, one => Assert.Equal(drawn.Average()!.Value, one!.Value, 0.1));
        Assert.InRange(drawn.Average()!.Value, left * left / (tau * tau), 0.9);

        // Constants in place of priors: the posterior's is the same, up to the error of 4,000 draws.
        double sigma = reference["sigma"].GetDouble();
        double cask = reference["variance_components"].EnumerateArray().Single(row => row.GetProperty("grp").GetString() != "batch"
            && row.GetProperty("grp").GetString() != "Residual").GetProperty("sdcor").GetDouble();
        BoundModel known = reference.Bind(FormattableString.Invariant(
            $"prior sd(batch) ~ constant({tau})\nprior sd(batch:cask) ~ constant({cask})\nprior sigma ~ constant({sigma})"));
        Assert.All(
            known.Sample(new DrawOptions { Draws = 1000 }).Pooling("batch"), one => Assert.Equal(left * left / (tau * tau), one.Shrinkage!.Value, 0.06));
    }

    [Fact]
    public void Shrinkage_over_draws_is_the_mean_of_the_formula_and_small_groups_come_first()
    {
        BoundModel model = Model.Parse("log_radon ~ 1 + (1 | county)").Bind(TableReader.Read(Repository.PathOf("examples", "data", "radon.csv")));
        Posterior posterior = model.Sample(new DrawOptions { Draws = 1000 });
        double[] sd = posterior["sd(county, intercept)"].Values.ToArray(), sigma = posterior["sigma"].Values.ToArray();
        EquatableArray<PooledCoefficient> pooling = posterior.Pooling("county");
        Assert.Equal(pooling.OrderBy(one => one.Rows).Select(one => one.Level), pooling.Select(one => one.Level));
        Assert.True(pooling[0].Rows < 3 && pooling[^1].Rows > 50);
        Assert.All(pooling, one => Assert.Equal(
            sd.Zip(sigma, (tau, s) => s * s / one.Rows / ((tau * tau) + (s * s / one.Rows))).Average(),
            one.Shrinkage!.Value,
            0.07));   // about 4 errors of 4,000 draws
        Assert.All(pooling.Where(one => one.Rows == 1), one => Assert.Null(one.AloneError));
    }

    [Fact]
    public void Rows_that_do_not_determine_a_level_leave_it_blank_and_pooled()
    {
        Table table = Table.FromColumns(
            "t",
            new NumericColumn("y", [1, 2, 3.5, 4, 2, 4.5, 6, 7, 9, 1, 3, 2.5]),
            new NumericColumn("x", [0, 1, 2, 3, 0, 1, 2, 3, 4, 2, 2, 2]),
            CategoricalColumn.FromTexts("g", ["a", "a", "a", "a", "b", "b", "b", "b", "b", "c", "c", "d"]));
        EquatableArray<PooledCoefficient> pooling =
            Model.Parse("y ~ x + (x | g)").Bind(table).Sample(new DrawOptions { Draws = 200 }).Pooling("g");
        Assert.Equal(["d", "c", "a", "b", "d", "c", "a", "b"], pooling.Select(one => one.Level));
        Assert.All(pooling.Where(one => one.Level is "c" or "d"), one => Assert.True(one is { Alone: null, AloneError: null }));
        Assert.All(pooling.Where(one => one.Level is "a" or "b"), one => Assert.True(one is { Alone: not null, AloneError: not null }));
        Assert.All(pooling, one => Assert.InRange(one.Shrinkage!.Value, 0, 1));
    }

    /// <summary>Cell means vary where the fixed effects are treatment contrasts: a level's coefficients are the means of its cells.</summary>
    [Fact]
    public void Coefficients_of_cell_means_have_the_fixed_part_of_the_cell()
    {
        BoundModel model = ModelFiles.Bind("machines_slopes");
        RemlFit fit = model.FitReml();
        EquatableArray<PooledCoefficient> pooling = fit.Pooling("Worker");
        Assert.Equal(["Machine[A]", "Machine[B]", "Machine[C]"], pooling.Select(one => one.Coefficient).Distinct());
        double[] means = [fit["intercept"], fit["intercept"] + fit["Machine[B]"], fit["intercept"] + fit["Machine[C]"]];
        for (int i = 0; i < 3; i++)
        {
            PooledCoefficient[] own = [.. pooling.Skip(6 * i).Take(6)];
            Assert.All(own, one => Assert.Equal(means[i], one.Complete, 1e-6));   // balanced: least squares and REML agree
            Assert.Equal(means[i], own.Average(one => one.Partial), 1e-6);
        }

        EquatableArray<GroupCoefficient> drawn = model.Sample(new DrawOptions { Draws = 500 }).Coefficients("Worker");
        Assert.All(drawn, one => Assert.Equal(
            pooling.Single(other => other.Level == one.Level && other.Coefficient == one.Coefficient).Partial, one.Value.Mean, 3 * one.Value.Sd / 10));
    }

    [Fact]
    public void Ranks_are_those_of_the_draws()
    {
        EquatableArray<GroupRank> ranks = Sleepstudy.Value.Ranks("Subject", "Days");
        Assert.Equal(Sleepstudy.Value.Model.GroupTerms[0].Levels, ranks.Select(rank => rank.Level).ToEquatableArray());
        double[][] effects = [.. ranks.Select(rank => Sleepstudy.Value[$"Subject[{rank.Level}, Days]"].Values.ToArray())];
        for (int level = 0; level < ranks.Count; level++)
        {
            int[] own = [.. Enumerable.Range(0, 4000).Select(draw => 1 + effects.Count(other => other[draw] > effects[level][draw]))];
            Assert.Equal(own.Average(), ranks[level].ExpectedRank, 1e-12);
            Assert.Equal(1, ranks[level].Probabilities.Sum(), 1e-9);
            Assert.Equal(own.Count(rank => rank == 2) / 4000.0, ranks[level].Probabilities[1], 1e-9);
            Assert.Equal(own.Count(rank => rank == 1) / 4000.0, ranks[level].ProbabilityOfLargest, 1e-9);
            Assert.Equal(own.Count(rank => rank == 18) / 4000.0, ranks[level].ProbabilityOfSmallest, 1e-9);
        }
    }

    [Fact]
    public void A_difference_is_the_quantity_of_the_two_effects()
    {
        DrawnEstimate difference = Sleepstudy.Value.Difference("Subject", "Days", "308", "309");
        Assert.Equal(Sleepstudy.Value.Quantity("308 - 309", "Subject[308, Days] - Subject[309, Days]"), difference);
    }

    [Fact]
    public void Effects_that_are_kept_from_some_draws_are_enough()
    {
        MarginalDensity density = new(ModelFiles.Bind("sleepstudy"));
        SamplingOptions options = new() { Chains = 2, Draws = 100, Seed = 5 };
        EngineRun run = new(PosteriorEngine.Hmc, new EngineReason.AskedFor(), NoUTurnSampler.Sample(density, options));
        Posterior all = Posterior.Create(density, options.Shared, run, 7200), some = Posterior.Create(density, options.Shared, run, 2300);
        Assert.Equal(4, some.GroupEffectThinning);
        GroupCoefficient kept = some.Coefficients("Subject")[3];
        double[] intercepts = all["intercept"].Values.ToArray(), effects = all["Subject[330, intercept]"].Values.ToArray();
        double[] sums = [.. intercepts.Zip(effects, (a, b) => a + b).Where((_, i) => i % 4 == 0)];
        Assert.Equal(sums.Average(), kept.Value.Mean, 1e-9);
        Assert.Equal(all.Quantity("q", "Subject[330, intercept]").Mean, some.Quantity("q", "Subject[330, intercept]").Mean);
    }

    [Fact]
    public void Wrong_names_are_refused_with_the_nearest()
    {
        Posterior posterior = Sleepstudy.Value;
        Refused("Subject", () => posterior.Coefficients("Subjects"));
        Refused("Days", () => posterior.Ranks("Subject", "Dais"));
        Refused("309", () => posterior.Difference("Subject", "Days", "308", "319"));
        Assert.Throws<ArgumentOutOfRangeException>(() => posterior.Coefficients("Subject", new SummaryOptions { Level = 95 }));

        static void Refused(string nearest, Func<object> ask) =>
            Assert.Contains($"Did you mean '{nearest}'?", Assert.Throws<ArgumentException>(ask).Message, StringComparison.Ordinal);
    }
}
