using System.Globalization;

namespace BayesLmm.Tests.Data;

/// <summary>The same cells as in <see cref="StrangersTests"/> as TSV, JSON of texts, Parquet of texts and records: the format makes no difference.</summary>
public sealed class StrangersInOtherFormatsTests : IDisposable
{
    private const double Tolerance = 5e-4;

    private readonly ScratchFolder folder = new();

    public static TheoryData<string, string> Formats
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string file in Kinds.Keys)
            {
                foreach (string format in (string[])["tsv", "json", "parquet", "records"])
                {
                    data.Add(file, format);
                }
            }

            return data;
        }
    }

    /// <summary>For each file the columns in their order, a model, a parameter and its value by lme4.</summary>
    private static readonly Dictionary<string, (char Separator, string Formula, string Parameter, double Value, int Rows)> Kinds = new()
    {
        ["decimal_comma_predictor.csv"] = (';', "let amount = y + 0\namount ~ dose + (1 | g)", "dose", 5.636, 14),
        ["dot_predictor.csv"] = (',', "let amount = y + 0\namount ~ dose + (1 | g)", "dose", 3.964, 11),
        ["long_ids.csv"] = (',', "let amount = y + 0\namount ~ 1 + (1 | id)", "sd(id, intercept)", 3.590, 8),
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_strange_cell_is_read_alike_in_every_format(string file, string format)
    {
        (char separator, string formula, string parameter, double value, int rows) = Kinds[file];
        string[][] lines = [.. File.ReadLines(Repository.PathOf("tests", "BayesLmm.Tests", "Data", "Strangers", file)).Select(line => line.Split(separator))];

        RemlFit fit = Model.Parse(formula).Bind(Read(lines[0], lines[1..], format)).FitReml();

        Assert.Equal(value, fit[parameter], Tolerance);
        Assert.Equal(rows, fit.RowCount);
    }

    private Table Read(string[] names, string[][] rows, string format)
    {
        switch (format)
        {
            case "tsv":
                return TableReader.Read(folder.Write("t.tsv", string.Concat(rows.Prepend(names).Select(row => string.Join('\t', row) + "\n"))));
            case "json":
                return TableReader.Read(folder.Write("t.json", "[" + string.Join(",", rows.Select(row =>
                    "{" + string.Join(",", row.Select((cell, i) => $"\"{names[i]}\":\"{cell}\"")) + "}")) + "]"));
            case "parquet":
                string values = string.Join(", ", rows.Select(row => $"({string.Join(", ", row.Select(cell => $"'{cell}'"))})"));
                string path = ParquetFiles.Write(
                    Path.ChangeExtension(folder.Write("t.txt", ""), ".parquet"), $"SELECT * FROM (VALUES {values}) AS t({string.Join(", ", names)})");
                return TableReader.Read(path);
            default:
                int y = Array.IndexOf(names, "y"), x = Array.IndexOf(names, "dose"), group = Array.FindIndex(names, name => name is "g" or "id");
                return x < 0
                    ? Table.FromRecords(rows.Select(row => new Call(row[group], Number(row[y]))))
                    : Table.FromRecords(rows.Select(row => new Dose(row[group], row[x], Number(row[y]))));
        }
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

#pragma warning disable IDE1006, SA1300 // the names are those of the columns
    private sealed record Call(string id, double y);

    private sealed record Dose(string g, string dose, double y);
#pragma warning restore IDE1006, SA1300
}
