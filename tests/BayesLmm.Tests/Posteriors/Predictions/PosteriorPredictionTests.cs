using System.Text.Json;
using BayesLmm.Posteriors.Predictions;
using BayesLmm.Sampling;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Posteriors.Predictions;

public sealed class PosteriorPredictionTests
{
    private const double MonteCarloErrors = 4.5;

    public static TheoryData<string> References => ["sleepstudy", "sleepstudy_priors", "sleepstudy_priors_intercept", "penicillin", "radon"];

    /// <summary>
    /// Four rows, for their own groups, for new groups and for the population, as <c>posterior_epred</c> and <c>posterior_predict</c> of brms.
    /// </summary>
    [Theory]
    [MemberData(nameof(References))]
    public void Predictions_are_those_of_brms(string name)
    {
        Reference reference = Reference.Read("posterior", name);
        BoundModel model = reference.Bind(ReferencePosteriorTests.PriorStatements(reference));
        Posterior posterior = model.Sample(DrawOptions.From(model.Specification) with { Seed = 20261128, Draws = 5000 });
        foreach (PredictionGroups groups in Enum.GetValues<PredictionGroups>())
        {
            PosteriorPredictions predictions = posterior.Predict(new PosteriorPredictionOptions { Groups = groups });
            string suffix = groups switch
            {
                PredictionGroups.Known => "known",
                PredictionGroups.New => "new",
                _ => "population",
            };
            Compare(reference, "epred_" + suffix, predictions, row => row.Expected);
            Compare(reference, "predict_" + suffix, predictions, row => row.Observation!);
        }
    }

    /// <summary>Each part has its own rows, those among them that cannot be predicted too; together they are what is predicted at once.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Rows_that_are_predicted_some_at_a_time_are_those_predicted_at_once(int atATime)
    {
        Posterior posterior = ModelFiles.Bind("sleepstudy").Sample(new DrawOptions { Draws = 50, Chains = 2 });
        Table rows = Table.FromColumns(
            "rows", Column.Numeric("Days", [double.NaN, 1, 2, double.NaN, 4, 5, double.NaN]),
            Column.Categorical("Subject", ["308", "308", "309", "310", "330", "331", "332"]));
        PosteriorPredictions atOnce = posterior.Predict(rows);
        PredictableRows prepared = PosteriorPredictor.Prepare(posterior, rows, new PosteriorPredictionOptions());
        PosteriorPredictions[] parts = [.. prepared.Parts(atATime, null, TestContext.Current.CancellationToken)];

        Assert.Equal((4 + atATime - 1) / atATime, parts.Length);
        Assert.Equal(atOnce.Rows, parts.SelectMany(part => part.Rows));
        Assert.Equal([1, 4, 7], parts.SelectMany(part => part.Missing).Select(row => row.Row));
        Assert.All(parts, part => Assert.Equal(part.Rows.Select(row => row.Row).Order(), part.Rows.Select(row => row.Row)));
        Assert.Equal(
            Enumerable.Range(1, 7), parts.SelectMany(part => part.Rows.Select(row => row.Row).Concat(part.Missing.Select(row => row.Row)).Order()));
    }

    [Fact]
    public void A_new_child_of_a_known_parent_keeps_its_parents_effect()
    {
        BoundModel model = ModelFiles.Bind("pastes");
        Posterior posterior = model.Sample(new DrawOptions { Draws = 2000 });
        Table rows = Table.FromColumns("rows", Column.Categorical("batch", ["A", "Z"]), Column.Categorical("cask", ["z", "z"]));
        PosteriorPredictions predictions = posterior.Predict(rows, new PosteriorPredictionOptions { Draws = 1 });
        double[] batch = posterior["batch[A, intercept]"].Values.ToArray(), intercept = posterior["intercept"].Values.ToArray();
        double parent = intercept.Zip(batch, (a, b) => a + b).Average();

        Assert.Equal(["batch[Z]", "batch:cask[A:z]", "batch:cask[Z:z]"], predictions.NewLevels);
        Assert.Equal(parent, predictions.Rows[0].Expected.Mean, 0.25);
        Assert.Equal(intercept.Average(), predictions.Rows[1].Expected.Mean, 0.3);
        Assert.True(predictions.Rows[1].Expected.Sd > predictions.Rows[0].Expected.Sd);
    }

    [Fact]
    public void Weights_scale_observations_and_offsets_shift_them()
    {
        double[] y = [3, 5, 4, 8, 6, 7, 2, 4, 9, 5, 6, 3], w = [1, 2, 4, 1, 2, 4, 1, 2, 4, 1, 2, 4], o = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1];
        Table data = Table.FromColumns(
            "data", Column.Numeric("y", y), Column.Numeric("w", w), Column.Numeric("o", o),
            Column.Categorical("g", ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"]));
        BoundModel model = Model.Parse("y ~ 1 + (1 | g)\nweights w\noffset o").Bind(data);
        Posterior posterior = model.Sample(new DrawOptions { Draws = 5000 });
        Table rows = Table.FromColumns(
            "rows", Column.Categorical("g", ["a", "a"]), Column.Numeric("w", [1, 100]), Column.Numeric("o", [0, 50]));
        PosteriorPredictions predictions = posterior.Predict(rows);
        double square = posterior["sigma"].Values.ToArray().Average(sigma => sigma * sigma);

        Assert.Equal(50, predictions.Rows[1].Expected.Mean - predictions.Rows[0].Expected.Mean, 1e-9);
        double Residual(int row) => Math.Pow(predictions.Rows[row].Observation!.Sd, 2) - Math.Pow(predictions.Rows[row].Expected.Sd, 2);
        Assert.Equal(1, Residual(0) / square, 0.15);
        Assert.InRange(Residual(1) / square, -0.02, 0.05);

        PosteriorPredictions without = posterior.Predict(
            Table.FromColumns("rows", Column.Categorical("g", ["a"]), Column.Numeric("o", [0])));
        Assert.Null(without.Rows[0].Observation);
        Assert.Equal(predictions.Rows[0].Expected, without.Rows[0].Expected);
    }

    [Fact]
    public void The_same_rows_have_the_same_predictions_whatever_the_threads_and_whichever_rows_come_before()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy_student");
        Posterior posterior = model.Sample(new DrawOptions { Draws = 200 });
        PosteriorPredictions one = posterior.Predict(new PosteriorPredictionOptions { Threads = 1, Groups = PredictionGroups.New, Draws = 7 });
        PosteriorPredictions many = posterior.Predict(new PosteriorPredictionOptions { Threads = 4, Groups = PredictionGroups.New, Draws = 7 });
        Assert.Equal(one.Rows, many.Rows);
        Assert.All(one.Rows, row => Assert.Equal(7, row.Expected.Draws.Count));
    }

    [Fact]
    public void Rows_that_cannot_be_predicted_are_listed_or_refused()
    {
        Posterior posterior = ModelFiles.Bind("sleepstudy").Sample(new DrawOptions { Draws = 100 });
        Table rows = Table.FromColumns("rows", Column.Categorical("Subject", ["308", "999"]), Column.Numeric("Days", [double.NaN, 1]));
        Assert.Equal([2], posterior.Predict(rows).Rows.Select(row => row.Row));
        Assert.Equal("Row 1 of rows has no value of 'Days', which the prediction needs, and the options refuse missing values.",
            Assert.Throws<ArgumentException>(() => posterior.Predict(rows, new() { MissingValues = MissingValueRule.Refuse })).Message);
        Assert.Contains("has the level '999' of the grouping factor 'Subject'",
            Assert.Throws<ArgumentException>(() => posterior.Predict(rows, new() { NewLevels = NewLevelRule.Refuse })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => posterior.Predict(rows, new() { Probabilities = [1.5] }));
        Assert.Throws<OperationCanceledException>(() => posterior.Predict(rows, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Fitted_values_and_residuals_are_near_those_of_REML_and_leverages_sum_to_the_effective_number_of_coefficients()
    {
        BoundModel model = ModelFiles.Bind("sleepstudy");
        RemlFit reml = model.FitReml();
        ResidualTable expected = reml.Residuals();
        FittedRow[] rows = [.. model.Sample(new DrawOptions { Draws = 2000 }).Augment()];
        Assert.Equal(expected.Rows, rows.Select(row => row.Row));
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.Equal(expected.ConditionalFitted[i], rows[i].Fitted, 0.25 * rows[i].FittedSd);
            Assert.Equal(rows[i].Response - rows[i].Fitted, rows[i].Residual, 1e-9);
            Assert.Equal(expected.Pearson[i], rows[i].Standardized!.Value, 0.15);
        }

        Assert.Equal(expected.EffectiveCoefficients, rows.Sum(row => row.Leverage), 3.0);

        // A row is part of what the posterior knows: the mean square is nearer to 1 − 30/180 than to 1, and the outliers of these data raise it.
        Assert.InRange(rows.Sum(row => row.QuantileResidual * row.QuantileResidual) / rows.Length, 0.55, 0.95);
    }

    private static void Compare(Reference reference, string name, PosteriorPredictions predictions, Func<PosteriorPrediction, PredictedValue> value)
    {
        if (!reference.Has(name))
        {
            return;
        }

        int[] places = [.. reference["prediction_rows"].EnumerateArray().Select(row => row.GetInt32())];
        JsonElement[] rows = [.. reference[name].EnumerateArray()];
        for (int i = 0; i < rows.Length; i++)
        {
            PredictedValue ours = value(predictions.Rows.Single(row => row.Row == places[i]));
            double mean = rows[i].GetProperty("mean").GetDouble(), sd = rows[i].GetProperty("sd").GetDouble();

            // Ours are 20,000 draws too, whose errors are no larger than theirs.
            double meanError = rows[i].GetProperty("mcse_mean").GetDouble(), sdError = rows[i].GetProperty("mcse_sd").GetDouble();
            Assert.True(Math.Abs(ours.Mean - mean) < MonteCarloErrors * Math.Sqrt(2) * meanError, $"{name} {i}: mean {ours.Mean}, brms {mean} ± {meanError}");
            Assert.True(Math.Abs(ours.Sd - sd) < MonteCarloErrors * Math.Sqrt(2) * sdError, $"{name} {i}: sd {ours.Sd}, brms {sd} ± {sdError}");
            foreach ((double probability, string quantile) in (IEnumerable<(double, string)>)[(0.025, "2.5%"), (0.975, "97.5%")])
            {
                int place = predictions.Options.Probabilities.ToList().IndexOf(probability);
                Assert.Equal(rows[i].GetProperty(quantile).GetDouble(), ours.Quantiles[place], 0.08 * sd);
            }
        }
    }
}
