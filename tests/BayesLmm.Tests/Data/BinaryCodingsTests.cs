namespace BayesLmm.Tests.Data;

/// <summary>
/// Outcomes of two values, however they are coded and in whatever format, have the fit of 0 and 1; other codings are refused with what to write.
/// </summary>
public sealed class BinaryCodingsTests : IDisposable
{
    private const string Formula = "y ~ x + (1 | g)\nfamily bernoulli\n";
    private const int Rows = 96;

    private readonly ScratchFolder folder = new();

    public static TheoryData<string, string, string, string> Codings
    {
        get
        {
            TheoryData<string, string, string, string> data = [];
            (string No, string Yes, string Statement)[] codings =
            [
                ("-1", "1", "factor y"), ("0", "100", "factor y"), ("1", "2", "factor y"), ("0.5", "1", "factor y"),
                ("no", "yes", ""), ("FALSE", "TRUE", ""), ("F", "T", ""), ("alive", "dead", ""), ("negative", "positive", ""),
            ];
            foreach ((string no, string yes, string statement) in codings)
            {
                foreach (string format in TableFormats.All)
                {
                    data.Add(no, yes, statement, format);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Formats => TableFormats.OneATest;

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Codings))]
    public void Two_values_are_fitted_as_0_and_1(string no, string yes, string statement, string format)
    {
        LaplaceFit fit = Model.Parse(Formula + statement).Bind(Read(format, i => Event(i) ? yes : no)).FitLaplace();
        Assert.Equal(Twin().LogLikelihood, fit.LogLikelihood, 1e-8);
        Assert.Equal(Twin()["x"], fit["x"], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_code_beside_0_and_1_is_refused_and_the_advice_can_be_followed(string format)
    {
        Table table = Read(format, i => IsGap(i) ? "9" : Event(i) ? "1" : "0");
        Diagnostic error = Assert.Single(Assert.Throws<ModelException>(() => Model.Parse(Formula).Bind(table)).Diagnostics);
        Assert.Equal("BL2142", error.Code);
        Assert.Contains("is 9 in data row 6;", error.Message, StringComparison.Ordinal);
        Assert.Contains("All others are 0 and 1. If 9 stands for a missing value, say so: 'data missing \"9\"'", error.Message, StringComparison.Ordinal);

        LaplaceFit fit = Model.Parse("data missing \"9\"\n" + Formula).Bind(table).FitLaplace();
        LaplaceFit without = Model.Parse(Formula).Bind(Read(format, i => IsGap(i) ? "" : Event(i) ? "1" : "0")).FitLaplace();
        Assert.Equal(without.LogLikelihood, fit.LogLikelihood, 1e-8);
        Assert.Equal(without["x"], fit["x"], 1e-6);
    }

    private static bool Event(int i) => Math.Sin(i * i) + (0.2 * X(i)) > 0.6;

    private static bool IsGap(int i) => i % 23 == 5;

    private static double X(int i) => i * 7 % 11 * 0.5;

    private static LaplaceFit Twin() => Model.Parse(Formula).Bind(Table.FromColumns(
        "twin",
        CategoricalColumn.FromTexts("g", Enumerable.Range(0, Rows).Select(i => $"s{i % 12}")),
        new NumericColumn("x", [.. Enumerable.Range(0, Rows).Select(X)]),
        new NumericColumn("y", [.. Enumerable.Range(0, Rows).Select(i => Event(i) ? 1.0 : 0)]))).FitLaplace();

    /// <summary>Numbers are numbers where the format has types.</summary>
    private Table Read(string format, Func<int, string> outcome)
    {
        string[][] cells = [["g", "x", "y"], .. Enumerable.Range(0, Rows)
            .Select(i => new[] { $"s{i % 12}", X(i).ToString(System.Globalization.CultureInfo.InvariantCulture), outcome(i) })];
        return TableFormats.Read(folder, format, cells, char.IsLetter(outcome(0)[0]) ? ["x"] : ["x", "y"]);
    }
}
