using System.Globalization;
using System.Text;

namespace BayesLmm.Cli.Tests.Fuzz;

/// <summary>Tables that strangers might have: CSV and JSON with broken quotes, separators, line ends, types, rows and bytes.</summary>
internal static class TableTexts
{
    private static readonly string[] Cells =
    [
        "", "NA", "NaN", ".", "-", "NULL", "N/A", "#N/A", "inf", "-inf", "1e300", "-1e300", "1e-320", "1e309", "0", "-0", "007", "1,5", "1.234,5", "12 %",
        "1e5", "12345678901234567890", "9007199254740993", "2001-02-03", "3.2.2001", "true", "\"", "\"\"", "\"a\nb\"", "a\"b", "'", "it's", "#hash", "[1]",
        "=1+1",
        "\0", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u2028", "\u202e", "\ufeff", "\u00a0", "é", "𝒙", "\\", "\\N", "a,b", "a;b", "a\tb", "a|b",
        "<b>", "${x}", new('x', 5000),
    ];

    private static readonly string[] Names =
    [
        "y", "x", "g", "",
        "Y", "a b", "`", "\"q\"\"q\"", "\u2028", "\u001b[0m", "1", "intercept", "sigma", "sd(g)", "w=2", "*", "column0", "\ufeffy", "é", "\0",
    ];

    private static readonly string[] Separators = [",", ",", ",", ";", "\t", "|", " ", ",,", ""];
    private static readonly string[] LineEnds = ["\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n\r", "\u2028", " \n"];

    /// <summary>A table's bytes and the extension of its file.</summary>
    public static (byte[] Bytes, string Extension) Next(Random random)
    {
        bool isJson = random.Next(4) == 0;
        string text = isJson ? Json(random) : Delimited(random);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int changes = random.Next(3) == 0 ? random.Next(1, 6) : 0; changes > 0 && bytes.Length > 0; changes--)
        {
            int place = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes = bytes[..place];
                    break;
                case 2:
                    bytes = [.. bytes[..place], .. "\",\n;{}[]:\0"u8[random.Next(10)..], .. bytes[place..]];
                    break;
                default:
                    bytes = [.. bytes[..place], .. bytes[random.Next(bytes.Length)..]];
                    break;
            }
        }

        string[] extensions = isJson
            ? [".json", ".json", ".jsonl", ".ndjson", ".csv"]
            : [".csv", ".csv", ".csv", ".tsv", ".txt", ".csv.gz", ".parquet", ".json"];
        return (bytes, extensions[random.Next(3) == 0 ? random.Next(extensions.Length) : 0]);
    }

    private static string Delimited(Random random)
    {
        string separator = Separators[random.Next(3) == 0 ? random.Next(Separators.Length) : 0];
        string end = LineEnds[random.Next(3) == 0 ? random.Next(LineEnds.Length) : 0];
        List<string> names = ["y", "x", "g"];
        while (random.Next(3) == 0)
        {
            names.Insert(random.Next(names.Count + 1), Names[random.Next(Names.Length)]);
        }

        int strangers = random.Next(4) == 0 ? 4 : 60;
        StringBuilder text = new(random.Next(10) == 0 ? "\ufeff" : random.Next(20) == 0 ? "sep=;\n" : "");
        text.AppendJoin(separator, names).Append(end);
        for (int row = random.Next(40); row > 0; row--)
        {
            int cells = random.Next(strangers) == 0 ? random.Next(8) : names.Count;
            text.AppendJoin(separator, Enumerable.Range(0, cells).Select(i => Cell(random, i < names.Count ? names[i] : "x", strangers))).Append(end);
        }

        return text.ToString();
    }

    private static string Json(Random random)
    {
        int strangers = random.Next(4) == 0 ? 4 : 60;
        StringBuilder text = new(random.Next(2) == 0 ? "[" : "");
        for (int row = random.Next(1, 30); row > 0; row--)
        {
            text.Append('{').AppendJoin(',', ((string[])["y", "x", "g"]).Select(name => $"\"{name}\": {Value(random, name, strangers)}")).Append('}')
                .Append(text[0] == '[' && row > 1 ? "," : "\n");
        }

        return text[0] == '[' ? text.Append(']').ToString() : text.ToString();
    }

    private static string Value(Random random, string name, int strangers)
    {
        if (random.Next(strangers) > 0)
        {
            return name == "g" ? $"\"{Cell(random, name, int.MaxValue)}\"" : Cell(random, name, int.MaxValue);
        }

        int depth = random.Next(1, 200);
        return random.Next(8) switch
        {
            0 => "null",
            1 => "true",
            2 => new string('[', depth) + new string(']', depth),
            3 => "{\"a\": 1}",
            4 => "1e999",
            5 => "\"\\u0000\\ud800\"",
            6 => Cells[random.Next(Cells.Length)],
            _ => System.Text.Json.JsonSerializer.Serialize(Cells[random.Next(Cells.Length)]),
        };
    }

    private static string Cell(Random random, string name, int strangers) =>
        random.Next(strangers) == 0 ? Cells[random.Next(Cells.Length)]
        : name == "g" ? "abcdef"[random.Next(6)].ToString()
        : (random.NextDouble() * 10).ToString("F2", CultureInfo.InvariantCulture);
}
