using System.Numerics.Tensors;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics;

namespace BayesLmm.Design.Columns;

// Z_c: the columns in which a variable v that is far from 0 is replaced by v − c, c its mean; Z: the columns as written. A product of variables expands into
//     Π v = Π ((v − c) + c) = Σ_S (Π_{S} c) Π_{not S} (v − c),    so that Z = Z_c U, U unit upper triangular, and b_c = U b.

/// <summary>
/// A change of basis of the columns of a design: numeric variables far from 0 are measured from their means, which is an exact change of coordinates of the
/// effects, not an approximation. Immutable.
/// </summary>
internal sealed class PredictorOrigin
{
    /// <summary>
    /// A variable whose mean is more than this many standard deviations from 0 is measured from its mean. At this ratio a default prior at 0 takes a fifth
    /// off the standard deviation of slopes of ordinary size (15 groups of 12 rows); at 2, as in sleepstudy, a fiftieth.
    /// </summary>
    public const double FarRatio = 10;

    private readonly double[] U;
    private readonly int r;
    private readonly IReadOnlyDictionary<string, double> means;

    private PredictorOrigin(double[] U, int r, IReadOnlyDictionary<string, double> means)
    {
        this.U = U;
        this.r = r;
        this.means = means;
    }

    /// <summary>The names of the variables that are measured from their means.</summary>
    public IEnumerable<string> Variables => means.Keys;

    /// <summary>Number of columns, r.</summary>
    public int Width => r;

    /// <summary>Whether an effect at the origin differs from the effect as written: b_c,i = b_i + Σ_j U_ij b_j.</summary>
    public bool Moves(int effect) => U.AsSpan((effect * r) + effect + 1, r - effect - 1).ContainsAnyExcept(0.0);

    /// <summary>Whether an effect other than the first is moved.</summary>
    public bool MovesMoreThanFirst => Enumerable.Range(1, r - 1).Any(Moves);

    /// <summary>An entry of U.</summary>
    public double this[int row, int column] => U[(row * r) + column];

    /// <summary>
    /// The origin of some columns; null where no variable is far from 0, or where the columns without it are not all in the model, so that moving the origin
    /// would be another model.
    /// </summary>
    /// <param name="columns">The columns with the variables they are products of.</param>
    public static PredictorOrigin? Of(IReadOnlyList<TermColumn> columns)
    {
        double[] U = SmallMatrix.Identity(columns.Count);
        Dictionary<string, double> means = new(StringComparer.Ordinal);
        foreach (DesignColumn variable in FarVariables(columns))
        {
            int[] with = [.. Enumerable.Range(0, columns.Count).Where(j => columns[j].Variables.Contains(variable))];
            (int Column, double Weight)[]?[] without = [.. with.Select(j => Without(columns, j, variable))];
            if (without.All(found => found is not null))
            {
                double mean = variable.Values.Average();
                Move(U, columns.Count, mean, with, without!);
                means[variable.Name] = mean;
            }
        }

        return means.Count > 0 ? new PredictorOrigin(U, columns.Count, means) : null;
    }

    /// <summary>Whether a variable lies so far from 0 that effects at 0 are far outside the data.</summary>
    public static bool IsFar(ReadOnlySpan<double> values) => IsFar(values, FarRatio);

    /// <summary>Whether a variable's mean is more than some number of its standard deviations from 0; false for a constant.</summary>
    public static bool IsFar(ReadOnlySpan<double> values, double ratio)
    {
        double mean = TensorPrimitives.Average(values), squares = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return squares > 0 && mean * mean > ratio * ratio * squares / values.Length && values.ContainsAnyExcept(values[0]);
    }

    /// <summary>The origin of some of the columns; null where those kept need one that is not.</summary>
    /// <param name="kept">Which, ascending.</param>
    public PredictorOrigin? Select(int[] kept)
    {
        double[] part = new double[kept.Length * kept.Length];
        for (int j = 0; j < kept.Length; j++)
        {
            for (int i = 0; i < r; i++)
            {
                int place = Array.IndexOf(kept, i);
                if (place < 0 && this[i, kept[j]] != 0)
                {
                    return null;
                }

                if (place >= 0)
                {
                    part[(place * kept.Length) + j] = this[i, kept[j]];
                }
            }
        }

        PredictorOrigin selected = new(part, kept.Length, means);
        return Enumerable.Range(0, kept.Length).Any(selected.Moves) ? selected : null;
    }

    /// <summary>Z_c, with the names of the columns as written: products of deviations, which keep the digits that deviations of products lose.</summary>
    /// <param name="columns">The columns, of the rows that the origin was made of or of others.</param>
    public EquatableArray<DesignColumn> Center(IReadOnlyList<TermColumn> columns) => columns.Select(Center).ToEquatableArray();

    /// <summary>The columns as they are measured from an origin; as written without one.</summary>
    /// <param name="origin">The origin; null for 0.</param>
    /// <param name="columns">The columns.</param>
    public static EquatableArray<DesignColumn> Measure(PredictorOrigin? origin, IReadOnlyList<TermColumn> columns) =>
        origin?.Center(columns) ?? columns.Select(column => column.Column).ToEquatableArray();

    private DesignColumn Center(TermColumn column)
    {
        if (!column.Variables.Any(variable => means.ContainsKey(variable.Name)))
        {
            return column.Column;
        }

        double[] product = [.. Enumerable.Repeat(1.0, column.Column.Values.Length)], deviations = new double[product.Length];
        foreach (DesignColumn variable in column.Variables)
        {
            TensorPrimitives.Subtract(variable.Values, means.GetValueOrDefault(variable.Name), deviations);
            TensorPrimitives.Multiply(product, deviations, product);
        }

        return column.Column with { Values = product };
    }

    /// <summary>b = U⁻¹ b_c, in place.</summary>
    /// <param name="effects">r numbers.</param>
    public void ToWritten(Span<double> effects)
    {
        for (int i = r - 2; i >= 0; i--)
        {
            effects[i] -= TensorPrimitives.Dot(U.AsSpan((i * r) + i + 1, r - i - 1), effects.Slice(i + 1, r - i - 1));
        }
    }

    /// <summary>b_c = U b, in place.</summary>
    /// <param name="effects">r numbers.</param>
    public void FromWritten(Span<double> effects)
    {
        for (int i = 0; i < r - 1; i++)
        {
            effects[i] += TensorPrimitives.Dot(U.AsSpan((i * r) + i + 1, r - i - 1), effects.Slice(i + 1, r - i - 1));
        }
    }

    /// <summary>A row of the columns measured from the origin, turned into the row of the columns as written, z = Uᵀ z_c, in place.</summary>
    /// <param name="row">r numbers.</param>
    public void RowToWritten(Span<double> row)
    {
        for (int j = r - 1; j > 0; j--)
        {
            for (int i = 0; i < j; i++)
            {
                row[j] += this[i, j] * row[i];
            }
        }
    }

    /// <summary>The weights on effects at the origin of a combination of effects as written, w_c = U⁻ᵀ w, in place.</summary>
    /// <param name="weights">r numbers.</param>
    public void WeightsFromWritten(Span<double> weights)
    {
        for (int j = 1; j < r; j++)
        {
            for (int i = 0; i < j; i++)
            {
                weights[j] -= this[i, j] * weights[i];
            }
        }
    }

    /// <summary>U⁻¹, r × r by rows.</summary>
    public double[] Inverse()
    {
        double[] inverse = new double[r * r], column = new double[r];
        for (int j = 0; j < r; j++)
        {
            Array.Clear(column);
            column[j] = 1;
            ToWritten(column);
            for (int i = 0; i < r; i++)
            {
                inverse[(i * r) + j] = column[i];
            }
        }

        return inverse;
    }

    /// <summary>M ← U M for a matrix whose rows are of effects as written, as those of a factor Λ are.</summary>
    /// <param name="M">r × r by rows.</param>
    public void MultiplyRows(Span<double> M)
    {
        for (int i = 0; i < r; i++)
        {
            for (int m = i + 1; m < r; m++)
            {
                TensorPrimitives.MultiplyAdd(M.Slice(m * r, r), this[i, m], M.Slice(i * r, r), M.Slice(i * r, r));
            }
        }
    }

    /// <summary>M ← Uᵀ M: from derivatives by U M to those by M.</summary>
    /// <param name="M">r × r by rows.</param>
    public void MultiplyRowsTransposed(Span<double> M)
    {
        for (int i = r - 1; i > 0; i--)
        {
            for (int m = 0; m < i; m++)
            {
                TensorPrimitives.MultiplyAdd(M.Slice(m * r, r), this[m, i], M.Slice(i * r, r), M.Slice(i * r, r));
            }
        }
    }

    /// <summary>M ← U⁻¹ M, the inverse of <see cref="MultiplyRows"/>.</summary>
    /// <param name="M">r × r by rows.</param>
    public void SolveRows(Span<double> M)
    {
        for (int i = r - 2; i >= 0; i--)
        {
            for (int m = i + 1; m < r; m++)
            {
                TensorPrimitives.MultiplyAdd(M.Slice(m * r, r), -this[i, m], M.Slice(i * r, r), M.Slice(i * r, r));
            }
        }
    }

    /// <summary>V ← U⁻¹ V U⁻ᵀ: a covariance matrix of effects as written.</summary>
    /// <param name="V">Symmetric, r × r by rows.</param>
    public void CovarianceToWritten(Span<double> V)
    {
        SolveRows(V);
        for (int i = 0; i < r; i++)
        {
            ToWritten(V.Slice(i * r, r));
        }
    }

    private static IEnumerable<DesignColumn> FarVariables(IReadOnlyList<TermColumn> columns) =>
        columns.SelectMany(column => column.Variables.Where((_, v) => column.AreNumeric[v])).Distinct(ReferenceEqualityComparer.Instance)
            .OfType<DesignColumn>().Where(variable => IsFar(variable.Values));

    /// <summary>The product of a column's other variables as a combination of the columns; null where it is none.</summary>
    private static (int Column, double Weight)[]? Without(IReadOnlyList<TermColumn> columns, int j, DesignColumn variable)
    {
        DesignColumn[] others = [.. columns[j].Variables.Where(other => !ReferenceEquals(other, variable))];
        if (others.Length < columns[j].Variables.Count - 1)
        {
            return null;
        }

        double[] product = others.Length == 0 ? [.. Enumerable.Repeat(1.0, variable.Values.Length)] : [.. others[0].Values];
        foreach (DesignColumn other in others.Skip(1))
        {
            TensorPrimitives.Multiply(product, other.Values, product);
        }

        for (int i = 0; i < j; i++)
        {
            if (columns[i].Column.Values.AsSpan().SequenceEqual(product))
            {
                return [(i, 1)];
            }
        }

        // The indicator of a factor's first level is what the constant exceeds its contrasts by.
        int[] contrasts = [.. Enumerable.Range(1, Math.Max(0, j - 1)).Where(i => others.Length == 1 && columns[i].Column.Term == others[0].Term)];
        TensorPrimitives.Negate(product, product);
        foreach (int i in contrasts.Prepend(0))
        {
            if (i == 0)
            {
                TensorPrimitives.Add(product, columns[0].Column.Values, product);
            }
            else
            {
                TensorPrimitives.Subtract(product, columns[i].Column.Values, product);
            }
        }

        return contrasts.Length > 0 && columns[0].Variables.Count == 0 && !product.AsSpan().ContainsAnyExcept(0.0)
            ? [(0, 1), .. contrasts.Select(i => (i, -1.0))]
            : null;
    }

    /// <summary>Takes one more variable to its mean: U ← M U, where a column that has it is that column at the mean plus c times the columns without.</summary>
    private static void Move(double[] U, int r, double c, int[] with, (int Column, double Weight)[][] without)
    {
        // The columns so far, Z = Z_old U, and Z_old = Z_new M, M the identity but for the columns with the variable. What the others lack the variable has,
        // so that the order of the variables does not matter.
        double[] M = SmallMatrix.Identity(r), product = new double[r * r];
        for (int k = 0; k < with.Length; k++)
        {
            foreach ((int column, double weight) in without[k])
            {
                M[(column * r) + with[k]] += c * weight;
            }
        }

        for (int i = 0; i < r; i++)
        {
            for (int m = i; m < r; m++)
            {
                if (M[(i * r) + m] != 0)
                {
                    TensorPrimitives.MultiplyAdd(U.AsSpan(m * r, r), M[(i * r) + m], product.AsSpan(i * r, r), product.AsSpan(i * r, r));
                }
            }
        }

        product.CopyTo(U, 0);
    }
}
