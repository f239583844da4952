using BayesLmm.Data.Cells;
using BayesLmm.Language.Syntax;

namespace BayesLmm.Data.Readings;

/// <summary>How the <c>data</c> statement says that a table is written.</summary>
/// <param name="Notation">How its numbers are written; null where the statement leaves it open.</param>
/// <param name="Missing">What counts as missing besides the empty text and <c>NA</c>.</param>
/// <param name="IsStated">Whether the model has a <c>data</c> statement, to which more can be added.</param>
internal sealed record DataConventions(NumberNotation? Notation, IReadOnlySet<string> Missing, bool IsStated)
{
    /// <summary>How numbers of a text file are read.</summary>
    public NumberNotation NotationToRead => Notation ?? NumberNotation.Plain;

    /// <summary>The conventions of a model.</summary>
    public static DataConventions Of(Model model)
    {
        DataStatement? statement = model.Steps.Table;
        char? mark = statement?.Decimal?.Text[0], thousands = statement?.Thousands?.Text[0];
        NumberNotation? notation = (mark, thousands) switch
        {
            (null, null) => null,
            (null, '.') => new NumberNotation(',', '.'),
            _ => new NumberNotation(mark ?? '.', thousands),
        };
        return new DataConventions(notation, (statement?.Missing ?? []).Select(code => code.Text).ToHashSet(StringComparer.Ordinal), statement is not null);
    }
}
