using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Equations;

// V = σ²W⁻¹ + Σ_k Z_k(I ⊗ Σ_k)Z_kᵀ is linear in σ² and in the entries of the Σ_k, with derivatives V_i. The restricted likelihood depends on KVKᵀ alone,
// where K spans the complement of X, so that it is constant along Σ v_i V_i if and only if K(Σ v_i V_i)Kᵀ = 0, wherever V is: if vᵀGv = 0 with
// G_ij = tr(P V_i P V_j), P = I − X(XᵀX)⁻¹Xᵀ (rows times √w). With A = ZᵀPZ = S − UUᵀ, S = ZᵀZ, U = ZᵀX R⁻ᵀ, XᵀX = RRᵀ, and H_i = UᵀE_iU:
//     tr(A E_i A E_j) = tr((S − C) E_i (S − C) E_j) − tr(C E_i C E_j), both over the blocks where S is not zero, + tr(H_i H_j),   C = UUᵀ there.
// Without K, for the likelihood, U = 0.

/// <summary>
/// The Gram matrix of the derivatives of the rows' covariance matrix by σ² and by the variances and covariances of the effects: its null space is what the
/// likelihood does not determine. Sums over blocks of ZᵀZ, once; about the work of one evaluation of the likelihood.
/// </summary>
internal sealed class VarianceInformation
{
    /// <summary>A squared column of which less is left by the columns before it is a combination of them: rounding leaves as much.</summary>
    private const double SmallestPart = 1e-13;

    private readonly CrossProducts products;
    private readonly int p;
    private readonly double[] U; // q × p by rows
    private readonly IReadOnlyList<CovarianceEntry> entries;
    private readonly int[] firstEntries;

    private VarianceInformation(CrossProducts products, IReadOnlyList<CovarianceEntry> entries, bool restricted)
    {
        this.products = products;
        this.entries = entries;
        p = restricted ? products.FixedCount : 0;
        U = p == 0 ? [] : Projections(products);
        firstEntries = new int[products.Terms.Count + 1];
        for (int i = 0; i < entries.Count; i++)
        {
            firstEntries[entries[i].Term + 1] = i + 1;
        }
    }

    /// <summary>The entries of the covariance matrices of a model's terms that are free, term by term.</summary>
    public static IReadOnlyList<CovarianceEntry> Entries(CrossProducts products) =>
        [.. products.Terms.SelectMany((term, k) => term.Structure.FactorEntries(term.Width).Select(entry => new CovarianceEntry(k, entry.Row, entry.Column)))];

    /// <summary>G, the residual variance last unless it is known, and what each diagonal entry would be without X.</summary>
    /// <param name="products">The data.</param>
    /// <param name="entries">The variances and covariances.</param>
    /// <param name="restricted">Whether the likelihood is the restricted one.</param>
    /// <param name="sigmaIsKnown">Whether there is no residual variance to estimate.</param>
    public static (Matrix<double> Gram, double[] Own) Compute(
        CrossProducts products, IReadOnlyList<CovarianceEntry> entries, bool restricted, bool sigmaIsKnown)
    {
        VarianceInformation information = new(products, entries, restricted);
        int m = entries.Count, count = m + (sigmaIsKnown ? 0 : 1);
        Matrix<double> gram = Matrix<double>.Build.Dense(count, count);
        double[] own = [.. Own(products, entries), .. sigmaIsKnown ? [] : new double[] { products.RowCount }];
        information.AddBlocks(gram);
        information.AddProjections(gram, sigmaIsKnown);
        if (!sigmaIsKnown)
        {
            gram[m, m] = products.RowCount - information.p;
        }

        return (gram, own);
    }

    /// <summary>tr(V_i V_i) of each entry: 0 of a covariance of effects that no level shows both.</summary>
    public static double[] Own(CrossProducts products, IReadOnlyList<CovarianceEntry> entries)
    {
        double[] own = new double[entries.Count];
        for (int i = 0; i < own.Length; i++)
        {
            (int k, int a, int b) = entries[i];
            TermShape term = products.Terms[k];
            double half = a == b ? 0.5 : 1;
            for (int level = term.FirstLevel; level < term.FirstLevel + term.LevelCount; level++)
            {
                ReadOnlySpan<double> S = products.Blocks.Values[products.Blocks.ValueStarts[products.Blocks.ColumnStarts[level]]..];
                double across = S[(a * term.Width) + b];
                own[i] += 2 * half * half * ((S[(a * term.Width) + a] * S[(b * term.Width) + b]) + (across * across));
            }
        }

        return own;
    }

    /// <summary>U: the products of columns of Z with orthonormal columns that span X.</summary>
    private static double[] Projections(CrossProducts products)
    {
        int p = products.FixedCount;
        double[] factor = [.. products.Fixed.Xx], U = products.ZX.ToArray();
        Factor(factor, p);
        for (int row = 0; row < U.Length; row += p)
        {
            SmallCholesky.SolveLower(factor, p, U.AsSpan(row, p));
        }

        return U;
    }

    /// <summary>
    /// A ← L, A = LLᵀ, in which a column that is a combination of those before it to working precision spans nothing: ∞ on its diagonal makes it 0 in every
    /// solution.
    /// </summary>
    private static void Factor(Span<double> a, int p)
    {
        for (int j = 0; j < p; j++)
        {
            double size = a[(j * p) + j], rest = size;
            for (int k = 0; k < j; k++)
            {
                rest -= a[(j * p) + k] * a[(j * p) + k];
            }

            bool isSpanned = !(rest > SmallestPart * size);
            a[(j * p) + j] = isSpanned ? double.PositiveInfinity : Math.Sqrt(rest);
            for (int i = j + 1; i < p; i++)
            {
                double sum = a[(i * p) + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= a[(i * p) + k] * a[(j * p) + k];
                }

                a[(i * p) + j] = isSpanned ? 0 : sum / a[(j * p) + j];
            }
        }
    }

    private void AddBlocks(Matrix<double> gram)
    {
        LevelBlocks blocks = products.Blocks;
        int[] termOf = products.TermOfLevels();
        int widest = products.Terms.Count == 0 ? 0 : products.Terms.Max(term => term.Width);
        double[] explained = new double[widest * widest], left = new double[widest * widest];
        double[]?[] moments = new double[products.Terms.Count * products.Terms.Count][];
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int k = termOf[level], width = products.Terms[k].Width;
            for (int block = blocks.ColumnStarts[level]; block < blocks.ColumnStarts[level + 1]; block++)
            {
                int other = blocks.Rows[block], l = termOf[other], height = products.Terms[l].Width;
                ReadOnlySpan<double> whole = blocks.Values.Slice(blocks.ValueStarts[block], height * width);
                for (int i = 0; i < height; i++)
                {
                    for (int c = 0; c < width; c++)
                    {
                        explained[(i * width) + c] = TensorPrimitives.Dot(Row(l, other, i), Row(k, level, c));
                        left[(i * width) + c] = whole[(i * width) + c] - explained[(i * width) + c];
                    }
                }

                double[] sums = moments[(l * products.Terms.Count) + k] ??= new double[height * width * height * width];
                AddMoments(left, height * width, 1, sums);
                AddMoments(explained, height * width, -1, sums);
            }
        }

        for (int l = 0; l < products.Terms.Count; l++)
        {
            for (int k = 0; k < products.Terms.Count; k++)
            {
                if (moments[(l * products.Terms.Count) + k] is { } sums)
                {
                    Collect(sums, l, k, gram);
                }
            }
        }
    }

    /// <summary>Σ M_ac M_bd over blocks, (a, c) × (b, d).</summary>
    private static void AddMoments(ReadOnlySpan<double> block, int size, double sign, Span<double> sums)
    {
        ReadOnlySpan<double> M = block[..size];
        for (int i = 0; i < size; i++)
        {
            if (M[i] != 0)
            {
                SmallRow.Add(M, sign * M[i], sums.Slice(i * size, size));
            }
        }
    }

    /// <summary>tr(MᵀE_i M E_j) summed over the blocks of two terms: 2 (M_ac M_bd + M_ad M_bc), or a half of it for a variance.</summary>
    private void Collect(double[] sums, int l, int k, Matrix<double> gram)
    {
        int width = products.Terms[k].Width, size = products.Terms[l].Width * width;
        double Moment(int a, int c, int b, int d) => sums[(((a * width) + c) * size) + (b * width) + d];
        for (int i = firstEntries[l]; i < firstEntries[l + 1]; i++)
        {
            (_, int a, int b) = entries[i];
            for (int j = firstEntries[k]; j < firstEntries[k + 1]; j++)
            {
                (_, int c, int d) = entries[j];
                double value = 2 * (a == b ? 0.5 : 1) * (c == d ? 0.5 : 1) * (Moment(a, c, b, d) + Moment(a, d, b, c));
                gram[i, j] += value;
                if (l != k)
                {
                    gram[j, i] += value;
                }
            }
        }
    }

    /// <summary>tr(H_i H_j), and the products with the residual variance, tr(A E_i).</summary>
    private void AddProjections(Matrix<double> gram, bool sigmaIsKnown)
    {
        double[][] H = [.. Enumerable.Range(0, entries.Count).Select(_ => new double[p * p])];
        for (int i = 0; i < entries.Count; i++)
        {
            (int k, int a, int b) = entries[i];
            TermShape term = products.Terms[k];
            double half = a == b ? 0.5 : 1, trace = 0;
            for (int level = 0; level < term.LevelCount; level++)
            {
                ReadOnlySpan<double> first = Row(k, term.FirstLevel + level, a), second = Row(k, term.FirstLevel + level, b);
                for (int j = 0; j < p; j++)
                {
                    Span<double> target = H[i].AsSpan(j * p, p);
                    TensorPrimitives.MultiplyAdd(second, half * first[j], target, target);
                    TensorPrimitives.MultiplyAdd(first, half * second[j], target, target);
                }

                int start = products.Blocks.ValueStarts[products.Blocks.ColumnStarts[term.FirstLevel + level]];
                trace += 2 * half * (products.Blocks.Values[start + (a * term.Width) + b] - TensorPrimitives.Dot(first, second));
            }

            if (!sigmaIsKnown)
            {
                gram[i, entries.Count] = gram[entries.Count, i] = trace;
            }
        }

        for (int i = 0; i < entries.Count; i++)
        {
            for (int j = 0; j < entries.Count; j++)
            {
                gram[i, j] += TensorPrimitives.Dot<double>(H[i], H[j]);
            }
        }
    }

    /// <summary>The row of U that belongs to an effect of a level.</summary>
    private ReadOnlySpan<double> Row(int term, int level, int effect)
    {
        TermShape shape = products.Terms[term];
        return U.AsSpan((shape.FirstEffectOf(level - shape.FirstLevel) + effect) * p, p);
    }
}

/// <summary>A free entry of the covariance matrix of a term's effects; a variance where both effects are the same.</summary>
/// <param name="Term">The term.</param>
/// <param name="A">One effect.</param>
/// <param name="B">The other, not after it.</param>
internal sealed record CovarianceEntry(int Term, int A, int B);
