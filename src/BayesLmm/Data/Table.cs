using System.Diagnostics.CodeAnalysis;

namespace BayesLmm.Data;

/// <summary>An immutable table: columns of one length, by name.</summary>
public sealed class Table
{
    private readonly Dictionary<string, Column> byName = new(StringComparer.Ordinal);

    /// <summary>Makes a table of columns that have one length and different names.</summary>
    /// <param name="name">What to call it in messages: a file's path, for example.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="sourceColumnNames">The names of all columns of the source, when only some were read; null when <paramref name="columns"/> are all.</param>
    /// <exception cref="ArgumentException">Two columns share a name, or their lengths differ.</exception>
    public Table(string name, IReadOnlyList<Column> columns, IReadOnlyList<string>? sourceColumnNames = null)
    {
        Name = name;
        Columns = [.. columns];
        SourceColumnNames = [.. sourceColumnNames ?? columns.Select(column => column.Name)];
        RowCount = columns.Count == 0 ? 0 : columns[0].Length;
        foreach (Column column in columns)
        {
            if (column.Length != RowCount)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' has {column.Length} rows but column '{columns[0].Name}' has {RowCount}; all columns of a table need the same number.",
                    nameof(columns));
            }

            if (!byName.TryAdd(column.Name, column))
            {
                throw new ArgumentException($"Two columns are named '{column.Name}'; give each column its own name.", nameof(columns));
            }
        }
    }

    /// <summary>What to call the table in messages.</summary>
    public string Name { get; }

    /// <summary>The columns in their order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The names of all columns of the source, those that were not read among them: where to look for the name that was meant.</summary>
    public IReadOnlyList<string> SourceColumnNames { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The column of that name, if there is one. Names are case-sensitive.</summary>
    public bool TryGetColumn(string name, [NotNullWhen(true)] out Column? column) => byName.TryGetValue(name, out column);
}
