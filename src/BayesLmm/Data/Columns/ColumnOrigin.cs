using BayesLmm.Data.Cells;
using BayesLmm.Numerics;

namespace BayesLmm.Data.Columns;

/// <summary>A text that counts as missing in a column of numbers.</summary>
/// <param name="Text">The text.</param>
/// <param name="Rows">The rows that have it.</param>
/// <param name="FirstRow">The first of them, from 0.</param>
internal sealed record MissingCode(string Text, int Rows, int FirstRow);

/// <summary>What was found out about a column when it was read from a file; columns of other sources have none, and their texts are texts.</summary>
internal sealed record ColumnOrigin
{
    /// <summary>Whether the source says that text is text, whatever it looks like.</summary>
    public bool IsTyped { get; init; }

    /// <summary>How numbers were read.</summary>
    public NumberNotation Notation { get; init; } = NumberNotation.Plain;

    /// <summary>Whether a number has a decimal mark, so that another notation would read it otherwise.</summary>
    public bool HasMarks { get; init; }

    /// <summary>What counts as missing besides the empty text and <c>NA</c>.</summary>
    public EquatableArray<MissingCode> Codes { get; init; } = [];

    /// <summary>How a column of numbers writes them; null where the source gives numbers without their texts.</summary>
    public Spellings? Spellings { get; init; }

    /// <summary>The lines of the file; null when it has none.</summary>
    public SourceLines? Lines { get; init; }
}

/// <summary>The line of the file in which each row of a table begins.</summary>
internal sealed class SourceLines
{
    private readonly List<(int Row, int Offset)> offsets = [];

    /// <summary>The rows from which on lines are a number of lines further than rows, with that number.</summary>
    public IReadOnlyList<(int Row, int Offset)> Offsets => offsets;

    /// <summary>Notes the line of a row; rows come in their order.</summary>
    public void Add(int row, int line)
    {
        if (offsets.Count == 0 || offsets[^1].Offset != line - row)
        {
            offsets.Add((row, line - row));
        }
    }

    /// <summary>The line, from 1.</summary>
    /// <param name="row">The row, from 0.</param>
    public int LineOf(int row)
    {
        int place = offsets.FindLastIndex(offset => offset.Row <= row);
        return row + offsets[place].Offset;
    }
}
