using BayesLmm.Design;
using BayesLmm.Numerics;
using BayesLmm.Tests.References;
using CsCheck;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Tests.Estimation.Predictions;

public class PredictionTests
{
    /// <summary>The dense side inverts n × n matrices of entries up to some thousands.</summary>
    private const double DenseError = 1e-6;

    /// <summary>Two ways through the same arithmetic.</summary>
    private const double SameError = 1e-9;

    [Fact]
    public void Predictions_of_training_rows_and_their_errors_equal_dense_ones() => Gen.Int[0, int.MaxValue].Sample(CheckTraining, iter: 100, threads: 1);

    [Fact]
    public void The_training_table_predicts_the_training_rows() => Gen.Int[0, int.MaxValue].Sample(CheckTrainingTable, iter: 100, threads: 1);

    [Fact]
    public void New_combinations_of_known_levels_equal_dense_errors() => Gen.Int[0, int.MaxValue].Sample(CheckNewRows, iter: 100, threads: 1);

    [Fact]
    public void Population_predictions_carry_the_variance_of_new_groups()
    {
        RemlFit fit = Reference.Read("reml", "sleepstudy").Bind().FitReml();
        Table table = Table.FromColumns("new", new NumericColumn("Days", [0, 10]));
        PredictionTable predictions = fit.Predict(table, new PredictionOptions { Target = PredictionTarget.Population });
        double a = fit["sd(Subject, intercept)"], b = fit["sd(Subject, Days)"], ab = a * b * fit["cor(Subject, intercept, Days)"], sigma = fit["sigma"];
        Assert.Equal(fit["intercept"], predictions.Rows[0].Mean, SameError * 1000);
        Assert.Equal(fit.StandardError("intercept"), predictions.Rows[0].StandardError, SameError * 1000);
        Assert.Equal(a * a, predictions.Rows[0].GroupVariance, 1e-6);
        Assert.Equal(fit["intercept"] + (10 * fit["Days"]), predictions.Rows[1].Mean, SameError * 1000);
        Assert.Equal((a * a) + (20 * ab) + (100 * b * b), predictions.Rows[1].GroupVariance, 1e-6);
        Assert.Equal(sigma * sigma, predictions.Rows[1].ResidualVariance!.Value, 1e-6);
        Assert.Empty(predictions.NewLevels);
    }

    [Fact]
    public void A_new_level_has_effects_of_zero_and_their_variance()
    {
        RemlFit fit = Reference.Read("reml", "sleepstudy").Bind().FitReml();
        Table table = Table.FromColumns("new", new NumericColumn("Days", [10, 10]), new NumericColumn("Subject", [999, 308]));
        PredictionTable conditional = fit.Predict(table), population = fit.Predict(table, new PredictionOptions { Target = PredictionTarget.Population });
        Assert.Equal(population.Rows[0], conditional.Rows[0]);
        Assert.Equal(["Subject[999]"], conditional.NewLevels);
        Assert.Equal(0, conditional.Rows[1].GroupVariance);
        Assert.True(conditional.Rows[1].PredictionError < conditional.Rows[0].PredictionError);
    }

    [Fact]
    public void A_new_child_of_a_known_parent_keeps_the_parent_s_effect()
    {
        BoundModel model = Reference.Read("reml", "pastes").Bind();
        RemlFit fit = model.FitReml();
        Table table = Table.FromColumns("new", CategoricalColumn.FromTexts("batch", ["A", "A", "Z"]), CategoricalColumn.FromTexts("cask", ["a", "z", "a"]));
        PredictionTable predictions = fit.Predict(table);
        GroupEffects batch = fit.GroupEffects.Single(effects => effects.Group == "batch");
        double child = Square(fit["sd(batch:cask, intercept)"]), parent = Square(fit["sd(batch, intercept)"]);
        Assert.Equal(0, predictions.Rows[0].GroupVariance);
        Assert.Equal(fit["intercept"] + batch.Values[0], predictions.Rows[1].Mean, 1e-9);
        Assert.Equal(child, predictions.Rows[1].GroupVariance, 1e-9);
        Assert.Equal(fit["intercept"], predictions.Rows[2].Mean, 1e-9);
        Assert.Equal(child + parent, predictions.Rows[2].GroupVariance, 1e-9);
        Assert.Equal(["batch:cask[A:z]", "batch:cask[Z:a]", "batch[Z]"], predictions.NewLevels.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Intervals_have_the_level_and_the_degrees_of_freedom_asked_for()
    {
        RemlFit fit = ModelFiles.Bind("dyestuff").FitReml();
        Prediction normal = fit.Predict().Rows[0], t = fit.Predict(new PredictionOptions { Level = 0.9, DegreesOfFreedom = 5 }).Rows[0];
        Assert.Equal(1.959963984540054, (normal.ConfidenceUpper - normal.Mean) / normal.StandardError, 1e-9);
        Assert.Equal(2.015048372669157, (t.Mean - t.ConfidenceLower) / t.StandardError, 1e-9);
        Assert.Equal(2.015048372669157, (t.PredictionUpper!.Value - t.Mean) / t.PredictionError!.Value, 1e-9);
        Assert.Equal(normal.Mean, 0.5 * (normal.PredictionLower!.Value + normal.PredictionUpper!.Value), 1e-9);
    }

    [Fact]
    public void A_singular_fit_predicts_the_mean_with_the_error_of_the_mean()
    {
        RemlFit fit = ModelFiles.Bind("dyestuff2").FitReml();
        Assert.All(fit.Predict().Rows, row => Assert.Equal(fit.StandardError("intercept"), row.StandardError, 1e-9));
        Assert.All(fit.Predict().Rows, row => Assert.Equal(fit["intercept"], row.Mean, 1e-9));
    }

    private static double Square(double x) => x * x;

    private static void CheckTraining(int seed)
    {
        RemlFit fit = RandomMixedData.Fit(seed, out _);
        DenseMixedModel dense = new(fit);
        PredictionTable predictions = fit.Predict(), population = fit.Predict(new PredictionOptions { Target = PredictionTarget.Population });
        ResidualTable residuals = fit.Residuals();
        Assert.Equal(residuals.Rows, predictions.Rows.Select(row => row.Row));
        Vector<double> none = Vector<double>.Build.Dense(dense.Z.ColumnCount);
        for (int i = 0; i < fit.RowCount; i++)
        {
            Prediction row = predictions.Rows[i];
            Assert.Equal(residuals.ConditionalFitted[i], row.Mean, 1e-12 * (1 + Math.Abs(row.Mean)));
            Assert.Equal(dense.StandardError(dense.X.Row(i), dense.Z.Row(i)), row.StandardError, DenseError);
            Assert.Equal(0, row.GroupVariance);
            Assert.Equal(dense.R[i, i], row.ResidualVariance!.Value, SameError);

            row = population.Rows[i];
            Assert.Equal(residuals.MarginalFitted[i], row.Mean, 1e-12 * (1 + Math.Abs(row.Mean)));
            Assert.Equal(dense.StandardError(dense.X.Row(i), none), row.StandardError, DenseError);
            Assert.Equal(dense.Z.Row(i) * dense.G * dense.Z.Row(i), row.GroupVariance, DenseError * (1 + row.GroupVariance));
        }
    }

    private static void CheckTrainingTable(int seed)
    {
        RemlFit fit = RandomMixedData.Fit(seed, out Table table);

        // Another order of columns, others beside them, and no response.
        Column[] columns = [.. table.Columns.Where(column => column.Name != "y").Reverse(), new NumericColumn("unused", new double[table.RowCount])];
        PredictionTable predictions = fit.Predict(Table.FromColumns("again", columns)), own = fit.Predict();
        int next = 0;
        foreach (Prediction row in predictions.Rows)
        {
            // Rows whose response is missing are predicted too.
            if (next < own.Rows.Count && own.Rows[next].Row == row.Row)
            {
                Prediction expected = own.Rows[next++];
                Assert.Equal(expected.Mean, row.Mean, SameError * (1 + Math.Abs(row.Mean)));
                Assert.Equal(expected.StandardError, row.StandardError, SameError);
                Assert.Equal(0, row.GroupVariance);
                Assert.Equal(expected.PredictionUpper!.Value, row.PredictionUpper!.Value, SameError * (1 + Math.Abs(row.Mean)));
            }
        }

        Assert.Equal(own.Rows.Count, next);
        Assert.Equal(table.RowCount, predictions.Rows.Count + predictions.Missing.Count);
        Assert.All(predictions.Missing, missing => Assert.Equal("x", missing.Column));
    }

    private static void CheckNewRows(int seed)
    {
        System.Random random = new(seed);
        const int Groups = 12, Crossed = 9;
        Table table = RandomMixedData.Create(random, 45, Groups, Crossed, missing: false);
        RemlFit fit = Model.Parse($"y ~ x + {(random.Next(2) == 0 ? "(x | g) + (1 | k)" : "(1 | g) + (0 + x | k) + (1 | k)")}").Bind(table).FitReml();
        DenseMixedModel dense = new(fit);
        Table all = Table.FromColumns(
            "all",
            new NumericColumn("g", [.. Enumerable.Range(0, Groups * Crossed).Select(i => (double)(i / Crossed))]),
            new NumericColumn("k", [.. Enumerable.Range(0, Groups * Crossed).Select(i => (double)(i % Crossed))]),
            new NumericColumn("x", [.. Enumerable.Range(0, Groups * Crossed).Select(_ => 4 + (2 * random.NextDouble()))]));
        PredictionTable predictions = fit.Predict(all);
        EquatableArray<RandomTermDesign> terms = fit.Model.Design.RandomTerms;
        Assert.True(all.TryGetColumn("x", out Column? column));
        for (int i = 0; i < Groups * Crossed; i++)
        {
            double x = ((NumericColumn)column).Values[i];
            Vector<double> z = Vector<double>.Build.Dense(dense.Z.ColumnCount);
            for (int k = 0; k < terms.Count; k++)
            {
                int level = terms[k].Group == "g" ? i / Crossed : i % Crossed, r = terms[k].Columns.Count;
                for (int c = 0; c < r; c++)
                {
                    z[dense.FirstEffect[k] + (level * r) + c] = terms[k].Columns[c].Name == "x" ? x : 1;
                }
            }

            Vector<double> fixedPart = Vector<double>.Build.Dense([1, x]);
            Assert.Equal((fixedPart * dense.Beta) + (z * dense.B), predictions.Rows[i].Mean, DenseError * 10);
            Assert.Equal(dense.StandardError(fixedPart, z), predictions.Rows[i].StandardError, DenseError * 10);
        }
    }
}
