using System.Numerics.Tensors;

namespace BayesLmm.Densities.Coordinates;

// K = R Rᵀ by panels of NestedTerms, right-looking: a level's own block is factored, the blocks with its ancestors solved, and their products taken from the
// ancestors' panels; all levels of a term at once. In reverse (Murray 2016, arXiv:1602.07527; Giles 2008), terms last to first, with W = K̄ of the ancestors
// already known:
//     R̄_ic −= W_iρ R_ρc (i ≥ ρ),  R̄_ρc −= Σ_{i≥ρ} W_iρ R_ic    for each column ρ that column c was taken from;
//     then W_ic = R̄_ic/R_cc (i > c),  W_cc = ½(R̄_cc − Σ_{i>c} W_ic R_ic)/R_cc.

/// <summary>The Cholesky factor of a matrix with the blocks of <see cref="NestedTerms"/>, its products, solutions and reverse mode. Static; in place.</summary>
internal static class NestedFactor
{
    /// <summary>So many diagonal entries are multiplied before a logarithm is taken.</summary>
    private const int EntriesALogarithm = 64;

    /// <summary>Factors a matrix.</summary>
    /// <param name="terms">The structure.</param>
    /// <param name="panels">On entry K, of whose own blocks the lower triangles count; on return R.</param>
    /// <returns>log|R|; NaN where K is not positive definite.</returns>
    public static double Factor(NestedTerms terms, Span<double> panels)
    {
        double logDeterminant = 0;
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width, height = terms.Height(k);
            for (int c = 0; c < r; c++)
            {
                Span<double> diagonal = terms.Entry(panels, k, c, c);
                TensorPrimitives.Sqrt(diagonal, diagonal);
                logDeterminant += SumOfLogs(diagonal);
                for (int i = c + 1; i < height; i++)
                {
                    Span<double> entry = terms.Entry(panels, k, i, c);
                    TensorPrimitives.Divide(entry, diagonal, entry);
                }

                for (int other = c + 1; other < r; other++)
                {
                    ReadOnlySpan<double> factor = terms.Entry(panels, k, other, c);
                    for (int i = other; i < height; i++)
                    {
                        LevelVectors.SubtractProduct(terms.Entry(panels, k, i, c), factor, terms.Entry(panels, k, i, other));
                    }
                }
            }

            UpdateAncestors(terms, panels, k);
        }

        return logDeterminant;
    }

    /// <summary>x ← R⁻¹ x.</summary>
    public static void SolveLower(NestedTerms terms, ReadOnlySpan<double> panels, Span<double> x)
    {
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width;
            ReadOnlySpan<AncestorRow> ancestors = terms.Ancestors(k);
            for (int c = 0; c < r; c++)
            {
                Span<double> own = terms.Part(x, k, c);
                TensorPrimitives.Divide(own, terms.Entry(panels, k, c, c), own);
                for (int i = c + 1; i < r; i++)
                {
                    LevelVectors.SubtractProduct(terms.Entry(panels, k, i, c), own, terms.Part(x, k, i));
                }

                for (int i = 0; i < ancestors.Length; i++)
                {
                    AncestorRow row = ancestors[i];
                    LevelVectors.ScatterProduct(terms.Entry(panels, k, r + i, c), own, row.Levels, -1, terms.Part(x, row.Term, row.Column));
                }
            }
        }
    }

    /// <summary>x ← R⁻ᵀ x.</summary>
    public static void SolveUpper(NestedTerms terms, ReadOnlySpan<double> panels, Span<double> x)
    {
        for (int t = terms.Order.Length - 1; t >= 0; t--)
        {
            int k = terms.Order[t], r = terms.Shape(k).Width;
            ReadOnlySpan<AncestorRow> ancestors = terms.Ancestors(k);
            for (int c = r - 1; c >= 0; c--)
            {
                Span<double> own = terms.Part(x, k, c);
                for (int i = c + 1; i < r; i++)
                {
                    LevelVectors.SubtractProduct(terms.Entry(panels, k, i, c), terms.Part(x, k, i), own);
                }

                for (int i = 0; i < ancestors.Length; i++)
                {
                    AncestorRow row = ancestors[i];
                    LevelVectors.AddGathered(terms.Entry(panels, k, r + i, c), terms.Part(x, row.Term, row.Column), row.Levels, -1, own);
                }

                TensorPrimitives.Divide(own, terms.Entry(panels, k, c, c), own);
            }
        }
    }

    /// <summary>result = Rᵀ x.</summary>
    public static void MultiplyTransposed(NestedTerms terms, ReadOnlySpan<double> panels, ReadOnlySpan<double> x, Span<double> result)
    {
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width;
            ReadOnlySpan<AncestorRow> ancestors = terms.Ancestors(k);
            for (int c = 0; c < r; c++)
            {
                Span<double> own = terms.Part(result, k, c);
                TensorPrimitives.Multiply(terms.Entry(panels, k, c, c), terms.Part(x, k, c), own);
                for (int i = c + 1; i < r; i++)
                {
                    TensorPrimitives.MultiplyAdd(terms.Entry(panels, k, i, c), terms.Part(x, k, i), own, own);
                }

                for (int i = 0; i < ancestors.Length; i++)
                {
                    AncestorRow row = ancestors[i];
                    LevelVectors.AddGathered(terms.Entry(panels, k, r + i, c), terms.Part(x, row.Term, row.Column), row.Levels, 1, own);
                }
            }
        }
    }

    /// <summary>result = R x.</summary>
    public static void Multiply(NestedTerms terms, ReadOnlySpan<double> panels, ReadOnlySpan<double> x, Span<double> result)
    {
        result.Clear();
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width;
            ReadOnlySpan<AncestorRow> ancestors = terms.Ancestors(k);
            for (int c = 0; c < r; c++)
            {
                ReadOnlySpan<double> own = terms.Part(x, k, c);
                for (int i = c; i < r; i++)
                {
                    Span<double> part = terms.Part(result, k, i);
                    TensorPrimitives.MultiplyAdd(terms.Entry(panels, k, i, c), own, part, part);
                }

                for (int i = 0; i < ancestors.Length; i++)
                {
                    AncestorRow row = ancestors[i];
                    LevelVectors.ScatterProduct(terms.Entry(panels, k, r + i, c), own, row.Levels, 1, terms.Part(result, row.Term, row.Column));
                }
            }
        }
    }

    /// <summary>From the derivative of a function by R to that by K.</summary>
    /// <param name="terms">The structure.</param>
    /// <param name="panels">R.</param>
    /// <param name="by">On entry ∂f/∂R, on return ∂f/∂K: lower entries, counted once.</param>
    public static void Reverse(NestedTerms terms, ReadOnlySpan<double> panels, Span<double> by)
    {
        for (int t = terms.Order.Length - 1; t >= 0; t--)
        {
            int k = terms.Order[t], r = terms.Shape(k).Width, height = terms.Height(k);
            ReverseAncestors(terms, panels, by, k);
            for (int c = r - 1; c >= 0; c--)
            {
                for (int other = r - 1; other > c; other--)
                {
                    ReadOnlySpan<double> factor = terms.Entry(panels, k, other, c);
                    Span<double> byFactor = terms.Entry(by, k, other, c);
                    for (int i = other; i < height; i++)
                    {
                        ReadOnlySpan<double> byTarget = terms.Entry(by, k, i, other);
                        LevelVectors.SubtractProduct(byTarget, terms.Entry(panels, k, i, c), byFactor);
                        LevelVectors.SubtractProduct(byTarget, factor, terms.Entry(by, k, i, c));
                    }
                }

                ReadOnlySpan<double> diagonal = terms.Entry(panels, k, c, c);
                Span<double> own = terms.Entry(by, k, c, c);
                for (int i = c + 1; i < height; i++)
                {
                    Span<double> entry = terms.Entry(by, k, i, c);
                    TensorPrimitives.Divide(entry, diagonal, entry);
                    LevelVectors.SubtractProduct(entry, terms.Entry(panels, k, i, c), own);
                }

                TensorPrimitives.Divide(own, diagonal, own);
                TensorPrimitives.Multiply(own, 0.5, own);
            }
        }
    }

    private static double SumOfLogs(ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int first = 0; first < values.Length; first += EntriesALogarithm)
        {
            ReadOnlySpan<double> some = values.Slice(first, Math.Min(EntriesALogarithm, values.Length - first));
            double product = TensorPrimitives.Product(some);
            if (double.IsNormal(product))
            {
                sum += Math.Log(product);
                continue;
            }

            foreach (double value in some)
            {
                sum += Math.Log(value);
            }
        }

        return sum;
    }

    private static void UpdateAncestors(NestedTerms terms, Span<double> panels, int term)
    {
        int r = terms.Shape(term).Width;
        ReadOnlySpan<AncestorRow> ancestors = terms.Ancestors(term);
        for (int j = 0; j < ancestors.Length; j++)
        {
            AncestorRow row = ancestors[j];
            for (int i = j; i < ancestors.Length; i++)
            {
                Span<double> target = terms.Entry(panels, row.Term, r + i - row.FirstRow, row.Column);
                for (int c = 0; c < r; c++)
                {
                    LevelVectors.ScatterProduct(terms.Entry(panels, term, r + i, c), terms.Entry(panels, term, r + j, c), row.Levels, -1, target);
                }
            }
        }
    }

    private static void ReverseAncestors(NestedTerms terms, ReadOnlySpan<double> panels, Span<double> by, int term)
    {
        int r = terms.Shape(term).Width;
        ReadOnlySpan<AncestorRow> ancestors = terms.Ancestors(term);
        for (int j = 0; j < ancestors.Length; j++)
        {
            AncestorRow row = ancestors[j];
            for (int i = j; i < ancestors.Length; i++)
            {
                ReadOnlySpan<double> byTarget = terms.Entry(by, row.Term, r + i - row.FirstRow, row.Column);
                for (int c = 0; c < r; c++)
                {
                    LevelVectors.AddGathered(terms.Entry(panels, term, r + i, c), byTarget, row.Levels, -1, terms.Entry(by, term, r + j, c));
                    LevelVectors.AddGathered(terms.Entry(panels, term, r + j, c), byTarget, row.Levels, -1, terms.Entry(by, term, r + i, c));
                }
            }
        }
    }
}
