namespace BayesLmm.Reports.Document;

/// <summary>Makes a table of items column by column: each column defines once its names for people and for programs, and its value of an item.</summary>
/// <param name="name">What programs call the table.</param>
/// <param name="items">The items of the rows.</param>
internal sealed class TableOf<T>(string name, IEnumerable<T> items)
{
    private readonly T[] items = [.. items];
    private readonly List<ReportColumn> columns = [];
    private readonly List<Func<T, Cell>> cells = [];

    /// <summary>Whether the table is for people only.</summary>
    public bool IsForPeopleOnly { get; init; }

    /// <summary>Whether the table completes the sentence before it.</summary>
    public bool IsPartOfSentence { get; init; }

    /// <summary>A column of words.</summary>
    public TableOf<T> Words(string? title, string? field, string? member, Func<T, string?> words) =>
        Add(new ReportColumn(title, field, member, Align.Left), item => Cell.Words(words(item)));

    /// <summary>A column of words that needs no title in plain text.</summary>
    public TableOf<T> Plain(string? title, string? field, string? member, Func<T, Cell> cell) =>
        Add(new ReportColumn(title, field, member, Align.Left) { IsSelfEvident = true }, cell);

    /// <summary>A column of numbers.</summary>
    public TableOf<T> Numbers(string? title, string? field, string? member, Func<T, Cell> cell, Align align = Align.Decimal) =>
        Add(new ReportColumn(title, field, member, align), cell);

    /// <summary>Values that programs alone read, by the name of a member.</summary>
    public TableOf<T> Data(string member, Func<T, Datum> datum) => Add(new ReportColumn(null, null, member, Align.Left), item => Cell.Data(datum(item)));

    /// <summary>Any column.</summary>
    public TableOf<T> Add(ReportColumn column, Func<T, Cell> cell)
    {
        columns.Add(column);
        cells.Add(cell);
        return this;
    }

    /// <summary>The table.</summary>
    public ReportTable Build() => new(name, columns, [.. items.Select(item => cells.ConvertAll(cell => cell(item)).ToArray())])
    {
        IsForPeopleOnly = IsForPeopleOnly,
        IsPartOfSentence = IsPartOfSentence,
    };
}

/// <summary>Begins tables whose item type the compiler infers.</summary>
internal static class TableOf
{
    /// <summary>A table of items.</summary>
    public static TableOf<T> Items<T>(string name, IEnumerable<T> items) => new(name, items);
}
