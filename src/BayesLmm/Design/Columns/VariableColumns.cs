using BayesLmm.Families;

namespace BayesLmm.Design.Columns;

/// <summary>The columns of one variable of a formula.</summary>
internal abstract class VariableColumns
{
    /// <summary>Whether it is categorical, so that its coding depends on the terms around it.</summary>
    public abstract bool IsFactor { get; }

    /// <summary>Its columns.</summary>
    /// <param name="contrasts">For a factor: whether its contrasts are wanted, or an indicator of every level.</param>
    public abstract IReadOnlyList<DesignColumn> Columns(bool contrasts);
}

/// <summary>A numeric variable: its columns are always the same.</summary>
internal sealed class NumericVariable(IReadOnlyList<DesignColumn> columns) : VariableColumns
{
    public override bool IsFactor => false;

    public override IReadOnlyList<DesignColumn> Columns(bool contrasts) => columns;
}

/// <summary>A factor.</summary>
internal sealed class FactorVariable(string name, CategoricalColumn column, string contrastName) : VariableColumns
{
    public override bool IsFactor => true;

    /// <summary>The factor's levels by row.</summary>
    public CategoricalColumn Factor => column;

    /// <summary>The name of its contrasts.</summary>
    public string ContrastName => contrastName;

    public override IReadOnlyList<DesignColumn> Columns(bool contrasts)
    {
        Contrasts coding = contrasts ? Contrasts.Create(contrastName, column.Levels) : Contrasts.Indicators(column.Levels);
        DesignColumn[] columns = new DesignColumn[coding.Names.Length];
        for (int j = 0; j < columns.Length; j++)
        {
            double[] byLevel = new double[column.Levels.Count];
            for (int level = 0; level < byLevel.Length; level++)
            {
                byLevel[level] = coding.Matrix[level, j];
            }

            columns[j] = new DesignColumn($"{name}[{LevelName.Of(coding.Names[j])}]", name, Expand(byLevel, column.Codes));
        }

        return columns;
    }

    private static double[] Expand(double[] byLevel, ReadOnlySpan<int> codes)
    {
        double[] values = GC.AllocateUninitializedArray<double>(codes.Length);
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = byLevel[codes[row]];
        }

        return values;
    }
}

/// <summary>
/// A factor whose rows are combinations of levels: one level, an average of levels, a difference of two. Its columns are the same combinations of the levels'
/// coding.
/// </summary>
/// <param name="name">The factor's name.</param>
/// <param name="levels">Its levels.</param>
/// <param name="contrastName">The name of its contrasts.</param>
/// <param name="weights">For each row a weight for each level.</param>
internal sealed class WeightedFactor(string name, IReadOnlyList<string> levels, string contrastName, double[][] weights) : VariableColumns
{
    public override bool IsFactor => true;

    public override IReadOnlyList<DesignColumn> Columns(bool contrasts)
    {
        Contrasts coding = contrasts ? Contrasts.Create(contrastName, levels) : Contrasts.Indicators(levels);
        return [.. coding.Names.Select((suffix, j) => new DesignColumn(
            $"{name}[{LevelName.Of(suffix)}]", name,
            Array.ConvertAll(weights, row => Enumerable.Range(0, levels.Count).Sum(level => row[level] * coding.Matrix[level, j]))))];
    }
}
