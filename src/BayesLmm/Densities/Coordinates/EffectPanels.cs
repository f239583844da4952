using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.Densities.Coordinates;

/// <summary>
/// K = I + ΛᵀMΛ by panels of <see cref="NestedTerms"/>, and the derivative back to Λ. Λ is turned: rows and columns of each factor from last to first, as
/// panels have them, so that it is upper triangular. Static.
/// </summary>
internal static class EffectPanels
{
    /// <summary>Λ turned.</summary>
    public static double[] Turn(EquatableArray<TermShape> terms, EffectFactors layout, ReadOnlySpan<double> lambda)
    {
        double[] turned = new double[layout.Length];
        Turn(terms, layout, lambda, turned);
        return turned;
    }

    /// <summary>Λ turned.</summary>
    public static void Turn(EquatableArray<TermShape> terms, EffectFactors layout, ReadOnlySpan<double> lambda, Span<double> turned)
    {
        for (int k = 0; k < terms.Count; k++)
        {
            int r = terms[k].Width;
            ReadOnlySpan<double> L = layout.Of(k, lambda);
            Span<double> T = layout.Of(k, turned);
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    T[((r - 1 - i) * r) + r - 1 - j] = L[(i * r) + j];
                }
            }
        }
    }

    /// <summary>Computes K.</summary>
    /// <param name="terms">The structure.</param>
    /// <param name="products">M, by panels.</param>
    /// <param name="turned">Λ, turned.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="panels">Receives K; of own blocks what is above the diagonal is of no meaning.</param>
    public static void Fill(NestedTerms terms, ReadOnlySpan<double> products, ReadOnlySpan<double> turned, EffectFactors layout, Span<double> panels)
    {
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width, height = terms.Height(k);
            MultiplyRight(terms, k, products, layout.Of(k, turned), panels);
            for (int c = 0; c < r; c++)
            {
                MultiplyLeft(terms, k, c, 0, layout.Of(k, turned), r, panels);
                for (int row = r; row < height;)
                {
                    int a = terms.Ancestors(k)[row - r].Term, width = terms.Shape(a).Width;
                    MultiplyLeft(terms, k, c, row, layout.Of(a, turned), width, panels);
                    row += width;
                }

                Span<double> diagonal = terms.Entry(panels, k, c, c);
                TensorPrimitives.Add(diagonal, 1, diagonal);
            }
        }
    }

    /// <summary>Adds to the derivative by Λ, turned, what the derivative by K implies.</summary>
    /// <param name="terms">The structure.</param>
    /// <param name="products">M.</param>
    /// <param name="turned">Λ, turned.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="by">∂f/∂K: of own blocks the lower triangles, counted once.</param>
    /// <param name="byTurned">Added to; upper triangles count.</param>
    /// <param name="work">As many numbers as all panels have.</param>
    public static void AddGradient(
        NestedTerms terms,
        ReadOnlySpan<double> products,
        ReadOnlySpan<double> turned,
        EffectFactors layout,
        ReadOnlySpan<double> by,
        Span<double> byTurned,
        Span<double> work)
    {
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width, height = terms.Height(k);
            Span<double> G = layout.Of(k, byTurned);
            MultiplyRight(terms, k, products, layout.Of(k, turned), work);

            // Own block: MΛ(E + Eᵀ), E lower.
            for (int i = 0; i < r; i++)
            {
                for (int j = i; j < r; j++)
                {
                    double sum = 0;
                    for (int m = 0; m < r; m++)
                    {
                        double product = TensorPrimitives.Dot<double>(terms.Entry(work, k, i, m), terms.Entry(by, k, Math.Max(m, j), Math.Min(m, j)));
                        sum += m == j ? 2 * product : product;
                    }

                    G[(i * r) + j] += sum;
                }
            }

            for (int row = r; row < height;)
            {
                int a = terms.Ancestors(k)[row - r].Term;
                AddCross(terms, k, a, row, products, work, by, layout.Of(a, turned), layout.Of(a, byTurned), G);
                row += terms.Shape(a).Width;
            }
        }
    }

    /// <summary>result = M x for the symmetric M of which panels have one half.</summary>
    public static void MultiplySymmetric(NestedTerms terms, ReadOnlySpan<double> panels, ReadOnlySpan<double> x, Span<double> result)
    {
        result.Clear();
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width;
            ReadOnlySpan<AncestorRow> ancestors = terms.Ancestors(k);
            for (int c = 0; c < r; c++)
            {
                ReadOnlySpan<double> own = terms.Part(x, k, c);
                Span<double> target = terms.Part(result, k, c);
                for (int i = 0; i < r; i++)
                {
                    TensorPrimitives.MultiplyAdd(terms.Entry(panels, k, i, c), terms.Part(x, k, i), target, target);
                }

                for (int i = 0; i < ancestors.Length; i++)
                {
                    AncestorRow row = ancestors[i];
                    ReadOnlySpan<double> entry = terms.Entry(panels, k, r + i, c);
                    LevelVectors.AddGathered(entry, terms.Part(x, row.Term, row.Column), row.Levels, 1, target);
                    LevelVectors.ScatterProduct(entry, own, row.Levels, 1, terms.Part(result, row.Term, row.Column));
                }
            }
        }
    }

    /// <summary>Λ̄ of an ancestor and of the term by a block between them: Λ̄_a += MΛEᵀ, Λ̄ += MᵀΛ_aE.</summary>
    private static void AddCross(
        NestedTerms terms, int k, int a, int row, ReadOnlySpan<double> M, ReadOnlySpan<double> MT, ReadOnlySpan<double> E, ReadOnlySpan<double> A,
        Span<double> byA, Span<double> G)
    {
        int r = terms.Shape(k).Width, width = terms.Shape(a).Width;
        for (int i = 0; i < width; i++)
        {
            for (int j = i; j < width; j++)
            {
                for (int c = 0; c < r; c++)
                {
                    byA[(i * width) + j] += TensorPrimitives.Dot(terms.Entry(MT, k, row + i, c), terms.Entry(E, k, row + j, c));
                }
            }
        }

        for (int i = 0; i < r; i++)
        {
            for (int j = i; j < r; j++)
            {
                for (int m = 0; m < width; m++)
                {
                    for (int l = m; l < width; l++)
                    {
                        G[(i * r) + j] += A[(m * width) + l] * TensorPrimitives.Dot(terms.Entry(M, k, row + m, i), terms.Entry(E, k, row + l, j));
                    }
                }
            }
        }
    }

    /// <summary>result = M T for an upper triangular T by rows; M and result panels of a term.</summary>
    private static void MultiplyRight(NestedTerms terms, int k, ReadOnlySpan<double> M, ReadOnlySpan<double> T, Span<double> result)
    {
        int r = terms.Shape(k).Width, height = terms.Height(k);
        for (int c = 0; c < r; c++)
        {
            for (int i = 0; i < height; i++)
            {
                Span<double> target = terms.Entry(result, k, i, c);
                TensorPrimitives.Multiply(terms.Entry(M, k, i, c), T[(c * r) + c], target);
                for (int m = 0; m < c; m++)
                {
                    TensorPrimitives.MultiplyAdd(terms.Entry(M, k, i, m), T[(m * r) + c], target, target);
                }
            }
        }
    }

    /// <summary>Rows row … row + width of a column of K ← Tᵀ times them.</summary>
    private static void MultiplyLeft(NestedTerms terms, int k, int c, int row, ReadOnlySpan<double> T, int width, Span<double> K)
    {
        for (int i = width - 1; i >= 0; i--)
        {
            Span<double> target = terms.Entry(K, k, row + i, c);
            TensorPrimitives.Multiply(target, T[(i * width) + i], target);
            for (int m = 0; m < i; m++)
            {
                TensorPrimitives.MultiplyAdd(terms.Entry(K, k, row + m, c), T[(m * width) + i], target, target);
            }
        }
    }
}
