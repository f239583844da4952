using System.Numerics.Tensors;
using BayesLmm.Densities.Coordinates;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;

namespace BayesLmm.Densities;

/// <summary>
/// The fixed maps of a <see cref="ConditionalDensity"/>, made at its reference: the mode of (u, β), their precision H = L₀L₀ᵀ, and how both move with φ.
/// Immutable.
/// </summary>
internal sealed class ConditionalApproximation
{
    private readonly MixedModelEquations equations;
    private readonly double[] lambda;
    private readonly double[] precision;

    /// <summary>Makes the maps.</summary>
    /// <param name="coordinates">The unknowns.</param>
    /// <param name="reference">φ₀ and C.</param>
    /// <param name="mode">The mode at φ₀.</param>
    /// <param name="equations">The structure of the equations of (u, β).</param>
    public ConditionalApproximation(
        ConditionalCoordinates coordinates, ConditionalReference reference, ConditionalMode mode, MixedModelEquations equations)
    {
        Reference = reference;
        Mean = mode.Unknowns;
        lambda = mode.Lambda;
        precision = mode.Precision;
        this.equations = equations.With(mode.Weighted);
        CrossProducts products = coordinates.Model.Products;
        Effects = EffectMap.Create(products, mode.Weighted.Blocks, lambda, mode.Effects, mode.Scores).With(mode.Damping);
        LogScale = 0;
        for (int i = 0; i < coordinates.OuterCount; i++)
        {
            LogScale += Math.Log(reference.Factor[(i * coordinates.OuterCount) + i]);
        }

        Shear = [];
    }

    private ConditionalApproximation(ConditionalApproximation source, double[] shear)
    {
        (Reference, Mean, Effects, LogScale, Shear) = (source.Reference, source.Mean, source.Effects, source.LogScale, shear);
        (equations, lambda, precision) = (source.equations, source.lambda, source.precision);
    }

    /// <summary>φ₀ and C.</summary>
    public ConditionalReference Reference { get; }

    /// <summary>â: u, then β in the cross-products' coordinates.</summary>
    public double[] Mean { get; }

    /// <summary>How u moves with Λ.</summary>
    public EffectMap Effects { get; }

    /// <summary>log|C|.</summary>
    public double LogScale { get; }

    /// <summary>
    /// D: a = â + L₀⁻ᵀ(z + Dζ), so that z, unlike a, has the mode 0 for ζ near 0; m rows, one after the other, of as many numbers as z has. Empty for none.
    /// </summary>
    public double[] Shear { get; }

    /// <summary>The same with a shear.</summary>
    public ConditionalApproximation With(double[] shear) => new(this, shear);

    /// <summary>H with its factor, in memory of its own.</summary>
    public MixedModelSystem CreateSystem()
    {
        MixedModelSystem system = new(equations);
        return system.TryFactor(lambda, 1, precision)
            ? system
            : throw new InvalidOperationException("The precision matrix of group effects and coefficients cannot be factored at the reference.");
    }
}
