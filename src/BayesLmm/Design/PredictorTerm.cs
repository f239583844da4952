using System.Numerics.Tensors;

namespace BayesLmm.Design;

/// <summary>One random term of a <see cref="LinearPredictor"/>: the columns of Z, and runs of rows that have the same level. Immutable.</summary>
internal sealed class PredictorTerm
{
    /// <summary>Below this many rows a run on average, a call for each run costs more than it saves.</summary>
    private const int ShortRun = 8;

    private readonly int[] levels;
    private readonly int[]? places;
    private readonly int[] firstEffects;
    private readonly int[] runStarts;
    private readonly bool[] isOne;

    private PredictorTerm(TermShape shape, int[] levels, double[][] columns, int[] firstEffects, int[] runStarts)
    {
        Shape = shape;
        Columns = columns;
        this.levels = levels;
        this.firstEffects = firstEffects;
        this.runStarts = runStarts;
        isOne = Array.ConvertAll(columns, column => !column.AsSpan().ContainsAnyExcept(1.0));
        bool isScattered = runStarts[^1] < ShortRun * firstEffects.Length;
        places = isScattered && !firstEffects.Contains(-1) ? Array.ConvertAll(levels, shape.FirstEffectOf) : null;
    }

    /// <summary>The size of the term and the place of its effects.</summary>
    public TermShape Shape { get; }

    /// <summary>The columns of Z.</summary>
    public double[][] Columns { get; }

    /// <summary>Whether a column of Z is 1 in every row.</summary>
    public bool IsOne(int effect) => isOne[effect];

    /// <summary>The level of a row; negative where the effects are not among those given.</summary>
    public int Level(int row) => levels[row];

    /// <summary>Finds the runs.</summary>
    /// <param name="shape">The size of the term and the place of its effects.</param>
    /// <param name="levels">The level of each row.</param>
    /// <param name="columns">The columns of Z.</param>
    public static PredictorTerm Create(TermShape shape, int[] levels, double[][] columns)
    {
        List<int> firstEffects = [], runStarts = [];
        for (int row = 0; row < levels.Length; row++)
        {
            if (row == 0 || levels[row] != levels[row - 1])
            {
                firstEffects.Add(levels[row] < 0 ? -1 : shape.FirstEffectOf(levels[row]));
                runStarts.Add(row);
            }
        }

        runStarts.Add(levels.Length);
        return new PredictorTerm(shape, levels, columns, [.. firstEffects], [.. runStarts]);
    }

    /// <summary>The term with its effects in another basis.</summary>
    /// <param name="B">r × r by rows, upper triangular.</param>
    public PredictorTerm InBasis(double[] B)
    {
        int r = Columns.Length;
        double[][] changed = new double[r][];
        for (int c = 0; c < r; c++)
        {
            changed[c] = new double[levels.Length];
            for (int m = 0; m <= c; m++)
            {
                TensorPrimitives.MultiplyAdd(Columns[m], B[(m * r) + c], changed[c], changed[c]);
            }
        }

        return new PredictorTerm(Shape, levels, changed, firstEffects, runStarts);
    }

    /// <summary>η += sign · Z b.</summary>
    /// <param name="effects">b.</param>
    /// <param name="predictor">η, n numbers.</param>
    /// <param name="sign">1 or −1.</param>
    public void AddTo(ReadOnlySpan<double> effects, Span<double> predictor, double sign)
    {
        AddBlock(0, effects, predictor, sign);
    }

    /// <summary>by += Zᵀ g.</summary>
    /// <param name="g">n numbers.</param>
    /// <param name="by">As many numbers as there are effects.</param>
    public void AddTransposed(ReadOnlySpan<double> g, Span<double> by)
    {
        AddTransposedBlock(0, g, by);
    }

    /// <summary>η += Z b for some rows that lie side by side.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="effects">b.</param>
    /// <param name="predictor">Their η.</param>
    /// <param name="sign">1 or −1.</param>
    public void AddBlock(int first, ReadOnlySpan<double> effects, Span<double> predictor, double sign = 1)
    {
        if (places is not null)
        {
            AddRows(places.AsSpan(first, predictor.Length), first, effects, predictor, sign);
            return;
        }

        int end = first + predictor.Length;
        for (int run = RunOf(first); run < firstEffects.Length && runStarts[run] < end; run++)
        {
            if (firstEffects[run] < 0)
            {
                continue;
            }

            int start = Math.Max(first, runStarts[run]), length = Math.Min(end, runStarts[run + 1]) - start;
            Span<double> eta = predictor.Slice(start - first, length);
            for (int c = 0; c < Columns.Length; c++)
            {
                double b = sign * effects[firstEffects[run] + c];
                ReadOnlySpan<double> z = isOne[c] ? [] : Columns[c].AsSpan(start, length);
                if (length < ShortRun)
                {
                    for (int i = 0; i < eta.Length; i++)
                    {
                        eta[i] += z.IsEmpty ? b : b * z[i];
                    }
                }
                else if (z.IsEmpty)
                {
                    TensorPrimitives.Add(eta, b, eta);
                }
                else
                {
                    TensorPrimitives.MultiplyAdd(z, b, eta, eta);
                }
            }
        }
    }

    /// <summary>by += Zᵀ g for some rows that lie side by side.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="g">Their numbers.</param>
    /// <param name="by">As many numbers as there are effects.</param>
    public void AddTransposedBlock(int first, ReadOnlySpan<double> g, Span<double> by)
    {
        if (places is not null)
        {
            AddRowsTransposed(places.AsSpan(first, g.Length), first, g, by);
            return;
        }

        int end = first + g.Length;
        for (int run = RunOf(first); run < firstEffects.Length && runStarts[run] < end; run++)
        {
            if (firstEffects[run] < 0)
            {
                continue;
            }

            int start = Math.Max(first, runStarts[run]), length = Math.Min(end, runStarts[run + 1]) - start;
            ReadOnlySpan<double> own = g.Slice(start - first, length);
            for (int c = 0; c < Columns.Length; c++)
            {
                ReadOnlySpan<double> z = isOne[c] ? [] : Columns[c].AsSpan(start, length);
                double sum = 0;
                if (length < ShortRun)
                {
                    for (int i = 0; i < own.Length; i++)
                    {
                        sum += z.IsEmpty ? own[i] : own[i] * z[i];
                    }
                }
                else
                {
                    sum = z.IsEmpty ? TensorPrimitives.Sum(own) : TensorPrimitives.Dot(z, own);
                }

                by[firstEffects[run] + c] += sum;
            }
        }
    }

    /// <summary>Row by row, where runs are short.</summary>
    private void AddRows(ReadOnlySpan<int> own, int first, ReadOnlySpan<double> effects, Span<double> predictor, double sign)
    {
        for (int c = 0; c < Columns.Length; c++)
        {
            ReadOnlySpan<double> b = effects[c..];
            Span<double> eta = predictor[..own.Length];
            if (isOne[c])
            {
                for (int i = 0; i < own.Length; i++)
                {
                    eta[i] += sign * b[own[i]];
                }

                continue;
            }

            ReadOnlySpan<double> z = Columns[c].AsSpan(first, own.Length);
            for (int i = 0; i < own.Length; i++)
            {
                eta[i] += sign * b[own[i]] * z[i];
            }
        }
    }

    private void AddRowsTransposed(ReadOnlySpan<int> own, int first, ReadOnlySpan<double> g, Span<double> by)
    {
        g = g[..own.Length];
        for (int c = 0; c < Columns.Length; c++)
        {
            Span<double> to = by[c..];
            if (isOne[c])
            {
                for (int i = 0; i < own.Length; i++)
                {
                    to[own[i]] += g[i];
                }

                continue;
            }

            ReadOnlySpan<double> z = Columns[c].AsSpan(first, own.Length);
            for (int i = 0; i < own.Length; i++)
            {
                to[own[i]] += g[i] * z[i];
            }
        }
    }

    /// <summary>The run that a row belongs to.</summary>
    private int RunOf(int row)
    {
        int place = Array.BinarySearch(runStarts, row);
        return place >= 0 ? place : ~place - 1;
    }
}
