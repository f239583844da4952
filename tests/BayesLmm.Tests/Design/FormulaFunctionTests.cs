using BayesLmm.Specification.Formulas;
using BayesLmm.Tests.Estimation;

namespace BayesLmm.Tests.Design;

/// <summary>Splines, group means and dates in whole models: which rows they learn from, what their coefficients are called, and how they read back.</summary>
public class FormulaFunctionTests
{
    private static readonly Table Data = RandomMixedData.Create(new System.Random(31), 100);

    [Fact]
    public void Columns_are_numbered_in_brackets_as_those_of_poly()
    {
        BoundModel model = Bind("y ~ ns(x, df = 2) + bs(t, 3):f + mean(x, g) + center(w, g) + (1 | g)");
        Assert.Equal(
            [
                "intercept", "ns(x, df = 2)[1]", "ns(x, df = 2)[2]", "mean(x, g)", "center(w, g)", "bs(t, 3)[1]:f[a]", "bs(t, 3)[2]:f[a]", "bs(t, 3)[3]:f[a]",
                "bs(t, 3)[1]:f[b]", "bs(t, 3)[2]:f[b]", "bs(t, 3)[3]:f[b]", "bs(t, 3)[1]:f[c]", "bs(t, 3)[2]:f[c]", "bs(t, 3)[3]:f[c]",
            ],
            model.Design.FixedEffects.Names);
    }

    [Theory]
    [InlineData("y ~ ns(x, df = 2) + bs(t, knots = c(-0.5, 1), degree = 2) + mean(x, g:h) + sin(2 * pi * t/3) + (1 + ns(t, 2) | g)")]
    [InlineData("y ~ ns(x, 3, intercept = FALSE, Boundary.knots = c(-10, 20)):f + center(log(x + 20), k) + (0 + bs(t, degree = 1) || g)")]
    public void Every_parameter_s_name_reads_back_and_so_does_the_formula(string text)
    {
        BoundModel model = Bind(text), again = Bind(FormulaPrinter.Print(Model.Parse(text).Formula));
        Assert.Equal(model.Design.FixedEffects.Names, again.Design.FixedEffects.Names);
        Assert.Equal(model.FitReml().Criterion, again.FitReml().Criterion);
        string[] names =
            [.. model.Design.FixedEffects.Names, .. model.Design.RandomTerms.SelectMany(term => term.Names.Select(name => $"sd({term.Group}, {name})"))];
        BoundModel given = Bind($"{text}\n{string.Join('\n', names.Select(name => $"prior {name} ~ normal(0, 7)"))}");
        Assert.Equal(names.Length, given.Specification.Priors.Count);
    }

    [Theory]
    [InlineData("ns(x, 4)")]
    [InlineData("bs(x, 5)")]
    [InlineData("mean(x, g) + center(x, g)")]
    [InlineData("scale(x, k)")]
    public void Functions_in_a_formula_learn_from_the_rows_that_are_used(string terms)
    {
        // Rows with a missing x or y, or a late t, are gone: as if the table had never had them.
        BoundModel chosen = Bind($"where t < 1\ny ~ {terms} + (1 | g)\nweights w");
        int[] rows = [.. chosen.Design.TableRows];
        Assert.True(rows.Length < 90);
        BoundModel alone = Model.Parse($"y ~ {terms} + (1 | g)\nweights w").Bind(new Table("some", [.. Data.Columns.Select(column => Take(column, rows))]));
        Assert.Equal(alone.FitReml().Criterion, chosen.FitReml().Criterion);
    }

    [Fact]
    public void In_let_a_group_s_mean_is_that_of_all_rows_with_a_value()
    {
        ReadOnlySpan<double> x = Column("x").Values, g = Column("g").Values;
        double sum = 0;
        int count = 0;
        for (int row = 0; row < x.Length; row++)
        {
            (sum, count) = g[row] == 3 && !double.IsNaN(x[row]) ? (sum + x[row], count + 1) : (sum, count);
        }

        BoundModel model = Bind("let m = mean(x, g)\nwhere t < 0\ny ~ m + (1 | h)");
        int inGroup = model.Design.TableRows.ToList().FindIndex(row => Column("g").Values[row] == 3);
        Assert.Equal(sum / count, model.Design.FixedEffects.Columns[1].Values[inGroup], 1e-12);
    }

    [Fact]
    public void Rows_without_a_value_can_be_left_out_and_marked()
    {
        int missing = Enumerable.Range(0, Data.RowCount).Count(Column("x").IsMissing);
        Assert.True(missing > 1);
        Assert.Equal(
            Bind("y ~ t + x + (1 | g)").Design.TableRows,
            Bind("where !is_missing(x)\nwhere !is_missing(y)\ny ~ t + x + (1 | g)").Design.TableRows);
        Assert.Empty(Bind("where !is_missing(x) & !is_missing(y)\nmissing error\ny ~ t + (1 | g)").Design.Rows.Missing);
        BoundModel marked = Bind("let gap = is_missing(x)\ny ~ t + gap + (1 | g)");
        Assert.Equal(["intercept", "t", "gap[TRUE]"], marked.Design.FixedEffects.Names);
        Assert.True(marked.Design.FixedEffects.Columns[2].Values.Sum() > 1);
    }

    [Fact]
    public void A_function_that_is_not_finite_in_a_row_is_refused_with_the_row()
    {
        // 'poly' once lost the column without saying why.
        foreach (string call in new[] { "poly(log(t), 2)", "ns(log(t), 2)", "bs(1 / (t - t), 3)" })
        {
            ModelException exception = Assert.Throws<ModelException>(() => Bind($"y ~ {call} + (1 | g)"));
            Assert.Equal("BL2058", Assert.Single(exception.Diagnostics).Code);
        }
    }

    [Fact]
    public void Marginal_means_are_at_the_mean_of_the_groups_means()
    {
        RemlFit fit = Bind("y ~ f + ns(t, 2) + mean(x, g) + center(x, g) + (1 | g)").FitReml();
        double[] x = [.. fit.Model.Design.TableRows.Select(row => Column("x").Values[row])];
        double[] t = [.. fit.Model.Design.TableRows.Select(row => Column("t").Values[row])];
        double mean = fit.InferFixedEffects().MarginalMeans(["f"])["a"].Mean!.Estimate;

        // A row at the means of x and t, in a group whose mean is that of all rows.
        PredictionTable row = fit.Predict(
            Table.FromColumns(
                "at the means", CategoricalColumn.FromTexts("f", ["a"]), new NumericColumn("t", [t.Average()]), new NumericColumn("x", [x.Average()]),
                CategoricalColumn.FromTexts("g", ["new"])),
            new PredictionOptions { Target = PredictionTarget.Population });
        Assert.Equal(row.Rows[0].Mean, mean, 1e-9);
    }

    [Fact]
    public void A_date_is_a_predictor_in_days()
    {
        string[] days = [.. Enumerable.Range(0, 40).Select(i => new DateOnly(2024, 1, 31).AddDays(i * i).ToString("dd.MM.yyyy"))];
        double[] y = [.. days.Select((_, i) => (0.01 * i * i) + Math.Sin(i))];
        Table table = Table.FromColumns("visits", CategoricalColumn.FromTexts("day", days), new NumericColumn("y", y));
        BoundModel model = Model.Parse("let since = date(day, \"dd.MM.yyyy\") - date(\"2024-01-31\")\ny ~ since").Bind(table);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (double)(i * i)), model.Design.FixedEffects.Columns[1].Values);
    }

    private static NumericColumn Column(string name) => (NumericColumn)Data.Columns.First(column => column.Name == name);

    private static BoundModel Bind(string text) => Model.Parse(text).Bind(Data);

    private static Column Take(Column column, int[] rows) => column is CategoricalColumn factor
        ? CategoricalColumn.FromTexts(column.Name, rows.Select(row => factor.Levels[factor.Codes[row]]))
        : new NumericColumn(column.Name, Array.ConvertAll(rows, row => ((NumericColumn)column).Values[row]));
}
