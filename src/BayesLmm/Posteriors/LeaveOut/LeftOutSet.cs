using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Sparse;

namespace BayesLmm.Posteriors.LeaveOut;

/// <summary>Rows that are left out together.</summary>
/// <param name="Name">What they have in common: a level, a condition.</param>
/// <param name="Rows">The rows of the design, ascending.</param>
internal sealed record LeftOutRows(string Name, int[] Rows)
{
    /// <summary>Each row by itself.</summary>
    public static IReadOnlyList<LeftOutRows> Each(BoundModel model) =>
        [.. model.Design.TableRows.Select((place, row) => new LeftOutRows(FormattableString.Invariant($"row {place + 1}"), [row]))];

    /// <summary>The rows of each level of a grouping factor.</summary>
    /// <param name="model">The model.</param>
    /// <param name="group">The grouping factor.</param>
    public static IReadOnlyList<LeftOutRows> LevelsOf(BoundModel model, string group)
    {
        RandomTermDesign term = model.Design.RandomTerms.First(term => term.Group == group);
        List<int>[] rows = [.. Enumerable.Range(0, term.Levels.Count).Select(_ => new List<int>())];
        for (int row = 0; row < term.Codes.Length; row++)
        {
            rows[term.Codes[row]].Add(row);
        }

        return [.. term.Levels.Select((level, j) => new LeftOutRows(level, [.. rows[j]]))];
    }
}

/// <summary>
/// What left-out rows are in the mixed model equations: the unknowns that they contain, and equivalent rows. Of more rows than unknowns an orthogonal
/// transformation leaves as many as there are unknowns, and a sum of squares that no unknown changes. Rows are times √w. Immutable.
/// </summary>
internal sealed class LeftOutSet
{
    private readonly int[] places;
    private readonly int[][] nonZeros;

    private LeftOutSet(LeftOutRows rows, SetShape shape, double[] values, double[] response, double leftOver, double logWeights, int[] places)
    {
        nonZeros = [.. Enumerable.Range(0, response.Length).Select(row => FindNonZeros(shape, values.AsSpan(row * values.Length / response.Length)))];
        Source = rows;
        Shape = shape;
        Values = values;
        Response = response;
        LeftOver = leftOver;
        LogWeights = logWeights;
        this.places = places;
    }

    /// <summary>The rows.</summary>
    public LeftOutRows Source { get; }

    /// <summary>Which unknowns they contain.</summary>
    public SetShape Shape { get; }

    /// <summary>The equivalent rows, k × (effects of their levels, then all p columns of X), by rows.</summary>
    public double[] Values { get; }

    /// <summary>Their response, k numbers.</summary>
    public double[] Response { get; }

    /// <summary>The sum of squares of the response that no unknown changes.</summary>
    public double LeftOver { get; }

    /// <summary>Σ log w.</summary>
    public double LogWeights { get; }

    /// <summary>k, the number of equivalent rows.</summary>
    public int EquivalentRows => Response.Length;

    /// <summary>The unknowns that an equivalent row contains, by their places in <see cref="SetShape.Unknowns"/>.</summary>
    public ReadOnlySpan<int> NonZeros(int row) => nonZeros[row];

    /// <summary>Where the selected inverse has the entries among <see cref="SetShape.Unknowns"/>, the lower triangle by rows; −1 where it has not.</summary>
    public ReadOnlySpan<int> Places => places;

    /// <summary>Whether the selected inverse has all entries.</summary>
    public bool IsOnPattern => places.AsSpan().IndexOf(-1) < 0;

    /// <summary>Multiplications that one draw takes.</summary>
    public double Multiplications
    {
        get
        {
            double k = EquivalentRows, c = Shape.Unknowns.Length;
            return (k * c * c) + (k * k * c) + (k * k * k / 6);
        }
    }

    /// <summary>The multiplications of a draw, before the set is made.</summary>
    public static double Estimate(LinearPredictor predictor, int[] rows)
    {
        double c = predictor.FixedCount;
        for (int k = 0; k < predictor.TermCount; k++)
        {
            c += predictor.Shape(k).Width * rows.Select(row => predictor.Level(k, row)).Distinct().Count();
        }

        double m = Math.Min(c, rows.Length);
        return (m * c * c) + (m * m * c) + (m * m * m / 6);
    }

    /// <summary>Makes the set.</summary>
    /// <param name="equations">The mixed model equations.</param>
    /// <param name="observed">The rows in the order of the design, in the coordinates of the equations.</param>
    /// <param name="rows">Which rows.</param>
    public static LeftOutSet Create(MixedModelEquations equations, ObservedRows observed, LeftOutRows rows)
    {
        SetShape shape = SetShape.Of(equations, observed.Predictor, rows.Rows);
        int width = shape.EffectCount + observed.Predictor.FixedCount + 1, m = rows.Rows.Length;
        double[] all = new double[m * width];
        double logWeights = 0;
        for (int i = 0; i < m; i++)
        {
            int row = rows.Rows[i];
            double root = observed.RootWeights.IsEmpty ? 1 : observed.RootWeights[row];
            logWeights += observed.RootWeights.IsEmpty ? 0 : 2 * Math.Log(root);
            Span<double> target = all.AsSpan(i * width, width);
            for (int k = 0; k < observed.Predictor.TermCount; k++)
            {
                observed.Predictor.RandomRow(k, row).CopyTo(target[shape.PlaceOf(k, observed.Predictor.Level(k, row))..]);
            }

            observed.Predictor.FixedRow(row).CopyTo(target[shape.EffectCount..]);
            target[^1] = observed.Response[row];
            System.Numerics.Tensors.TensorPrimitives.Multiply(target, root, target);
        }

        int kept = Math.Min(m, width - 1);
        double leftOver = m > kept ? Triangularize(all, m, width) : 0;
        double[] values = new double[kept * (width - 1)], response = new double[kept];
        for (int i = 0; i < kept; i++)
        {
            all.AsSpan(i * width, width - 1).CopyTo(values.AsSpan(i * (width - 1)));
            response[i] = all[(i * width) + width - 1];
        }

        return new LeftOutSet(rows, shape, values, response, leftOver, logWeights, FindPlaces(equations.Structure, shape.Unknowns));
    }

    private static int[] FindNonZeros(SetShape shape, ReadOnlySpan<double> row)
    {
        List<int> found = [];
        foreach ((_, int start, int width) in shape.Levels)
        {
            if (row.Slice(start, width).ContainsAnyExcept(0.0))
            {
                found.AddRange(Enumerable.Range(start, width));
            }
        }

        for (int j = 0; j < shape.UnknownColumns.Length; j++)
        {
            if (row[shape.EffectCount + shape.UnknownColumns[j]] != 0)
            {
                found.Add(shape.EffectCount + j);
            }
        }

        return [.. found];
    }

    private static int[] FindPlaces(SymbolicCholesky structure, int[] unknowns)
    {
        int[] order = Array.ConvertAll(unknowns, structure.EliminationOf), found = new int[unknowns.Length * (unknowns.Length + 1) / 2];
        for (int i = 0, place = 0; i < order.Length; i++)
        {
            for (int j = 0; j <= i; j++, place++)
            {
                found[place] = structure.PlaceOf(order[i], order[j]);
            }
        }

        return found;
    }

    /// <summary>Householder reflections that leave 0 below the diagonal of all columns but the last; the sum of squares of what is below in that one.</summary>
    private static double Triangularize(double[] a, int rows, int width)
    {
        double[] v = new double[rows], products = new double[width];
        for (int j = 0; j < width - 1; j++)
        {
            double norm = 0;
            for (int i = j; i < rows; i++)
            {
                v[i] = a[(i * width) + j];
                norm += v[i] * v[i];
            }

            if (norm == 0)
            {
                continue;
            }

            double alpha = v[j] > 0 ? -Math.Sqrt(norm) : Math.Sqrt(norm);
            double scale = 1 / (norm - (alpha * v[j]));   // 2 / ‖v‖² for v − αe
            v[j] -= alpha;
            Array.Clear(products);
            for (int i = j; i < rows; i++)
            {
                Span<double> from = a.AsSpan((i * width) + j, width - j);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(from, v[i] * scale, products.AsSpan(j), products.AsSpan(j));
            }

            for (int i = j; i < rows; i++)
            {
                Span<double> target = a.AsSpan((i * width) + j, width - j);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(products.AsSpan(j), -v[i], target, target);
            }
        }

        double squares = 0;
        for (int i = width - 1; i < rows; i++)
        {
            squares += a[(i * width) + width - 1] * a[(i * width) + width - 1];
        }

        return squares;
    }
}

/// <summary>The unknowns that some rows contain.</summary>
internal sealed class SetShape
{
    private readonly Dictionary<(int Term, int Level), int> starts = [];

    private SetShape(MixedModelEquations equations)
    {
        UnknownColumns = [.. equations.FixedColumns];
        Unknowns = [];
    }

    /// <summary>Effects of the rows' levels.</summary>
    public int EffectCount { get; private set; }

    /// <summary>The levels: the term, where their effects start among the columns of the rows, and how many they are.</summary>
    public List<(int Term, int Start, int Width)> Levels { get; } = [];

    /// <summary>The indices of the unknowns in the equations: the effects of the levels, then the unknown coefficients.</summary>
    public int[] Unknowns { get; private set; }

    /// <summary>Which columns of X have unknown coefficients.</summary>
    public int[] UnknownColumns { get; }

    /// <summary>Where the effects of a level start.</summary>
    public int PlaceOf(int term, int level) => starts[(term, level)];

    /// <summary>The shape of some rows.</summary>
    public static SetShape Of(MixedModelEquations equations, LinearPredictor predictor, int[] rows)
    {
        SetShape shape = new(equations);
        List<int> unknowns = [];
        for (int k = 0; k < predictor.TermCount; k++)
        {
            TermShape term = predictor.Shape(k);
            foreach (int row in rows)
            {
                int level = predictor.Level(k, row);
                if (shape.starts.TryAdd((k, level), unknowns.Count))
                {
                    shape.Levels.Add((k, unknowns.Count, term.Width));
                    unknowns.AddRange(Enumerable.Range(term.FirstEffectOf(level), term.Width));
                }
            }
        }

        shape.EffectCount = unknowns.Count;
        unknowns.AddRange(Enumerable.Range(equations.Products.EffectCount, equations.FixedColumns.Count));
        shape.Unknowns = [.. unknowns];
        return shape;
    }
}
