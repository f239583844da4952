using System.Text.Json;
using BayesLmm.Densities;
using BayesLmm.Posteriors.LeaveOut;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.LeaveOut;

/// <summary>Rows and groups left out of posteriors, against brms with loo and against fitting again.</summary>
public class LeaveOutTests(ITestOutputHelper output)
{
    /// <summary>Largest difference in combined Monte Carlo errors; see <see cref="ReferencePosteriorTests"/>.</summary>
    private const double MonteCarloErrors = 4.5;

    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("sleepstudy_priors")]
    [InlineData("penicillin")]
    [InlineData("radon")]
    public void Elpd_of_rows_is_that_of_loo_on_brms_draws(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        LeaveOneOut loo = model.Sample(new DrawOptions { Draws = 2500, Seed = 11 }).LeaveRowsOut();
        JsonElement expected = Reference.Read("posterior", name)["loo"];
        double Number(string property) => expected.GetProperty(property).GetDouble();
        output.WriteLine($"{name}: elpd {loo.Psis.Elpd:0.00} exact {loo.Elpd.Elpd:0.00} ± {loo.MonteCarloError:0.00} against {Number("elpd_loo"):0.00}, "
            + $"max k {loo.LargestK:0.00} against {Number("max_k"):0.00}, {loo.UnreliableRows} rows, {loo.Refits} refits");

        double error = Math.Sqrt(Math.Pow(loo.MonteCarloError, 2) + Math.Pow(Number("mcse_elpd_loo"), 2));
        Assert.Equal(Number("elpd_loo"), loo.Psis.Elpd, MonteCarloErrors * error);
        Assert.Equal(Number("elpd_loo"), loo.Elpd.Elpd, MonteCarloErrors * error);
        Assert.Equal(Number("elpd_waic"), loo.Waic.Elpd, MonteCarloErrors * error);
        Assert.Equal(1, loo.Psis.StandardError / Number("se_elpd_loo"), 0.05);
        double[] pointwise = LooMatrixTests.Numbers(expected.GetProperty("pointwise_elpd"));
        Assert.Equal(pointwise.Length, loo.Rows.Count);
        for (int i = 0; i < pointwise.Length; i++)
        {
            // the file has no errors of single rows; both runs have about the same
            Assert.Equal(pointwise[i], loo.Rows[i].Elpd, (MonteCarloErrors * 2 * loo.Rows[i].MonteCarloError) + 1e-3);
            Assert.InRange(loo.Rows[i].Pit, 0, 1);
        }
    }

    [Fact]
    public void A_row_left_out_exactly_is_a_fit_without_it()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        Posterior posterior = model.Sample(new DrawOptions { Draws = 2000, Seed = 3 });
        LeaveOneOut loo = posterior.LeaveRowsOut();
        LeftOutRow row = loo.Rows.First(row => row.Exact is not null && !row.WasRefitted);
        LeftOutGroup refit = Refits.Run(posterior, new HmcEngine(), new LeftOutRows("row", [row.Row - 1]), [], null, CancellationToken.None);

        Assert.Equal(refit.Elpd, row.Exact!.Value, MonteCarloErrors * Math.Max(refit.MonteCarloError, 0.01));
        Assert.Equal(refit.Pit, row.Pit, 1e-3);
    }

    [Theory]
    [InlineData("sleepstudy", "Subject")]
    [InlineData("dyestuff", "Batch")]
    [InlineData("penicillin", "sample")]
    [InlineData("oats", "Block")]
    [InlineData("machines", "Worker")]
    [InlineData("pastes", "batch")]
    public void The_posterior_without_a_group_is_that_of_a_fit_without_it(string name, string group)
    {
        BoundModel model = ModelFiles.Bind(name);
        Posterior posterior = model.Sample(new DrawOptions { Draws = 1500, Seed = 5 });
        LeaveGroupsOut result = posterior.LeaveGroupsOut(group);
        IReadOnlyList<LeftOutRows> sets = LeftOutRows.LevelsOf(model, group);
        Assert.Equal(sets.Select(set => set.Name), result.Groups.Select(left => left.Level));
        for (int i = 0; i < sets.Count; i++)
        {
            LeftOutGroup without = result.Groups[i];
            Posterior refit = Refits.Fit(posterior, new HmcEngine(), sets[i], null, CancellationToken.None);
            LeftOutGroup expected = Refits.Read(posterior, refit, sets[i], []);
            Assert.Equal(
                expected.Elpd, without.Elpd, MonteCarloErrors * Math.Sqrt(Math.Pow(expected.MonteCarloError, 2) + Math.Pow(without.MonteCarloError, 2)));
            Assert.Equal(refit.ParameterSummaries.Select(theirs => theirs.Name), without.Parameters.Select(ours => ours.Name));
            foreach ((ParameterWithout ours, QuantitySummary theirs) in without.Parameters.Zip(refit.ParameterSummaries))
            {
                double error = Math.Sqrt(Math.Pow(ours.MeanError, 2) + Math.Pow(theirs.MeanError, 2));
                Assert.True(
                    Math.Abs(ours.Mean - theirs.Mean) < MonteCarloErrors * error,
                    $"{without.Level}, {ours.Name}: {ours.Mean} against {theirs.Mean}, error {error}, k {without.ParetoK}");
                // the error of a reweighted standard deviation is about that of the mean
                double sdError = Math.Sqrt(Math.Pow(Math.Max(ours.MeanError, theirs.SdError), 2) + Math.Pow(theirs.SdError, 2));
                Assert.True(
                    Math.Abs(ours.Sd - theirs.Sd) < MonteCarloErrors * sdError,
                    $"{without.Level}, sd of {ours.Name}: {ours.Sd} against {theirs.Sd}");
            }
        }
    }

    [Fact]
    public void Where_draws_are_expensive_a_quadratic_function_gives_the_same_numbers()
    {
        const double OfWeights = 0.02;   // weights are off by up to so much, and so are shifts in standard deviations
        Random random = new(12);
        int groups = 40, each = 15;
        string[] g = [.. Enumerable.Range(0, groups * each).Select(i => $"g{i / each}")];
        string[] h = [.. Enumerable.Range(0, groups * each).Select(i => $"h{i * 7 % 24}")];
        double[] effects = [.. Enumerable.Range(0, 110).Select(_ => (2 * random.NextDouble()) - 1)], x = [.. g.Select(_ => random.NextDouble())];
        double[] y = [.. x.Select((value, i) => value + effects[i / each] + effects[60 + (i * 7 % 24)] + random.NextDouble() + random.NextDouble())];
        Table table = new("t", [
            new NumericColumn("y", y), new NumericColumn("x", x), CategoricalColumn.FromTexts("g", g), CategoricalColumn.FromTexts("h", h)]);
        BoundModel model = Model.Parse("y ~ x + (1 | g) + (1 | h)").Bind(table);
        Posterior posterior = model.Sample(new DrawOptions { Draws = 250 });
        MarginalDensity density = Assert.IsType<MarginalDensity>(posterior.Source);
        IReadOnlyList<LeftOutRows> sets = LeftOutRows.LevelsOf(model, "h");
        (LeftOutGroup[] all, _, int everyDraw) = Deletions.Run(posterior, density, sets, null, CancellationToken.None);
        (LeftOutGroup[] some, _, int nodes) = Deletions.Run(posterior, density, sets, null, CancellationToken.None, budget: 1);

        Assert.Equal(1000, everyDraw);
        Assert.InRange(nodes, 30, 60);
        for (int i = 0; i < all.Length; i++)
        {
            Assert.Equal(all[i].Elpd, some[i].Elpd, OfWeights);
            Assert.Equal(all[i].ParetoK, some[i].ParetoK, 0.2);
            foreach ((ParameterWithout one, ParameterWithout other) in all[i].Parameters.Zip(some[i].Parameters))
            {
                Assert.Equal(one.Shift, other.Shift, OfWeights);
                Assert.Equal(1, other.Sd / one.Sd, OfWeights);
            }
        }
    }

    [Fact]
    public void A_planted_outlier_is_named()
    {
        Random random = new(8);
        int groups = 12, each = 6;
        string[] g = [.. Enumerable.Range(0, groups * each).Select(i => $"g{i / each}")];
        double[] x = [.. Enumerable.Range(0, groups * each).Select(i => (double)(i % each))];
        double[] y = [.. x.Select((value, i) => (i / each == 7 ? -6.0 : 1.0) * value + (0.5 * random.NextDouble()) + (i / each % 3))];
        Table table = new("t", [new NumericColumn("y", y), new NumericColumn("x", x), CategoricalColumn.FromTexts("g", g)]);
        BoundModel model = Model.Parse("y ~ x + (1 | g)").Bind(table);
        Posterior posterior = model.Sample(new DrawOptions { Draws = 500 });
        LeaveGroupsOut result = posterior.LeaveGroupsOut("g");

        (LeftOutGroup group, ParameterWithout slope) = result.Largest.Single(largest => largest.Parameter.Name == "x");
        Assert.Equal("g7", group.Level);
        Assert.True(slope.Shift > 2, $"{slope}");
        Assert.Equal("g7", result.Groups.MinBy(other => other.Elpd)!.Level);
        Assert.Equal(result.Groups.Single(other => other.Level == "g7").Parameters, posterior.LeaveOut(table, "g == \"g7\"").Groups[0].Parameters);
    }

    [Fact]
    public void The_groups_that_change_the_sign_of_a_coefficient_are_found_and_confirmed()
    {
        Random random = new(5);
        int groups = 14, each = 6;
        string[] g = [.. Enumerable.Range(0, groups * each).Select(i => $"g{i / each:00}")];
        double[] x = [.. Enumerable.Range(0, groups * each).Select(i => (i % each) - 2.5)];
        double[] y = [.. x.Select((value, i) => ((i / each is 3 or 9 ? 5.0 : -0.3) * value) + random.NextDouble() + (i / each % 3))];
        Table table = new("t", [new NumericColumn("y", y), new NumericColumn("x", x), CategoricalColumn.FromTexts("g", g)]);
        Posterior posterior = Model.Parse("y ~ x + (1 | g)").Bind(table).Sample(new DrawOptions { Draws = 500 });
        SignChange change = posterior.FindSignChange("x", "g"), rows = posterior.FindSignChange("x");

        Assert.Equal(["g03", "g09"], change.Parts.Order());
        Assert.True(change.IsConfirmed, $"{change}");
        Assert.True(change.Mean > 0 && change.MeanWithout < 0, $"{change}");
        Assert.True(rows.IsConfirmed && rows.Parts.Count is > 2 and < 12, $"{rows}");
        Assert.Empty(posterior.FindSignChange("intercept", "g").Parts);
    }

    [Theory]
    [InlineData("x > 1\nprior x ~ normal(0, 1)", "is not one condition")]
    [InlineData("x > 100", "No row of t fulfils this condition")]
    [InlineData("x > 5", "holds for none of the 6 rows")]
    [InlineData("x >= 0", "holds for all 6 rows")]
    public void Conditions_that_choose_nothing_sensible_are_refused(string condition, string message)
    {
        Table table = new("t", [
            new NumericColumn("y", [1, 2, 4, 3, 5, 6, double.NaN]), new NumericColumn("x", [0, 1, 2, 3, 4, 5, 6]),
            CategoricalColumn.FromTexts("g", ["a", "a", "b", "b", "c", "c", "c"])]);
        BoundModel model = Model.Parse("y ~ x + (1 | g)").Bind(table);
        Posterior posterior = model.Sample(new DrawOptions { Draws = 10 });
        Exception refusal = Assert.ThrowsAny<Exception>(() => posterior.LeaveOut(table, condition));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>With a thousand degrees of freedom student_t residuals are all but normal, whose groups are left out by another way.</summary>
    [Fact]
    public void Groups_of_a_model_that_nothing_is_integrated_out_of_are_left_out_by_fits()
    {
        const string Formula = "Yield ~ 1 + (1 | Batch)\n";
        Table table = TableReader.Read(Repository.PathOf("examples", "data", "dyestuff.csv"));
        DrawOptions options = new() { Draws = 1000, Seed = 9 };
        LeaveGroupsOut normal = Model.Parse(Formula).Bind(table).Sample(options).LeaveGroupsOut("Batch");
        LeaveGroupsOut student = Model.Parse(Formula + "family student_t\nprior nu ~ constant(1000)\n").Bind(table).Sample(options).LeaveGroupsOut("Batch");

        Assert.Equal(6, student.Refits);
        for (int i = 0; i < 6; i++)
        {
            double error = Math.Sqrt(Math.Pow(student.Groups[i].MonteCarloError, 2) + Math.Pow(normal.Groups[i].MonteCarloError, 2));
            Assert.Equal(normal.Groups[i].Elpd, student.Groups[i].Elpd, (MonteCarloErrors * error) + 0.05);   // 0.05 for the tails of t
            (ParameterWithout one, ParameterWithout other) = (normal.Groups[i].Parameters[0], student.Groups[i].Parameters[0]);
            double meanError = Math.Sqrt(Math.Pow(one.MeanError, 2) + Math.Pow(other.MeanError, 2));
            Assert.Equal(one.Mean, other.Mean, MonteCarloErrors * meanError);
        }
    }

    [Fact]
    public void Draws_of_an_approximation_are_refused()
    {
        Posterior posterior = ModelFiles.Bind("dyestuff").SampleWith(new MessagePassingEngine(Refinement.LinearResponse), new DrawOptions { Draws = 100 });
        Assert.Throws<NotSupportedException>(() => posterior.LeaveGroupsOut("Batch"));
    }
}
