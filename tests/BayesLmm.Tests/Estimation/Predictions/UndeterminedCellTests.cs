namespace BayesLmm.Tests.Estimation.Predictions;

/// <summary>Rows whose mean the model's data do not determine are not predicted, whatever the coding; all others are, and alike.</summary>
public class UndeterminedCellTests
{
    private static readonly Table Data = Fault("empty_cell"), New = Fault("empty_cell_new");

    [Theory]
    [InlineData("y ~ A*B + x + (1 | g)", "A[a2]:B[b3]")]
    [InlineData("factor A reference a2\ny ~ A*B + x + (1 | g)", "A[a1]:B[b3]")]
    [InlineData("factor B reference b3\ny ~ A*B + x + (1 | g)", "A[a2]:B[b2]")]
    [InlineData("factor A contrasts sum\nfactor B contrasts sum\ny ~ A*B + x + (1 | g)", "A[1]:B[2]")]
    [InlineData("y ~ 0 + A:B + x + (1 | g)", null)]
    public void An_empty_cell_is_not_predicted_in_any_coding(string text, string? column)
    {
        RemlFit fit = Model.Parse(text).Bind(Data).FitReml(), plain = Model.Parse("y ~ A*B + x + (1 | g)").Bind(Data).FitReml();
        foreach (PredictionTarget target in Enum.GetValues<PredictionTarget>())
        {
            PredictionOptions options = new() { Target = target };
            PredictionTable found = fit.Predict(New, options), expected = plain.Predict(New, options);
            Assert.Equal([2, 3], found.Rows.Select(row => row.Row));
            UndeterminedPrediction blank = Assert.Single(found.Undetermined);
            Assert.Equal(1, blank.Row);
            Assert.Equal(column ?? blank.Column, blank.Column);
            foreach ((Prediction one, Prediction other) in expected.Rows.Zip(found.Rows))
            {
                Assert.Equal(one.Mean, other.Mean, 1e-6);
                Assert.Equal(one.StandardError, other.StandardError, 1e-6);
                Assert.Equal(one.PredictionUpper!.Value, other.PredictionUpper!.Value, 1e-6);
            }
        }

        // lme4: 4.077377, 10.583167.
        Assert.Equal(4.077377, fit.Predict(New).Rows[0].Mean, 1e-4);
        Assert.Equal(10.583167, fit.Predict(New).Rows[1].Mean, 1e-4);
        Assert.Equal(Data.RowCount, fit.Predict(Data).Rows.Count);
    }

    [Fact]
    public void A_model_without_the_interaction_predicts_the_cell() =>
        Assert.Equal(3, Model.Parse("y ~ A + B + x + (1 | g)").Bind(Data).FitReml().Predict(New).Rows.Count);

    [Fact]
    public void A_slope_in_a_cell_without_rows_is_not_predicted_although_the_slope_of_others_is()
    {
        RemlFit fit = Model.Parse("y ~ A*B*x + (1 | g)").Bind(Data).FitReml();
        PredictionTable found = fit.Predict(New);
        Assert.Equal([2, 3], found.Rows.Select(row => row.Row));
        Assert.Equal(1, Assert.Single(found.Undetermined).Row);
    }

    [Fact]
    public void A_collinear_predictor_is_predicted_only_where_it_follows_the_other()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => (i * 7 % 13) / 3.0)];
        Table table = Table.FromColumns(
            "t",
            new NumericColumn("x", x),
            new NumericColumn("twice", [.. x.Select(value => (2 * value) + 1)]),
            new NumericColumn("site", [.. x.Select(_ => 5.0)]),
            new NumericColumn("g", [.. Enumerable.Range(0, 40).Select(i => (double)(i % 8))]),
            new NumericColumn("y", [.. x.Select((value, i) => value + Math.Sin(i * i) + (i % 8 % 3))]));
        RemlFit fit = Model.Parse("y ~ x + twice + site + (1 | g)").Bind(table).FitReml();
        PredictionTable found = fit.Predict(Table.FromColumns(
            "new",
            new NumericColumn("x", [1, 1, 1]),
            new NumericColumn("twice", [3, 4, 3]),
            new NumericColumn("site", [5, 5, 6]),
            new NumericColumn("g", [0, 0, 0])));
        Assert.Equal([1], found.Rows.Select(row => row.Row));
        Assert.Equal([new UndeterminedPrediction(2, "twice"), new UndeterminedPrediction(3, "site")], found.Undetermined);
    }

    private static Table Fault(string name) => TableReader.Read(Repository.PathOf("tests", "reference", "faults", $"{name}.csv"));
}
