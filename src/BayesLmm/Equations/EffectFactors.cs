using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Numerics;
using BayesLmm.Numerics.Dense;

namespace BayesLmm.Equations;

/// <summary>
/// The lower triangular factors Λ_k of the effects' covariance matrices Σ_k = Λ_k Λ_kᵀ, one after the other in one array, each r_k × r_k by rows: how they are
/// laid out and how they act on vectors of effects.
/// </summary>
internal sealed class EffectFactors
{
    private readonly EquatableArray<TermShape> terms;
    private readonly int[] starts;

    /// <summary>The layout for some terms.</summary>
    public EffectFactors(EquatableArray<TermShape> terms)
    {
        this.terms = terms;
        starts = new int[terms.Count + 1];
        for (int k = 0; k < terms.Count; k++)
        {
            starts[k + 1] = starts[k] + (terms[k].Width * terms[k].Width);
        }
    }

    /// <summary>Total length of the array.</summary>
    public int Length => starts[^1];

    /// <summary>Where each term's factor starts, in the order of the model's terms.</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>The factor of one term.</summary>
    public Span<double> Of(int term, Span<double> lambda) => lambda[starts[term]..starts[term + 1]];

    /// <summary>The factor of one term.</summary>
    public ReadOnlySpan<double> Of(int term, ReadOnlySpan<double> lambda) => lambda[starts[term]..starts[term + 1]];

    /// <summary>b = Λ u, in place.</summary>
    /// <param name="lambda">The factors.</param>
    /// <param name="effects">On entry u, on return b.</param>
    public void Multiply(ReadOnlySpan<double> lambda, Span<double> effects)
    {
        for (int k = 0; k < terms.Count; k++)
        {
            ReadOnlySpan<double> L = Of(k, lambda);
            TermShape term = terms[k];
            int r = term.Width;
            if (r <= 2)
            {
                MultiplyNarrow(L, effects.Slice(term.FirstEffect, term.EffectCount));
                continue;
            }

            for (int level = 0; level < term.LevelCount; level++)
            {
                Span<double> u = effects.Slice(term.FirstEffectOf(level), r);
                for (int i = r - 1; i >= 0; i--)
                {
                    double sum = 0;
                    for (int j = 0; j <= i; j++)
                    {
                        sum += L[(i * r) + j] * u[j];
                    }

                    u[i] = sum;
                }
            }
        }
    }

    /// <summary>result = scale · Λᵀ z.</summary>
    /// <param name="lambda">The factors.</param>
    /// <param name="z">A vector of effects.</param>
    /// <param name="scale">A factor.</param>
    /// <param name="result">Receives the product; may be <paramref name="z"/>.</param>
    public void MultiplyTransposed(ReadOnlySpan<double> lambda, ReadOnlySpan<double> z, double scale, Span<double> result)
    {
        for (int k = 0; k < terms.Count; k++)
        {
            ReadOnlySpan<double> L = Of(k, lambda);
            TermShape term = terms[k];
            int r = term.Width;
            if (r <= 2)
            {
                MultiplyNarrowTransposed(L, z.Slice(term.FirstEffect, term.EffectCount), scale, result.Slice(term.FirstEffect, term.EffectCount));
                continue;
            }

            for (int level = 0; level < term.LevelCount; level++)
            {
                Span<double> own = result.Slice(term.FirstEffectOf(level), r);
                SmallTriangular.MultiplyTransposed(L, z.Slice(term.FirstEffectOf(level), r), own);
                for (int j = 0; j < r; j++)
                {
                    own[j] = scale * own[j];
                }
            }
        }
    }

    /// <summary>target = Λ X for many columns at once.</summary>
    /// <param name="lambda">The factors.</param>
    /// <param name="X">A row for each effect.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="target">Receives the product; other memory than <paramref name="X"/>.</param>
    public void MultiplyRows(ReadOnlySpan<double> lambda, ReadOnlySpan<double> X, int columns, Span<double> target) =>
        MultiplyRows(lambda, X, columns, target, transposed: false);

    /// <summary>target = Λᵀ X for many columns at once.</summary>
    /// <inheritdoc cref="MultiplyRows(ReadOnlySpan{double}, ReadOnlySpan{double}, int, Span{double})" path="/param"/>
    public void MultiplyRowsTransposed(ReadOnlySpan<double> lambda, ReadOnlySpan<double> X, int columns, Span<double> target) =>
        MultiplyRows(lambda, X, columns, target, transposed: true);

    /// <summary>G += Σ_j a_j b_jᵀ over the levels j of a term, its lower triangle.</summary>
    /// <param name="term">The term.</param>
    /// <param name="a">A vector of effects.</param>
    /// <param name="b">Another.</param>
    /// <param name="G">As the term's factor, by rows.</param>
    public void AddLowerOuterProducts(int term, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> G)
    {
        TermShape shape = terms[term];
        int r = shape.Width;
        a = a.Slice(shape.FirstEffect, shape.EffectCount);
        b = b.Slice(shape.FirstEffect, shape.EffectCount);
        if (r == 1)
        {
            G[0] += TensorPrimitives.Dot(a, b);
            return;
        }

        for (int first = 0; first < b.Length; first += r)
        {
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    G[(i * r) + j] += a[first + i] * b[first + j];
                }
            }
        }
    }

    private void MultiplyRows(ReadOnlySpan<double> lambda, ReadOnlySpan<double> X, int columns, Span<double> target, bool transposed)
    {
        target.Clear();
        for (int k = 0; k < terms.Count; k++)
        {
            ReadOnlySpan<double> L = Of(k, lambda);
            TermShape term = terms[k];
            int r = term.Width;
            for (int first = term.FirstEffect; first < term.FirstEffect + term.EffectCount; first += r)
            {
                for (int i = 0; i < r; i++)
                {
                    for (int j = 0; j <= i; j++)
                    {
                        (int from, int to) = transposed ? (first + i, first + j) : (first + j, first + i);
                        SmallRow.Add(X.Slice(from * columns, columns), L[(i * r) + j], target.Slice(to * columns, columns));
                    }
                }
            }
        }
    }

    /// <summary>The product for one or two effects a level, without loops over them.</summary>
    private static void MultiplyNarrow(ReadOnlySpan<double> L, Span<double> u)
    {
        if (L.Length == 1)
        {
            TensorPrimitives.Multiply(u, L[0], u);
            return;
        }

        (double l00, double l10, double l11) = (L[0], L[2], L[3]);
        for (int i = 0; i + 1 < u.Length; i += 2)
        {
            (double first, double second) = (u[i], u[i + 1]);
            u[i] = l00 * first;
            u[i + 1] = (l10 * first) + (l11 * second);
        }
    }

    private static void MultiplyNarrowTransposed(ReadOnlySpan<double> L, ReadOnlySpan<double> z, double scale, Span<double> result)
    {
        if (L.Length == 1)
        {
            TensorPrimitives.Multiply(z, L[0] * scale, result);
            return;
        }

        (double l00, double l10, double l11) = (scale * L[0], scale * L[2], scale * L[3]);
        for (int i = 0; i + 1 < z.Length; i += 2)
        {
            (double first, double second) = (z[i], z[i + 1]);
            result[i] = (l00 * first) + (l10 * second);
            result[i + 1] = l11 * second;
        }
    }
}
