namespace BayesLmm.Cli.Reports.Documents;

/// <summary>What a command has to say, before it is decided how: every format but JSON is rendered from this, so that they agree.</summary>
/// <param name="CsvFields">The columns that the document has as CSV in any case, in their order; those of its tables that are not among them follow.</param>
/// <param name="Sections">The sections, in order.</param>
internal sealed record Document(IReadOnlyList<string> CsvFields, IReadOnlyList<Section> Sections)
{
    /// <summary>The columns of a tidy table of estimates, as R's broom.mixed names them, dots replaced.</summary>
    public static IReadOnlyList<string> TidyFields { get; } =
        [Field.Table, Field.Term, Field.Group, Field.Estimate, Field.StandardError, Field.Df, Field.Statistic, Field.PValue, Field.Lower, Field.Upper];
}

/// <summary>A titled part of a document.</summary>
/// <param name="Title">The title.</param>
/// <param name="Blocks">Sentences, facts and tables in order.</param>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks);

/// <summary>A part of a section.</summary>
internal abstract record Block;

/// <summary>Sentences.</summary>
/// <param name="Text">The sentences.</param>
internal sealed record Prose(string Text) : Block
{
    /// <summary>Whether it stays on one line however long that is.</summary>
    public bool IsOneLine { get; init; }
}

/// <summary>A formula, which is set as code where a format can.</summary>
/// <param name="Text">The formula.</param>
internal sealed record Formula(string Text) : Block;

/// <summary>Single numbers with their names, on a line.</summary>
/// <param name="Table">What the table of these facts is called in CSV.</param>
/// <param name="Items">The facts.</param>
internal sealed record Facts(string Table, IReadOnlyList<Fact> Items) : Block
{
    /// <summary>Those that people see, in words.</summary>
    public string Words => string.Join(", ", Items.Select(fact => fact.Words).Where(words => words.Length > 0));
}

/// <summary>A single number.</summary>
/// <param name="Label">What people call it; empty for one that is for programs only.</param>
/// <param name="Term">What programs call it.</param>
/// <param name="Value">The number.</param>
internal sealed record Fact(string Label, string Term, Cell Value)
{
    /// <summary>In words; empty when there is nothing for people.</summary>
    public string Words => Label.Length == 0 || Value.Text.Length == 0 ? "" : $"{Label} {Value.Text}";
}

/// <summary>A table.</summary>
/// <param name="Name">What programs call it.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, a cell for each column.</param>
internal sealed record ReportTable(string Name, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<Cell[]> Rows) : Block
{
    /// <summary>Whether it is for people only, because another table has the same for programs.</summary>
    public bool IsForPeopleOnly { get; init; }

    /// <summary>The columns that people see: those with a title in which some row has something to say.</summary>
    public IReadOnlyList<int> Shown { get; } =
        [.. Enumerable.Range(0, Columns.Count).Where(c => Columns[c].Title.Length > 0 && Rows.Any(row => row[c].Text.Length > 0))];
}

/// <summary>A column of a table.</summary>
/// <param name="Title">What people call it; empty for one that is for programs only.</param>
/// <param name="Field">What programs call it, in CSV.</param>
/// <param name="IsNumber">Whether it holds numbers.</param>
internal sealed record ReportColumn(string Title, string Field, bool IsNumber)
{
    /// <summary>A column of words.</summary>
    public static ReportColumn Words(string title, string field) => new(title, field, false);

    /// <summary>A column of numbers.</summary>
    public static ReportColumn Numbers(string title, string field) => new(title, field, true);
}

/// <summary>What programs call the columns of CSV.</summary>
internal static class Field
{
    public const string Table = "table", Term = "term", Group = "group", Estimate = "estimate", StandardError = "std_error", Df = "df", DenominatorDf = "den_df";
    public const string Statistic = "statistic", PValue = "p_value", Lower = "conf_low", Upper = "conf_high", AdjustedPValue = "adj_p_value", Share = "share";
}
