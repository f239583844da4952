using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Equations;
using BayesLmm.Numerics;

namespace BayesLmm.Densities.Coordinates;

// The map's factors are Λ̃ = diag(ρ)Λ with ρ_i = ((s_i² + d_i²)/(s₀ᵢ² + d_i²))^(−γ/2), s_i² = Σ_j Λ_ij².  Backwards, with T_i = Σ_j Λ̃̄_ij Λ̃_ij,
//     Λ̄_ij = ρ_i Λ̃̄_ij − γ T_i Λ_ij/(s_i² + d_i²)

/// <summary>
/// How much of a change of the standard deviations an <see cref="EffectMap"/> sees. The map takes the rows' information as fixed; but where responses are
/// all but determined by the sign of the linear predictor, the information falls as the effects grow, and effects in units of their standard deviations
/// hardly change.
/// With γ = 0 the map sees the whole change; with γ = 1 none of it, and effects are not centred. Immutable.
/// </summary>
/// <param name="Power">γ, from 0 to 1.</param>
/// <param name="References">s₀², one number for each effect of each term, terms one after the other.</param>
/// <param name="Floors">d², the squares of standard deviations that data cannot distinguish from 0; below them the map sees the whole change.</param>
internal sealed record MapDamping(double Power, double[] References, double[] Floors)
{
    /// <summary>The map sees the whole change.</summary>
    public static MapDamping None { get; } = new(0, [], []);

    /// <summary>s² of each effect of each term at Λ.</summary>
    public static double[] Squares(EquatableArray<TermShape> shapes, EffectFactors layout, ReadOnlySpan<double> lambda)
    {
        List<double> squares = [];
        for (int k = 0; k < shapes.Count; k++)
        {
            for (int i = 0; i < shapes[k].Width; i++)
            {
                squares.Add(SquareOf(layout.Of(k, lambda), i, shapes[k].Width));
            }
        }

        return [.. squares];
    }

    /// <summary>Λ̃.</summary>
    /// <param name="shapes">The terms.</param>
    /// <param name="layout">The layout of the factors.</param>
    /// <param name="lambda">Λ.</param>
    /// <param name="damped">Receives Λ̃.</param>
    public void Apply(EquatableArray<TermShape> shapes, EffectFactors layout, ReadOnlySpan<double> lambda, Span<double> damped)
    {
        lambda.CopyTo(damped);
        for (int k = 0, place = 0; Power != 0 && k < shapes.Count; k++)
        {
            int r = shapes[k].Width;
            Span<double> D = layout.Of(k, damped);
            for (int i = 0; i < r; i++, place++)
            {
                double factor = FactorOf(place, SquareOf(D, i, r));
                for (int j = 0; j <= i; j++)
                {
                    D[(i * r) + j] *= factor;
                }
            }
        }
    }

    /// <summary>Adds to a gradient by Λ what one by Λ̃ implies.</summary>
    /// <param name="shapes">The terms.</param>
    /// <param name="layout">The layout of the factors.</param>
    /// <param name="lambda">Λ.</param>
    /// <param name="byDamped">The gradient by Λ̃: lower triangles.</param>
    /// <param name="byLambda">Added to: lower triangles.</param>
    public void AddGradient(
        EquatableArray<TermShape> shapes, EffectFactors layout, ReadOnlySpan<double> lambda, ReadOnlySpan<double> byDamped, Span<double> byLambda)
    {
        if (Power == 0)
        {
            TensorPrimitives.Add(byLambda, byDamped, byLambda);
            return;
        }

        for (int k = 0, place = 0; k < shapes.Count; k++)
        {
            int r = shapes[k].Width;
            ReadOnlySpan<double> L = layout.Of(k, lambda), B = layout.Of(k, byDamped);
            Span<double> G = layout.Of(k, byLambda);
            for (int i = 0; i < r; i++, place++)
            {
                double square = SquareOf(L, i, r), factor = FactorOf(place, square), sum = 0;
                for (int j = 0; j <= i; j++)
                {
                    sum += B[(i * r) + j] * factor * L[(i * r) + j];
                }

                double share = Power * sum / (square + Floors[place]);
                for (int j = 0; j <= i; j++)
                {
                    G[(i * r) + j] += (factor * B[(i * r) + j]) - (share * L[(i * r) + j]);
                }
            }
        }
    }

    private static double SquareOf(ReadOnlySpan<double> L, int i, int r) => TensorPrimitives.SumOfSquares(L.Slice(i * r, i + 1));

    private double FactorOf(int place, double square) => Math.Pow((square + Floors[place]) / (References[place] + Floors[place]), -0.5 * Power);
}
