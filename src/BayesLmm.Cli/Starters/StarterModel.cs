using BayesLmm.Language.Printing;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Cli.Starters;

/// <summary>A first model for a table: guesses, each with its reason.</summary>
/// <param name="DataPath">The data file.</param>
/// <param name="Columns">What the table holds.</param>
/// <param name="Response">The response.</param>
/// <param name="ResponseReason">Why it is taken for the response; null when the user named it.</param>
/// <param name="Predictors">The fixed effects.</param>
/// <param name="FactorCodes">Those of them that are whole numbers to be read as factors.</param>
/// <param name="Groups">The grouping factors.</param>
/// <param name="LeftOut">Columns that are not in the model, with the reason.</param>
internal sealed record StarterModel(
    string DataPath,
    IReadOnlyList<ColumnProfile> Columns,
    string Response,
    string? ResponseReason,
    IReadOnlyList<string> Predictors,
    IReadOnlyList<string> FactorCodes,
    IReadOnlyList<StarterGroup> Groups,
    IReadOnlyList<(string Column, string Reason)> LeftOut)
{
    /// <summary>The formula.</summary>
    public string Formula => $"{ExpressionPrinter.PrintName(Response)} ~ "
        + string.Join(" + ", ((string[])["1"]).Concat(Predictors.Select(ExpressionPrinter.PrintName))
            .Concat(Groups.Select(group => $"(1 | {ExpressionPrinter.PrintName(group.Name)})")));

    /// <summary>The statements without comments.</summary>
    public string Statements => string.Concat(FactorCodes.Select(name => $"factor {ExpressionPrinter.PrintName(name)}\n")) + Formula + "\n";
}

/// <summary>A grouping factor.</summary>
/// <param name="Name">The column.</param>
/// <param name="Levels">Its levels.</param>
/// <param name="NestedIn">The group within which each of its levels stands, or null.</param>
/// <param name="VaryingWithin">Numeric predictors that vary within its levels, so that their slopes may vary between them.</param>
/// <param name="CombinesWith">A factor whose combinations with it have several rows each, or null.</param>
internal sealed record StarterGroup(string Name, int Levels, string? NestedIn, IReadOnlyList<string> VaryingWithin, string? CombinesWith);
