using System.Globalization;
using BayesLmm.Reports.Document;

namespace BayesLmm.Reports.Content.Predictions;

/// <summary>The columns of a table beside what was computed for its rows, so that a result can be read without the table.</summary>
/// <param name="table">The table; null for none.</param>
/// <param name="shown">The columns that people see too; programs read all.</param>
internal sealed class TableColumns(Table? table, IReadOnlyCollection<string> shown)
{
    /// <summary>The names of the columns in CSV, in the order of the table.</summary>
    /// <param name="taken">Names that other columns have.</param>
    public IReadOnlyList<string> Fields(IReadOnlyCollection<string> taken) => [.. Columns.Select(column => FieldOf(column, taken))];

    /// <summary>Adds the columns to a table of results.</summary>
    /// <param name="result">The table of results.</param>
    /// <param name="rowOf">The row of an item, from 1.</param>
    /// <param name="taken">Names in CSV that other columns have.</param>
    public TableOf<T> AddTo<T>(TableOf<T> result, Func<T, int> rowOf, IReadOnlyCollection<string> taken)
    {
        foreach (Column column in Columns)
        {
            string? title = shown.Contains(column.Name) ? column.Name : null;
            Align align = column.LevelNames is null ? Align.Decimal : Align.Left;
            result.Add(new ReportColumn(title, FieldOf(column, taken), null, align), item => CellOf(column, rowOf(item) - 1));
        }

        return table is null ? result : result.Data("data", item => Data(rowOf(item) - 1));
    }

    private IEnumerable<Column> Columns => table?.Columns ?? [];

    private static string FieldOf(Column column, IReadOnlyCollection<string> taken) => taken.Contains(column.Name) ? column.Name + "_data" : column.Name;

    private Datum Data(int row) => new Datum.Group([.. Columns.Select(column => new Member(column.Name, CellOf(column, row).Datum))]);

    private static Cell CellOf(Column column, int row) =>
        column.IsMissing(row) ? Cell.None
        : column.LevelNames is not null ? Cell.Words(column.Level(row))
        : column.Number(row) is { } number ? new Cell(number.ToString("G6", CultureInfo.InvariantCulture), number)
        : Cell.None;
}
