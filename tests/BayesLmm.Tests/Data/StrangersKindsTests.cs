using System.Globalization;

namespace BayesLmm.Tests.Data;

/// <summary>
/// One small table, its predictor or its groups written in ways that were read wrongly elsewhere, in four formats: the fit is that of the table as it should
/// have been written.
/// </summary>
public sealed class StrangersKindsTests : IDisposable
{
    private static readonly (int G, double X, double Y)[] Rows = [.. Enumerable.Range(0, 60)
        .Select(i => (i % 10, Math.Round(9 * (((i * 37) % 61) / 61.0), 2), Math.Round(5 + Math.Sin(i % 10) + (0.5 * i % 7) + Math.Cos(i * i), 3)))];

    private readonly ScratchFolder folder = new();

    public static TheoryData<string, string> Kinds
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string kind in Writers.Keys)
            {
                foreach (string format in (string[])["csv", "json", "parquet", "records"])
                {
                    data.Add(kind, format);
                }
            }

            return data;
        }
    }

    /// <summary>How a row is written, and whether the rows of 7 and 20 are missing.</summary>
    private static readonly Dictionary<string, (Func<int, string> G, Func<int, string> X, bool HasGaps)> Writers = new()
    {
        ["percent signs"] = (Name, i => Plain(Rows[i].X) + "%", false),
        ["dollars"] = (Name, i => "$" + Plain(Rows[i].X), false),
        ["euros with commas"] = (Name, i => Comma(Rows[i].X) + " €", false),
        ["decimal commas"] = (Name, i => Comma(Rows[i].X), false),
        ["exponents"] = (Name, i => Rows[i].X.ToString("0.00E+00", CultureInfo.InvariantCulture), false),
        ["not available, as Excel has it"] = (Name, i => i is 7 or 20 ? "#N/A" : Plain(Rows[i].X), true),
        ["points for missing"] = (Name, i => i is 7 or 20 ? "." : Plain(Rows[i].X), true),
        ["stars and NULL for missing"] = (Name, i => i == 7 ? "*" : i == 20 ? "NULL" : Plain(Rows[i].X), true),
        ["blanks around numbers"] = (Name, i => $" {Plain(Rows[i].X)} ", false),
        ["leading zeros in groups"] = (i => Rows[i].G < 5 ? $"{Rows[i].G + 1}" : $"0{Rows[i].G - 4}", i => Plain(Rows[i].X) + "%", false),
        ["groups of 19 digits"] = (i => $"123456789012345678{Rows[i].G}", i => Plain(Rows[i].X) + "%", false),
        ["raised points"] = (Name, i => Plain(Rows[i].X).Replace('.', '\u00b7'), false),
        ["full-width digits"] = (Name, i => InScript(i, 0xff10, '\uff0e'), false),
        ["Arabic digits"] = (Name, i => InScript(i, 0x660, '\u066b'), false),
        ["Fortran's exponents"] = (Name, i => Rows[i].X.ToString("0.000E+00", CultureInfo.InvariantCulture).Replace('E', 'D'), false),
        ["codes with points in groups"] = (i => $"v1.{Rows[i].G + 1}", i => Plain(Rows[i].X) + "%", false),
        ["identifiers with .0 behind"] = (i => $"900719925474099{Rows[i].G}.0", i => Plain(Rows[i].X) + "%", false),
        ["groups of 40 digits"] = (i => $"{new string('7', 39)}{Rows[i].G}", i => Plain(Rows[i].X) + "%", false),
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_table_is_read_as_it_was_meant(string kind, string format)
    {
        (Func<int, string> g, Func<int, string> x, bool hasGaps) = Writers[kind];
        int[] kept = [.. Enumerable.Range(0, Rows.Length).Where(i => !hasGaps || i is not (7 or 20))];
        RemlFit expected = Model.Parse("y ~ x + (1 | g)").Bind(Table.FromColumns(
            "plain",
            new NumericColumn("x", [.. kept.Select(i => Rows[i].X)]),
            new NumericColumn("y", [.. kept.Select(i => Rows[i].Y)]),
            CategoricalColumn.FromTexts("g", kept.Select(Name)))).FitReml();

        // Texts of plain numbers stay texts in typed formats until arithmetic asks for numbers.
        string[] plain = ["blanks around numbers", "exponents", "raised points", "full-width digits", "Arabic digits", "Fortran's exponents"];
        string formula = plain.Contains(kind) ? "let number = x + 0\ny ~ number + (1 | g)" : "y ~ x + (1 | g)";
        RemlFit fit = Model.Parse(formula).Bind(Read(g, x, format)).FitReml();

        Assert.Equal(kept.Length, fit.RowCount);
        Assert.Equal(10, Assert.Single(fit.Model.GroupTerms).Levels.Count);
        Assert.Equal(expected.Criterion, fit.Criterion, 1e-9);
        Assert.Equal(expected["x"], fit.FixedEffects[1].Estimate, 1e-9);
    }

    public static TheoryData<string, string> MissingResponses
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string code in (string[])["NULL", "N/A", "#NUM!", ".", "None", "\\N", "-"])
            {
                foreach (string format in TableFormats.All)
                {
                    data.Add(code, format);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(MissingResponses))]
    public void A_code_in_the_response_is_missing_and_said_with_its_row(string code, string format)
    {
        string[][] cells = [["g", "x", "y"], .. Enumerable.Range(0, 60)
            .Select(i => new[] { Name(i), Plain(Rows[i].X), i is 7 or 20 ? code : Plain(Rows[i].Y) })];
        RemlFit fit = Model.Parse("y ~ x + (1 | g)").Bind(TableFormats.Read(folder, format, cells, "x")).FitReml();
        int[] kept = [.. Enumerable.Range(0, Rows.Length).Where(i => i is not (7 or 20))];
        RemlFit expected = Model.Parse("y ~ x + (1 | g)").Bind(Table.FromColumns(
            "plain",
            new NumericColumn("x", [.. kept.Select(i => Rows[i].X)]),
            new NumericColumn("y", [.. kept.Select(i => Rows[i].Y)]),
            CategoricalColumn.FromTexts("g", kept.Select(Name)))).FitReml();

        Assert.Equal(58, fit.RowCount);
        Assert.Equal(expected.Criterion, fit.Criterion, 1e-9);
        Assert.Equal(expected["x"], fit["x"], 1e-9);
        string said = Assert.Single(fit.Model.Warnings, warning => warning.Code == "BL2111").Message;
        Assert.Contains($"'{code}' counts as missing in column 'y': 2 rows, the first is data row 8", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Decimals_that_come_late_in_a_column_that_began_with_blanks_are_kept()
    {
        string Cell(int i) => i < 22000 ? "" : i < 27000 ? $"{i * 7 % 10}" : Plain((i * 7 % 10) + 0.25);
        string rows = string.Concat(Enumerable.Range(0, 30000).Select(i => $"{i % 50},{Cell(i)},{Plain(Math.Round(Math.Sin(i), 3))}\n"));
        Table table = TableReader.Read(folder.Write("late.csv", "id,x,y\n" + rows));
        NumericColumn x = Assert.IsType<NumericColumn>(Assert.Single(table.Columns, column => column.Name == "x"));
        Assert.All(Enumerable.Range(0, 30000), i => Assert.Equal(i < 22000 ? double.NaN : (i * 7 % 10) + (i < 27000 ? 0 : 0.25), x.Values[i]));
    }

    [Theory]
    [InlineData("broken")]
    [InlineData("<0.5")]
    [InlineData("1.5.2")]
    [InlineData("--1")]
    public void A_stray_text_in_the_last_row_is_refused_with_value_and_row(string stray)
    {
        string rows = string.Concat(Enumerable.Range(0, 30000).Select(i => $"{i % 50},{(i == 29999 ? stray : $"{i % 9}")},{i % 7}\n"));
        Table table = TableReader.Read(folder.Write("stray.csv", "id,x,y\n" + rows));
        Diagnostic error = Assert.Single(Assert.Throws<ModelException>(() => Model.Parse("y ~ x + (1 | id)").Bind(table)).Diagnostics);
        Assert.Equal("BL2081", error.Code);
        Assert.Contains($"'{stray}' in data row 30000 (line 30001)", error.Message, StringComparison.Ordinal);
    }

    private static string Name(int i) => "g" + Rows[i].G;

    private static string Plain(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of a row in digits that begin at a place of Unicode, with a mark.</summary>
    private static string InScript(int row, int zero, char mark) =>
        string.Concat(Plain(Rows[row].X).Select(sign => sign == '.' ? mark : (char)(zero + (sign - '0'))));

    private static string Comma(double value) => Plain(value).Replace('.', ',');

    private Table Read(Func<int, string> g, Func<int, string> x, string format)
    {
        int[] all = [.. Enumerable.Range(0, Rows.Length)];
        return format switch
        {
            "csv" => TableReader.Read(folder.Write("t.csv", "g;x;y\n" + string.Concat(all.Select(i => $"{g(i)};{x(i)};{Plain(Rows[i].Y)}\n")))),
            "json" => TableReader.Read(folder.Write(
                "t.json", "[" + string.Join(",", all.Select(i => $"{{\"g\":\"{g(i)}\",\"x\":\"{x(i)}\",\"y\":{Plain(Rows[i].Y)}}}")) + "]")),
            "parquet" => TableReader.Read(ParquetFiles.Write(
                Path.ChangeExtension(folder.Write("t.txt", ""), ".parquet"),
                $"SELECT * FROM (VALUES {string.Join(", ", all.Select(i => $"('{g(i)}', '{x(i)}', {Plain(Rows[i].Y)}::DOUBLE)"))}) AS t(g, x, y)")),
            _ => Table.FromRecords(all.Select(i => new Cells(g(i), x(i), Rows[i].Y))),
        };
    }

#pragma warning disable IDE1006, SA1300 // the names are those of the columns
    private sealed record Cells(string g, string x, double y);
#pragma warning restore IDE1006, SA1300
}
