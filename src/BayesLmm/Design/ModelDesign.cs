using BayesLmm.Covariances;
using BayesLmm.Design.Columns;
using BayesLmm.Design.Expressions;
using BayesLmm.Numerics;

namespace BayesLmm.Design;

/// <summary>A model's response and design matrices X and Z, row by row: where formula and table have met.</summary>
/// <param name="ResponseName">The response's column.</param>
/// <param name="Response">y, one value a row.</param>
/// <param name="FixedEffects">X.</param>
/// <param name="RandomTerms">Z, in the order of the formula.</param>
/// <param name="Weights">w, positive: the residual variance of a row is σ²/w; of a binomial response the numbers of trials. Null when every weight is
/// 1.</param>
/// <param name="Offset">What is added to the linear predictor with coefficient 1; null when it is 0 everywhere.</param>
/// <param name="HasKnownErrors">Whether the residual standard deviations are given, 1/√w, so that σ is 1 and not a parameter.</param>
/// <param name="Rows">How many rows were read and used.</param>
/// <param name="Transforms">What stateful functions remember of these rows.</param>
internal sealed record ModelDesign(
    string ResponseName,
    double[] Response,
    FixedEffectsDesign FixedEffects,
    EquatableArray<RandomTermDesign> RandomTerms,
    double[]? Weights,
    double[]? Offset,
    bool HasKnownErrors,
    RowCounts Rows,
    TransformStates Transforms)
{
    /// <summary>Number of rows used, n.</summary>
    public int RowCount => Response.Length;

    /// <summary>w of a row.</summary>
    /// <param name="row">The row.</param>
    public double WeightOf(int row) => Weights?[row] ?? 1;

    /// <summary>For each row used its index in the table, from 0.</summary>
    public EquatableArray<int> TableRows { get; init; }

    /// <summary>What a response of two texts, or of truth values, calls 0 and 1; empty where it is made of numbers.</summary>
    public EquatableArray<string> Outcomes { get; init; } = [];

    /// <summary>What a table with new rows is checked against.</summary>
    internal TrainingColumns Training { get; init; } = TrainingColumns.None;

    /// <summary>What the columns of the table that the model names turned out to be.</summary>
    public EquatableArray<ColumnFact> Columns { get; init; } = [];

    /// <summary>The sizes of the random terms and the places of their effects.</summary>
    internal EquatableArray<TermShape> Shapes => TermShape.Number([.. RandomTerms.Select(term => (term.Levels.Count, term.Columns.Count, term.Structure))]);

    /// <summary>The linear predictor of the rows, columns measured from their origins.</summary>
    /// <param name="centers">What to subtract from each column of X then; empty for nothing.</param>
    /// <param name="rows">The rows and their order; null for all rows in the order of the table.</param>
    internal LinearPredictor CreatePredictor(ReadOnlySpan<double> centers, int[]? rows = null) =>
        CreatePredictor(FixedEffects.CenteredColumns, term => term.CenteredColumns, centers, rows);

    /// <summary>The linear predictor of the rows in the order of the table, for coefficients and effects of the model as written.</summary>
    internal LinearPredictor CreateWrittenPredictor() => CreatePredictor(FixedEffects.Columns, term => term.Columns, [], null);

    /// <summary>
    /// The linear predictor of some rows, columns measured from their origins, whose effects are those of the levels in these rows alone, numbered by first
    /// appearance.
    /// </summary>
    /// <param name="centers">What to subtract from each column of X.</param>
    /// <param name="rows">Which rows.</param>
    internal LinearPredictor CreatePredictorOfOwnLevels(ReadOnlySpan<double> centers, int[] rows)
    {
        List<(IReadOnlyList<DesignColumn> Columns, int[]? Levels)> terms = [];
        List<(int LevelCount, int Width, CovarianceStructure Structure)> sizes = [];
        foreach (RandomTermDesign term in RandomTerms)
        {
            Dictionary<int, int> seen = [];
            int[] levels = new int[RowCount];
            foreach (int row in rows)
            {
                seen.TryAdd(term.Codes[row], seen.Count);
                levels[row] = seen[term.Codes[row]];
            }

            terms.Add((term.CenteredColumns, levels));
            sizes.Add((seen.Count, term.Columns.Count, term.Structure));
        }

        EquatableArray<TermShape> shapes = TermShape.Number(sizes);
        return LinearPredictor.Create(
            FixedEffects.CenteredColumns,
            FixedEffects.HasIntercept,
            terms.Select((term, k) => (term.Columns, term.Levels, shapes[k])),
            Offset,
            centers,
            rows,
            RowCount);
    }

    /// <summary>
    /// The rows by the level of the term with the most levels, within a level by those of the next, and so on; otherwise in the order of the table.
    /// </summary>
    internal int[] RowsByLevel()
    {
        IEnumerable<int> rows = Enumerable.Range(0, RowCount);
        int[][] codes = [.. RandomTerms.OrderByDescending(term => term.Levels.Count).Select(term => term.Codes)];
        return codes.Length == 0
            ? [.. rows]
            : [.. codes.Skip(1).Aggregate(rows.OrderBy(row => codes[0][row]), (sorted, next) => sorted.ThenBy(row => next[row]))];
    }

    /// <summary>Whether a variable of the formula has one value within each level of a grouping factor. False if either is not in the model by
    /// itself.</summary>
    /// <param name="variable">The variable's name.</param>
    /// <param name="group">The grouping factor's name.</param>
    public bool IsConstantWithin(string variable, string group)
    {
        DesignColumn[] columns = [.. FixedEffects.Columns.Where(column => column.Term == variable)];
        return columns.Length > 0 && RandomTerms.FirstOrDefault(term => term.Group == group) is { } found && columns.All(column => found.HoldsConstant(column));
    }

    private LinearPredictor CreatePredictor(
        IReadOnlyList<DesignColumn> X, Func<RandomTermDesign, IReadOnlyList<DesignColumn>> Z, ReadOnlySpan<double> centers, int[]? rows)
    {
        EquatableArray<TermShape> shapes = Shapes;
        return LinearPredictor.Create(
            X, FixedEffects.HasIntercept, RandomTerms.Select((term, k) => (Z(term), (int[]?)term.Codes, shapes[k])), Offset, centers, rows, RowCount);
    }
}

/// <summary>The fixed effects' design matrix X.</summary>
/// <param name="Columns">The columns, linearly independent; the intercept, if any, first.</param>
/// <param name="HasIntercept">Whether the first column is the constant.</param>
/// <param name="Dropped">Names of columns that were linear combinations of others and were left out.</param>
internal sealed record FixedEffectsDesign(EquatableArray<DesignColumn> Columns, bool HasIntercept, EquatableArray<string> Dropped)
{
    /// <summary>The moments of <see cref="CenteredColumns"/>, where they are known already.</summary>
    internal ColumnMoments? Moments { get; init; }

    /// <summary>Where variables far from 0 are measured from, if some are part of an interaction; null for 0.</summary>
    internal PredictorOrigin? Origin { get; init; }

    /// <summary>The columns measured from their origin; empty without one.</summary>
    internal EquatableArray<DesignColumn> FromOrigin { get; init; } = [];

    /// <summary>The columns as engines take them: measured from their origin if they have one.</summary>
    internal EquatableArray<DesignColumn> CenteredColumns => Origin is null ? Columns : FromOrigin;

    /// <summary>How the columns derive from the formula's terms.</summary>
    internal FixedStructure? Structure { get; init; }

    /// <summary>The coefficients' names.</summary>
    public EquatableArray<string> Names => Columns.Select(column => column.Name).ToEquatableArray();
}

/// <summary>One random term: the columns that vary over the levels of a grouping factor.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Levels">Its levels.</param>
/// <param name="Codes">For each row the index of its level.</param>
/// <param name="Columns">The varying columns.</param>
/// <param name="Structure">The form of the covariance matrix of a level's effects.</param>
internal sealed record RandomTermDesign(
    string Group, EquatableArray<string> Levels, int[] Codes, EquatableArray<DesignColumn> Columns, CovarianceStructure Structure)
{
    /// <summary>Where variables far from 0 are measured from; null for 0.</summary>
    public PredictorOrigin? Origin { get; init; }

    /// <summary>The columns measured from their origin; empty without one.</summary>
    public EquatableArray<DesignColumn> FromOrigin { get; init; } = [];

    /// <summary>The columns as engines take them: measured from their origin if they have one.</summary>
    public EquatableArray<DesignColumn> CenteredColumns => Origin is null ? Columns : FromOrigin;

    /// <summary>The effects' names.</summary>
    public EquatableArray<string> Names => Columns.Select(column => column.Name).ToEquatableArray();

    /// <summary>Whether a column has one value within each level.</summary>
    public bool HoldsConstant(DesignColumn column)
    {
        double[] first = new double[Levels.Count];
        Array.Fill(first, double.NaN);
        for (int row = 0; row < Codes.Length; row++)
        {
            ref double value = ref first[Codes[row]];
            if (double.IsNaN(value))
            {
                value = column.Values[row];
            }
            else if (value != column.Values[row])
            {
                return false;
            }
        }

        return true;
    }
}
