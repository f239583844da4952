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
    private readonly double[] damped;
    private readonly double[] byDamped;
    private readonly double[] turned;
    private readonly double[] byTurned;
    private readonly double[] R;
    private readonly double[] byR;
    private readonly double[] u;
    private readonly double[] y;
    private readonly double[] v;
    private readonly double[] s;
    private readonly double[] natural;
    private readonly double[] work;

    /// <summary>Allocates the memory.</summary>
    /// <param name="map">The map.</param>
    /// <param name="shapes">The model's terms.</param>
    public EffectMapping(EffectMap map, EquatableArray<TermShape> shapes)
    {
        this.map = map;
        this.shapes = shapes;
        terms = map.Terms;
        damped = new double[map.Layout.Length];
        byDamped = new double[map.Layout.Length];
        turned = new double[map.Layout.Length];
        byTurned = new double[turned.Length];
        R = new double[terms.PanelNumbers];
        byR = new double[R.Length];
        int q = terms.EffectCount;
        (u, y, v, s, natural) = (new double[q], new double[q], new double[q], new double[q], new double[q]);
        work = new double[R.Length];
    }

    /// <summary>u at Λ and a.</summary>
    /// <param name="lambda">Λ.</param>
    /// <param name="offsets">a − â, q numbers.</param>
    /// <param name="effects">Receives u.</param>
    /// <returns>log|∂u/∂a|; NaN or infinite where it cannot be computed.</returns>
    public double Forward(ReadOnlySpan<double> lambda, ReadOnlySpan<double> offsets, Span<double> effects)
    {
        double log = FactorAt(lambda, map.Pulls);
        terms.ToElimination(offsets, v);
        NestedFactor.MultiplyTransposed(terms, map.Reference, v, u);
        TensorPrimitives.Add(u, y, u);
        NestedFactor.SolveUpper(terms, R, u);
        terms.FromElimination(u, effects);
        return map.LogReference - log;
    }

    /// <summary>The log density at u of the normal distribution with precision K and mean K⁻¹Λᵀh, but for (q/2) log 2π.</summary>
    /// <param name="lambda">Λ.</param>
    /// <param name="pulls">h.</param>
    /// <param name="scaled">u.</param>
    public double LogDensity(ReadOnlySpan<double> lambda, ReadOnlySpan<double> pulls, ReadOnlySpan<double> scaled)
    {
        double log = FactorAt(lambda, pulls);
        terms.ToElimination(scaled, v);
        NestedFactor.MultiplyTransposed(terms, R, v, u);
        TensorPrimitives.Subtract(u, y, u);
        return log - (0.5 * TensorPrimitives.SumOfSquares<double>(u));
    }

    /// <summary>From the gradient by u to those by a and by Λ, that of the Jacobian included.</summary>
    /// <param name="lambda">Λ of the last <see cref="Forward"/>.</param>
    /// <param name="by">On entry ū, on return ā.</param>
    /// <param name="byLambda">Λ̄, added to: lower triangles.</param>
    public void Backward(ReadOnlySpan<double> lambda, Span<double> by, Span<double> byLambda)
    {
        terms.ToElimination(by, v);
        NestedFactor.SolveLower(terms, R, v);
        v.CopyTo(s, 0);
        NestedFactor.SolveUpper(terms, R, s);
        StartReverse();
        NestedFactor.Reverse(terms, R, byR);

        byTurned.AsSpan().Clear();
        EffectPanels.AddGradient(terms, map.Products, turned, map.Layout, byR, byTurned, work);
        byDamped.AsSpan().Clear();
        terms.FromElimination(s, natural);
        for (int k = 0; k < shapes.Count; k++)
        {
            int r = shapes[k].Width;
            Span<double> G = map.Layout.Of(k, byDamped.AsSpan());
            ReadOnlySpan<double> T = map.Layout.Of(k, (ReadOnlySpan<double>)byTurned);
            for (int i = 0; i < r; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    G[(i * r) + j] += T[((r - 1 - i) * r) + r - 1 - j];
                }
            }

            map.Layout.AddLowerOuterProducts(k, map.Pulls, natural, G);
        }

        map.Damping.AddGradient(shapes, map.Layout, lambda, byDamped, byLambda);
        NestedFactor.Multiply(terms, map.Reference, v, s);
        terms.FromElimination(s, by);
    }

    /// <summary>R and y at Λ.</summary>
    /// <returns>log|R|.</returns>
    private double FactorAt(ReadOnlySpan<double> lambda, ReadOnlySpan<double> pulls)
    {
        map.Damping.Apply(shapes, map.Layout, lambda, damped);
        EffectPanels.Turn(shapes, map.Layout, damped, turned);
        EffectPanels.Fill(terms, map.Products, turned, map.Layout, R);
        double log = NestedFactor.Factor(terms, R);
        map.Layout.MultiplyTransposed(damped, pulls, 1, natural);
        terms.ToElimination(natural, y);
        NestedFactor.SolveLower(terms, R, y);
        return log;
    }

    /// <summary>R̄ = −u v̄ᵀ − s yᵀ − diag(1/R_ii) where R has entries.</summary>
    private void StartReverse()
    {
        foreach (int k in terms.Order)
        {
            int r = shapes[k].Width;
            ReadOnlySpan<AncestorRow> ancestors = terms.Ancestors(k);
            for (int c = 0; c < r; c++)
            {
                ReadOnlySpan<double> ownV = terms.Part(v, k, c), ownY = terms.Part(y, k, c);
                for (int i = c; i < r; i++)
                {
                    Span<double> target = terms.Entry(byR.AsSpan(), k, i, c);
                    target.Clear();
                    LevelVectors.SubtractProduct(terms.Part(u, k, i), ownV, target);
                    LevelVectors.SubtractProduct(terms.Part(s, k, i), ownY, target);
                }

                for (int i = 0; i < ancestors.Length; i++)
                {
                    AncestorRow row = ancestors[i];
                    Span<double> target = terms.Entry(byR.AsSpan(), k, r + i, c);
                    target.Clear();
                    LevelVectors.AddGathered(ownV, terms.Part(u, row.Term, row.Column), row.Levels, -1, target);
                    LevelVectors.AddGathered(ownY, terms.Part(s, row.Term, row.Column), row.Levels, -1, target);
                }

                Span<double> diagonal = terms.Entry(byR.AsSpan(), k, c, c), inverse = terms.Entry(work.AsSpan(), k, c, c);
                TensorPrimitives.Divide(1, terms.Entry(R, k, c, c), inverse);
                TensorPrimitives.Subtract(diagonal, inverse, diagonal);
            }
        }
    }
}
