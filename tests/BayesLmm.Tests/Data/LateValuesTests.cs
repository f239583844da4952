using System.Globalization;

namespace BayesLmm.Tests.Data;

/// <summary>Columns whose last rows are written otherwise than the many before them, in every format: the fit is that of a table never written.</summary>
public sealed class LateValuesTests : IDisposable
{
    private const int Rows = 24_000, Late = 22_000;

    private readonly ScratchFolder folder = new();

    public static TheoryData<string> Formats => TableFormats.OneATest;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void Late_decimals_are_not_rounded(string format)
    {
        double X(int i) => (i * 7 % 10) + (i < Late ? 0 : 0.01 * (i % 97));
        RemlFit fit = Fit(format, i => Id(i, 50), X, format is "json" or "ndjson" ? ["x", "y"] : ["y"], "let number = x + 0\ny ~ number + (1 | id)");
        AssertSame(Twin(Enumerable.Range(0, Rows), i => Id(i, 50), X), fit, 50);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Late_leading_zeros_are_groups_of_their_own(string format)
    {
        string Group(int i) => i < Late ? Id(i, 50) : "0" + Id(i, 50);
        AssertSame(Twin(Enumerable.Range(0, Rows), Group, Whole), Fit(format, Group, Whole, ["x", "y"]), 100);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Late_identifiers_beyond_2_to_the_53_are_not_rounded(string format)
    {
        string Group(int i) => i < Late ? Id(i, 50) : (9007199254740992 + (i % 9)).ToString(CultureInfo.InvariantCulture);
        AssertSame(Twin(Enumerable.Range(0, Rows), Group, Whole), Fit(format, Group, Whole, ["x", "y", "id"]), 59);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Values_that_begin_late_are_read(string format)
    {
        double X(int i) => i < Late ? double.NaN : (i * 7 % 10) + (i < Late + 1000 ? 0 : 0.25);
        RemlFit fit = Fit(format, i => Id(i, 50), X, ["x", "y"]);
        Assert.Equal(Rows - Late, fit.RowCount);
        AssertSame(Twin(Enumerable.Range(Late, Rows - Late), i => Id(i, 50), X), fit, 50);
    }

    private RemlFit Fit(string format, Func<int, string> group, Func<int, double> x, string[] numbers, string model = "y ~ x + (1 | id)")
    {
        string[][] cells = [["id", "x", "y"], .. Enumerable.Range(0, Rows).Select(i => new[] { group(i), Text(x(i)), Text(Y(i)) })];
        return Model.Parse(model).Bind(TableFormats.Read(folder, format, cells, numbers)).FitReml();
    }

    private static RemlFit Twin(IEnumerable<int> rows, Func<int, string> group, Func<int, double> x) => Model.Parse("y ~ x + (1 | id)").Bind(Table.FromColumns(
        "twin",
        CategoricalColumn.FromTexts("id", rows.Select(i => "n" + group(i))),
        new NumericColumn("x", [.. rows.Select(x)]),
        new NumericColumn("y", [.. rows.Select(Y)]))).FitReml();

    private static void AssertSame(RemlFit twin, RemlFit fit, int groups)
    {
        Assert.Equal(groups, Assert.Single(fit.Model.GroupTerms).Levels.Count);
        Assert.Equal(twin.Criterion, fit.Criterion, 1e-9 * Math.Abs(twin.Criterion));
        Assert.Equal(twin["x"], fit.FixedEffects[1].Estimate, 1e-9);
    }

    private static double Whole(int i) => i * 7 % 10;

    private static double Y(int i) => Math.Round((0.3 * (i % 50 % 7)) + (0.1 * (i * 7 % 10)) + Math.Sin(i * (double)i), 3);

    private static string Id(int i, int groups) => ((i % groups) + 1).ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString(CultureInfo.InvariantCulture);
}
