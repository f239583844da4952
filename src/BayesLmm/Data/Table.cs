using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using BayesLmm.Data.Columns;
using BayesLmm.Data.Records;

namespace BayesLmm;

/// <summary>An immutable table: columns of one length, by name.</summary>
public sealed class Table
{
    private readonly Dictionary<string, Column> byName = new(StringComparer.Ordinal);

    /// <summary>Makes a table of columns that have one length and different names.</summary>
    /// <param name="name">Its name in messages: a file's path, for example.</param>
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
                    $"Column '{column.Name}' has {column.Length} rows but column '{columns[0].Name}' has {RowCount}; all columns of a table need the same "
                        + "number.",
                    nameof(columns));
            }

            if (!byName.TryAdd(column.Name, column))
            {
                throw new ArgumentException($"Two columns are named '{column.Name}'; give each column its own name.", nameof(columns));
            }
        }
    }

    /// <summary>The table's name in messages.</summary>
    public string Name { get; }

    /// <summary>The columns in their order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The names of all columns of the source, including those that were not read: the candidates for a name that was meant.</summary>
    public IReadOnlyList<string> SourceColumnNames { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The column of that name, if there is one. Names are case-sensitive.</summary>
    public bool TryGetColumn(string name, [NotNullWhen(true)] out Column? column) => byName.TryGetValue(name, out column);

    /// <summary>Makes a table of columns that have one length and different names.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="columns">The columns.</param>
    /// <exception cref="ArgumentException">Two columns share a name, or their lengths differ.</exception>
    public static Table FromColumns(string name, params Column[] columns) => new(name, columns);

    /// <summary>
    /// Makes a table of records: each public property is a column, numeric if it is of a number type (also a nullable one), otherwise
    /// categorical by its text. Null, NaN, the empty text and <c>NA</c> are missing.
    /// </summary>
    /// <typeparam name="T">The record's type; its properties are known before there is a record.</typeparam>
    /// <param name="records">The records; one row each.</param>
    /// <param name="name">The table's name in messages; the type's name if null.</param>
    /// <exception cref="ArgumentException">The type has no public property.</exception>
    public static Table FromRecords<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(IEnumerable<T> records,
        string? name = null)
        where T : notnull
    {
        PropertyInfo[] properties = RecordColumns.PropertiesOf(typeof(T));
        ColumnBuilder[] builders = [.. properties.Select(property => RecordColumns.BuilderFor(property.PropertyType))];
        foreach (T record in records)
        {
            for (int i = 0; i < properties.Length; i++)
            {
                RecordColumns.Add(builders[i], properties[i].GetValue(record));
            }
        }

        return new Table(name ?? typeof(T).Name, [.. builders.Select((builder, i) => builder.ToColumn(properties[i].Name))]);
    }

    /// <summary>
    /// Makes a table of the rows of a data reader, from a database for example, by the rules of <see cref="FromRecords{T}"/>. The reader is read
    /// to its end and not closed.
    /// </summary>
    /// <param name="reader">The reader, before its first row.</param>
    /// <param name="name">The table's name in messages.</param>
    /// <exception cref="ArgumentException">Two columns share a name.</exception>
    public static Table FromReader(IDataReader reader, string name)
    {
        ColumnBuilder[] builders = [.. Enumerable.Range(0, reader.FieldCount).Select(i => RecordColumns.BuilderFor(reader.GetFieldType(i)))];
        while (reader.Read())
        {
            for (int i = 0; i < builders.Length; i++)
            {
                RecordColumns.Add(builders[i], reader.GetValue(i));
            }
        }

        return new Table(name, [.. builders.Select((builder, i) => builder.ToColumn(reader.GetName(i)))]);
    }
}
