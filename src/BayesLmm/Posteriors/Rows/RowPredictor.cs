using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;
using BayesLmm.Design;
using BayesLmm.Design.Columns;
using BayesLmm.Numerics;

namespace BayesLmm.Posteriors.Rows;

/// <summary>
/// The linear predictor of rows, one row at a time and all draws of the posterior together: η = o + xᵀβ + zᵀb. A row costs a product of numbers a draw for each
/// column in which it is not 0, and nothing is kept from row to row but the effects of new levels. Not thread-safe; each thread makes its own.
/// </summary>
internal sealed class RowPredictor
{
    private readonly KeptDraws draws;
    private readonly PredictionDesign design;
    private readonly LinearPredictor rows;
    private readonly PredictorOrigin? fixedOrigin;
    private readonly PredictorOrigin?[] origins;
    private readonly PredictionGroups groups;
    private readonly ulong seed;
    private readonly double[] x;
    private readonly NewLevel?[] newLevels;

    /// <summary>Prepares for the rows of a design.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draws">The draws.</param>
    /// <param name="design">The rows; with the codes of their groups, or without.</param>
    /// <param name="groups">Whose groups.</param>
    /// <param name="seed">The seed of the effects of new levels; a level has the same effects in every row and for every order of the rows.</param>
    public RowPredictor(BoundModel model, KeptDraws draws, PredictionDesign design, PredictionGroups groups, ulong seed)
        : this(model, draws, design, groups, seed, design.CreatePredictor(model.Design.Shapes, []))
    {
    }

    private RowPredictor(BoundModel model, KeptDraws draws, PredictionDesign design, PredictionGroups groups, ulong seed, LinearPredictor rows)
    {
        this.rows = rows;
        this.draws = draws;
        this.design = design;
        this.groups = groups;
        this.seed = seed;
        Model = model;
        fixedOrigin = model.Design.FixedEffects.Origin;
        origins = [.. model.Design.RandomTerms.Select(term => term.Origin)];
        x = new double[Math.Max(rows.FixedCount, origins.Length == 0 ? 0 : model.GroupTerms.Max(term => term.Width))];
        newLevels = new NewLevel?[origins.Length];
    }

    /// <summary>The rows that a model was fitted to, with the effects of their own groups.</summary>
    /// <param name="model">The model.</param>
    /// <param name="draws">The draws.</param>
    public static RowPredictor OfTraining(BoundModel model, KeptDraws draws) =>
        new(model, draws, PredictionDesign.OfTraining(model.TableName, model.Design), PredictionGroups.Known, seed: 0);

    /// <summary>The model.</summary>
    public BoundModel Model { get; }

    /// <summary>The number of draws, S.</summary>
    public int DrawCount => draws.Count;

    /// <summary>The number of rows.</summary>
    public int RowCount => rows.Count;

    /// <summary>The same with memory of its own, for another thread.</summary>
    public RowPredictor Another() => new(Model, draws, design, groups, seed, rows);

    /// <summary>η of a row at every draw.</summary>
    /// <param name="row">The row of the design.</param>
    /// <param name="predictor">Receives S numbers.</param>
    public void Compute(int row, Span<double> predictor)
    {
        Span<double> columns = x.AsSpan(0, rows.FixedCount);
        rows.FixedRow(row).CopyTo(columns);
        fixedOrigin?.RowToWritten(columns);
        predictor.Fill(rows.Offset.IsEmpty ? 0 : rows.Offset.Span[row]);
        for (int j = 0; j < columns.Length; j++)
        {
            Add(draws.Coefficients[j], columns[j], predictor);
        }

        for (int k = 0; groups != PredictionGroups.Population && k < origins.Length; k++)
        {
            AddTerm(k, row, predictor);
        }
    }

    private void AddTerm(int k, int row, Span<double> predictor)
    {
        ReadOnlySpan<double> measured = rows.RandomRow(k, row);
        Span<double> z = x.AsSpan(0, measured.Length);
        measured.CopyTo(z);
        int level = rows.Level(k, row);
        if (groups == PredictionGroups.Known && level >= 0)
        {
            origins[k]?.RowToWritten(z);
            for (int i = 0; i < z.Length; i++)
            {
                Add(draws.Effect(k, level, i), z[i], predictor);
            }

            return;
        }

        NewLevel drawn = EffectsOf(k, level);
        for (int i = 0; i < z.Length; i++)
        {
            Add(drawn.Effects[i], z[i], predictor);
        }
    }

    private static void Add(ReadOnlySpan<double> column, double factor, Span<double> sum)
    {
        if (factor != 0)
        {
            TensorPrimitives.MultiplyAdd(column, factor, sum, sum);
        }
    }

    /// <summary>Draws of the effects of a level from N(0, Σ), for columns measured from the term's origin; those of the level before are forgotten.</summary>
    private NewLevel EffectsOf(int term, int level)
    {
        if (newLevels[term] is { } known && known.Level == level)
        {
            return known;
        }

        int r = Model.GroupTerms[term].Width;
        IReadOnlyList<double[]> factor = draws.Factor(term);
        NewLevel drawn = newLevels[term] ?? new NewLevel([.. Enumerable.Range(0, r).Select(_ => new double[draws.Count])]);
        double[][] normals = [.. Enumerable.Range(0, r).Select(_ => new double[draws.Count])];
        RandomStream random = new(seed, StreamOf(term, level));
        foreach (double[] column in normals)
        {
            random.FillNormal(column);
        }

        for (int i = 0, place = 0; i < r; i++)
        {
            Array.Clear(drawn.Effects[i]);
            for (int j = 0; j <= i; j++, place++)
            {
                TensorPrimitives.MultiplyAdd(factor[place], normals[j], drawn.Effects[i], drawn.Effects[i]);
            }
        }

        drawn.Level = level;
        return newLevels[term] = drawn;
    }

    /// <summary>The random stream of a level, which its name determines; rows whose groups are not given share one level.</summary>
    private ulong StreamOf(int term, int level)
    {
        string name = level >= 0 ? Model.GroupTerms[term].Levels[level] : design.Terms[term].Codes is null ? "" : design.Terms[term].NewLevels[-1 - level];
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{term} {name}"))));
    }

    /// <summary>Draws of the effects of a level.</summary>
    private sealed class NewLevel(double[][] effects)
    {
        public int Level { get; set; } = int.MinValue;

        public double[][] Effects => effects;
    }
}
