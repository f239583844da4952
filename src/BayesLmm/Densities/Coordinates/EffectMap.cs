using System.Numerics.Tensors;
using BayesLmm.Design;
using BayesLmm.Design.Products;
using BayesLmm.Equations;

namespace BayesLmm.Densities.Coordinates;

// M: the blocks of ZᵀWZ of levels with themselves and with those that they are nested in; h fixed. K = I + ΛᵀMΛ = R Rᵀ is the precision and K⁻¹Λᵀh the mean
// that u would have given Λ were the likelihood normal with these blocks alone. R upper triangular within a level: where M is all that counts, R = ΛᵀU with
// M = UUᵀ, and ΛR⁻ᵀ does not depend on Λ; a lower factor would rotate.
//     u = R⁻ᵀ(R₀ᵀ(a − â) + R⁻¹Λᵀh),   Λ₀ᵀh = K₀ û,  so that u = û + a − â at Λ = Λ₀.     log|∂u/∂a| = log|R₀| − log|R|
// Backwards, from ū, with y = R⁻¹Λᵀh:
//     v̄ = R⁻¹ū,  ā = R₀v̄,  s = R⁻ᵀv̄,   R̄ = −u v̄ᵀ − s yᵀ − diag(1/R_ii) where R has entries,   K̄ by NestedFactor.Reverse,
//     Λ̄ += Σ_j h_j s_jᵀ;  of a block (k, l) with E = K̄_kl:  Λ̄_k += MΛ_lEᵀ, Λ̄_l += MᵀΛ_kE;  of a diagonal one, E lower: Λ̄ += MΛ(E + Eᵀ)

/// <summary>
/// How the scaled effects u follow from their coordinates a when Λ is not at its reference: what is fixed of that. If the rows of a level hold little
/// information, K ≈ I and u = a: not centred. If they hold much, Λu stays where the data put it: centred. In between it combines the best of both
/// (Papaspiliopoulos, Roberts &amp; Sköld 2007 for one effect); levels that are nested in others move together with them. Immutable.
/// </summary>
internal sealed class EffectMap
{
    private EffectMap(
        NestedTerms terms, EffectFactors layout, double[] products, double[] pulls, double[] reference, double logReference, MapDamping? damping = null)
    {
        Damping = damping ?? MapDamping.None;
        Terms = terms;
        Layout = layout;
        Products = products;
        Pulls = pulls;
        Reference = reference;
        LogReference = logReference;
    }

    /// <summary>How much of a change of Λ the map sees.</summary>
    public MapDamping Damping { get; }

    /// <summary>Which terms are nested in which.</summary>
    public NestedTerms Terms { get; }

    /// <summary>The layout of Λ.</summary>
    public EffectFactors Layout { get; }

    /// <summary>M, by panels.</summary>
    public double[] Products { get; }

    /// <summary>h, in the order of the effects.</summary>
    public double[] Pulls { get; }

    /// <summary>R₀, by panels.</summary>
    public double[] Reference { get; }

    /// <summary>log|R₀|.</summary>
    public double LogReference { get; }

    /// <summary>The map that sees another part of the changes of Λ.</summary>
    public EffectMap With(MapDamping damping) => new(Terms, Layout, Products, Pulls, Reference, LogReference, damping);

    /// <summary>Makes a map.</summary>
    /// <param name="products">The data's structure.</param>
    /// <param name="weighted">ZᵀWZ, with weights that are not negative.</param>
    /// <param name="lambda">Λ₀.</param>
    /// <param name="effects">b̂ = Λ₀û.</param>
    /// <param name="scores">Zᵀℓ' at the mode, where Λ₀ᵀZᵀℓ' = û.</param>
    /// <exception cref="InvalidOperationException">K₀ is not positive definite.</exception>
    public static EffectMap Create(
        CrossProducts products, LevelBlocks weighted, ReadOnlySpan<double> lambda, ReadOnlySpan<double> effects, ReadOnlySpan<double> scores)
    {
        NestedTerms terms = NestedTerms.Find(products);
        EffectFactors layout = new(products.Terms);
        double[] panels = terms.TakePanels(weighted), reference = new double[panels.Length];
        EffectPanels.Fill(terms, panels, EffectPanels.Turn(products.Terms, layout, lambda), layout, reference);
        double log = NestedFactor.Factor(terms, reference);
        if (!double.IsFinite(log))
        {
            throw new InvalidOperationException("The effects' precision matrix at the reference is not positive definite.");
        }

        double[] places = new double[terms.EffectCount], result = new double[terms.EffectCount], pulls = new double[terms.EffectCount];
        terms.ToElimination(effects, places);
        EffectPanels.MultiplySymmetric(terms, panels, places, result);
        terms.FromElimination(result, pulls);
        TensorPrimitives.Add(pulls, scores, pulls);
        return new EffectMap(terms, layout, panels, pulls, reference, log);
    }
}
