using BayesLmm.Design.Products;

namespace BayesLmm.Equations;

// y = Xβ + Zb + ε, b_kj = Λ_k u_kj, u ~ N(0, I), ε ~ N(0, 1/(τw)), rows times √w. Given Λ and τ the unknowns (u, β) are jointly normal: with A = [ZΛ, X] and
// P the prior precisions of β the precision matrix is τAᵀA + diag(I, P)                                   (Henderson 1950; Lindley & Smith 1972)

/// <summary>
/// The normal distribution of scaled group effects u and coefficients β given the variances. Write <see cref="Lambda"/>, then solve. It is solved for all
/// unknowns at once where coefficients have priors, are partly known, or are drawn, <see cref="JointEffectsGivenVariances"/>; and for the effects first where
/// all coefficients are flat and are profiled out, <see cref="ProfiledEffectsGivenVariances"/>. Coefficients are in the coordinates of the cross-products.
/// Owns its memory; allocates nothing after construction.
/// </summary>
internal abstract class EffectsGivenVariances
{
    private readonly double[] lambda;

    /// <summary>Allocates the memory.</summary>
    /// <param name="equations">The equations of the unknowns that are solved for at once.</param>
    /// <param name="threads">How many threads may share a factorisation; the numbers do not depend on it.</param>
    protected EffectsGivenVariances(MixedModelEquations equations, int threads)
    {
        System = new MixedModelSystem(equations, threads);
        lambda = new double[System.Layout.Length];
    }

    /// <summary>The data.</summary>
    public CrossProducts Products => System.Equations.Products;

    /// <summary>The system that is factored, with the matrix Q.</summary>
    public MixedModelSystem System { get; }

    /// <summary>The factors Λ_k, laid out as <see cref="EffectFactors"/> says.</summary>
    public Span<double> Lambda => lambda;

    /// <summary>û, the means of the scaled effects.</summary>
    public abstract ReadOnlySpan<double> ScaledEffects { get; }

    /// <summary>β̂, the means of the coefficients that are unknown.</summary>
    public abstract ReadOnlySpan<double> Beta { get; }

    /// <summary>log|Q|.</summary>
    public double LogDeterminant => System.Factor.LogDeterminant();

    /// <summary>b̂ = Λû.</summary>
    /// <param name="effects">Receives q numbers.</param>
    public void CopyEffects(Span<double> effects)
    {
        ScaledEffects.CopyTo(effects);
        System.Layout.Multiply(lambda, effects);
    }
}
