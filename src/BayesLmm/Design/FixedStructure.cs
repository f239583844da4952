using System.Numerics.Tensors;
using BayesLmm.Design.Columns;
using BayesLmm.Language.Syntax;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Design;

/// <summary>A variable of the fixed effects, without its rows.</summary>
/// <param name="Name">Its name in the formula.</param>
/// <param name="Expression">What it is computed from.</param>
/// <param name="Levels">A factor's levels; null for a numeric variable.</param>
/// <param name="Contrasts">The name of a factor's contrasts.</param>
/// <param name="ColumnCount">How many columns a numeric variable has: the degree of a polynomial, otherwise 1.</param>
internal sealed record FixedVariable(string Name, Expression Expression, EquatableArray<string>? Levels, string Contrasts, int ColumnCount)
{
    /// <summary>Whether it is categorical.</summary>
    public bool IsFactor => Levels is not null;
}

/// <summary>
/// The structure of X: the term of each column, the coding of the variables, and how the dropped columns depend on those that were kept. From it the row of X
/// for any levels and values can be recomputed.
/// </summary>
internal sealed class FixedStructure
{
    /// <summary>
    /// A combination of coefficients is estimable if its weights on the dropped columns match what the kept ones imply, to this part of its size or of the size
    /// that the dropped column has in the data.
    /// </summary>
    private const double EstimableTolerance = 1e-6;

    private readonly int[] keptColumns;
    private readonly int[] droppedColumns;
    private readonly double[][] dependence; // for each dropped column its coefficients on the kept ones
    private readonly double[] droppedSizes; // the root mean square of each dropped column

    private FixedStructure(
        TermList terms, EquatableArray<FixedVariable> variables, IReadOnlyDictionary<string, double> means, IReadOnlyDictionary<string, double> ranges,
        int[] termOfColumn, bool[] kept, double[][] dependence, double[] droppedSizes)
    {
        ColumnRanges = ranges;
        this.droppedSizes = droppedSizes;
        Terms = terms;
        Variables = variables;
        ColumnMeans = means;
        TermOfColumn = termOfColumn;
        keptColumns = [.. Enumerable.Range(0, kept.Length).Where(c => kept[c])];
        droppedColumns = [.. Enumerable.Range(0, kept.Length).Where(c => !kept[c])];
        this.dependence = dependence;
    }

    /// <summary>The terms.</summary>
    public TermList Terms { get; }

    /// <summary>The variables, numbered as in <see cref="Terms"/>.</summary>
    public EquatableArray<FixedVariable> Variables { get; }

    /// <summary>The mean over the rows of each numeric column that a variable is computed from.</summary>
    public IReadOnlyDictionary<string, double> ColumnMeans { get; }

    /// <summary>The range over the rows, largest less smallest value, of each numeric column that a variable is computed from.</summary>
    public IReadOnlyDictionary<string, double> ColumnRanges { get; }

    /// <summary>For each column of the formula, dropped ones included, the index of its term; −1 for the intercept.</summary>
    public IReadOnlyList<int> TermOfColumn { get; }

    /// <summary>Whether columns of the formula were dropped, because others imply them.</summary>
    public bool HasDropped => droppedColumns.Length > 0;

    /// <summary>For each column of X the index of its term; −1 for the intercept.</summary>
    public IEnumerable<int> TermOfKeptColumn => keptColumns.Select(c => TermOfColumn[c]);

    /// <summary>Number of columns of X, p.</summary>
    public int KeptCount => keptColumns.Length;

    /// <summary>A term's name as anova tables have it: <c>age:Sex</c>.</summary>
    public string TermName(int term) =>
        string.Join(":", Enumerable.Range(0, Variables.Count).Where(Terms.Terms[term].Contains).Select(v => Variables[v].Name));

    /// <summary>
    /// Turns a combination of the coefficients of all columns of the formula into one of the coefficients of X. False when it is not estimable: when its value
    /// depends on which of a collinear set of columns were dropped.
    /// </summary>
    /// <param name="full">A weight for each column of the formula.</param>
    /// <param name="weights">Receives p weights.</param>
    public bool TryReduce(ReadOnlySpan<double> full, Span<double> weights) => FindUndetermined(full, weights) is null;

    /// <summary>
    /// Which dropped column keeps a combination of coefficients from being estimable: its weight is not the one that the kept columns imply. Null when there is
    /// none.
    /// </summary>
    /// <param name="full">A weight for each column of the formula.</param>
    /// <param name="weights">Receives p weights on the coefficients of X.</param>
    /// <returns>The column's place among those of the formula.</returns>
    public int? FindUndetermined(ReadOnlySpan<double> full, Span<double> weights)
    {
        for (int j = 0; j < keptColumns.Length; j++)
        {
            weights[j] = full[keptColumns[j]];
        }

        for (int d = 0; d < droppedColumns.Length; d++)
        {
            double given = 0, size = Math.Max(droppedSizes[d], Math.Abs(full[droppedColumns[d]]));
            for (int j = 0; j < keptColumns.Length; j++)
            {
                double part = weights[j] * dependence[d][j];
                given += part;
                size = Math.Max(size, Math.Abs(part));
            }

            if (Math.Abs(given - full[droppedColumns[d]]) > EstimableTolerance * size)
            {
                return droppedColumns[d];
            }
        }

        return null;
    }

    /// <summary>The values of all columns of the formula for some rows, dropped columns included: row by row.</summary>
    /// <param name="variables">The variables' values.</param>
    /// <param name="rowCount">Number of rows.</param>
    public double[][] Rows(IReadOnlyDictionary<string, VariableColumns> variables, int rowCount)
    {
        List<DesignColumn> columns = TermColumns.Build(Terms, variables, rowCount);
        return [.. Enumerable.Range(0, rowCount).Select(row => columns.Select(column => column.Values[row]).ToArray())];
    }

    /// <summary>Keeps what is needed of a design.</summary>
    /// <param name="terms">The fixed effects' terms.</param>
    /// <param name="variables">Their variables.</param>
    /// <param name="frame">The rows.</param>
    /// <param name="columns">All columns of the formula.</param>
    /// <param name="independent">For each whether it was kept.</param>
    /// <param name="kept">The values of the kept ones, measured from their origin.</param>
    /// <param name="keptMoments">Their moments.</param>
    /// <param name="origin">Their origin; null for 0.</param>
    public static FixedStructure Create(
        TermList terms,
        IReadOnlyDictionary<string, VariableColumns> variables,
        ModelFrame frame,
        IReadOnlyList<TermColumn> columns,
        bool[] independent,
        double[][] kept,
        ColumnMoments keptMoments,
        PredictorOrigin? origin)
    {
        Dictionary<string, double> means = new(StringComparer.Ordinal), ranges = new(StringComparer.Ordinal);
        foreach (NameExpression name in terms.Variables.SelectMany(variable => ColumnNames.InValues(variable.Expression)))
        {
            if (!means.ContainsKey(name.Name) && frame.Contains(name.Name) && frame[name.Name] is NumericColumn numeric)
            {
                means.Add(name.Name, Mean(numeric.Values));
                ranges.Add(name.Name, TensorPrimitives.Max(numeric.Values) - TensorPrimitives.Min(numeric.Values));
            }
        }

        double[] factor = [.. keptMoments.Gram];
        bool factored = independent.Contains(false) && SmallCholesky.TryFactor(factor, kept.Length);
        double[][] dependence = [.. columns.Where((_, c) => !independent[c])
            .Select(column => factored
                ? Regress(column.Column.Values, kept, keptMoments.Centers, factor, terms.HasIntercept, origin)
                : new double[kept.Length])];
        return new FixedStructure(
            terms,
            terms.Variables.Select(variable => Describe(variable, variables[variable.Name])).ToEquatableArray(),
            means,
            ranges,
            [.. columns.Select(column => column.Term)],
            independent,
            dependence,
            [.. columns.Where((_, c) => !independent[c]).Select(column => RootMeanSquare(column.Column.Values))]);
    }

    private static FixedVariable Describe(Variable variable, VariableColumns columns) => columns is FactorVariable factor
        ? new FixedVariable(variable.Name, variable.Expression, factor.Factor.Levels, factor.ContrastName, 0)
        : new FixedVariable(variable.Name, variable.Expression, null, "", columns.Columns(true).Count);

    private static double Mean(ReadOnlySpan<double> values) => TensorPrimitives.Sum(values) / values.Length;

    private static double RootMeanSquare(double[] values) => TensorPrimitives.Norm<double>(values) / Math.Sqrt(values.Length);

    /// <summary>Coefficients of the least-squares fit of one column on others, the second step to take up the rounding of the first.</summary>
    private static double[] Regress(double[] column, double[][] kept, double[] centers, double[] factor, bool hasIntercept,
        PredictorOrigin? origin)
    {
        int p = kept.Length;
        double[] coefficients = new double[p], rest = [.. column];
        for (int pass = 0; pass < 2; pass++)
        {
            double[] step = new double[p];
            for (int row = 0; row < rest.Length; row++)
            {
                for (int j = 0; j < p; j++)
                {
                    step[j] += (kept[j][row] - centers[j]) * rest[row];
                }
            }

            SmallCholesky.SolveLower(factor, p, step);
            SmallCholesky.SolveUpper(factor, p, step);
            for (int row = 0; row < rest.Length; row++)
            {
                for (int j = 0; j < p; j++)
                {
                    rest[row] -= (kept[j][row] - centers[j]) * step[j];
                }
            }

            for (int j = 0; j < p; j++)
            {
                coefficients[j] += step[j];
            }
        }

        for (int j = 1; hasIntercept && j < p; j++)
        {
            coefficients[0] -= centers[j] * coefficients[j];
        }

        origin?.ToWritten(coefficients);
        return coefficients;
    }
}
