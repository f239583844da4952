using System.Globalization;
using BayesLmm.Design;
using BayesLmm.Numerics;

namespace BayesLmm.Models;

/// <summary>The rows of a model's data with the values of a grid's points in place of their own: what means over the data average over.</summary>
internal sealed class DataGrid
{
    private readonly BoundModel model;
    private readonly Table table;
    private readonly int[] rows;

    /// <summary>The rows of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The table that it was bound to.</param>
    /// <exception cref="ArgumentException">The table has fewer rows than the model's data had.</exception>
    public DataGrid(BoundModel model, Table table)
    {
        this.model = model;
        this.table = table;
        rows = [.. model.Design.TableRows];
        if (table.RowCount != model.Rows.Read)
        {
            throw new ArgumentException(
                $"The table has {table.RowCount} rows, and the model's data had {model.Rows.Read}: it is another table.", nameof(table));
        }
    }

    /// <summary>The design of all rows at a point.</summary>
    /// <param name="axes">The grid's axes.</param>
    /// <param name="point">Which point.</param>
    /// <param name="shift">A numeric column and what is added to its values; null for nothing.</param>
    /// <param name="withGroups">Whether the rows' groups are wanted.</param>
    /// <exception cref="ArgumentException">An axis, or the shifted column, is no column of the table.</exception>
    public PredictionDesign DesignAt(IReadOnlyList<GridAxis> axes, int point, (string Column, double By)? shift, bool withGroups)
    {
        foreach (string name in axes.Select(axis => axis.Name).Concat(shift is { } by ? [by.Column] : []).Where(name => !table.TryGetColumn(name, out _)))
        {
            throw new ArgumentException($"'{name}' is no column of the table, so that its values cannot be set row by row; average over the balanced grid.");
        }

        HashSet<string> needed = [.. model.Specification.Columns];
        Column[] columns =
        [
            .. table.Columns.Where(column => needed.Contains(column.Name)).Select(column =>
            {
                int axis = axes.ToList().FindIndex(one => one.Name == column.Name);
                Column own = axis < 0 ? column.Take(rows) : Constant(column, axes[axis], GridAxis.Place(axes, axis, point));
                return shift is { } moved && moved.Column == column.Name ? Moved(own, moved.By) : own;
            }),
        ];
        return PredictionDesignBuilder.Build(model.Specification, model.Design, new Table(table.Name, columns), withGroups);
    }

    /// <summary>
    /// The average over the rows of a design as a combination of the model's coefficients, and the average offset; null where the data do not determine it.
    /// </summary>
    public (double[] Weights, double Offset)? Average(PredictionDesign design)
    {
        if (design.Undetermined.Count > 0)
        {
            return null;
        }

        double[] weights = [.. design.FixedColumns.Select(column => column.Values.Average())];
        model.Design.FixedEffects.Origin?.RowToWritten(weights);
        return (weights, design.Offset?.Average() ?? 0);
    }

    private Column Constant(Column column, GridAxis axis, int value)
    {
        if (axis.Numbers is { } numbers)
        {
            return new NumericColumn(column.Name, [.. Enumerable.Repeat(numbers[value], rows.Length)]);
        }

        return column is NumericColumn && double.TryParse(axis.Levels[value], CultureInfo.InvariantCulture, out double number)
            ? new NumericColumn(column.Name, [.. Enumerable.Repeat(number, rows.Length)])
            : new CategoricalColumn(column.Name, axis.Levels, [.. Enumerable.Repeat(value, rows.Length)]);
    }

    private static NumericColumn Moved(Column column, double by) => column is NumericColumn numeric
        ? new NumericColumn(column.Name, Array.ConvertAll(numeric.Values.ToArray(), value => value + by))
        : throw new ArgumentException($"'{column.Name}' is not numeric, so that the mean has no slope by it.");
}
