namespace BayesLmm.Tests.Estimation;

/// <summary>More tables whose variances the likelihood does not determine, in files of other formats and as records. Criteria are lme4's (1.1-31).</summary>
public sealed class UndeterminedKindsTests : IDisposable
{
    private readonly Data.ScratchFolder folder = new();

    [Theory]
    [InlineData("y ~ cond + age + (cond | id)", "prepost_age", 189.3626, "csv")]
    [InlineData("factor cond reference pre\ny ~ cond + age + (cond | id)", "prepost_age", 189.3626, "csv")]
    [InlineData("y ~ cond + age + (cond | id)", "prepost_age", 189.3626, "json")]
    [InlineData("y ~ cond + (cond | id)", "three_conditions", 121.1460, "parquet")]
    [InlineData("y ~ x + (1 | id)", "one_row_a_person", 92.86096, "csv")]
    [InlineData("y ~ x + (1 | id)", "one_row_a_person", 92.86096, "parquet")]
    [InlineData("y ~ x + (1 | id)", "one_row_a_person", 92.86096, "records")]
    public void The_criterion_is_right_and_no_standard_error_is_given(string text, string name, double criterion, string format)
    {
        RemlFit fit = Model.Parse(text).Bind(Read(name, format)).FitReml();
        Assert.Equal(criterion, fit.Criterion, 1e-4);
        Assert.False(fit.Optimum.Converged);
        Assert.NotEmpty(fit.Undetermined!.TradeOffs);
        Assert.Equal(double.NaN, fit.StandardError("sigma"));
        Assert.Equal(double.NaN, fit.DecomposeVariance().AdjustedIcc);
        Assert.All(fit.FixedEffects, effect => Assert.True(effect.StandardError > 0));
    }

    /// <summary>R: anova of lmerTest 3.1-3; type III of the highest interaction is that of type I.</summary>
    [Fact]
    public void A_cell_that_is_empty_in_three_ways_is_not_predicted_and_its_highest_interaction_is_tested()
    {
        Table table = Read("empty_cell_three_way", "csv");
        RemlFit fit = Model.Parse("y ~ A * B * C + (1 | g)").Bind(table).FitReml();
        Assert.Equal(104.4826, fit.Criterion, 1e-4);
        foreach (SumOfSquaresType type in Enum.GetValues<SumOfSquaresType>())
        {
            JointTest test = fit.Anova(type)["A:B:C"].Test!;
            Assert.Equal(0.1358, test.Statistic, 1e-4);
            Assert.Equal(33, test.DenominatorDegreesOfFreedom!.Value, 0.01);
        }

        Table rows = Table.FromColumns(
            "new",
            CategoricalColumn.FromTexts("A", ["a2", "a1", "a2"]),
            CategoricalColumn.FromTexts("B", ["b3", "b3", "b3"]),
            CategoricalColumn.FromTexts("C", ["c2", "c2", "c1"]),
            CategoricalColumn.FromTexts("g", ["g1", "g1", "g1"]));
        PredictionTable found = fit.Predict(rows);
        Assert.Equal(1, Assert.Single(found.Undetermined).Row);
        Assert.Equal([2, 3], found.Rows.Select(row => row.Row));
    }

    public void Dispose() => folder.Dispose();

    private Table Read(string name, string format)
    {
        string path = Repository.PathOf("tests", "reference", "faults", name + ".csv");
        string[][] lines = [.. File.ReadLines(path).Select(line => line.Split(','))];
        return format switch
        {
            "json" => TableReader.Read(folder.Write("t.json", "[" + string.Join(",", lines.Skip(1).Select(row =>
                "{" + string.Join(",", row.Select((cell, i) => $"\"{lines[0][i]}\":{(char.IsAsciiLetter(cell[0]) ? $"\"{cell}\"" : cell)}")) + "}")) + "]")),
            "parquet" => TableReader.Read(Data.ParquetFiles.Write(
                Path.ChangeExtension(folder.Write("t.txt", ""), ".parquet"), $"SELECT * FROM read_csv('{path.Replace("'", "''", StringComparison.Ordinal)}')")),
            "records" => Table.FromRecords(lines.Skip(1).Select(row =>
                new Person(int.Parse(row[0], Culture), double.Parse(row[1], Culture), double.Parse(row[2], Culture)))),
            _ => TableReader.Read(path),
        };
    }

    private static System.Globalization.CultureInfo Culture => System.Globalization.CultureInfo.InvariantCulture;

#pragma warning disable IDE1006, SA1300 // the names are those of the columns
    private sealed record Person(int id, double x, double y);
#pragma warning restore IDE1006, SA1300
}
