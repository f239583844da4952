using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Estimation.Tests;

/// <summary>The hypothesis of a term's test.</summary>
/// <param name="Term">The term's name.</param>
/// <param name="Rows">Combinations of coefficients that are zero under the hypothesis; null when there is no such hypothesis.</param>
/// <param name="Reason">Why there is no such hypothesis.</param>
internal sealed record TermHypothesis(string Term, double[][]? Rows, string? Reason);

// Types I and II: with the columns of X in some order, XᵀX = UᵀDU, U unit upper triangular, row j of U combines coefficients into what column j adds to the
// columns before it. Rows of X count equally, whatever their weights: the hypothesis concerns the design, not its precision.
// Type III: the terms with the same numeric variables give the coefficient of the product of these variables as a function of the factors' levels, Σ_S f_S over
// sets S of factors, f_S a sum-to-zero interaction. A term stands for the sets among its factors that no term before it contains; its hypothesis is that these
// f_S vanish, written in differences from the first level, averaged over the levels of the other factors.

/// <summary>The hypotheses of a model's terms.</summary>
internal static class TermHypotheses
{
    private const string NoColumns = "all its columns are linear combinations of columns of other terms";
    private const string NotEstimable =
        "its marginal means are not all determined by the data: some combination of levels does not occur, or columns are linear combinations of others";

    /// <summary>The hypothesis of every term, in the order of the terms.</summary>
    public static IEnumerable<TermHypothesis> Create(FixedEffectsDesign X, FixedStructure structure, SumOfSquaresType type)
    {
        int[] termOfColumn = [.. structure.TermOfKeptColumn];
        double[] gram = (X.Moments ?? ColumnMoments.Compute([.. X.CenteredColumns.Select(column => column.Values)], X.HasIntercept)).Gram;

        // With a single term all types agree.
        bool sequential = type == SumOfSquaresType.TypeI || structure.Terms.Terms.Count == 1;
        int[] inOrder = [.. Enumerable.Range(0, termOfColumn.Length)];
        double[]? factorInOrder = null;
        TermSets? sets = null;
        for (int t = 0; t < structure.Terms.Terms.Count; t++)
        {
            string name = structure.TermName(t);
            if (!termOfColumn.Contains(t))
            {
                yield return new TermHypothesis(name, null, NoColumns);
                continue;
            }

            double[][]? rows = sequential ? AsWritten(Sequential(factorInOrder ??= Factor(gram, inOrder), inOrder, termOfColumn, t), X.Origin)
                : type == SumOfSquaresType.TypeII ? AfterAllOthers(gram, X.Origin, structure, termOfColumn, t)
                : Marginal(structure, sets ??= new TermSets(structure), t)
                    ?? (IsHighest(structure, t) ? AfterAllOthers(gram, X.Origin, structure, termOfColumn, t) : null);
            yield return new TermHypothesis(name, rows, rows is null ? NotEstimable : null);
        }
    }

    /// <summary>The Cholesky factor of XᵀX with the columns in a given order.</summary>
    private static double[] Factor(double[] gram, int[] order)
    {
        int p = order.Length;
        double[] factor = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                factor[(i * p) + j] = gram[(order[i] * p) + order[j]];
            }
        }

        if (!SmallCholesky.TryFactor(factor, p))
        {
            throw new InvalidOperationException($"The {p} columns of the fixed effects are linearly dependent to working precision.");
        }

        return factor;
    }

    /// <summary>What the term's columns add to the columns before them in the order of a factor.</summary>
    private static double[][] Sequential(double[] factor, int[] order, int[] termOfColumn, int term)
    {
        int p = order.Length;
        List<double[]> rows = [];
        for (int j = 0; j < p; j++)
        {
            if (termOfColumn[order[j]] == term)
            {
                double[] row = new double[p];
                for (int i = j; i < p; i++)
                {
                    row[order[i]] = factor[(i * p) + j] / factor[(j * p) + j];
                }

                rows.Add(row);
            }
        }

        return [.. rows];
    }

    private static double[][] AfterAllOthers(double[] gram, PredictorOrigin? origin, FixedStructure structure, int[] termOfColumn, int term)
    {
        bool Contains(int other) => other >= 0 && IsContained(structure, term, other);
        int[] columns = [.. Enumerable.Range(0, termOfColumn.Length)];
        if (!termOfColumn.Any(Contains))
        {
            // After everything else: the coefficients themselves.
            return [.. columns.Where(j => termOfColumn[j] == term).Select(j => columns.Select(i => i == j ? 1.0 : 0.0).ToArray())];
        }

        int Rank(int other) => other == term ? 1 : Contains(other) ? 2 : 0;
        int[] order = [.. columns.OrderBy(j => Rank(termOfColumn[j]))];
        if (origin is null || !columns.Any(j => columns.Any(i => i < j && origin[i, j] != 0 && Rank(termOfColumn[i]) > Rank(termOfColumn[j]))))
        {
            return AsWritten(Sequential(Factor(gram, order), order, termOfColumn, term), origin);
        }

        // A product stands before a factor of it, so that what precedes spans another space when predictors are measured from their means.
        double[] half = [.. gram];
        origin.MultiplyRowsTransposed(half);
        double[] written = [.. columns.SelectMany(i => columns.Select(j => half[(j * columns.Length) + i]))];
        origin.MultiplyRowsTransposed(written);
        return Sequential(Factor(written, order), order, termOfColumn, term);
    }

    /// <summary>Hypotheses on coefficients of predictors measured from their means, as hypotheses on those of the model as written.</summary>
    private static double[][] AsWritten(double[][] rows, PredictorOrigin? origin)
    {
        foreach (double[] row in rows)
        {
            origin?.RowToWritten(row);
        }

        return rows;
    }

    /// <summary>
    /// Whether no other term contains a term: then all types ask the same of it, whether it adds to all others, and empty cells leave that determined.
    /// </summary>
    private static bool IsHighest(FixedStructure structure, int term) =>
        !Enumerable.Range(0, structure.Terms.Terms.Count).Any(other => IsContained(structure, term, other));

    /// <summary>Whether a term has all factors of another, more besides, and the same numeric variables.</summary>
    private static bool IsContained(FixedStructure structure, int inner, int outer)
    {
        Term a = structure.Terms.Terms[inner], b = structure.Terms.Terms[outer];
        return a != b && a.IsSubsetOf(b)
            && Enumerable.Range(0, structure.Variables.Count).All(v => structure.Variables[v].IsFactor || a.Contains(v) == b.Contains(v));
    }

    /// <summary>The type III hypothesis, or null when it is not estimable.</summary>
    private static double[][]? Marginal(FixedStructure structure, TermSets sets, int term)
    {
        List<double[]> rows = [];
        foreach (int[] factors in OwnSets(structure, sets, term))
        {
            foreach (double[] full in Differences(structure, sets, term, factors))
            {
                double[] row = new double[structure.KeptCount];
                if (!structure.TryReduce(full, row))
                {
                    return null;
                }

                rows.Add(row);
            }
        }

        return [.. rows];
    }

    /// <summary>
    /// The sets of factors whose interactions a term brings into the model: subsets of its own that no term before it with the same numeric variables has.
    /// </summary>
    private static IEnumerable<int[]> OwnSets(FixedStructure structure, TermSets sets, int term)
    {
        int[] factors = sets.Factors[term];
        int[][] before = [.. Enumerable.Range(0, term).Where(other => sets.HaveSameNumeric(term, other)).Select(other => sets.Factors[other])];
        bool constantIsIn = structure.Terms.HasIntercept && sets.Numeric[term].Length == 0;
        for (int bits = 0; bits < 1 << factors.Length; bits++)
        {
            int[] set = [.. factors.Where((_, i) => (bits >> i & 1) == 1)];
            if (!(constantIsIn && set.Length == 0) && !before.Any(other => set.All(other.Contains)))
            {
                yield return set;
            }
        }
    }

    /// <summary>
    /// Differences from the first level in the factors of a set, averaged over the others, of the coefficient of the term's numeric variables.
    /// </summary>
    private static IEnumerable<double[]> Differences(FixedStructure structure, TermSets sets, int term, int[] set)
    {
        int[] numeric = sets.Numeric[term];
        int[] sizes = [.. set.Select(v => structure.Variables[v].Levels!.Value.Count - 1), .. numeric.Select(v => structure.Variables[v].ColumnCount)];
        int count = sizes.Aggregate(1, (product, size) => product * size);
        Dictionary<string, VariableColumns> variables = new(StringComparer.Ordinal);
        for (int v = 0; v < structure.Variables.Count; v++)
        {
            FixedVariable variable = structure.Variables[v];
            int place = Array.IndexOf(set, v), column = Array.IndexOf(numeric, v);
            int Index(int row, int position) => row / sizes.Take(position).Aggregate(1, (product, size) => product * size) % sizes[position];
            variables.Add(variable.Name, variable.Levels is { } levels
                ? new WeightedFactor(variable.Name, levels, variable.Contrasts,
                    [.. Enumerable.Range(0, count).Select(row => place >= 0 ? Difference(levels.Count, Index(row, place) + 1) : Average(levels.Count))])
                : new NumericVariable([.. Enumerable.Range(0, variable.ColumnCount).Select(j => new DesignColumn(
                    variable.Name, variable.Name,
                    [.. Enumerable.Range(0, count).Select(row => column >= 0 && Index(row, set.Length + column) == j ? 1.0 : 0.0)]))]));
        }

        foreach (double[] row in structure.Rows(variables, count))
        {
            for (int c = 0; c < row.Length; c++)
            {
                int other = structure.TermOfColumn[c];
                bool matters = other >= 0 && sets.HaveSameNumeric(term, other) && set.All(structure.Terms.Terms[other].Contains);
                bool isConstant = other < 0 && numeric.Length == 0 && set.Length == 0;
                row[c] = matters || isConstant ? row[c] : 0;
            }

            yield return row;
        }
    }

    private static double[] Difference(int count, int level) => [.. Enumerable.Range(0, count).Select(l => l == level ? 1.0 : l == 0 ? -1.0 : 0.0)];

    private static double[] Average(int count) => [.. Enumerable.Repeat(1.0 / count, count)];

    /// <summary>The factors and the numeric variables of every term.</summary>
    private sealed class TermSets(FixedStructure structure)
    {
        /// <summary>The factors of each term.</summary>
        public int[][] Factors { get; } = VariablesOf(structure, areFactors: true);

        /// <summary>The numeric variables of each term.</summary>
        public int[][] Numeric { get; } = VariablesOf(structure, areFactors: false);

        /// <summary>Whether two terms have the same numeric variables.</summary>
        public bool HaveSameNumeric(int first, int second) => Numeric[first].AsSpan().SequenceEqual(Numeric[second]);

        private static int[][] VariablesOf(FixedStructure structure, bool areFactors) => [.. structure.Terms.Terms.Select(term =>
            Enumerable.Range(0, structure.Variables.Count).Where(v => structure.Variables[v].IsFactor == areFactors && term.Contains(v)).ToArray())];
    }
}
