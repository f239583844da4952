using BayesLmm.Design;
using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Estimation.Predictions;

/// <summary>How tables of new rows are read, and what is said when they cannot be.</summary>
public class NewDataTests
{
    private static readonly Table Training = RandomMixedData.Create(new System.Random(17), 90, missing: false);

    [Fact]
    public void Functions_use_what_they_remember_of_the_training_data()
    {
        RemlFit fit = Fit("let z = scale(x)\nlet late = x > 5\ny ~ z + late + poly(t, 2) + factor(h) + center(o) + (1 | g)");
        PredictionTable all = fit.Predict(Training);
        for (int row = 0; row < 10; row++)
        {
            // One row alone has no mean, no polynomial and one level.
            Prediction one = Assert.Single(fit.Predict(Rows(Training, row)).Rows);
            Assert.Equal(all.Rows[row] with { Row = 1 }, one);
        }
    }

    [Theory]
    [InlineData("factor f contrasts sum\ny ~ f + (1 | g)")]
    [InlineData("factor f reference b\ny ~ f * x + (1 | g)")]
    [InlineData("factor h levels 2, 0, 1 contrasts poly\ny ~ h + (1 | g)")]
    [InlineData("y ~ 0 + f:x + (0 + f | k)")]
    [InlineData("y ~ x + I(2 * x) + I(f) + (1 | g:h)")]
    [InlineData("let yy = log(y + 1000)\nyy ~ I(f == \"b\") + (1 | g)")]
    [InlineData("let isb = f == \"b\"\ny ~ isb + (1 | g)")]
    [InlineData("y ~ x + offset(o) + (x | g)\nweights w")]
    [InlineData("y ~ 1 + x\nacross g\n    intercept ~ 1\n    x ~ 1")]
    [InlineData("y ~ x + (1 | g)\nknown_se s")]
    [InlineData("y ~ x + factor(h) * f\noffset o")]
    [InlineData("y ~ ns(x, 3) * f + bs(t, 4, degree = 2) + (ns(t, 2) | g)")]
    [InlineData("let m = mean(x, g)\ny ~ m + center(x, g) + mean(t, g, h) + sin(x) + (1 | g)")]
    [InlineData("let m = mean(x, f:h)\nlet none = is_missing(t)\nwhere none == \"FALSE\"\ny ~ m + scale(t, k) + (1 | g)")]
    public void A_row_alone_is_predicted_as_among_all(string text)
    {
        RemlFit fit = Fit(text);
        PredictionTable all = fit.Predict(Training), own = fit.Predict();
        for (int row = 0; row < 12; row++)
        {
            Prediction one = Assert.Single(fit.Predict(Rows(Training, row)).Rows);
            Assert.Equal(all.Rows[row] with { Row = 1 }, one);
            Assert.Equal(own.Rows[row].Mean, one.Mean, 1e-9);
        }
    }

    [Fact]
    public void A_group_that_is_only_averaged_over_goes_by_its_name()
    {
        RemlFit fit = Fit("y ~ x + mean(x, h) + (1 | g)");
        NumericColumn x = new("x", [50, 51]), g = new("g", [1, 2]);
        PredictionTable numbers = fit.Predict(Table.FromColumns("new", x, g, new NumericColumn("h", [1, 2])));
        Assert.Equal(numbers, fit.Predict(Table.FromColumns("new", x, g, CategoricalColumn.FromTexts("h", ["1", "2"]))));
        Assert.Empty(numbers.Warnings);
    }

    [Fact]
    public void A_new_group_has_the_mean_of_its_new_rows_and_a_warning_says_so()
    {
        RemlFit fit = Fit("let m = mean(x, g)\nlet twice = 2 * m\ny ~ x + twice + (1 | k)");
        NumericColumn x = new("x", [4, 6]);
        PredictionTable predicted = fit.Predict(
            Table.FromColumns("new", x, new NumericColumn("g", [99, 99])), new PredictionOptions { Target = PredictionTarget.Population });
        Assert.Equal(fit["intercept"] + (4 * fit["x"]) + (10 * fit["twice"]), predicted.Rows[0].Mean, 1e-9);
        Diagnostic warning = Assert.Single(predicted.Warnings);
        Assert.Equal("The model's data do not have the group '99'; 'mean(x, g)' takes its mean from the new rows.", warning.Message);
    }

    [Fact]
    public void Splines_keep_the_knots_of_the_fit_and_bs_warns_beyond_them()
    {
        Table far = Table.FromColumns("new", new NumericColumn("x", [5, 500, 1000]), new NumericColumn("g", [1, 1, 1]));
        PredictionTable natural = Fit("y ~ ns(x, 3) + (1 | g)").Predict(far);
        Assert.Empty(natural.Warnings);
        PredictionTable polynomial = Fit("y ~ bs(x, 4) + (1 | g)").Predict(far);
        Assert.Equal(("BL2121", Severity.Warning), (polynomial.Warnings[0].Code, polynomial.Warnings[0].Severity));
        Assert.StartsWith("In 2 rows 'x' lies beyond the boundary knots of 'bs(x, 4)', ", Assert.Single(polynomial.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_chooses_what_is_fitted_and_not_what_is_predicted()
    {
        RemlFit fit = Fit("where x > 5\ny ~ x + (1 | g)");
        Assert.Equal(90, fit.Predict(Training).Rows.Count);
        Assert.Equal(fit.RowCount, fit.Predict().Rows.Count);
    }

    [Fact]
    public void A_row_with_a_missing_value_is_reported_with_its_column()
    {
        RemlFit fit = Fit("y ~ x + f + (1 | g)");
        Table table = Table.FromColumns(
            "new",
            new NumericColumn("x", [50, double.NaN, 51, 49]),
            CategoricalColumn.FromTexts("f", ["a", "b", null, "c"]),
            new NumericColumn("g", [1, 1, 1, double.NaN]));
        PredictionTable predictions = fit.Predict(table);
        Assert.Equal([1], predictions.Rows.Select(row => row.Row));
        Assert.Equal([new MissingPrediction(2, "x"), new MissingPrediction(3, "f"), new MissingPrediction(4, "g")], predictions.Missing);
        Assert.Equal([1, 4], fit.Predict(table, new PredictionOptions { Target = PredictionTarget.Population }).Rows.Select(row => row.Row));
        Says(
            "Row 2 of new has no value of 'x', which the prediction needs, and the options refuse missing values.",
            () => fit.Predict(table, new PredictionOptions { MissingValues = MissingValueRule.Refuse }));
    }

    [Fact]
    public void A_column_without_any_value_is_missing_everywhere()
    {
        RemlFit fit = Fit("y ~ x + (1 | g)");
        Table table = Table.FromColumns("new", CategoricalColumn.FromTexts("x", [null, "NA"]), new NumericColumn("g", [1, 2]));
        Assert.Equal(2, fit.Predict(table).Missing.Count);
        Assert.Empty(fit.Predict(table).Rows);
    }

    [Fact]
    public void A_table_without_rows_has_no_predictions()
    {
        PredictionTable predictions = Fit("y ~ x + f + (x | g) + (1 | k)").Predict(
            Table.FromColumns("none", new NumericColumn("x", []), CategoricalColumn.FromTexts("f", []), new NumericColumn("g", []),
                new NumericColumn("k", [])));
        Assert.Empty(predictions.Rows);
        Assert.Empty(predictions.Missing);
    }

    [Fact]
    public void Without_the_weights_columns_there_is_a_mean_but_no_interval_for_observations()
    {
        Table table = Table.FromColumns("new", new NumericColumn("x", [50]), new NumericColumn("g", [1]));
        foreach (string statement in (string[])["weights w", "known_se s", "let ww = 2 * w\nweights ww"])
        {
            Prediction row = Fit($"y ~ x + (1 | g)\n{statement}").Predict(table).Rows[0];
            Assert.True(row.StandardError > 0);
            Assert.Null(row.ResidualVariance);
            Assert.Null(row.PredictionLower);
            Assert.Null(row.PredictionUpper);
            Assert.Null(row.PredictionError);
        }
    }

    [Fact]
    public void A_level_of_a_predictor_that_training_did_not_have_is_named()
    {
        Table table = Table.FromColumns("new", CategoricalColumn.FromTexts("f", ["a", "d"]), new NumericColumn("h", [1, 7]), new NumericColumn("g", [1, 1]));
        Says(
            "Row 2 of new has the level 'd' of 'f', which the model's data did not have, so that it has no coefficient; the levels are 'a', 'b', 'c'.",
            () => Fit("y ~ f + (1 | g)").Predict(table));
        Says(
            "Row 2 of new has the level '7' of 'factor(h)', which the model's data did not have, so that it has no coefficient; the levels are '0', '1', '2'.",
            () => Fit("y ~ factor(h) + (1 | g)").Predict(table));
        Says(
            "Row 2 of new has the level '7' of 'h', which the model's data did not have, so that it has no coefficient; the levels are '0', '1', '2'.",
            () => Fit("factor h\ny ~ h + (1 | g)").Predict(table));
        Says(
            "Row 2 of new has the level 'd' of 'I(f)', which the model's data did not have, so that it has no coefficient; the levels are 'a', 'b', 'c'.",
            () => Fit("y ~ I(f) + (1 | g)").Predict(table));
    }

    [Fact]
    public void A_new_level_of_a_grouping_factor_is_refused_by_option()
    {
        RemlFit fit = Fit("y ~ x + (1 | g/h)");
        Table table = Table.FromColumns("new", new NumericColumn("x", [50, 50]), new NumericColumn("h", [0, 1]), new NumericColumn("g", [1, 77]));
        Says(
            "Row 2 of new has the level '77' of the grouping factor 'g', which the model's data did not have, and the options refuse new levels.",
            () => fit.Predict(table, new PredictionOptions { NewLevels = NewLevelRule.Refuse }));
    }

    [Fact]
    public void Groups_go_by_their_names_whatever_the_kind_of_the_column()
    {
        RemlFit fit = Fit("y ~ x + (1 | g)");
        NumericColumn x = new("x", [50, 51]);
        Assert.Equal(
            fit.Predict(Table.FromColumns("new", x, new NumericColumn("g", [1, 4]))),
            fit.Predict(Table.FromColumns("new", x, CategoricalColumn.FromTexts("g", ["1", "4"]))));
    }

    [Fact]
    public void A_column_that_is_not_there_is_named()
    {
        RemlFit fit = Fit("y ~ x + f + offset(o) + (1 | g)");
        ModelException exception =
            Assert.Throws<ModelException>(() => fit.Predict(Table.FromColumns("new", new NumericColumn("X", [1]), new NumericColumn("g", [1]))));
        Assert.Equal(["There is no column 'x' in new.", "There is no column 'f' in new.", "There is no column 'o' in new."],
            exception.Diagnostics.Select(diagnostic => diagnostic.Message));
        Assert.Equal("X", exception.Diagnostics[0].Suggestion);

        // Where a let makes the column, its own columns are needed.
        exception = Assert.Throws<ModelException>(() => Fit("let z = log(x)\ny ~ z + (1 | g)").Predict(Table.FromColumns("new", new NumericColumn("g", [1]))));
        Assert.Equal("There is no column 'x' in new.", Assert.Single(exception.Diagnostics).Message);
    }

    [Fact]
    public void Text_where_the_model_has_numbers_is_refused_with_an_example()
    {
        Table table = Table.FromColumns("new", CategoricalColumn.FromTexts("x", ["50", "many"]), new NumericColumn("g", [1, 1]));
        Diagnostic refusal = Assert.Single(Assert.Throws<ModelException>(() => Fit("y ~ x + (1 | g)").Predict(table)).Diagnostics);
        Assert.Equal(
            "new: Column 'x' holds numbers or dates, but 'many' in data row 2. If that stands for a missing value, write 'data missing \"many\"'.",
            refusal.Message);
        Says(
            "The model uses column 'x' as numbers, but in new it holds text such as 'few', data row 1; predictions need numbers there.",
            () => Fit("y ~ x + (1 | g)").Predict(Table.FromColumns("new", CategoricalColumn.FromTexts("x", ["few", "many"]), new NumericColumn("g", [1, 1]))));
    }

    [Fact]
    public void A_value_that_is_not_finite_is_named_with_its_row()
    {
        Table table = Table.FromColumns("new", new NumericColumn("x", [50, -1]), new NumericColumn("w", [1, 0]), new NumericColumn("g", [1, 1]));
        ModelException exception = Assert.Throws<ModelException>(() => Fit("y ~ log(x) + (1 | g)\nweights w").Predict(table));
        Assert.Equal(
            [
                "'log(x)' is not a finite number in data row 2; correct it, or leave the row out with 'where'.",
                "Weights must be positive in every row; that of data row 2 is not.",
            ],
            exception.Diagnostics.Select(diagnostic => diagnostic.Message));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        RemlFit fit = ModelFiles.Bind("dyestuff").FitReml();
        Says("The level of intervals must lie between 0 and 1; it is 95. (Parameter 'Level')", () => fit.Predict(new PredictionOptions { Level = 95 }));
        Says("Degrees of freedom must be positive; they are 0. (Parameter 'DegreesOfFreedom')",
            () => fit.Predict(new PredictionOptions { DegreesOfFreedom = 0 }));
    }

    private static RemlFit Fit(string text) => Model.Parse(text).Bind(Training).FitReml();

    private static void Says(string message, Action action)
    {
        ArgumentException exception = Assert.ThrowsAny<ArgumentException>(action);
        Assert.Equal(exception.ParamName == "table" ? $"{message} (Parameter 'table')" : message, exception.Message);
    }

    private static Table Rows(Table table, params int[] rows) => new("some", [.. table.Columns.Select(column => Take(column, rows))]);

    private static Column Take(Column column, int[] rows)
    {
        if (column is NumericColumn numeric)
        {
            return new NumericColumn(column.Name, Array.ConvertAll(rows, row => numeric.Values[row]));
        }

        CategoricalColumn factor = (CategoricalColumn)column;
        return CategoricalColumn.FromTexts(column.Name, rows.Select(row => factor.Levels[factor.Codes[row]]));
    }
}
