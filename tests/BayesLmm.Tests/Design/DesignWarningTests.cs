using BayesLmm.Tests.References;

namespace BayesLmm.Tests.Design;

public class DesignWarningTests
{
    [Fact]
    public void The_models_of_the_repository_give_no_warnings_but_those_of_few_groups() => Assert.All(
        ModelFiles.All,
        name => Assert.Empty(ModelFiles.Bind(name).Warnings.Where(warning => warning.Code != "BL2102").Select(warning => $"{name}: {warning.Message}")));

    public static TheoryData<string, string, string, string> Doubtful => new()
    {
        { "BL2102", "score ~ 1 + (1 | Machine)", "machines", "3 levels" },
        { "BL2104", "strength ~ 1 + (1 | batch) + (1 | cask)", "pastes", "(1 | batch/cask)" },
        { "BL2105", "log_radon ~ floor + (1 + log_uranium | county)", "radon", "'log_uranium' does not vary within" },
        { "BL2106", "Reaction ~ Days + I(1e7 * Days^2) + (1 | Subject)", "sleepstudy", "very different scales" },
        { "BL2101", "Reaction ~ Days + I(2 * Days) + (1 | Subject)", "sleepstudy", "'I(2 * Days)' is a linear combination" },
        { "BL2103", "Reaction ~ Days + (1 | Reaction2)", "sleepstudy", "a level for every row" },
    };

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void A_doubtful_model_gets_a_warning_that_says_what_to_do(string code, string formula, string data, string words)
    {
        Table table = TableReader.Read(Repository.PathOf("examples", "data", data + ".csv"));
        Table extended = new(table.Name, [.. table.Columns, new NumericColumn("Reaction2", [.. Enumerable.Range(0, table.RowCount).Select(i => (double)i)])]);
        Diagnostic warning = Assert.Single(Model.Parse(formula).Bind(extended).Warnings, warning => warning.Code == code);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y ~ 1 + (1 | row)", true)]
    [InlineData("weights equal\ny ~ 1 + (1 | row)", true)]
    [InlineData("weights unequal\ny ~ 1 + (1 | row)", false)]
    [InlineData("known_se equal\ny ~ 1 + (1 | row)", false)]
    public void A_level_for_every_row_is_told_from_residuals_of_other_known_sizes(string text, bool warned)
    {
        double[] rows = [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        Table table = Table.FromColumns(
            "t",
            new NumericColumn("y", Array.ConvertAll(rows, row => Math.Sin(row * row))),
            new NumericColumn("row", rows),
            new NumericColumn("equal", Array.ConvertAll(rows, _ => 0.7)),
            new NumericColumn("unequal", Array.ConvertAll(rows, row => 1 + (row % 3))));
        Assert.Equal(warned, Model.Parse(text).Bind(table).Warnings.Any(warning => warning.Code == "BL2103"));
    }

    [Fact]
    public void Rows_dropped_are_counted_with_the_column_to_blame()
    {
        Table table = Table.FromColumns(
            "t",
            new NumericColumn("y", [1, 2, double.NaN, 4, 5, 7, 9, 8, 3, 2, 6]),
            new NumericColumn("x", [1, double.NaN, 3, 4, 5, 6, 7, double.NaN, 2, 4, 5]),
            new NumericColumn("unused", [double.NaN, 2, 3, 4, 5, 6, 7, 8, 3, 2, 5]),
            new CategoricalColumn("g", ["a", "b", "c", "d", "e"], [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 1]));
        BoundModel model = Model.Parse("y ~ x + (1 | g)").Bind(table);
        Assert.Equal((11, 8, 3), (model.Design.Rows.Read, model.Design.Rows.Used, model.Design.Rows.Dropped));
        Assert.Equal("3 of 11 rows were left out because of missing values in 'y' (1), 'x' (2).",
            model.Warnings.Single(warning => warning.Code == "BL2107").Message);

        // Level c has lost both of its rows, and its effect with them.
        Assert.Equal(["a", "b", "d", "e"], model.GroupTerms[0].Levels);
    }
}
