using System.Globalization;

namespace BayesLmm.Tests.Data;

/// <summary>
/// Statements on columns whose cells are strange, in every format: the fit is that of rows and numbers that were chosen and computed before. A message about a
/// column must not switch a statement off.
/// </summary>
public sealed class StatementsOnStrangersTests : IDisposable
{
    private const int Rows = 72;

    private readonly ScratchFolder folder = new();

    /// <summary>How z is written, a model, and the rows and the predictor that it means.</summary>
    private static readonly Dictionary<string, (Func<int, string> Z, string Model, Func<int, bool> IsChosen, Func<int, double> X)> Kinds = new()
    {
        ["where with points"] = (i => IsGap(i) ? "." : Text(Z(i)), "where z > 2\ny ~ x + (1 | g)", i => !IsGap(i) && Z(i) > 2, X),
        ["where with NULL"] = (i => IsGap(i) ? "NULL" : Text(Z(i)), "where z > 2 | x > 3\ny ~ x + (1 | g)", i => (!IsGap(i) && Z(i) > 2) || X(i) > 3, X),
        ["where is_missing"] = (i => IsGap(i) ? "#N/A" : Text(Z(i)), "where !is_missing(z)\ny ~ x + (1 | g)", i => !IsGap(i), X),
        ["where with a stated code"] = (i => IsGap(i) ? "-99" : Text(Z(i)), "data missing \"-99\"\nwhere z < 4\ny ~ x + (1 | g)",
            i => !IsGap(i) && Z(i) < 4, X),
        ["where with commas"] = (i => Text(Z(i)).Replace('.', ','), "where z > 2\ny ~ x + (1 | g)", i => Z(i) > 2, X),
        ["where with percent signs"] = (i => Text(Z(i)) + "%", "where z > 2\ny ~ x + (1 | g)", i => Z(i) > 2, X),
        ["let with points"] = (i => IsGap(i) ? "." : Text(Z(i)), "let w = 2 * z\ny ~ w + (1 | g)", i => !IsGap(i), i => 2 * Z(i)),
        ["let with commas and dashes"] = (i => IsGap(i) ? "-" : Text(Z(i)).Replace('.', ','), "let w = z - 1\ny ~ w + (1 | g)", i => !IsGap(i), i => Z(i) - 1),
        ["let is_missing"] = (i => IsGap(i) ? "N/A" : Text(Z(i)), "let w = is_missing(z) * x\ny ~ w + (1 | g)", _ => true, i => IsGap(i) ? X(i) : 0),
        ["let and where"] = (i => IsGap(i) ? "?" : Text(Z(i)), "let w = z + x\nwhere w > 3\nwhere z < 5\ny ~ w + (1 | g)",
            i => !IsGap(i) && Z(i) + X(i) > 3 && Z(i) < 5, i => Z(i) + X(i)),
    };

    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string kind in Kinds.Keys)
            {
                foreach (string format in TableFormats.All)
                {
                    data.Add(kind, format);
                }
            }

            return data;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void A_statement_means_the_numbers_that_the_cells_mean(string kind, string format)
    {
        (Func<int, string> z, string model, Func<int, bool> isChosen, Func<int, double> predictor) = Kinds[kind];
        string[][] cells = [["g", "x", "z", "y"], .. Enumerable.Range(0, Rows).Select(i => new[] { $"s{i % 12}", Text(X(i)), z(i), Text(Y(i)) })];
        RemlFit fit = Model.Parse(model).Bind(TableFormats.Read(folder, format, cells, "x", "y")).FitReml();

        int[] chosen = [.. Enumerable.Range(0, Rows).Where(isChosen)];
        RemlFit expected = Model.Parse("y ~ x + (1 | g)").Bind(Table.FromColumns(
            "plain",
            CategoricalColumn.FromTexts("g", chosen.Select(i => $"s{i % 12}")),
            new NumericColumn("x", [.. chosen.Select(predictor)]),
            new NumericColumn("y", [.. chosen.Select(Y)]))).FitReml();
        Assert.Equal(chosen.Length, fit.RowCount);
        Assert.Equal(expected.Criterion, fit.Criterion, 1e-9 * Math.Abs(expected.Criterion));
        Assert.Equal(expected["x"], fit.FixedEffects[1].Estimate, 1e-9);
    }

    private static bool IsGap(int i) => i % 13 is 3 or 7;

    private static double X(int i) => i * 7 % 11 * 0.5;

    private static double Z(int i) => (i * 5 % 17 * 0.25) + (i % 3);

    private static double Y(int i) => Math.Round((i % 12 * 0.4) + (0.2 * X(i)) + Math.Sin(i * i), 3);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
