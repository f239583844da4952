using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Numerics;

namespace BayesLmm.Densities.Coordinates;

/// <summary>An <see cref="EffectMap"/> at one position, there and back. Owns its memory; allocates nothing. Not thread-safe.</summary>
internal sealed class EffectMapping
{
    private readonly EffectMap map;
    private readonly NestedTerms terms;
    private readonly EquatableArray<TermShape> shapes;
    private readonly double[] turned;
    private readonly double[] byTurned;
    private readonly double[] R;
    private readonly double[] byR;
    private readonly double[] u;
    private readonly double[] y;
    private readonly double[] v;
    private readonly double[] s;
    private readonly double[] natural;
    private readonly double[] path;
    private readonly double[] work;

    /// <summary>Allocates the memory.</summary>
    /// <param name="map">The map.</param>
    /// <param name="shapes">The model's terms.</param>
    public EffectMapping(EffectMap map, EquatableArray<TermShape> shapes)
    {
        this.map = map;
        this.shapes = shapes;
        terms = map.Terms;
        turned = new double[map.Layout.Length];
        byTurned = new double[turned.Length];
        R = new double[terms.PanelNumbers];
        byR = new double[R.Length];
        int q = terms.EffectCount;
        (u, y, v, s, natural) = (new double[q], new double[q], new double[q], new double[q], new double[q]);
        path = new double[Math.Max(1, terms.LargestHeight)];
        int widest = shapes.Count == 0 ? 0 : shapes.Max(shape => shape.Width);
        work = new double[path.Length * Math.Max(1, widest)];
    }

    /// <summary>u at Λ and a.</summary>
    /// <param name="lambda">Λ.</param>
    /// <param name="offsets">a − â, q numbers.</param>
    /// <param name="effects">Receives u.</param>
    /// <returns>log|∂u/∂a|; NaN or infinite where it cannot be computed.</returns>
    public double Forward(ReadOnlySpan<double> lambda, ReadOnlySpan<double> offsets, Span<double> effects)
    {
        EffectPanels.Turn(shapes, map.Layout, lambda, turned);
        EffectPanels.Fill(terms, map.Products, turned, map.Layout, R);
        double log = NestedFactor.Factor(terms, R);

        map.Layout.MultiplyTransposed(lambda, map.Pulls, 1, natural);
        terms.ToElimination(natural, y);
        NestedFactor.SolveLower(terms, R, y, path);

        terms.ToElimination(offsets, v);
        NestedFactor.MultiplyTransposed(terms, map.Reference, v, u, path);
        TensorPrimitives.Add(u, y, u);
        NestedFactor.SolveUpper(terms, R, u, path);
        terms.FromElimination(u, effects);
        return map.LogReference - log;
    }

    /// <summary>From the gradient by u to those by a and by Λ, that of the Jacobian included.</summary>
    /// <param name="lambda">Λ of the last <see cref="Forward"/>.</param>
    /// <param name="by">On entry ū, on return ā.</param>
    /// <param name="byLambda">Λ̄, added to: lower triangles.</param>
    public void Backward(ReadOnlySpan<double> lambda, Span<double> by, Span<double> byLambda)
    {
        terms.ToElimination(by, v);
        NestedFactor.SolveLower(terms, R, v, path);
        v.CopyTo(s, 0);
        NestedFactor.SolveUpper(terms, R, s, path);
        StartReverse();
        NestedFactor.Reverse(terms, R, byR);

        byTurned.AsSpan().Clear();
        EffectPanels.AddGradient(terms, map.Products, turned, map.Layout, byR, byTurned, work);
        terms.FromElimination(s, natural);
        for (int k = 0; k < shapes.Count; k++)
        {
            int r = shapes[k].Width;
            Span<double> G = map.Layout.Of(k, byLambda);
            ReadOnlySpan<double> T = map.Layout.Of(k, (ReadOnlySpan<double>)byTurned);
            ReadOnlySpan<double> h = map.Pulls.AsSpan(shapes[k].FirstEffect, shapes[k].EffectCount);
            ReadOnlySpan<double> own = natural.AsSpan(shapes[k].FirstEffect, shapes[k].EffectCount);
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    G[(i * r) + j] += T[((r - 1 - i) * r) + r - 1 - j];
                }
            }

            if (r == 1)
            {
                G[0] += TensorPrimitives.Dot(h, own);
                continue;
            }

            for (int first = 0; first < own.Length; first += r)
            {
                for (int i = 0; i < r; i++)
                {
                    for (int j = 0; j <= i; j++)
                    {
                        G[(i * r) + j] += h[first + i] * own[first + j];
                    }
                }
            }
        }

        NestedFactor.Multiply(terms, map.Reference, v, s, path);
        terms.FromElimination(s, by);
    }

    /// <summary>R̄ = −u v̄ᵀ − s yᵀ − diag(1/R_ii) where R has entries.</summary>
    private void StartReverse()
    {
        foreach (int k in terms.Order)
        {
            int r = shapes[k].Width, height = terms.Height(k);
            Span<double> ofU = path, ofS = work;
            for (int level = 0; level < shapes[k].LevelCount; level++)
            {
                int start = terms.PanelStart(k, level), first = terms.FirstPlace(k, level);
                NestedFactor.Gather(terms, k, level, u, ofU);
                NestedFactor.Gather(terms, k, level, s, ofS);
                for (int c = 0; c < r; c++)
                {
                    double factorV = v[first + c], factorY = y[first + c];
                    Span<double> target = byR.AsSpan(start + (c * height), height);
                    for (int i = c; i < height; i++)
                    {
                        target[i] = -(ofU[i] * factorV) - (ofS[i] * factorY);
                    }

                    target[c] -= 1 / R[start + (c * height) + c];
                }
            }
        }
    }
}
