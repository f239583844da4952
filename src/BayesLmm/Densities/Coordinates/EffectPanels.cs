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
            TermShape shape = terms.Shape(k);
            int r = shape.Width, height = terms.Height(k), first = terms.PanelStart(k, 0), size = height * r;
            ReadOnlySpan<double> T = layout.Of(k, turned);
            if (height == 1)
            {
                Span<double> own = panels.Slice(first, shape.LevelCount);
                TensorPrimitives.Multiply(products.Slice(first, shape.LevelCount), T[0] * T[0], own);
                TensorPrimitives.Add(own, 1, own);
                continue;
            }

            for (int level = 0; level < shape.LevelCount; level++)
            {
                ReadOnlySpan<double> M = products.Slice(first + (level * size), size);
                Span<double> K = panels.Slice(first + (level * size), size);
                MultiplyRight(M, T, height, r, K);
                int row = 0;
                for (int a = k; a >= 0; a = terms.Parent(a))
                {
                    int width = terms.Shape(a).Width;
                    MultiplyLeft(layout.Of(a, turned), K, height, r, row, width);
                    row += width;
                }

                for (int c = 0; c < r; c++)
                {
                    K[(c * height) + c] += 1;
                }
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
    /// <param name="work">As many numbers as the largest panel has.</param>
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
            TermShape shape = terms.Shape(k);
            int r = shape.Width, height = terms.Height(k), first = terms.PanelStart(k, 0), size = height * r;
            ReadOnlySpan<double> T = layout.Of(k, turned);
            Span<double> G = layout.Of(k, byTurned);
            if (height == 1)
            {
                G[0] += 2 * T[0] * TensorPrimitives.Dot(products.Slice(first, shape.LevelCount), by.Slice(first, shape.LevelCount));
                continue;
            }

            Span<double> MT = work[..size];
            for (int level = 0; level < shape.LevelCount; level++)
            {
                ReadOnlySpan<double> M = products.Slice(first + (level * size), size), E = by.Slice(first + (level * size), size);
                MultiplyRight(M, T, height, r, MT);

                // Own block: MΛ(E + Eᵀ), E lower.
                for (int i = 0; i < r; i++)
                {
                    for (int j = i; j < r; j++)
                    {
                        double sum = 0;
                        for (int m = 0; m < r; m++)
                        {
                            double e = m >= j ? E[(j * height) + m] : E[(m * height) + j];
                            sum += MT[(m * height) + i] * (m == j ? 2 * e : e);
                        }

                        G[(i * r) + j] += sum;
                    }
                }

                int row = r;
                for (int a = terms.Parent(k); a >= 0; a = terms.Parent(a))
                {
                    int width = terms.Shape(a).Width;
                    AddCross(layout.Of(a, turned), M[row..], MT[row..], E[row..], height, r, width, layout.Of(a, byTurned), G);
                    row += width;
                }
            }
        }
    }

    /// <summary>result = M x for the symmetric M of which panels have one half.</summary>
    public static void MultiplySymmetric(NestedTerms terms, ReadOnlySpan<double> panels, ReadOnlySpan<double> x, Span<double> result, Span<double> path)
    {
        result.Clear();
        foreach (int k in terms.Order)
        {
            int r = terms.Shape(k).Width, height = terms.Height(k);
            for (int level = 0; level < terms.Shape(k).LevelCount; level++)
            {
                ReadOnlySpan<double> P = panels.Slice(terms.PanelStart(k, level), height * r);
                NestedFactor.Gather(terms, k, level, x, path);
                int first = terms.FirstPlace(k, level);
                for (int c = 0; c < r; c++)
                {
                    ReadOnlySpan<double> column = P.Slice(c * height, height);
                    for (int i = 0; i < height; i++)
                    {
                        result[first + c] += column[i] * path[i];
                    }
                }

                int row = r;
                for ((int a, int at) = NestedFactor.Up(terms, k, level); a >= 0; (a, at) = NestedFactor.Up(terms, a, at))
                {
                    int width = terms.Shape(a).Width, place = terms.FirstPlace(a, at);
                    for (int i = 0; i < width; i++)
                    {
                        for (int c = 0; c < r; c++)
                        {
                            result[place + i] += P[(c * height) + row + i] * x[first + c];
                        }
                    }

                    row += width;
                }
            }
        }
    }

    /// <summary>Λ̄ of an ancestor and of the term by a block between them: Λ̄_a += MΛEᵀ, Λ̄ += MᵀΛ_aE.</summary>
    private static void AddCross(
        ReadOnlySpan<double> A, ReadOnlySpan<double> M, ReadOnlySpan<double> MT, ReadOnlySpan<double> E, int height, int r, int width, Span<double> byA,
        Span<double> G)
    {
        for (int i = 0; i < width; i++)
        {
            for (int j = i; j < width; j++)
            {
                double sum = 0;
                for (int c = 0; c < r; c++)
                {
                    sum += MT[(c * height) + i] * E[(c * height) + j];
                }

                byA[(i * width) + j] += sum;
            }
        }

        for (int i = 0; i < r; i++)
        {
            for (int j = i; j < r; j++)
            {
                double sum = 0;
                for (int m = 0; m < width; m++)
                {
                    double product = 0;
                    for (int l = m; l < width; l++)
                    {
                        product += A[(m * width) + l] * E[(j * height) + l];
                    }

                    sum += M[(i * height) + m] * product;
                }

                G[(i * r) + j] += sum;
            }
        }
    }

    /// <summary>result = M T for an upper triangular T by rows; M and result height × r by columns.</summary>
    private static void MultiplyRight(ReadOnlySpan<double> M, ReadOnlySpan<double> T, int height, int r, Span<double> result)
    {
        for (int c = 0; c < r; c++)
        {
            Span<double> target = result.Slice(c * height, height);
            ReadOnlySpan<double> last = M.Slice(c * height, height);
            double own = T[(c * r) + c];
            for (int i = 0; i < height; i++)
            {
                target[i] = last[i] * own;
            }

            for (int m = 0; m < c; m++)
            {
                ReadOnlySpan<double> column = M.Slice(m * height, height);
                double factor = T[(m * r) + c];
                for (int i = 0; i < height; i++)
                {
                    target[i] += column[i] * factor;
                }
            }
        }
    }

    /// <summary>Rows row … row + width of K ← Tᵀ times them.</summary>
    private static void MultiplyLeft(ReadOnlySpan<double> T, Span<double> K, int height, int r, int row, int width)
    {
        for (int c = 0; c < r; c++)
        {
            Span<double> column = K.Slice((c * height) + row, width);
            for (int i = width - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int m = 0; m <= i; m++)
                {
                    sum += T[(m * width) + i] * column[m];
                }

                column[i] = sum;
            }
        }
    }
}
