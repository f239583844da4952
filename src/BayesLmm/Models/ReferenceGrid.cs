using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Expressions;
using BayesLmm.Numerics;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Models;

/// <summary>
/// The balanced grid of a model's predictors: some factors at each of their levels and some numeric columns at given values, the other factors averaged with
/// equal weights, the other numeric columns at their means. Each point is a combination of the model's coefficients.
/// </summary>
internal sealed class ReferenceGrid
{
    private readonly BoundModel model;
    private readonly FixedStructure structure;

    /// <summary>The grid of a model.</summary>
    /// <exception cref="InvalidOperationException">The design was not made from a formula.</exception>
    public ReferenceGrid(BoundModel model)
    {
        this.model = model;
        structure = model.Design.FixedEffects.Structure
            ?? throw new InvalidOperationException("The design was not made from a formula, so that its terms are not known.");
    }

    /// <summary>The factors of the fixed effects.</summary>
    public IEnumerable<string> Factors => structure.Variables.Where(variable => variable.IsFactor).Select(variable => variable.Name);

    /// <summary>The numeric columns from which the fixed effects are computed.</summary>
    public IEnumerable<string> NumericColumns => structure.Variables.Where(variable => !variable.IsFactor)
        .SelectMany(variable => ColumnNames.InValues(variable.Expression)).Select(name => name.Name).Distinct().Where(structure.ColumnMeans.ContainsKey);

    /// <summary>The levels of a factor.</summary>
    /// <exception cref="ArgumentException">The fixed effects have no such factor.</exception>
    public EquatableArray<string> LevelsOf(string factor) => structure.Variables[FindFactor(factor)].Levels!.Value;

    /// <summary>The mean of a numeric column over the rows.</summary>
    public double MeanOf(string column) => structure.ColumnMeans[column];

    /// <summary>The range of a numeric column over the rows; its size where it has none.</summary>
    public double SpreadOf(string column) => structure.ColumnRanges[column] is > 0 and var range ? range : Math.Max(1, Math.Abs(MeanOf(column)));

    /// <summary>The points' combinations of coefficients, a weight a coefficient; null for a point that the data do not determine.</summary>
    /// <param name="axes">The axes; the first one's values change fastest.</param>
    /// <param name="shift">A numeric column and what is added to its value; null for nothing.</param>
    /// <exception cref="ArgumentException">The fixed effects have no such factor.</exception>
    /// <exception cref="InvalidOperationException">A numeric variable is computed from a factor, so that it has no value at a mean.</exception>
    public double[]?[] Weights(IReadOnlyList<GridAxis> axes, (string Column, double By)? shift = null)
    {
        double[][] full = Rows(axes, shift);
        return [.. full.Select(Reduce)];
    }

    /// <summary>The points' combinations of coefficients that are the derivatives of the mean by a numeric column, by a central difference.</summary>
    /// <param name="axes">The axes; the first one's values change fastest.</param>
    /// <param name="column">The column.</param>
    /// <param name="step">The step of the difference.</param>
    public double[]?[] Slopes(IReadOnlyList<GridAxis> axes, string column, double step)
    {
        double[][] above = Rows(axes, (column, step)), below = Rows(axes, (column, -step));
        return [.. above.Zip(below, (up, down) => Reduce([.. up.Zip(down, (a, b) => (a - b) / (2 * step))]))];
    }

    /// <summary>A combination of the coefficients of the formula as one of the model's; null where it is not estimable.</summary>
    private double[]? Reduce(double[] row)
    {
        double[] weights = new double[structure.KeptCount];
        return structure.TryReduce(row, weights) ? weights : null;
    }

    private double[][] Rows(IReadOnlyList<GridAxis> axes, (string Column, double By)? shift)
    {
        int count = GridAxis.CountOf(axes);
        int[] factorAxes = [.. structure.Variables.Select(variable => axes.ToList().FindIndex(axis => axis.Numbers is null && axis.Name == variable.Name))];
        foreach (GridAxis axis in axes.Where(axis => axis.Numbers is null))
        {
            FindFactor(axis.Name);
        }

        Dictionary<string, VariableColumns> variables = new(StringComparer.Ordinal);
        for (int v = 0; v < structure.Variables.Count; v++)
        {
            FixedVariable variable = structure.Variables[v];
            int axis = factorAxes[v];
            variables.Add(variable.Name, variable.Levels is { } levels
                ? new WeightedFactor(variable.Name, levels, variable.Contrasts,
                    [.. Enumerable.Range(0, count).Select(row => LevelWeights(levels.Count, axis < 0 ? -1 : GridAxis.Place(axes, axis, row)))])
                : new NumericVariable([.. Values(variable, axes, count, shift).Select(values => new DesignColumn(variable.Name, variable.Name, values))]));
        }

        return structure.Rows(variables, count);
    }

    /// <summary>All weight on one level, or the same on all for −1.</summary>
    private static double[] LevelWeights(int count, int level) =>
        [.. Enumerable.Range(0, count).Select(l => level < 0 ? 1.0 / count : l == level ? 1.0 : 0.0)];

    /// <summary>The columns of a numeric variable at all points; columns of the table that no axis has are at their means.</summary>
    private double[][] Values(FixedVariable variable, IReadOnlyList<GridAxis> axes, int count, (string Column, double By)? shift)
    {
        if (ColumnNames.InValues(variable.Expression)
            .FirstOrDefault(name => !structure.ColumnMeans.ContainsKey(name.Name) && !ExpressionEvaluator.IsConstant(name.Name)) is { } factor)
        {
            throw new InvalidOperationException(
                $"'{variable.Name}' is computed from the factor '{factor.Name}' and has no value at a mean of the data. Make it a column first, or put the "
                    + "factor into the formula by itself.");
        }

        List<Diagnostic> diagnostics = [];
        ExpressionEvaluator evaluator = new(
            name => structure.ColumnMeans.TryGetValue(name, out double mean) ? new NumericColumn(name, Column(name, mean, axes, count, shift)) : null,
            rowCount: count,
            model.Design.Transforms,
            model.Specification.Source,
            diagnostics)
        {
            IsAtMeans = true,
        };
        double[][]? values = evaluator.Evaluate(variable.Expression) switch
        {
            ExpressionValue.Numbers numbers => [numbers.Values],
            ExpressionValue.Matrix matrix => [.. matrix.Columns],
            _ => null,
        };
        return values is not null && values.All(column => column.All(double.IsFinite))
            ? values
            : throw new InvalidOperationException($"'{variable.Name}' has no value where its columns are at their means.");
    }

    private static double[] Column(string name, double mean, IReadOnlyList<GridAxis> axes, int count, (string Column, double By)? shift)
    {
        int axis = axes.ToList().FindIndex(one => one.Numbers is not null && one.Name == name);
        double added = shift is { } given && given.Column == name ? given.By : 0;
        double[] values = new double[count];
        for (int row = 0; row < count; row++)
        {
            values[row] = added + (axis < 0 ? mean : axes[axis].Numbers!.Value[GridAxis.Place(axes, axis, row)]);
        }

        return values;
    }

    private int FindFactor(string name)
    {
        int found = structure.Variables.ToList().FindIndex(variable => variable.Name == name && variable.IsFactor);
        string[] factors = [.. Factors];
        return found >= 0
            ? found
            : throw new ArgumentException(
                $"'{name}' is not a factor of the fixed effects{(factors.Length == 0 ? ", which have none" : $"; they have {string.Join(", ", factors)}")}.");
    }
}
