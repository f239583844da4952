using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
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
        System.Numerics.Tensors.TensorPrimitives.Negate(v, work);
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

        double[][] columns = [.. Enumerable.Range(0, widest).Select(_ => new double[products.EffectCount])];
        for (int turn = 0; turn < largest; turn++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            FillColumns(components, termOfLevel, turn, columns);
            AddMoments(components, termOfLevel, turn, columns, moments, diagonal);
            progress?.Report(new Progress(isSampling: true, turn + 1, largest));
        }

        return Collect(patterns, moments, diagonal);
    }

    /// <summary>Columns of C that belong to each component's level of number <paramref name="turn"/>: column c of all these levels in one vector.</summary>
    private void FillColumns(LevelComponents components, int[] termOfLevel, int turn, double[][] columns)
    {
        for (int c = 0; c < columns.Length; c++)
        {
            Array.Clear(columns[c]);
            bool any = false;
            foreach (int[] members in components.Members)
            {
                if (turn < members.Length && c < products.Terms[termOfLevel[members[turn]]].Width)
                {
                    columns[c][FirstEffect(termOfLevel, members[turn]) + c] = 1;
                    any = true;
                }
            }

            if (any)
            {
                Multiply(columns[c]);
            }
        }
    }

    private void AddMoments(LevelComponents components, int[] termOfLevel, int turn, double[][] columns, double[,][] moments, double[][] diagonal)
    {
        foreach (int[] members in components.Members)
        {
            if (turn >= members.Length)
            {
                continue;
            }

            int l = termOfLevel[members[turn]], width = products.Terms[l].Width;
            foreach (int level in members)
            {
                int k = termOfLevel[level], height = products.Terms[k].Width, first = FirstEffect(termOfLevel, level);
                double[] sums = moments[k, l];
                if (height == 1 && width == 1)
                {
                    sums[0] += columns[0][first] * columns[0][first];
                }
                else
                {
                    AddBlock(columns, first, height, width, sums);
                }

                if (level == members[turn])
                {
                    for (int a = 0; a < height; a++)
                    {
                        for (int b = 0; b < width; b++)
                        {
                            diagonal[k][(a * width) + b] += columns[b][first + a];
                        }
                    }
                }
            }
        }
    }

    private static void AddBlock(double[][] columns, int first, int height, int width, double[] sums)
    {
        int next = 0;
        for (int a = 0; a < height; a++)
        {
            for (int c = 0; c < width; c++)
            {
                double left = columns[c][first + a];
                for (int b = 0; b < height; b++)
                {
                    for (int d = 0; d < width; d++)
                    {
                        sums[next++] += left * columns[d][first + b];
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
