using System.Security.Cryptography;
using System.Text;
using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Saved;

/// <summary>The columns of a table with everything that was found out about them, and a hash of what they say.</summary>
internal static class TableFields
{
    private const string OfNumbers = "numbers", OfLevels = "levels";

    /// <summary>Writes a table.</summary>
    public static void Write(FieldWriter fields, Table table)
    {
        fields.Text(table.Name);
        fields.List(table.Columns, column =>
        {
            fields.Text(column.Name);
            if (column is NumericColumn numbers)
            {
                fields.Text(OfNumbers);
                fields.Numbers(numbers.Values);
            }
            else
            {
                CategoricalColumn levels = (CategoricalColumn)column;
                fields.Text(OfLevels);
                fields.List(levels.Levels, fields.Text);
                fields.Codes(levels.Codes);
            }

            WriteOrigin(fields, column.Origin);
        });
    }

    /// <summary>Reads a table.</summary>
    public static Table Read(FieldReader fields)
    {
        string name = fields.Text();
        return new Table(name, fields.List(() => ReadColumn(fields)));
    }

    /// <summary>
    /// The SHA-256 hash of the columns, in the order of their names: of each the name, then for every row the number or the level's text. It is the same for
    /// the same content in a file of another format.
    /// </summary>
    /// <param name="table">The columns that the model uses.</param>
    public static string Hash(Table table)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FieldWriter fields = new(Stream.Null, hash);
        foreach (Column column in table.Columns.OrderBy(column => column.Name, StringComparer.Ordinal))
        {
            fields.Text(column.Name);
            if (column is NumericColumn numbers)
            {
                fields.Text(OfNumbers);
                fields.Numbers([.. numbers.Values.ToArray().Select(value => double.IsNaN(value) ? double.NaN : value + 0.0)]);
                continue;
            }

            CategoricalColumn levels = (CategoricalColumn)column;
            byte[][] texts = [.. levels.Levels.Select(level => SHA256.HashData(Encoding.UTF8.GetBytes(level)))];
            fields.Text(OfLevels);
            fields.Whole(levels.Length);
            foreach (int code in levels.Codes)
            {
                hash.AppendData(code < 0 ? [] : texts[code]);
                fields.Whole(code < 0 ? 0 : 1);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Column ReadColumn(FieldReader fields)
    {
        string name = fields.Text(), kind = fields.Text();
        if (kind == OfNumbers)
        {
            double[] values = fields.Numbers();
            return new NumericColumn(name, values) { Origin = ReadOrigin(fields) };
        }

        EquatableArray<string> levels = fields.List(fields.Text).ToEquatableArray();
        int[] codes = fields.Codes();
        if (kind != OfLevels || Array.Exists(codes, code => code < -1 || code >= levels.Count))
        {
            throw new InvalidDataException($"the column '{name}' is neither numbers nor levels");
        }

        return new CategoricalColumn(name, levels, codes) { Origin = ReadOrigin(fields) };
    }

    private static void WriteOrigin(FieldWriter fields, ColumnOrigin? origin)
    {
        fields.Truth(origin is not null);
        if (origin is null)
        {
            return;
        }

        fields.Truth(origin.IsTyped);
        fields.Whole(origin.Notation.Decimal);
        fields.Whole(origin.Notation.Thousands ?? 0);
        fields.Truth(origin.HasMarks);
        fields.List(origin.Codes, code =>
        {
            fields.Text(code.Text);
            fields.Whole(code.Rows);
            fields.Whole(code.FirstRow);
        });
        fields.Truth(origin.Lines is not null);
        fields.List(origin.Lines?.Offsets ?? [], line =>
        {
            fields.Whole(line.Row);
            fields.Whole(line.Offset);
        });
    }

    private static ColumnOrigin? ReadOrigin(FieldReader fields)
    {
        if (!fields.Truth())
        {
            return null;
        }

        bool isTyped = fields.Truth();
        char mark = (char)fields.Count(), thousands = (char)fields.Count();
        bool hasMarks = fields.Truth();
        EquatableArray<MissingCode> codes = fields.List(() => new MissingCode(fields.Text(), fields.Count(), fields.Count())).ToEquatableArray();
        SourceLines? lines = fields.Truth() ? new SourceLines() : null;
        fields.List(() =>
        {
            int row = fields.Count(), offset = fields.Count();
            lines?.Add(row, row + offset);
            return row;
        });
        return new ColumnOrigin
        {
            IsTyped = isTyped,
            Notation = new NumberNotation(mark, thousands == 0 ? null : thousands),
            HasMarks = hasMarks,
            Codes = codes,
            Lines = lines,
        };
    }
}
