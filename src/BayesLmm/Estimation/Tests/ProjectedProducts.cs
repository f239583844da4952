using System.Collections.Concurrent;
using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics.Dense;
using BayesLmm.Numerics.Parallel;
using BayesLmm.Sampling;
using BayesLmm.Specification.Formulas;

namespace BayesLmm.Estimation.Tests;

// C = ZᵀV⁻¹Z = M − MΛQ⁻¹ΛᵀM, M = ZᵀZ, V = I + ZΛΛᵀZᵀ: the covariance matrix of y relative to σ². C is zero between different components of the level graph, so
// one solution of Q x = b gives one column in every component at once: the number of solutions is the number of effects of the largest component, r for a
// single factor however many levels it has.

/// <summary>Products with C = ZᵀV⁻¹Z, and sums over its blocks, without its ever being stored.</summary>
internal sealed class ProjectedProducts
{
    private readonly RemlCriterion criterion;
    private readonly CrossProducts products;
    private readonly double[] lambda;
    private readonly double[] identity;
    private readonly double[] work;

    /// <summary>Works at the factors of the criterion's last evaluation, which must stay its last.</summary>
    public ProjectedProducts(RemlCriterion criterion)
    {
        this.criterion = criterion;
        products = criterion.Products;
        lambda = [.. criterion.Given.Lambda];
        identity = new double[lambda.Length];
        work = new double[products.EffectCount];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            for (int i = 0; i < products.Terms[k].Width; i++)
            {
                identity[criterion.Factors.Starts[k] + (i * products.Terms[k].Width) + i] = 1;
            }
        }
    }

    /// <summary>How many systems Q x = b have been solved: the work is proportional to it, and each costs as much as the factor of Q has entries.</summary>
    public int Solutions { get; private set; }

    /// <summary>v = C v, in place.</summary>
    public void Multiply(double[] v)
    {
        Solutions++;
        MixedModelSystem system = criterion.Given.System;
        TensorPrimitives.Negate(v, work);
        Array.Clear(v);
        system.SubtractProducts(identity, work, v);
        criterion.Factors.MultiplyTransposed(lambda, v, 1, work);
        system.Factor.Solve(work);
        system.SubtractProducts(lambda, work, v);
    }

    /// <summary>
    /// tr(C E_i C E_j) and tr(C E_i) for the symmetric patterns E_i that components of θ stand for: in the block of every level of its term, 1 at (a, b) and
    /// (b, a).
    /// </summary>
    /// <param name="patterns">The patterns.</param>
    /// <param name="progress">Receives the part that is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public (double[,] Squares, double[] Traces) Sums(IReadOnlyList<EffectPattern> patterns, IProgress<Progress>? progress, CancellationToken cancellationToken)
    {
        LevelComponents components = LevelComponents.Find(products.Blocks);
        int[] termOfLevel = TermOfLevel();
        int terms = products.Terms.Count, widest = terms == 0 ? 0 : products.Terms.Max(term => term.Width), largest = components.LargestSize;

        // moments[k, l]: Σ A_ac A_bd over pairs of levels, A = C's block of a level of term k and one of term l, at ((a r_l + c) r_k + b) r_l + d.
        double[,][] moments = new double[terms, terms][];
        double[][] diagonal = [.. products.Terms.Select(term => new double[term.Width * term.Width])];
        for (int k = 0; k < terms; k++)
        {
            for (int l = 0; l < terms; l++)
            {
                int size = products.Terms[k].Width * products.Terms[l].Width;
                moments[k, l] = new double[size * size];
            }
        }

        ColumnTurns work = new(this, components, termOfLevel, widest, largest, cancellationToken, progress);
        foreach ((double[,][] found, double[][] own) in work.Run())
        {
            for (int k = 0; k < terms; k++)
            {
                TensorPrimitives.Add(diagonal[k], own[k], diagonal[k]);
                for (int l = 0; l < terms; l++)
                {
                    TensorPrimitives.Add(moments[k, l], found[k, l], moments[k, l]);
                }
            }
        }

        Solutions += work.Solutions;
        return Collect(patterns, moments, diagonal);
    }

    /// <summary>
    /// Sums over the columns of C, a group of turns an item. A turn is a level of each component: its columns of all components in the same vectors. What the
    /// items find is added in their order, so that the sums do not depend on the threads.
    /// </summary>
    private sealed class ColumnTurns(
        ProjectedProducts owner, LevelComponents components, int[] termOfLevel, int widest, int largest, CancellationToken cancellationToken,
        IProgress<Progress>? progress) : ParallelWork
    {
        /// <summary>Columns at once: their rows fill a few registers, and a few thousand of them a second-level cache.</summary>
        private const int MostColumns = 48;

        private readonly int turnsOfItem = Math.Max(1, Math.Min(largest, MostColumns / Math.Max(1, widest)));
        private readonly ConcurrentBag<ProjectedColumns> free = [];
        private (double[,][] Moments, double[][] Diagonal)[] results = [];
        private int done;
        private int solutions;

        /// <summary>Columns that were solved for.</summary>
        public int Solutions => solutions;

        public IEnumerable<(double[,][] Moments, double[][] Diagonal)> Run()
        {
            int items = widest == 0 ? 0 : (largest + turnsOfItem - 1) / turnsOfItem;
            results = new (double[,][], double[][])[items];
            new WorkTeam(Math.Max(1, Math.Min(items, Environment.ProcessorCount))).Run(this, items);
            cancellationToken.ThrowIfCancellationRequested();
            return results;
        }

        public override void Do(int item)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            CrossProducts products = owner.products;
            ProjectedColumns columns = free.TryTake(out ProjectedColumns? used) ? used
                : new ProjectedColumns(products, owner.criterion.Factors, owner.lambda, owner.criterion.Given.System.Factor, turnsOfItem * widest);
            int terms = products.Terms.Count, from = item * turnsOfItem, to = Math.Min(largest, from + turnsOfItem);
            double[,][] moments = new double[terms, terms][];
            double[][] diagonal = [.. products.Terms.Select(term => new double[term.Width * term.Width])];
            for (int k = 0; k < terms; k++)
            {
                for (int l = 0; l < terms; l++)
                {
                    int size = products.Terms[k].Width * products.Terms[l].Width;
                    moments[k, l] = new double[size * size];
                }
            }

            Fill(columns, from, to);
            columns.Multiply();
            AddMoments(columns, from, to, moments, diagonal);

            results[item] = (moments, diagonal);
            free.Add(columns);
            progress?.Report(new Progress(isSampling: true, Interlocked.Add(ref done, to - from), largest));
        }

        private void Fill(ProjectedColumns columns, int from, int to)
        {
            CrossProducts products = owner.products;
            Span<double> V = columns.Input;
            V.Clear();
            bool[] isSet = new bool[columns.Columns];
            foreach (int[] members in components.Members)
            {
                for (int turn = from; turn < Math.Min(to, members.Length); turn++)
                {
                    int first = owner.FirstEffect(termOfLevel, members[turn]);
                    for (int c = 0; c < products.Terms[termOfLevel[members[turn]]].Width; c++)
                    {
                        int column = ((turn - from) * widest) + c;
                        V[((first + c) * columns.Columns) + column] = 1;
                        isSet[column] = true;
                    }
                }
            }

            Interlocked.Add(ref solutions, isSet.Count(set => set));
        }

        private void AddMoments(ProjectedColumns columns, int from, int to, double[,][] moments, double[][] diagonal)
        {
            CrossProducts products = owner.products;
            foreach (int[] members in components.Members)
            {
                for (int place = 0; place < members.Length && from < members.Length; place++)
                {
                    int k = termOfLevel[members[place]], height = products.Terms[k].Width, first = owner.FirstEffect(termOfLevel, members[place]);
                    for (int turn = from; turn < Math.Min(to, members.Length); turn++)
                    {
                        int l = termOfLevel[members[turn]], width = products.Terms[l].Width;
                        double[] sums = moments[k, l];
                        ReadOnlySpan<double> block = columns.Values.AsSpan((first * columns.Columns) + ((turn - from) * widest));
                        if (height == 1 && width == 1)
                        {
                            sums[0] += block[0] * block[0];
                        }
                        else
                        {
                            AddBlock(block, columns.Columns, height, width, sums);
                        }

                        if (turn == place)
                        {
                            AddDiagonal(block, columns.Columns, width, diagonal[k]);
                        }
                    }
                }
            }
        }

        private static void AddDiagonal(ReadOnlySpan<double> block, int stride, int width, double[] sums)
        {
            for (int a = 0; a < width; a++)
            {
                for (int b = 0; b < width; b++)
                {
                    sums[(a * width) + b] += block[(a * stride) + b];
                }
            }
        }

        private static void AddBlock(ReadOnlySpan<double> block, int stride, int height, int width, double[] sums)
        {
            int next = 0;
            for (int a = 0; a < height; a++)
            {
                for (int c = 0; c < width; c++)
                {
                    double left = block[(a * stride) + c];
                    for (int b = 0; b < height; b++, next += width)
                    {
                        SmallRow.Add(block.Slice(b * stride, width), left, sums.AsSpan(next, width));
                    }
                }
            }
        }
    }

    private (double[,] Squares, double[] Traces) Collect(IReadOnlyList<EffectPattern> patterns, double[,][] moments, double[][] diagonal)
    {
        int m = patterns.Count;
        double[,] squares = new double[m, m];
        double[] traces = new double[m];
        for (int i = 0; i < m; i++)
        {
            (int k, int a, int b) = patterns[i];
            int height = products.Terms[k].Width;
            traces[i] = patterns[i].Half * (diagonal[k][(a * height) + b] + diagonal[k][(b * height) + a]);
            for (int j = 0; j < m; j++)
            {
                (int l, int c, int d) = patterns[j];
                int width = products.Terms[l].Width;
                double[] sums = moments[k, l];
                double Moment(int a, int c, int b, int d) => sums[(((((a * width) + c) * height) + b) * width) + d];

                // tr(Aᵀ(e_a e_bᵀ + e_b e_aᵀ)A(e_c e_dᵀ + e_d e_cᵀ)) = 2 (A_ac A_bd + A_ad A_bc)
                squares[i, j] = 2 * patterns[i].Half * patterns[j].Half * (Moment(a, c, b, d) + Moment(a, d, b, c));
            }
        }

        return (squares, traces);
    }

    private int FirstEffect(int[] termOfLevel, int level)
    {
        TermShape term = products.Terms[termOfLevel[level]];
        return term.FirstEffectOf(level - term.FirstLevel);
    }

    private int[] TermOfLevel()
    {
        int[] term = new int[products.Blocks.LevelCount];
        for (int k = 0; k < products.Terms.Count; k++)
        {
            Array.Fill(term, k, products.Terms[k].FirstLevel, products.Terms[k].LevelCount);
        }

        return term;
    }
}

/// <summary>The pattern E of one variance or covariance: in the block of every level of a term, e_a e_bᵀ + e_b e_aᵀ, or e_a e_aᵀ for a variance.</summary>
/// <param name="Term">The term.</param>
/// <param name="A">One effect.</param>
/// <param name="B">The other.</param>
internal readonly record struct EffectPattern(int Term, int A, int B)
{
    /// <summary>½ for a variance, whose pattern is half of the sum of both products.</summary>
    public double Half => A == B ? 0.5 : 1;

    /// <summary>result = E v.</summary>
    public void Apply(TermShape term, ReadOnlySpan<double> v, Span<double> result)
    {
        result.Clear();
        for (int level = 0; level < term.LevelCount; level++)
        {
            int first = term.FirstEffectOf(level);
            result[first + A] = v[first + B];
            result[first + B] = v[first + A];
        }
    }
}
