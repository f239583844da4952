using BayesLmm.Densities;
using BayesLmm.Posteriors.LeaveOut;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.LeaveOut;

/// <summary>Leaving rows out at given variance parameters, against the equations of the other rows alone.</summary>
public class DeletionTests
{
    /// <summary>Two ways to one number, through matrices of condition up to 1e6.</summary>
    private const double Tolerance = 1e-7;

    public static TheoryData<string, string> Cases => new()
    {
        { "sleepstudy", "Subject" },
        { "sleepstudy_priors", "Subject" },
        { "pastes", "batch" },
        { "pastes", "batch:cask" },
        { "penicillin", "plate" },
        { "penicillin", "sample" },
        { "machines_slopes", "Worker" },
        { "oats", "Block" },
        { "radon", "county" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_group_left_out_by_a_change_of_low_rank_is_the_density_of_the_other_rows(string name, string group)
    {
        BoundModel model = ModelFiles.Bind(name);
        Check(model, [.. LeftOutRows.LevelsOf(model, group).Take(6)]);
    }

    [Theory]
    [InlineData("sleepstudy")]
    [InlineData("penicillin")]
    public void So_are_single_rows_and_rows_of_many_groups(string name)
    {
        BoundModel model = ModelFiles.Bind(name);
        Check(model, [new("row 1", [0]), new("row 50", [49]), new("every third", [.. Enumerable.Range(0, 20).Select(i => 3 * i)])]);
    }

    [Theory]
    [InlineData("weights w\nprior x ~ student_t(3, 0, 1)\nprior f ~ uniform(-5, 5)\n")]
    [InlineData("offset x\nprior intercept ~ normal(1, 2)\nprior x ~ constant(0.5)\nprior sd(g) ~ constant(0.7)\n")]
    [InlineData("known_se w\n")]
    public void So_it_is_with_weights_offsets_known_errors_and_coefficients_that_are_sampled_or_constant(string statements)
    {
        Random random = new(3);
        int n = 60;
        double[] x = [.. Enumerable.Range(0, n).Select(_ => 20 + random.NextDouble())], w = [.. x.Select(_ => 0.5 + random.NextDouble())];
        double[] y = [.. x.Select((value, i) => value + (i % 7) + random.NextDouble())];
        Table table = new("t", [
            new NumericColumn("y", y), new NumericColumn("x", x), new NumericColumn("w", w),
            CategoricalColumn.FromTexts("f", [.. Enumerable.Range(0, n).Select(i => i % 2 == 0 ? "a" : "b")]),
            CategoricalColumn.FromTexts("g", [.. Enumerable.Range(0, n).Select(i => $"g{i % 7}")])]);
        BoundModel model = Model.Parse("y ~ x + f + (x | g)\n" + statements.Replace("prior f ~", "prior f[b] ~", StringComparison.Ordinal)).Bind(table);
        Check(model, [.. LeftOutRows.LevelsOf(model, "g"), new("row 3", [2])]);
    }

    [Fact]
    public void A_group_without_which_a_coefficient_is_not_determined_says_so()
    {
        double[] y = [1, 2, 3, 2, 5, 4, 3, 6, 5, 7, 8, 9], x = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3];
        Table table = new("t", [
            new NumericColumn("y", y), new NumericColumn("x", x),
            CategoricalColumn.FromTexts("g", [.. Enumerable.Range(0, 12).Select(i => $"g{i / 3}")])]);
        BoundModel model = Model.Parse("y ~ x + (1 | g)\nprior intercept ~ flat\n").Bind(table);
        LeaveGroupsOut result = model.Sample(new DrawOptions { Draws = 50 }).LeaveGroupsOut("g");

        Assert.Equal(["g3"], result.Groups.Where(group => !group.IsDetermined).Select(group => group.Level));
        Assert.All(result.Largest, largest => Assert.NotEqual("g3", largest.Group.Level));
    }

    private static void Check(BoundModel model, LeftOutRows[] sets)
    {
        MarginalDensity density = new(model);
        DeletionPlan plan = new(density, sets);
        DeletionEvaluator evaluator = new(plan);
        int p = plan.Coefficients.Count;
        Random random = new(7);
        double[] start = density.StartingPoint(), means = new double[p], variances = new double[p], expected = new double[p], expectedVariances = new double[p];
        for (int repeat = 0; repeat < 3; repeat++)
        {
            double[] position = Array.ConvertAll(start, value => value + (0.4 * (random.NextDouble() - 0.5)));
            Assert.True(evaluator.TryMove(position));
            for (int i = 0; i < sets.Length; i++)
            {
                Assert.NotNull(plan.Set(i));
                double logDensity = evaluator.LeaveOut(i, means, variances).LogDensity;
                DeletionPlan without = new(density.Given(ReducedModel.Without(model, sets[i].Rows)), []);
                MarginalDensityEvaluator full = density.CreateEvaluator(), reduced = without.Density.CreateEvaluator();
                full.Evaluate(position);
                reduced.Evaluate(position);
                Assert.Equal(full.LogLikelihood - reduced.LogLikelihood, logDensity, Tolerance * Math.Max(1, Math.Abs(logDensity)));
                DeletionEvaluator other = new(without);
                Assert.True(other.TryMove(position));
                other.Coefficients(expected, expectedVariances);
                for (int j = 0; j < p; j++)
                {
                    Assert.Equal(expected[j], means[j], Tolerance * Math.Max(Math.Abs(expected[j]), Math.Sqrt(expectedVariances[j])));
                    Assert.Equal(expectedVariances[j], variances[j], Tolerance * Math.Max(expectedVariances[j], 1e-8));
                }
            }
        }
    }
}
