using System.Text;
using System.Text.Json;
using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Files.Formats;

namespace BayesLmm.Data.Files.Json;

/// <summary>
/// Reads JSON: a list of objects, or objects one after another. Numbers are read from their digits as in a delimited file; a column that has numbers and texts
/// is read as the cells of a delimited file are, and one that has texts only is text.
/// </summary>
internal static class JsonFile
{
    private const int DeepestNesting = 64;

    /// <summary>Reads the file; also returns its number of rows.</summary>
    /// <param name="path">The file, a path as it stands.</param>
    /// <param name="wanted">The columns wanted, or null for all.</param>
    /// <param name="notation">How numbers in quotes are written.</param>
    /// <exception cref="UnreadableException">It is not JSON, or holds something other than objects.</exception>
    /// <exception cref="EncodingException">The file is not in UTF-8.</exception>
    /// <exception cref="SameNameException">An object has a name twice.</exception>
    public static (Table Table, int Rows) Read(string path, IReadOnlyCollection<string>? wanted, NumberNotation notation)
    {
        byte[] bytes = Load(path);
        JsonColumns columns = new(wanted, notation, []);
        int rows = ReadRows(bytes, columns);
        columns.RefuseNested(rows);
        if (columns.AreText.Count > 0)
        {
            columns = new JsonColumns(wanted, notation, columns.AreText);
            ReadRows(bytes, columns);
        }

        return (columns.ToTable(path, rows), rows);
    }

    private static byte[] Load(string path)
    {
        if (new FileInfo(path).Length > Array.MaxLength)
        {
            throw new UnreadableException("it is larger than 2 GB; write it as Parquet or CSV.");
        }

        byte[] bytes = File.ReadAllBytes(path);
        EncodingException.ThrowIfUtf16(bytes);
        JsonNumbers.Complete(bytes);
        return bytes;
    }

    /// <summary>Reads all objects; returns their number.</summary>
    private static int ReadRows(byte[] bytes, JsonColumns columns)
    {
        int start = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0, row = 0;
        JsonReaderOptions options = new() { AllowMultipleValues = true, AllowTrailingCommas = true, MaxDepth = DeepestNesting };
        Utf8JsonReader reader = new(bytes.AsSpan(start), options);
        try
        {
            bool isInList = false;
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartArray when !isInList:
                        isInList = true;
                        break;
                    case JsonTokenType.EndArray:
                        isInList = false;
                        break;
                    case JsonTokenType.StartObject:
                        ReadObject(ref reader, bytes.AsSpan(start), columns, row++);
                        break;
                    default:
                        throw new UnreadableException("a list of objects was expected, or an object a line, with the columns' names in each.");
                }
            }
        }
        catch (JsonException exception)
        {
            throw new UnreadableException($"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}: {Reason(reader)}.");
        }
        catch (InvalidOperationException)
        {
            // A name or a text with bytes that are not UTF-8, or half of a surrogate pair.
            throw new EncodingException("not in UTF-8");
        }

        return row;
    }

    private static string Reason(in Utf8JsonReader reader) =>
        reader.CurrentDepth >= DeepestNesting - 1 ? $"values are nested deeper than {DeepestNesting} levels" : "this is not JSON";

    private static void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, JsonColumns columns, int row)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            JsonColumn column = columns.Find(reader, row);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.Null:
                    break;
                case JsonTokenType.Number:
                    column.AddNumber(row, reader.ValueSpan);
                    break;
                case JsonTokenType.String when !reader.ValueIsEscaped:
                    column.AddText(row, reader.ValueSpan);
                    break;
                case JsonTokenType.String:
                    column.AddText(row, Encoding.UTF8.GetBytes(reader.GetString()!));
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    column.AddText(row, reader.TokenType == JsonTokenType.True ? "true"u8 : "false"u8);
                    break;
                default:
                    int begin = (int)reader.TokenStartIndex;
                    reader.Skip();
                    column.AddNested(row, bytes[begin..(int)reader.BytesConsumed]);
                    break;
            }
        }
    }
}
