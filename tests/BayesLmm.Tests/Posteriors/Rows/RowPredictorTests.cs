using BayesLmm.Design;
using BayesLmm.Posteriors.Rows;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Rows;

public sealed class RowPredictorTests
{
    private static readonly Table Far = FarData.Create();

    public static TheoryData<string> Models => ["sleepstudy", "pastes", "machines", "orthodont", "sleepstudy_student"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Rows_of_the_fit_are_those_of_the_linear_predictor(string name) => Check(ModelFiles.Bind(name), 1e-12);

    [Theory]
    [InlineData("y ~ x7 * f + (x7 | g)")]
    [InlineData("y ~ x7 + (x7 || g) + offset(z)")]
    [InlineData("y ~ julian + z5 + (julian | g)")]
    public void Predictors_far_from_0_lose_nothing_but_the_rounding_of_the_coefficients(string formula) => Check(Model.Parse(formula).Bind(Far), 1e-6);

    [Fact]
    public void Effects_of_new_levels_have_the_covariance_matrix_of_each_draw()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        Posterior posterior = model.Sample(new DrawOptions { Draws = 5000 });
        KeptDraws draws = new(posterior);
        PredictionDesign design = PredictionDesign.OfTraining("new", model.Design);
        RowPredictor known = new(model, draws, design, PredictionGroups.Population, 1), drawn = new(model, draws, design, PredictionGroups.New, 1);
        double[] population = new double[draws.Count], row = new double[draws.Count];
        known.Compute(9, population);
        drawn.Compute(9, row);
        double sum = 0, squares = 0, expected = 0, shared = 0;
        double[] sd0 = draws.Of("sd(Subject, intercept)"), sd1 = draws.Of("sd(Subject, Days)"), cor = draws.Of("cor(Subject, intercept, Days)");
        double[] first = new double[draws.Count], firstPopulation = new double[draws.Count];
        known.Compute(0, firstPopulation);
        drawn.Compute(0, first);
        double expectedShared = 0;
        for (int s = 0; s < draws.Count; s++)
        {
            double effect = row[s] - population[s];
            sum += effect;
            squares += effect * effect;
            expected += (sd0[s] * sd0[s]) + (81 * sd1[s] * sd1[s]) + (18 * cor[s] * sd0[s] * sd1[s]);
            shared += effect * (first[s] - firstPopulation[s]);
            expectedShared += (sd0[s] * sd0[s]) + (9 * cor[s] * sd0[s] * sd1[s]);
        }

        double S = draws.Count;
        Assert.Equal(0, sum / S, 4.5 * Math.Sqrt(expected / S / S));
        Assert.Equal(1, squares / expected, 0.1);
        Assert.Equal(1, shared / expectedShared, 0.15);   // rows 1 and 10 are of one subject, who has one intercept and one slope
    }

    /// <summary>Draws of a model and of its centred twin begin alike; so do their new groups, whatever the digits that effects at 0 have lost.</summary>
    [Theory]
    [InlineData("x7")]
    [InlineData("julian")]
    public void New_groups_of_predictors_far_from_0_vary_as_those_of_the_centred_model(string far)
    {
        double[] Sds(string predictor)
        {
            BoundModel model = Model.Parse($"y ~ {predictor} + ({predictor} | g)").Bind(Far);
            Posterior posterior = model.SampleWith(new HmcEngine(new HmcOptions { Warmup = 20 }), new DrawOptions { Draws = 20, Chains = 1 });
            KeptDraws draws = new(posterior);
            double[] sums = new double[draws.Count], one = new double[draws.Count], none = new double[draws.Count];
            PredictionDesign design = PredictionDesign.OfTraining("new", model.Design);
            for (ulong seed = 0; seed < 400; seed++)
            {
                new RowPredictor(model, draws, design, PredictionGroups.New, seed).Compute(5, one);
                new RowPredictor(model, draws, design, PredictionGroups.Population, seed).Compute(5, none);
                for (int s = 0; s < sums.Length; s++)
                {
                    sums[s] += (one[s] - none[s]) * (one[s] - none[s]);
                }
            }

            return [.. sums.Take(4).Select(sum => Math.Sqrt(sum / 400))];
        }

        Assert.All(Sds(far).Zip(Sds($"center({far})")), pair => Assert.Equal(1, pair.First / pair.Second, 1e-4));
    }

    [Fact]
    public void A_new_level_has_the_same_effects_in_whatever_order_its_rows_come()
    {
        BoundModel model = ModelFiles.Bind("pastes");
        KeptDraws draws = new(model.Sample(new DrawOptions { Draws = 20 }));
        PredictionDesign design = PredictionDesign.OfTraining("new", model.Design);
        RowPredictor forwards = new(model, draws, design, PredictionGroups.New, 3), backwards = new(model, draws, design, PredictionGroups.New, 3);
        double[][] rows = [.. Enumerable.Range(0, design.RowCount).Select(_ => new double[draws.Count])];
        double[] again = new double[draws.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            forwards.Compute(row, rows[row]);
        }

        for (int row = rows.Length - 1; row >= 0; row--)
        {
            backwards.Compute(row, again);
            Assert.Equal(rows[row], again);
        }
    }

    private static double[] Effects(BoundModel model, KeptDraws draws, int s)
    {
        double[] b = new double[model.Products.EffectCount];
        for (int k = 0; k < model.GroupTerms.Count; k++)
        {
            for (int level = 0; level < model.GroupTerms[k].Levels.Count; level++)
            {
                for (int i = 0; i < model.GroupTerms[k].Width; i++)
                {
                    b[model.Design.Shapes[k].FirstEffectOf(level) + i] = draws.Effect(k, level, i)[s];
                }
            }
        }

        return b;
    }

    private static void Check(BoundModel model, double tolerance)
    {
        Posterior posterior = model.Sample(new DrawOptions { Draws = 20 });
        KeptDraws draws = new(posterior);
        RowPredictor rows = new(model, draws, PredictionDesign.OfTraining("data", model.Design), PredictionGroups.Known, 0);
        LinearPredictor written = model.CreateWrittenPredictor();
        double[] row = new double[draws.Count], expected = new double[written.Count];
        double[][] predicted = [.. Enumerable.Range(0, written.Count).Select(i =>
        {
            rows.Compute(i, row);
            return row.ToArray();
        })];
        for (int s = 0; s < draws.Count; s += 7)
        {
            written.Compute([.. draws.Coefficients.Select(column => column[s])], Effects(model, draws, s), expected);
            double scale = expected.Max(Math.Abs);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], predicted[i][s], tolerance * scale);
            }
        }
    }
}
