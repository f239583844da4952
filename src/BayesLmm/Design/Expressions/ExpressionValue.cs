namespace BayesLmm.Design.Expressions;

/// <summary>The value of an expression in every row.</summary>
internal abstract record ExpressionValue
{
    /// <summary>The value as a column, conditions as a factor with levels FALSE and TRUE; null if it is not a single column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="rowCount">Number of rows.</param>
    public Column? ToColumn(string name, int rowCount) => this switch
    {
        Numbers { IsLogical: true } truths => Categorical(name, truths),
        Numbers numbers => new NumericColumn(name, numbers.Values),
        Scalar scalar => new NumericColumn(name, [.. Enumerable.Repeat(scalar.Value, rowCount)]),
        Levels levels => new CategoricalColumn(name, levels.Column.Levels, levels.Column.Codes.ToArray()),
        _ => null,
    };

    /// <summary>Numbers, or truth values, as levels.</summary>
    public static CategoricalColumn Categorical(string name, Numbers numbers) => numbers.IsLogical
        ? new CategoricalColumn(name, ["FALSE", "TRUE"], Array.ConvertAll(numbers.Values, value => double.IsNaN(value) ? -1 : (int)value))
        : new NumericColumn(name, numbers.Values).ToCategorical();

    /// <summary>A number in every row; NaN where it is missing or not defined.</summary>
    /// <param name="Values">One a row.</param>
    /// <param name="IsLogical">Whether they are truth values: 1, 0, or NaN.</param>
    internal sealed record Numbers(double[] Values, bool IsLogical = false) : ExpressionValue;

    /// <summary>The same number in every row.</summary>
    internal sealed record Scalar(double Value) : ExpressionValue;

    /// <summary>A quoted text.</summary>
    internal sealed record Text(string Value) : ExpressionValue;

    /// <summary>A level in every row.</summary>
    internal sealed record Levels(CategoricalColumn Column) : ExpressionValue;

    /// <summary>Several numbers in every row, with the parts of coefficients' names that distinguish them.</summary>
    internal sealed record Matrix(string[] Names, double[][] Columns) : ExpressionValue;
}
