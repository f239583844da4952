using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Sparse;

namespace BayesLmm.Equations;

/// <summary>
/// The numbers of a model's mixed model equations at one value of its variance parameters: Q = τ AᵀA + diag(I, P), factored. Owns its memory and allocates
/// nothing after construction. Not thread-safe.
/// </summary>
internal sealed class MixedModelSystem
{
    /// <summary>Blocks of two terms with so many effects a level each are multiplied as matrices, others entry by entry.</summary>
    private const int Wide = 4;

    private CrossProducts products;
    private readonly EffectFactors layout;
    private readonly int[] termOrder;
    private readonly int[] termOfLevel;
    private readonly double[] matrix;
    private readonly double[] product;
    private readonly double[] effectWork;
    private readonly double[] blockWork;
    private readonly double[] inverseBlock;
    private SelectedInverse? inverse;

    /// <summary>Allocates the memory.</summary>
    /// <param name="equations">The structure.</param>
    /// <param name="threads">How many threads may share the work of one factorisation; the numbers do not depend on it.</param>
    public MixedModelSystem(MixedModelEquations equations, int threads = 1)
    {
        Equations = equations;
        products = equations.Products;
        layout = new EffectFactors(products.Terms);
        termOrder = [.. Enumerable.Range(0, products.Terms.Count).OrderBy(k => products.Terms[k].FirstLevel)];
        termOfLevel = products.TermOfLevels();
        matrix = new double[equations.Structure.Pattern.NonZeros];
        product = new double[products.Terms.Count == 0 ? 0 : products.Terms.Max(term => term.Width)];
        effectWork = new double[products.EffectCount];
        blockWork = new double[2 * product.Length * product.Length];
        inverseBlock = new double[product.Length * product.Length];
        Factor = CholeskyFactor.Create(equations.Structure, threads);
    }

    /// <summary>The structure.</summary>
    public MixedModelEquations Equations { get; private set; }

    /// <summary>Continues with other numbers in the same places; the memory is kept.</summary>
    /// <param name="other">Data with the same levels in the same rows.</param>
    internal void Use(CrossProducts other)
    {
        products = other;
        Equations = Equations.With(other);
    }

    /// <summary>How the factors Λ_k are laid out in an array.</summary>
    public EffectFactors Layout => layout;

    /// <summary>The Cholesky factor of Q, after <see cref="TryFactor"/>.</summary>
    public CholeskyFactor Factor { get; }

    /// <summary>Q⁻¹ on the pattern of the factor, after <see cref="ComputeInverse"/>.</summary>
    public SelectedInverse Inverse => inverse ?? throw new InvalidOperationException("Call ComputeInverse first.");

    /// <summary>Assembles and factors Q. False when it is not positive definite to working precision or not finite.</summary>
    /// <param name="lambda">The factors Λ_k, see <see cref="Layout"/>.</param>
    /// <param name="tau">τ: 1/σ², or 1 when Λ is relative to σ.</param>
    /// <param name="fixedPrecision">P: prior precisions of the fixed effects among the unknowns; 0 for a flat prior.</param>
    public bool TryFactor(ReadOnlySpan<double> lambda, double tau, ReadOnlySpan<double> fixedPrecision)
    {
        AssembleEffects(lambda, tau);
        AssembleFixed(lambda, tau, fixedPrecision);
        return Factor.TryFactor(matrix);
    }

    /// <summary>Computes Q⁻¹ on the pattern of the factor.</summary>
    public void ComputeInverse() => (inverse ??= SelectedInverse.Create(Factor)).Compute();

    /// <summary>An entry of Q⁻¹ among the coefficients that are unknowns, after <see cref="ComputeInverse"/>.</summary>
    /// <param name="i">One of them, by its place among these.</param>
    /// <param name="j">Another.</param>
    public double InverseAmongFixed(int i, int j)
    {
        (int row, int column) = (Math.Max(i, j), Math.Min(i, j));
        return Inverse.Values[Inverse.Places[Equations.FixedTargets[products.EffectCount + column] + row - column]];
    }

    /// <summary>τ Λ_lᵀ (ZᵀZ)_block Λ_k for every block, plus the identity on the diagonal.</summary>
    private void AssembleEffects(ReadOnlySpan<double> lambda, double tau)
    {
        LevelBlocks blocks = products.Blocks;
        ReadOnlySpan<int> blockRows = blocks.Rows, valueStarts = blocks.ValueStarts, targets = Equations.BlockTargets;
        ReadOnlySpan<double> values = blocks.Values;
        Span<double> a = matrix;
        int t = 0;
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int k = termOfLevel[level];
            int width = products.Terms[k].Width;
            ReadOnlySpan<double> right = layout.Of(k, lambda);
            for (int b = blocks.ColumnStarts[level]; b < blocks.ColumnStarts[level + 1]; b++)
            {
                int l = termOfLevel[blockRows[b]];
                int height = products.Terms[l].Width;
                bool isDiagonal = blockRows[b] == level;
                ReadOnlySpan<double> block = values.Slice(valueStarts[b], height * width);
                ReadOnlySpan<double> left = layout.Of(l, lambda);
                if (height == 1 && width == 1)
                {
                    a[targets[t++]] = (tau * left[0] * block[0] * right[0]) + (isDiagonal ? 1 : 0);
                    continue;
                }

                if (height >= Wide && width >= Wide)
                {
                    WideBlocks.Sandwich(block, height, width, left, right, tau, blockWork);
                    for (int c = 0; c < width; c++, t++)
                    {
                        int from = isDiagonal ? c : 0;
                        blockWork.AsSpan((c * height) + from, height - from).CopyTo(a[targets[t]..]);
                        a[targets[t]] += isDiagonal ? 1 : 0;
                    }

                    continue;
                }

                for (int c = 0; c < width; c++, t++)
                {
                    TimesColumn(block, right, height, width, c, product);
                    Span<double> target = a[targets[t]..];
                    int first = isDiagonal ? c : 0;
                    for (int row = first; row < height; row++)
                    {
                        double sum = 0;
                        for (int i = row; i < height; i++)
                        {
                            sum += left[(i * height) + row] * product[i];
                        }

                        target[row - first] = tau * sum;
                    }

                    if (isDiagonal)
                    {
                        target[0] += 1;
                    }
                }
            }
        }
    }

    /// <summary>Column c of M Λ, M height × width, Λ width × width lower triangular.</summary>
    private static void TimesColumn(ReadOnlySpan<double> M, ReadOnlySpan<double> lambda, int height, int width, int c, Span<double> result)
    {
        for (int i = 0; i < height; i++)
        {
            double sum = 0;
            for (int m = c; m < width; m++)
            {
                sum += M[(i * width) + m] * lambda[(m * width) + c];
            }

            result[i] = sum;
        }
    }

    /// <summary>τ XᵀZΛ below the effects' columns, and τ XᵀX + P.</summary>
    private void AssembleFixed(ReadOnlySpan<double> lambda, double tau, ReadOnlySpan<double> fixedPrecision)
    {
        IReadOnlyList<int> columns = Equations.FixedColumns;
        int p = products.FixedCount, q = products.EffectCount;
        ReadOnlySpan<int> targets = Equations.FixedTargets;
        ReadOnlySpan<double> zx = products.ZX, xx = products.Fixed.Xx.Span;
        Span<double> a = matrix;
        for (int j = 0; j < columns.Count; j++)
        {
            int x = columns[j];
            foreach (int k in termOrder)
            {
                TermShape term = products.Terms[k];
                ReadOnlySpan<double> L = layout.Of(k, lambda);
                int r = term.Width;
                int end = term.FirstEffectOf(term.LevelCount);
                for (int first = term.FirstEffect; first < end; first += r)
                {
                    for (int c = 0; c < r; c++)
                    {
                        double sum = 0;
                        for (int m = c; m < r; m++)
                        {
                            sum += L[(m * r) + c] * zx[((first + m) * p) + x];
                        }

                        a[targets[first + c] + j] = tau * sum;
                    }
                }
            }

            for (int i = j; i < columns.Count; i++)
            {
                a[targets[q + j] + i - j] = (tau * xx[(columns[i] * p) + x]) + (i == j ? fixedPrecision[j] : 0);
            }
        }
    }

    /// <summary>Adds ∂ log|Q| / ∂Λ for τ = 1, without using that Λ can be inverted: 2 Σ_c M_{·c} Λ_c [Q⁻¹]_{c·} over the non-zero blocks M of ZᵀZ.</summary>
    /// <param name="lambda">The factors of the last factorisation.</param>
    /// <param name="byLambda">Added to, laid out as the factors: whole matrices, as if entries above the diagonals could vary too.</param>
    public void AddLogDeterminantGradient(ReadOnlySpan<double> lambda, Span<double> byLambda)
    {
        LevelBlocks blocks = products.Blocks;
        ReadOnlySpan<int> places = Inverse.Places;
        ReadOnlySpan<int> targets = Equations.BlockTargets;
        ReadOnlySpan<double> V = Inverse.Values, values = blocks.Values;
        int t = 0;
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int k = termOfLevel[level];
            int width = products.Terms[k].Width;
            for (int b = blocks.ColumnStarts[level]; b < blocks.ColumnStarts[level + 1]; b++, t += width)
            {
                int l = termOfLevel[blocks.Rows[b]];
                int height = products.Terms[l].Width;
                bool isDiagonal = blocks.Rows[b] == level;
                ReadOnlySpan<double> M = values.Slice(blocks.ValueStarts[b], height * width);
                if (height >= Wide && width >= Wide)
                {
                    GatherInverse(targets.Slice(t, width), height, isDiagonal);
                    WideBlocks.AddGradient(M, inverseBlock, height, width, layout.Of(l, lambda), layout.Of(k, byLambda), blockWork);
                    if (!isDiagonal)
                    {
                        WideBlocks.AddTransposedGradient(M, inverseBlock, height, width, layout.Of(k, lambda), layout.Of(l, byLambda), blockWork);
                    }

                    continue;
                }

                for (int c = 0; c < width; c++)
                {
                    for (int i = isDiagonal ? c : 0; i < height; i++)
                    {
                        double v = V[places[targets[t + c] + i - (isDiagonal ? c : 0)]];
                        AddEntry(M, v, i, c, height, width, layout.Of(l, lambda), layout.Of(k, byLambda));
                        if (!isDiagonal || i != c)
                        {
                            AddTransposedEntry(M, v, i, c, height, width, layout.Of(k, lambda), layout.Of(l, byLambda));
                        }
                    }
                }
            }
        }
    }

    /// <summary>The block of Q⁻¹ whose columns begin at some places of the pattern, by rows; the whole of it for a diagonal block.</summary>
    private void GatherInverse(ReadOnlySpan<int> targets, int height, bool isDiagonal)
    {
        ReadOnlySpan<int> places = Inverse.Places;
        ReadOnlySpan<double> V = Inverse.Values;
        int width = targets.Length;
        for (int c = 0; c < width; c++)
        {
            int from = isDiagonal ? c : 0;
            ReadOnlySpan<int> own = places.Slice(targets[c], height - from);
            for (int i = 0; i < own.Length; i++)
            {
                double v = V[own[i]];
                inverseBlock[((from + i) * width) + c] = v;
                if (isDiagonal)
                {
                    inverseBlock[(c * width) + from + i] = v;
                }
            }
        }
    }

    /// <summary>Adds the part of ∂ log|Q| / ∂Λ for τ = 1 that is of the coefficients among the unknowns: 2 Σ_j N_j [Q⁻¹]_βj, N = ZᵀX.</summary>
    /// <param name="byLambda">Added to, laid out as the factors: whole matrices, as if entries above the diagonals could vary too.</param>
    public void AddFixedLogDeterminantGradient(Span<double> byLambda)
    {
        IReadOnlyList<int> columns = Equations.FixedColumns;
        int p = products.FixedCount;
        ReadOnlySpan<int> places = Inverse.Places, targets = Equations.FixedTargets;
        ReadOnlySpan<double> V = Inverse.Values, zx = products.ZX;
        for (int k = 0; columns.Count > 0 && k < products.Terms.Count; k++)
        {
            TermShape term = products.Terms[k];
            Span<double> by = layout.Of(k, byLambda);
            int r = term.Width, end = term.FirstEffectOf(term.LevelCount);
            for (int first = term.FirstEffect; first < end; first += r)
            {
                for (int c = 0; c < r; c++)
                {
                    ReadOnlySpan<int> own = places.Slice(targets[first + c], columns.Count);
                    for (int d = 0; d < r; d++)
                    {
                        double sum = 0;
                        for (int j = 0; j < own.Length; j++)
                        {
                            sum += zx[((first + d) * p) + columns[j]] * V[own[j]];
                        }

                        by[(d * r) + c] += 2 * sum;
                    }
                }
            }
        }
    }

    /// <summary>by[d, c] += 2 v Σ_m Λ[m, i] M[m, d]: what V_ic of a block contributes to its column's term.</summary>
    private static void AddEntry(ReadOnlySpan<double> M, double v, int i, int c, int height, int width, ReadOnlySpan<double> lambda, Span<double> by)
    {
        for (int d = 0; d < width; d++)
        {
            double sum = 0;
            for (int m = i; m < height; m++)
            {
                sum += lambda[(m * height) + i] * M[(m * width) + d];
            }

            by[(d * width) + c] += 2 * v * sum;
        }
    }

    /// <summary>by[d, i] += 2 v Σ_m Λ[m, c] M[d, m]: what V_ic of a block contributes to its row's term.</summary>
    private static void AddTransposedEntry(ReadOnlySpan<double> M, double v, int i, int c, int height, int width, ReadOnlySpan<double> lambda, Span<double> by)
    {
        for (int d = 0; d < height; d++)
        {
            double sum = 0;
            for (int m = c; m < width; m++)
            {
                sum += lambda[(m * width) + c] * M[(d * width) + m];
            }

            by[(d * height) + i] += 2 * v * sum;
        }
    }

    /// <summary>result −= ZᵀZ Λ u.</summary>
    /// <param name="lambda">The factors.</param>
    /// <param name="u">Scaled effects.</param>
    /// <param name="result">Subtracted from.</param>
    public void SubtractProducts(ReadOnlySpan<double> lambda, ReadOnlySpan<double> u, Span<double> result)
    {
        Span<double> effects = effectWork;
        u.CopyTo(effects);
        layout.Multiply(lambda, effects);
        System.Numerics.Tensors.TensorPrimitives.Negate(effects, effects);
        AddProducts(effects, result);
    }

    /// <summary>result += ZᵀZ b.</summary>
    /// <param name="b">Effects.</param>
    /// <param name="result">Added to; other memory than <paramref name="b"/>.</param>
    public void AddProducts(ReadOnlySpan<double> b, Span<double> result)
    {
        LevelBlocks blocks = products.Blocks;
        ReadOnlySpan<double> values = blocks.Values;
        ReadOnlySpan<int> columnStarts = blocks.ColumnStarts, rows = blocks.Rows, valueStarts = blocks.ValueStarts;
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int k = termOfLevel[level];
            int width = products.Terms[k].Width;
            int column = FirstEffect(k, level);
            for (int block = columnStarts[level]; block < columnStarts[level + 1]; block++)
            {
                int other = rows[block], l = termOfLevel[other];
                int height = products.Terms[l].Width;
                int row = FirstEffect(l, other);
                ReadOnlySpan<double> M = values.Slice(valueStarts[block], height * width);
                if (height >= Wide && width >= Wide)
                {
                    WideBlocks.AddProducts(
                        M, b.Slice(column, width), b.Slice(row, height), result.Slice(column, width), result.Slice(row, height), other != level);
                    continue;
                }

                for (int i = 0; i < height; i++)
                {
                    for (int c = 0; c < width; c++)
                    {
                        result[row + i] += M[(i * width) + c] * b[column + c];
                        if (other != level)
                        {
                            result[column + c] += M[(i * width) + c] * b[row + i];
                        }
                    }
                }
            }
        }
    }

    /// <summary>byLambda_k += scale Σ_levels left_j right_jᵀ for every term k.</summary>
    /// <param name="left">A vector of effects.</param>
    /// <param name="right">A vector of effects.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="byLambda">Added to, laid out as the factors.</param>
    public void AddOuterProducts(ReadOnlySpan<double> left, ReadOnlySpan<double> right, double scale, Span<double> byLambda)
    {
        for (int k = 0; k < products.Terms.Count; k++)
        {
            TermShape term = products.Terms[k];
            Span<double> by = layout.Of(k, byLambda);
            int r = term.Width;
            for (int level = 0; level < term.LevelCount; level++)
            {
                int first = term.FirstEffectOf(level);
                for (int i = 0; i < r; i++)
                {
                    for (int j = 0; j < r; j++)
                    {
                        by[(i * r) + j] += scale * left[first + i] * right[first + j];
                    }
                }
            }
        }
    }

    /// <summary>W = Σ_j (u_j u_jᵀ + [Q⁻¹]_jj − I) over the levels of a term, r × r by rows; after <see cref="ComputeInverse"/>.</summary>
    /// <param name="term">Which term.</param>
    /// <param name="u">Scaled effects.</param>
    /// <param name="W">Receives the sum. The identity is taken from each level's block, so that no digits are lost for a level with little information, whose
    /// block is near it.</param>
    public void SumLevelMoments(int term, ReadOnlySpan<double> u, Span<double> W)
    {
        TermShape shape = products.Terms[term];
        int r = shape.Width;
        ReadOnlySpan<double> V = Inverse.Values;
        ReadOnlySpan<int> starts = Equations.Structure.Pattern.ColumnStarts, places = Inverse.Places;
        W.Clear();
        for (int level = 0; level < shape.LevelCount; level++)
        {
            int first = shape.FirstEffectOf(level);
            ReadOnlySpan<double> own = u.Slice(first, r);
            for (int c = 0; c < r; c++)
            {
                // Below the diagonal of a level's column its own rows come first.
                int start = starts[first + c];
                W[(c * r) + c] += (own[c] * own[c]) + (V[places[start]] - 1);
                for (int row = c + 1; row < r; row++)
                {
                    W[(row * r) + c] += (own[row] * own[c]) + V[places[start + row - c]];
                }
            }
        }

        for (int c = 0; c < r; c++)
        {
            for (int row = c + 1; row < r; row++)
            {
                W[(c * r) + row] = W[(row * r) + c];
            }
        }
    }

    private int FirstEffect(int term, int level)
    {
        TermShape shape = products.Terms[term];
        return shape.FirstEffectOf(level - shape.FirstLevel);
    }
}
