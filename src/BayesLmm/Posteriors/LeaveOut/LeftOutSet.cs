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
    private readonly int[] starts;
    private readonly int[] columns;
    private readonly LevelPart[] parts;
    private readonly int[] partStarts;

    private LeftOutSet(LeftOutRows rows, SetShape shape, double[] dense, double[] response, double leftOver, double logWeights, int[] places)
    {
        Source = rows;
        Shape = shape;
        Response = response;
        LeftOver = leftOver;
        LogWeights = logWeights;
        this.places = places;
        int k = response.Length, width = k == 0 ? 0 : dense.Length / k, p = width - shape.EffectCount;
        starts = new int[k + 1];
        partStarts = new int[k + 1];
        List<int> found = [];
        List<double> values = [];
        List<LevelPart> levels = [];
        Fixed = new double[k * p];
        for (int row = 0; row < k; row++)
        {
            ReadOnlySpan<double> numbers = dense.AsSpan(row * width, width);
            numbers[shape.EffectCount..].CopyTo(Fixed.AsSpan(row * p));
            foreach ((int term, int start, int count) in shape.Levels)
            {
                if (numbers.Slice(start, count).ContainsAnyExcept(0.0))
                {
                    levels.Add(new LevelPart(term, values.Count, count));
                    found.AddRange(Enumerable.Range(start, count));
                    values.AddRange(numbers.Slice(start, count));
                }
            }

            for (int j = 0; j < shape.UnknownColumns.Length; j++)
            {
                double value = numbers[shape.EffectCount + shape.UnknownColumns[j]];
                if (value != 0)
                {
                    found.Add(shape.EffectCount + j);
                    values.Add(value);
                }
            }

            starts[row + 1] = values.Count;
            partStarts[row + 1] = levels.Count;
        }

        columns = [.. found];
        Values = [.. values];
        parts = [.. levels];
    }

    /// <summary>The rows.</summary>
    public LeftOutRows Source { get; }

    /// <summary>Which unknowns they contain.</summary>
    public SetShape Shape { get; }

    /// <summary>What the equivalent rows have at <see cref="NonZeros"/>, row after row: entries of Z, then of the columns of X that are unknown.</summary>
    public double[] Values { get; }

    /// <summary>The equivalent rows of X, k × p by rows.</summary>
    public double[] Fixed { get; }

    /// <summary>Their response, k numbers.</summary>
    public double[] Response { get; }

    /// <summary>The sum of squares of the response that no unknown changes.</summary>
    public double LeftOver { get; }

    /// <summary>Σ log w.</summary>
    public double LogWeights { get; }

    /// <summary>k, the number of equivalent rows.</summary>
    public int EquivalentRows => Response.Length;

    /// <summary>The unknowns that an equivalent row contains, by their places in <see cref="SetShape.Unknowns"/>.</summary>
    public ReadOnlySpan<int> NonZeros(int row) => columns.AsSpan(starts[row]..starts[row + 1]);

    /// <summary>Where the numbers of a row start in <see cref="Values"/>.</summary>
    public int StartOf(int row) => starts[row];

    /// <summary>The levels that an equivalent row contains.</summary>
    public ReadOnlySpan<LevelPart> Levels(int row) => parts.AsSpan(partStarts[row]..partStarts[row + 1]);

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
            return (c * c) + (Values.Length * (c + (k / 2))) + (k * k * k / 6);
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

        // More rows than unknowns are transformed into as many dense ones; fewer have the effects of one level a term.
        double m = Math.Min(c, rows.Length), width = predictor.FixedCount;
        for (int k = 0; k < predictor.TermCount; k++)
        {
            width += predictor.Shape(k).Width;
        }

        return (c * c) + (m * (rows.Length > c ? c : width) * (c + (m / 2))) + (m * m * m / 6);
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

/// <summary>The effects of a level in a row.</summary>
/// <param name="Term">The level's term.</param>
/// <param name="Start">Where their entries of Z start in <see cref="LeftOutSet.Values"/>.</param>
/// <param name="Width">How many they are.</param>
internal readonly record struct LevelPart(int Term, int Start, int Width);

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
