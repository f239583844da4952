using System.Globalization;
using BayesLmm.Tests.Data;

namespace BayesLmm.Tests.Estimation;

/// <summary>Data that were estimated wrongly once, in every format, and tables of the same kinds whose twins are easy. Criteria are lme4's (1.1-31).</summary>
public sealed class FaultsInOtherFormatsTests : IDisposable
{
    private const int Sites = 12, Visits = 9;

    /// <summary>Optima are found to a part of a standard error.</summary>
    private const double Close = 1e-5;

    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Formats => TableFormats.OneATest;

    /// <summary>How a time of 0, 1, 2, … days is written far from 0, by how much larger its unit is, and a formula with it.</summary>
    public static TheoryData<string, double, string, string> Times
    {
        get
        {
            TheoryData<string, double, string, string> data = [];
            foreach (string format in TableFormats.All)
            {
                data.Add("years", 1, "time", format);
                data.Add("julian", 1, "time", format);
                data.Add("milliseconds", 86_400_000, "time", format);
                data.Add("dates", 1, "date(time)", format);
                data.Add("forms", 1, "date(time, \"dd.MM.yyyy\")", format);
            }

            return data;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void Years_have_the_estimates_of_their_centred_twin(string format)
    {
        RemlFit fit = Fit("abund ~ year + (year | site)", "year", format, "year", "abund");
        Assert.Equal(620.159, fit.Criterion, 5e-4);
        Assert.Equal(0.2485, fit["sd(site, year)"], 5e-5);
        Assert.True(fit.Optimum.Converged);
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void Times_far_from_zero_have_the_estimates_of_times_near_it(string kind, double unit, string variable, string format)
    {
        string[][] cells = [["site", "time", "y"], .. Enumerable.Range(0, Sites * Visits)
            .Select(i => new[] { $"s{i % Sites}", Time(kind, Day(i)), Text(Response(i)) })];
        RemlFit far = Model.Parse($"y ~ {variable} + ({variable} | site)")
            .Bind(TableFormats.Read(folder, format, cells, kind is "dates" or "forms" ? ["y"] : ["time", "y"])).FitReml();
        RemlFit near = Model.Parse("y ~ t + (t | site)").Bind(Table.FromColumns(
            "near",
            CategoricalColumn.FromTexts("site", cells.Skip(1).Select(row => row[0])),
            new NumericColumn("t", [.. Enumerable.Range(0, Sites * Visits).Select(i => (double)Day(i))]),
            new NumericColumn("y", [.. Enumerable.Range(0, Sites * Visits).Select(Response)]))).FitReml();

        Assert.True(far.Optimum.Converged);
        Assert.Equal(near.Criterion + (2 * Math.Log(unit)), far.Criterion, 1e-6 * near.Criterion);
        Assert.Equal(near["t"], far[variable] * unit, Close);
        Assert.Equal(near["sd(site, t)"], far[$"sd(site, {variable})"] * unit, Close);
        Assert.Equal(near["sigma"], far["sigma"], Close);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Slopes_of_millions_have_a_correlation_of_minus_one(string format)
    {
        RemlFit fit = Fit("roi ~ sales + (sales | firm)", "sales", format, "roi", "sales");
        Assert.Equal("firm: the correlation of intercept and sales is −1", Assert.Single(fit.Collapsed).ToString());
        Assert.Equal(9.43, fit.DecomposeVariance().Terms[0].Variance, 0.01);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Before_and_after_once_each_is_not_determined(string format)
    {
        RemlFit fit = Fit("y ~ cond + (cond | id)", "prepost", format, "y");
        Assert.Equal(143.79, fit.Criterion, 0.005);
        Assert.Single(fit.Undetermined!.TradeOffs);
        Assert.Equal(double.NaN, fit.StandardError("sigma"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void One_row_a_level_is_not_determined(string format)
    {
        RemlFit fit = Fit("y ~ 1 + (1 | area/ter)", "one_row_a_level", format, "y");
        Assert.Equal(Fit("y ~ 1 + (1 | area)", "one_row_a_level", format, "y").Criterion, fit.Criterion, 1e-6);
        Assert.Single(fit.Undetermined!.TradeOffs);
        Assert.Equal(double.NaN, fit.StandardError("sigma"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_cell_without_rows_is_not_predicted(string format)
    {
        Table rows = Read("empty_cell_new", format, "x");
        PredictionTable found = Fit("y ~ A*B + x + (1 | g)", "empty_cell", format, "x", "y").Predict(rows);
        Assert.Equal(new UndeterminedPrediction(1, "A[a2]:B[b3]"), Assert.Single(found.Undetermined));
        Assert.Equal([2, 3], found.Rows.Select(row => row.Row));
        Assert.Equal([4.077377, 10.583167], found.Rows.Select(row => row.Mean), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_highest_interaction_of_an_incomplete_table_is_tested(string format)
    {
        RemlFit fit = Fit("y ~ A*B + x + (1 | g)", "empty_cell", format, "x", "y");
        Assert.Equal(60.507, fit.Anova(SumOfSquaresType.TypeIII)["A:B"].Test!.Statistic, 1e-3);
    }

    private RemlFit Fit(string formula, string table, string format, params string[] numbers) =>
        Model.Parse(formula).Bind(Read(table, format, numbers)).FitReml();

    private Table Read(string table, string format, params string[] numbers) =>
        TableFormats.Read(folder, format, TableFormats.Cells(Repository.PathOf("tests", "reference", "faults", $"{table}.csv")), numbers);

    private static int Day(int i) => (i / Sites * 3) + (i * 7 % 4);

    private static double Response(int i) =>
        Math.Round(20 + (2 * Math.Sin(i % Sites)) + ((0.3 + (0.2 * Math.Cos(3 * (i % Sites)))) * Day(i)) + Math.Sin(i * (double)i), 3);

    private static string Time(string kind, int day) => kind switch
    {
        "years" => Text(1990 + day),
        "julian" => Text(2_459_000 + day),
        "milliseconds" => Text(1_600_000_000_000 + (86_400_000.0 * day)),
        "dates" => new DateOnly(2024, 2, 20).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => new DateOnly(2024, 2, 20).AddDays(day).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture),
    };

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
