using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>
/// The rows and columns of a table that a model uses: rows with a missing value are gone, declared factors are categorical, and levels that no
/// row has any more are dropped.
/// </summary>
internal sealed class ModelFrame
{
    private readonly Dictionary<string, Column> columns;

    private ModelFrame(Dictionary<string, Column> columns, int[] rows, RowCounts counts)
    {
        this.columns = columns;
        Rows = rows;
        Counts = counts;
    }

    /// <summary>The kept rows, as indices into the table.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>How many rows were read and used, and which columns cost rows.</summary>
    public RowCounts Counts { get; }

    /// <summary>The column of that name with only the kept rows.</summary>
    public Column this[string name] => columns[name];

    /// <summary>Whether the column is one of the frame's.</summary>
    public bool Contains(string name) => columns.ContainsKey(name);

    /// <summary>Takes the complete rows of some columns.</summary>
    /// <param name="used">The columns, each with its values of all rows.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="chosen">For each row whether it is wanted at all; null when all are.</param>
    public static ModelFrame Create(IReadOnlyList<Column> used, int rowCount, bool[]? chosen = null)
    {
        List<int> kept = new(rowCount);
        int[] missing = new int[used.Count];
        for (int row = 0; row < rowCount; row++)
        {
            if (chosen is not null && !chosen[row])
            {
                continue;
            }

            bool complete = true;
            for (int c = 0; c < used.Count; c++)
            {
                if (used[c].IsMissing(row))
                {
                    missing[c]++;
                    complete = false;
                }
            }

            if (complete)
            {
                kept.Add(row);
            }
        }

        int[] rows = [.. kept];
        RowCounts counts = new(
            rowCount,
            rowCount - (chosen?.Count(wanted => wanted) ?? rowCount),
            rows.Length,
            used.Select((column, c) => new MissingValues(column.Name, missing[c])).Where(entry => entry.Rows > 0).ToEquatableArray());
        Dictionary<string, Column> columns = used.ToDictionary(column => column.Name, column => Take(column, rows, rowCount), StringComparer.Ordinal);
        return new ModelFrame(columns, rows, counts);
    }

    private static Column Take(Column column, int[] rows, int rowCount) => column switch
    {
        NumericColumn numeric when rows.Length == rowCount => numeric,
        NumericColumn numeric => numeric.Take(rows),
        CategoricalColumn categorical => DropUnusedLevels(categorical, rows),
        _ => throw new ArgumentException($"Column '{column.Name}' is of an unknown kind, {column.GetType().Name}.", nameof(column)),
    };

    private static CategoricalColumn DropUnusedLevels(CategoricalColumn column, int[] rows)
    {
        int[] renumbered = new int[column.Levels.Count];
        foreach (int row in rows)
        {
            renumbered[column.Codes[row]] = 1;
        }

        List<string> levels = [];
        for (int level = 0; level < renumbered.Length; level++)
        {
            if (renumbered[level] == 1)
            {
                renumbered[level] = levels.Count;
                levels.Add(column.Levels[level]);
            }
        }

        return new CategoricalColumn(column.Name, levels.ToEquatableArray(), Array.ConvertAll(rows, row => renumbered[column.Codes[row]]));
    }
}

/// <summary>How many rows were read and used.</summary>
/// <param name="Read">Rows of the table.</param>
/// <param name="Excluded">Rows that a <c>where</c> statement leaves out.</param>
/// <param name="Used">Of the others, rows without a missing value in a column that the model uses.</param>
/// <param name="Missing">The columns with missing values; a row may be counted under several columns.</param>
internal sealed record RowCounts(int Read, int Excluded, int Used, EquatableArray<MissingValues> Missing)
{
    /// <summary>Rows left out because of missing values.</summary>
    public int Dropped => Read - Excluded - Used;
}

/// <summary>A column's missing values.</summary>
/// <param name="Column">The column.</param>
/// <param name="Rows">Number of rows in which it is missing.</param>
internal readonly record struct MissingValues(string Column, int Rows);
