using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;
using BayesLmm.Numerics.Dense;
using MathNet.Numerics.LinearAlgebra;

namespace BayesLmm.Estimation;

// In the notation of AverageInformation, for the entries σ_ab of the Σ_k relative to σ², V_i = Z(E_ab + E_ba)Zᵀ (or ZE_aaZᵀ): V is linear in them, and with
// w = ZᵀPy the average information is      κ a_iᵀZᵀPZa_j − (κ²/df) s_i s_j,     a_i = (E_ab + E_ba)w,    s_i = wᵀa_i.
// For all of them at once, A = [a_1 … a_d], M = ZᵀZ:   R = ΛᵀMA,  Y = L⁻¹R,  K = XᵀZA − FᵀR,   AᵀZᵀPZA = AᵀMA − YᵀY − KᵀS⁻¹K.

/// <summary>
/// The average information of the entries of the effects' covariance matrices, relative to σ²: the part of the curvature of the <see cref="RemlCriterion"/>
/// that does not depend on how the matrices are factored. Costs one product with ZᵀZ and one triangular solution, for all entries at once. Owns its memory.
/// </summary>
internal sealed class CovarianceInformation
{
    private readonly RemlCriterion criterion;
    private readonly IReadOnlyList<CovarianceEntry> entries;
    private readonly int[] termOf;
    private readonly int[] firstPairs;     // of each term among all pairs of effects, ordered
    private readonly double[] byPairs;     // M times e_a w_b for every ordered pair (a, b): q × pairs
    private readonly double[] products;    // MA: q × d
    private readonly double[] transformed; // R: q × d
    private readonly double[] solved;      // Y: q × d
    private readonly double[] squares;     // s
    private readonly double[] gram;        // d × d
    private readonly double[] crossed;     // K: p × d

    /// <summary>Allocates the memory.</summary>
    /// <param name="criterion">The criterion.</param>
    /// <param name="entries">The entries, term by term.</param>
    public CovarianceInformation(RemlCriterion criterion, IReadOnlyList<CovarianceEntry> entries)
    {
        this.criterion = criterion;
        this.entries = entries;
        CrossProducts data = criterion.Products;
        termOf = data.TermOfLevels();
        firstPairs = new int[data.Terms.Count + 1];
        for (int k = 0; k < data.Terms.Count; k++)
        {
            firstPairs[k + 1] = firstPairs[k] + (data.Terms[k].Width * data.Terms[k].Width);
        }

        int q = data.EffectCount, d = entries.Count;
        byPairs = new double[q * firstPairs[^1]];
        products = new double[q * d];
        transformed = new double[q * d];
        solved = new double[q * d];
        squares = new double[d];
        gram = new double[d * d];
        crossed = new double[data.FixedCount * d];
    }

    /// <summary>The information at the criterion's last evaluation with gradient.</summary>
    /// <param name="information">Receives it: d × d.</param>
    public void Compute(Matrix<double> information)
    {
        int d = entries.Count, q = criterion.Products.EffectCount;
        MultiplyPairs();
        JoinPairs();
        criterion.Factors.MultiplyRowsTransposed(criterion.Given.Lambda, products, d, transformed);   // R = ΛᵀMA
        criterion.Given.System.Factor.SolveLower(transformed, d, solved);
        AddProducts();
        SmallRow.AddTransposedProduct(solved, d, solved, d, q, -1, gram);
        SubtractCoefficients();
        double variance = criterion.Sigma * criterion.Sigma;
        double known = criterion.SigmaIsKnown ? 0 : 1 / (variance * variance * criterion.DegreesOfFreedom);
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double value = 0.5 * (gram[(i * d) + j] + gram[(j * d) + i]) / variance;
                information[i, j] = information[j, i] = value - (known * squares[i] * squares[j]);
            }
        }
    }

    /// <summary>M times the vectors that are w_b at effect a of every level of a term: row i of a block times w of its columns' level.</summary>
    private void MultiplyPairs()
    {
        CrossProducts data = criterion.Products;
        LevelBlocks blocks = data.Blocks;
        ReadOnlySpan<double> w = criterion.Given.Scores;
        int pairs = firstPairs[^1];
        Array.Clear(byPairs);
        for (int level = 0; level < blocks.LevelCount; level++)
        {
            int k = termOf[level], width = data.Terms[k].Width, column = FirstEffect(k, level);
            for (int block = blocks.ColumnStarts[level]; block < blocks.ColumnStarts[level + 1]; block++)
            {
                int other = blocks.Rows[block], l = termOf[other], height = data.Terms[l].Width, row = FirstEffect(l, other);
                ReadOnlySpan<double> M = blocks.Values.Slice(blocks.ValueStarts[block], height * width);
                for (int i = 0; i < height; i++)
                {
                    Span<double> target = byPairs.AsSpan(((row + i) * pairs) + firstPairs[k], width * width);
                    for (int c = 0; c < width; c++)
                    {
                        SmallRow.Add(w.Slice(column, width), M[(i * width) + c], target[(c * width)..]);
                    }
                }

                for (int c = 0; c < width && other != level; c++)
                {
                    Span<double> target = byPairs.AsSpan(((column + c) * pairs) + firstPairs[l], height * height);
                    for (int i = 0; i < height; i++)
                    {
                        SmallRow.Add(w.Slice(row, height), M[(i * width) + c], target[(i * height)..]);
                    }
                }
            }
        }
    }

    /// <summary>MA: the columns of (a, b) and (b, a) together.</summary>
    private void JoinPairs()
    {
        int d = entries.Count, pairs = firstPairs[^1], q = criterion.Products.EffectCount;
        for (int j = 0; j < d; j++)
        {
            (int k, int a, int b) = entries[j];
            int r = criterion.Products.Terms[k].Width, first = firstPairs[k] + (a * r) + b, second = firstPairs[k] + (b * r) + a;
            for (int i = 0; i < q; i++)
            {
                products[(i * d) + j] = byPairs[(i * pairs) + first] + (a == b ? 0 : byPairs[(i * pairs) + second]);
            }
        }
    }

    /// <summary>AᵀMA, XᵀZA and s.</summary>
    private void AddProducts()
    {
        int d = entries.Count, p = criterion.Products.FixedCount;
        ReadOnlySpan<double> w = criterion.Given.Scores;
        Array.Clear(gram);
        Array.Clear(crossed);
        Array.Clear(squares);
        for (int i = 0; i < d; i++)
        {
            (int k, int a, int b) = entries[i];
            TermShape term = criterion.Products.Terms[k];
            Span<double> row = gram.AsSpan(i * d, d);
            for (int first = term.FirstEffect; first < term.FirstEffectOf(term.LevelCount); first += term.Width)
            {
                Add(first + a, w[first + b], row);
                squares[i] += w[first + a] * w[first + b];
                if (a != b)
                {
                    Add(first + b, w[first + a], row);
                    squares[i] += w[first + a] * w[first + b];
                }
            }

            void Add(int effect, double weight, Span<double> row)
            {
                SmallRow.Add(products.AsSpan(effect * d, d), weight, row);
                for (int j = 0; j < p; j++)
                {
                    crossed[(j * d) + i] += weight * criterion.Products.ZX[(effect * p) + j];
                }
            }
        }
    }

    /// <summary>gram −= KᵀS⁻¹K.</summary>
    private void SubtractCoefficients()
    {
        int d = entries.Count, p = criterion.Products.FixedCount, q = criterion.Products.EffectCount;
        ReadOnlySpan<double> F = criterion.Given.SolvedX;
        for (int i = 0; i < q; i++)
        {
            for (int j = 0; j < p; j++)
            {
                SmallRow.Add(transformed.AsSpan(i * d, d), -F[(j * q) + i], crossed.AsSpan(j * d, d));
            }
        }

        criterion.Given.SolveLowerCoefficients(crossed, d);
        SmallRow.AddTransposedProduct(crossed, d, crossed, d, p, -1, gram);
    }

    private int FirstEffect(int term, int level)
    {
        TermShape shape = criterion.Products.Terms[term];
        return shape.FirstEffectOf(level - shape.FirstLevel);
    }
}
