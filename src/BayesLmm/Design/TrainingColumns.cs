using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>What the columns were when the model met its data: numbers, or which levels. New rows are read in the same way.</summary>
internal sealed class TrainingColumns
{
    private readonly Dictionary<string, EquatableArray<string>?> available = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EquatableArray<string>?> used = new(StringComparer.Ordinal);

    /// <summary>Remembers columns.</summary>
    /// <param name="available">The table's columns and those that <c>let</c> made, in all rows.</param>
    /// <param name="used">The columns of the model's rows, declared factors as such and with the levels that are left.</param>
    public TrainingColumns(IEnumerable<Column> available, IEnumerable<Column> used)
    {
        foreach (Column column in available)
        {
            this.available[column.Name] = (column as CategoricalColumn)?.Levels;
        }

        foreach (Column column in used)
        {
            this.used[column.Name] = (column as CategoricalColumn)?.Levels;
        }
    }

    /// <summary>No columns.</summary>
    public static TrainingColumns None { get; } = new([], []);

    /// <summary>The levels of a column as it stood in the table, before any <c>factor</c> statement; null when it was numeric or not there.</summary>
    public EquatableArray<string>? LevelsInTable(string column) => available.GetValueOrDefault(column);

    /// <summary>Whether the column was in the table, or made by <c>let</c>.</summary>
    public bool WasAvailable(string column) => available.ContainsKey(column);

    /// <summary>The levels of a column as the formula used it; null when it was numeric.</summary>
    public EquatableArray<string>? LevelsInModel(string column) => used.GetValueOrDefault(column);
}
