using BayesLmm.Specification.Formulas;

namespace BayesLmm.Reports.Document;

/// <summary>The content of a report, independent of its format: every format is written from this alone, so that all agree.</summary>
/// <param name="Title">What it is, for a format whose documents have titles.</param>
/// <param name="Sections">What people read, in order; programs read its tables and facts as CSV.</param>
/// <param name="Members">
/// What programs read as nested values, in order: the same tables and facts by the names of their members, and what only programs need.
/// </param>
internal sealed record ReportDocument(string Title, IReadOnlyList<Section> Sections, IReadOnlyList<Member> Members)
{
    /// <summary>The columns that the document always has as CSV, in their order; other columns of its tables follow.</summary>
    public IReadOnlyList<string> CsvFields { get; init; } = TidyFields;

    /// <summary>
    /// The document in a notation of its own, which is its plain text: a model that can be read again, a graph in its statements. Null where plain text is
    /// set from the sections, as in every other format.
    /// </summary>
    public string? Notation { get; init; }

    /// <summary>The columns of a tidy table of estimates, as R's broom.mixed names them, dots replaced.</summary>
    public static IReadOnlyList<string> TidyFields { get; } =
        [Field.Table, Field.Term, Field.Group, Field.Estimate, Field.StandardError, Field.Df, Field.Statistic, Field.PValue, Field.Lower, Field.Upper];
}

/// <summary>A titled part of a document.</summary>
/// <param name="Title">The title.</param>
/// <param name="Blocks">Its parts in order.</param>
internal sealed record Section(string Title, params IReadOnlyList<Block> Blocks)
{
    /// <summary>Whether it changes from run to run: the text on a screen includes it, documents to keep do not.</summary>
    public bool IsOfThisRun { get; init; }

    /// <summary>The chapter that it belongs to, with its neighbours of the same chapter; null for a section by itself.</summary>
    public string? Chapter { get; init; }
}

/// <summary>What programs call the columns of CSV.</summary>
internal static class Field
{
    public const string Table = "table", Term = "term", Group = "group", Estimate = "estimate", StandardError = "std_error", Df = "df";
    public const string DenominatorDf = "den_df";
    public const string Statistic = "statistic", PValue = "p_value", Lower = "conf_low", Upper = "conf_high", AdjustedPValue = "adj_p_value", Share = "share";
}
