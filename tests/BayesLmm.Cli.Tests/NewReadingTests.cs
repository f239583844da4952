using System.Globalization;

namespace BayesLmm.Cli.Tests;

/// <summary><c>blmm new</c> reads a table as <c>blmm reml</c> does, and says what a person has to know.</summary>
public sealed class NewReadingTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    /// <summary>Cells of y and x for a row, the formula, and a sentence of the text.</summary>
    public static TheoryData<string, string, string, string> Columns => new()
    {
        { "{0:0.00}c", "{1:0.00}c", "y ~ 1 + x + (1 | g)", "# x: text that was read as numbers: '" },
        { "\"{2:N2}\"", "{1:0.00}", "y ~ 1 + x + (1 | g)", "# y: text that was read as numbers: '" },
        { "{0:0.00}%", "{1:0}", "y ~ 1 + x + (1 | g)", "# y: text that was read as numbers: '" },
        { "{0:0.00}", "2021-03-{3:00}", "y ~ 1 + date(x) + (1 | g)", "#   x  dates, 5 different" },
        { "{0:0.00}", "3/{3:0}/2021", "y ~ 1 + date(x, \"M/d/yyyy\") + (1 | g)", "to let slopes differ between them: (1 + date(x, \"M/d/yyyy\") | g)." },
        { "{0:0.00}", "{3:0}.3.21", "y ~ 1 + date(x, \"d.M.yy\") + (1 | g)", "#   x  dates, 5 different" },
        { "{0:0.00}", "{3:0} March 2021", "y ~ 1 + date(x, \"d MMMM yyyy\") + (1 | g)", "#   x  dates, 5 different" },
        { "{0:0.00}", "0{1:0}/03/2021", "y ~ 1 + (1 | g)", "it holds dates such as '01/03/2021', whose days and months cannot be told apart." },
        { "{0:0.00}", "0{1:0}:{3:00}", "y ~ 1 + (1 | g)", "# x is left out: it holds times such as '01:15'." },
        { "{0:0.00}", "1,{3:000}", "y ~ 1 + (1 | g)", "# x is left out: '1,015' may have a decimal mark or a separator of thousands;" },
        { "{0:0.00}", "", "y ~ 1 + (1 | g)", "# x is left out: it has no values." },
        { "{0:0.00}", "7", "y ~ 1 + (1 | g)", "# x is left out: its values are all equal." },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_column_is_read_as_a_fit_reads_it(string y, string x, string formula, string sentence)
    {
        string data = Write("t.csv", ';', row => (Cell(y, row), Cell(x, row)));
        CliResult result = Cli.Run("new", data);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains($"\n\n{formula}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(sentence, result.Output, StringComparison.Ordinal);
        BoundModel bound = Model.Parse(result.Output).Bind(TableReader.Read(data));
        Assert.All(bound.FitReml().FixedEffects, effect => Assert.True(double.IsFinite(effect.Estimate)));
    }

    [Fact]
    public void A_stranger_among_numbers_leaves_the_column_out() => Assert.Contains(
        "# x is left out: it holds numbers or dates, but also 'high'.",
        Cli.Run("new", Write("t.csv", ',', row => (Cell("{0:0.00}", row), row == 7 ? "high" : Cell("{1:0.0}", row)))).Output,
        StringComparison.Ordinal);

    [Fact]
    public void Labels_such_as_14b_among_numbers_may_be_groups() => Assert.Contains(
        "\n\ny ~ 1 + (1 | plant)\n",
        Cli.Run("new", folder.Write("t.csv", "y,plant\n" + string.Concat(Enumerable.Range(0, 40).Select(row =>
            Cell("{0:0.00}", row) + (row / 5 == 3 ? ",14b\n" : $",{11 + (row / 5)}\n"))))).Output,
        StringComparison.Ordinal);

    [Fact]
    public void Numbers_and_levels_that_stand_for_missing_values_are_said()
    {
        string output = Cli.Run("new", Write("t.csv", ',', row =>
            (row == 9 ? "-99" : Cell("{0:0.00}", row), row is 3 or 4 ? "." : Cell("{1:0.0}", row)))).Output;

        Assert.Contains(
            "# y: '-99' (1 row) often stands for a missing value. If it does, add 'missing \"-99\"' to the 'data' statement.\n", output,
            StringComparison.Ordinal);
        Assert.Contains("# x: '.' counts as missing (2 rows).\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_that_look_alike_are_said() => Assert.Contains(
        "# x: the levels 'A' and 'A ' differ only in blanks or capitals; if they should be one, write them alike in the table.\n",
        Cli.Run("new", Write("t.csv", ',', row => (Cell("{0:0.00}", row), row == 5 ? "A " : row % 2 == 0 ? "A" : "B"))).Output,
        StringComparison.Ordinal);

    [Fact]
    public void Text_of_numbers_is_a_response_if_it_is_named()
    {
        string data = folder.Write("t.json", "[" + string.Join(",", Enumerable.Range(0, 20).Select(row =>
            $"{{\"y\":\"{Cell("{0:0.00}", row)}\",\"g\":\"s{row / 4}\"}}")) + "]");
        CliResult result = Cli.Run("new", data, "--response", "y");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("\n\ny ~ 1 + (1 | g)\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_response_the_reason_of_each_column_is_said()
    {
        CliResult result = Cli.Run("new", folder.Write("t.csv", "y,x,g\n" + string.Concat(Enumerable.Range(0, 8).Select(row => $"3,{row},{"ab"[row % 2]}\n"))));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "y (its values are all equal), x (it numbers the rows), g (it holds text). To explain a column all the same, name it: --response x", result.Error,
            StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string Write(string name, char separator, Func<int, (string Y, string X)> cells) => folder.Write(
        name,
        string.Join(separator, "y", "x", "g") + "\n" + string.Concat(Enumerable.Range(0, 60).Select(row =>
            string.Join(separator, cells(row).Y, cells(row).X, $"s{row / 5}") + "\n")));

    /// <summary>A cell by its form: 0 a response, 1 a number from 1 to 5, 2 thousands, 3 days from 15; a c at the end asks for a decimal comma.</summary>
    private static string Cell(string form, int row)
    {
        double y = 10 + (row / 5 % 4) + (0.5 * (row % 5)) + (0.01 * (row * 37 % 29));
        string cell = string.Format(CultureInfo.InvariantCulture, form, y, 1 + (row % 5), 1234.56 * y, 15 + (2 * (row % 5)));
        return cell.EndsWith('c') ? cell[..^1].Replace('.', ',') : cell;
    }
}
