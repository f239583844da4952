using System.Text;
using System.Text.Json;
using BayesLmm.Data.Cells;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Files.Formats;

namespace BayesLmm.Data.Files.Json;

/// <summary>One column of a JSON file, as its objects are read.</summary>
internal sealed class JsonColumn(CellBuilder? cells)
{
    private bool hasNumbers, hasTexts, hasWords;
    private int firstNested = -1;

    /// <summary>The row that named the column last.</summary>
    public int LastRow { get; set; } = -1;

    /// <summary>Whether the values have to be read again as text.</summary>
    public bool IsText => cells is not null && (cells.IsText || (hasTexts && !hasNumbers && !cells.HoldsText));

    /// <summary>Adds a number as it is written.</summary>
    public void AddNumber(int row, ReadOnlySpan<byte> number)
    {
        hasNumbers = true;
        cells?.FillTo(row);
        cells?.AddNumber(number);
    }

    /// <summary>The first row in which a column without texts holds a list or an object; negative if there is none.</summary>
    public int FirstNested => hasWords ? -1 : firstNested;

    /// <summary>Adds a list or an object as it is written.</summary>
    public void AddNested(int row, ReadOnlySpan<byte> value)
    {
        firstNested = firstNested < 0 ? row : firstNested;
        AddCell(row, value);
    }

    /// <summary>Adds a text.</summary>
    public void AddText(int row, ReadOnlySpan<byte> text)
    {
        hasWords |= text.Length > 0;
        AddCell(row, text);
    }

    private void AddCell(int row, ReadOnlySpan<byte> text)
    {
        hasTexts |= text.Length > 0;
        cells?.FillTo(row);
        cells?.Add(text);
    }

    /// <summary>The column; null when it is not wanted.</summary>
    public Column? ToColumn(string name, int rows)
    {
        cells?.FillTo(rows);
        return cells?.ToColumn(name, lines: null, isTyped: !(hasNumbers && hasTexts));
    }
}

/// <summary>The columns of a JSON file in the order in which they are first named.</summary>
/// <param name="wanted">The columns wanted, or null for all.</param>
/// <param name="notation">How numbers in quotes are written.</param>
/// <param name="texts">The columns that are text.</param>
internal sealed class JsonColumns(IReadOnlyCollection<string>? wanted, NumberNotation notation, IReadOnlyCollection<string> texts)
{
    private readonly List<(string Name, JsonColumn Column)> columns = [];
    private readonly Dictionary<string, JsonColumn> byName = new(StringComparer.Ordinal);

    /// <summary>The columns that turned out to be text after they had begun as numbers.</summary>
    public IReadOnlyCollection<string> AreText => columns.Where(column => column.Column.IsText).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Refuses lists and objects in columns that are asked for by name, and a file of one object that has its columns as lists, or the table in one of its
    /// fields.
    /// </summary>
    /// <param name="rows">The number of rows.</param>
    /// <exception cref="UnreadableException">There are such values.</exception>
    public void RefuseNested(int rows)
    {
        (string Name, JsonColumn Column)[] used = [.. columns.Where(column => wanted?.Contains(column.Name) ?? true)];
        (string Name, JsonColumn Column)[] nested = [.. (used.Length > 0 ? used : [.. columns]).Where(column => column.Column.FirstNested >= 0)];
        if (rows == 1 && nested.Length > 0 && nested.Length >= used.Length)
        {
            throw new UnreadableException(
                $"it is one object, whose field '{nested[0].Name}' holds a list or an object; a list of objects was expected, one a row.");
        }

        if (wanted is not null && used.Length > 0 && nested is [(string name, JsonColumn column), ..])
        {
            throw new UnreadableException($"column '{name}' holds a list or an object in data row {column.FirstNested + 1}; a cell is one number or one text.");
        }
    }

    /// <summary>The column of the name at which the reader stands.</summary>
    /// <exception cref="SameNameException">The object has named it already.</exception>
    public JsonColumn Find(in Utf8JsonReader reader, int row)
    {
        Span<char> name = reader.ValueSpan.Length <= 256 ? stackalloc char[reader.ValueSpan.Length] : new char[reader.ValueSpan.Length];
        name = name[..reader.CopyString(name)];
        if (!byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out JsonColumn? column))
        {
            string text = name.ToString();
            bool isWanted = wanted is null || wanted.Contains(text);
            column = new JsonColumn(!isWanted ? null : texts.Contains(text) ? CellBuilder.ForText() : new CellBuilder(notation));
            columns.Add((text, column));
            byName.Add(text, column);
        }

        if (column.LastRow == row)
        {
            throw new SameNameException(name.ToString());
        }

        column.LastRow = row;
        return column;
    }

    /// <summary>The table.</summary>
    public Table ToTable(string path, int rows) => new(
        path,
        [.. columns.Select(column => column.Column.ToColumn(column.Name, rows)).OfType<Column>()],
        [.. columns.Select(column => column.Name)]);
}
