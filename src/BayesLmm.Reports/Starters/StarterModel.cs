using BayesLmm.Diagnostics;
using BayesLmm.Language.Printing;

namespace BayesLmm.Reports.Starters;

/// <summary>A first model for a table: guesses, each with its reason.</summary>
/// <param name="DataPath">The data file.</param>
/// <param name="Rows">The rows of the table.</param>
/// <param name="Columns">What the table holds.</param>
/// <param name="Response">The response.</param>
/// <param name="ResponseReason">Why it is the response.</param>
/// <param name="Predictors">The fixed effects.</param>
/// <param name="FactorCodes">Those of them that are whole numbers to be read as factors.</param>
/// <param name="Groups">The grouping factors.</param>
/// <param name="LeftOut">Columns that are not in the model, with the reason.</param>
internal sealed record StarterModel(
    string DataPath,
    int Rows,
    IReadOnlyList<StarterColumn> Columns,
    string Response,
    ResponseReason ResponseReason,
    IReadOnlyList<string> Predictors,
    IReadOnlyList<string> FactorCodes,
    IReadOnlyList<StarterGroup> Groups,
    IReadOnlyList<(string Column, LeftOutReason Reason)> LeftOut)
{
    /// <summary>The family of the response; null for the default.</summary>
    public StarterFamily? Family { get; init; }

    /// <summary>The formula.</summary>
    public string Formula => $"{Written(Response)} ~ "
        + string.Join(" + ", ((string[])["1"]).Concat(Predictors.Select(Written))
            .Concat(Groups.Select(Term).OfType<string>()));

    /// <summary>A group's random term; null for an inner group that the outer one's term <c>(1 | outer/inner)</c> holds.</summary>
    private string? Term(StarterGroup group)
    {
        if (group.StartsAnew && Groups.Any(other => other.Name == group.NestedIn))
        {
            return null;
        }

        StarterGroup? inner = group.StartsAnew ? null : Groups.FirstOrDefault(other => other.StartsAnew && other.NestedIn == group.Name);
        return inner is null ? $"(1 | {group.Written})" : $"(1 | {group.Written}/{ExpressionPrinter.PrintName(inner.Name)})";
    }

    /// <summary>The statements without comments.</summary>
    public string Statements => string.Concat(FactorCodes.Select(name => $"factor {ExpressionPrinter.PrintName(name)}\n")) + Formula + "\n"
        + (Family is null ? "" : Family.Statement + "\n");

    /// <summary>The columns of the model in which values are missing, so that their rows are dropped.</summary>
    public IReadOnlyList<StarterColumn> Incomplete
    {
        get
        {
            HashSet<string> used = [Response, .. Family?.Trials is { } trials ? [trials] : (string[])[], .. Predictors, .. Groups.Select(group => group.Name)];
            return [.. Columns.Where(column => column.Missing > 0 && used.Contains(column.Name))];
        }
    }

    /// <summary>A column as a formula names it: dates as days.</summary>
    public string Written(string column) => Columns.FirstOrDefault(other => other.Name == column)?.Written ?? ExpressionPrinter.PrintName(column);

    /// <summary>What a column is in the model.</summary>
    public ColumnUse UseOf(string column) => column == Response ? ColumnUse.Response
        : column == Family?.Trials ? ColumnUse.Trials
        : Predictors.Contains(column) ? ColumnUse.Predictor
        : Groups.Any(group => group.Name == column) ? ColumnUse.Group
        : ColumnUse.LeftOut;
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Distinct">Number of different values.</param>
/// <param name="Lowest">The lowest number; NaN for text.</param>
/// <param name="Highest">The highest number; NaN for text.</param>
/// <param name="Missing">Rows in which it is missing.</param>
/// <param name="IsCode">Whether its whole numbers look like codes.</param>
internal sealed record StarterColumn(string Name, ColumnKind Kind, int Distinct, double Lowest, double Highest, int Missing, bool IsCode)
{
    /// <summary>The form of its dates, if it has some and they are not written as <c>2020-01-31</c>; otherwise null.</summary>
    public string? DateForm { get; init; }

    /// <summary>What a person has to know about how it was read.</summary>
    public IReadOnlyList<StarterDoubt> Doubts { get; init; } = [];

    /// <summary>The column as a formula names it: dates as days.</summary>
    public string Written => Kind != ColumnKind.Date ? ExpressionPrinter.PrintName(Name)
        : DateForm is null ? $"date({ExpressionPrinter.PrintName(Name)})"
        : $"date({ExpressionPrinter.PrintName(Name)}, {QuotedText.Of(DateForm)})";
}

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Dates.</summary>
    Date,
}

/// <summary>What a column is in a model.</summary>
internal enum ColumnUse
{
    /// <summary>The response.</summary>
    Response,

    /// <summary>A fixed effect.</summary>
    Predictor,

    /// <summary>A grouping factor.</summary>
    Group,

    /// <summary>The numbers of trials of a binomial response.</summary>
    Trials,

    /// <summary>It is not in the model.</summary>
    LeftOut,
}

/// <summary>A grouping factor.</summary>
/// <param name="Name">The column.</param>
/// <param name="Levels">Its levels.</param>
/// <param name="NestedIn">The group within which each of its levels stands, or null.</param>
/// <param name="VaryingWithin">Numeric predictors that vary within its levels, so that their slopes may vary between them.</param>
/// <param name="CombinesWith">A factor whose combinations with it have several rows each, or null.</param>
internal sealed record StarterGroup(string Name, int Levels, string? NestedIn, IReadOnlyList<string> VaryingWithin, string? CombinesWith)
{
    /// <summary>Whether its labels start anew in every level of <see cref="NestedIn"/>, so that a level is a pair of labels.</summary>
    public bool StartsAnew { get; init; }

    /// <summary>The group as a random term names it: <c>Hospital:Patient</c> where labels start anew.</summary>
    public string Written => StartsAnew ? $"{ExpressionPrinter.PrintName(NestedIn!)}:{ExpressionPrinter.PrintName(Name)}" : ExpressionPrinter.PrintName(Name);
}
