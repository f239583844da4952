namespace BayesLmm.Reports.Document;

/// <summary>How a column of a table is aligned.</summary>
internal enum Align
{
    /// <summary>At the left.</summary>
    Left,

    /// <summary>At the right.</summary>
    Right,

    /// <summary>Numbers, at the decimal point.</summary>
    Decimal,
}

/// <summary>A table.</summary>
/// <param name="Name">What programs call it.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, a cell for each column.</param>
internal sealed record ReportTable(string Name, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<Cell[]> Rows) : Block
{
    /// <summary>Whether it is for people only, because another table holds the same for programs.</summary>
    public bool IsForPeopleOnly { get; init; }

    /// <summary>Whether it is for programs only.</summary>
    public bool IsForProgramsOnly { get; } = Columns.All(column => column.Title is null);

    /// <summary>Whether it completes the sentence before it.</summary>
    public bool IsPartOfSentence { get; init; }

    /// <summary>The columns that people see: those with a title and at least one non-empty cell.</summary>
    public IReadOnlyList<int> Shown { get; } =
        [.. Enumerable.Range(0, Columns.Count).Where(c => Columns[c].Title is not null && Rows.Any(row => row[c].Text.Length > 0))];

    /// <summary>The same for programs only.</summary>
    public ReportTable ForPrograms() => new(Name, [.. Columns.Select(column => column with { Title = null })], Rows);

    /// <summary>The rows as programs read them by the names of members: all columns that have one, or some in another order.</summary>
    /// <param name="names">The names; none for all.</param>
    public Datum Records(params IReadOnlyList<string> names)
    {
        int[] places = names.Count == 0
            ? [.. Enumerable.Range(0, Columns.Count).Where(c => Columns[c].Member is not null)]
            : [.. names.Select(name => Enumerable.Range(0, Columns.Count).First(c => Columns[c].Member == name))];
        return Datum.ListOf(Rows, row => places.Select(c => new Member(Columns[c].Member!, row[c].Datum)));
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Title">The title for people; null if it is for programs only.</param>
/// <param name="Field">The name in CSV; null if it is not in CSV.</param>
/// <param name="Member">The name among nested values; null if it is not among them.</param>
/// <param name="Align">How it is aligned.</param>
internal sealed record ReportColumn(string? Title, string? Field, string? Member, Align Align)
{
    /// <summary>Whether it is understood without its title, which plain text leaves out.</summary>
    public bool IsSelfEvident { get; init; }

    /// <summary>The heading that this column shares with its neighbours; null for a column by itself.</summary>
    public string? Group { get; init; }

    /// <summary>Where a table is too wide it is broken between columns of different parts; those of part 0 are repeated.</summary>
    public int Part { get; init; }

    /// <summary>Whether it holds numbers.</summary>
    public bool IsNumber => Align != Align.Left;

    /// <summary>The title where columns are not grouped.</summary>
    public string FullTitle => Group is null ? Title ?? "" : $"{Group}: {Title}";
}
